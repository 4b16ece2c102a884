"""A catalogue of training is built whole in the admin: its domain, its courses and their dates, by two people."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests import factories
from tests.browser import editing
from training.models import CoursePage, CourseSessionPage, Domain

DOMAIN = "Accompagnement des ménages"
COURSES = [
    (
        "Loger et accompagner : qui fait quoi",
        "Des rôles clairs entre bailleurs et associations.",
        "Trois ménages suivis de la demande au bail, et ce que chacun aurait pu faire plus tôt.",
    ),
    (
        "L’entretien avec le locataire",
        "Une journée pour essayer autrement.",
        "On se filme, on se regarde, on recommence.",
    ),
]
FACTS = {
    "objectives": "Orienter une demande vers le bon interlocuteur.",
    "prerequisites": "Aucun.",
    "methods": "Travail en groupe sur des dossiers réels.",
    "assessment": "Étude de cas corrigée.",
    "access": "Inscription jusqu’à dix jours avant.",
    "accessibility": "Une référente répond sous deux jours.",
}


def somebody(email: str, role: str):
    person = factories.user(email)
    person.groups.add(Group.objects.get(name=role))
    return person


@pytest.fixture
def writer(content):
    return somebody("ecrit@example.org", "Rédaction")


@pytest.fixture
def publisher(content):
    return somebody("publie@example.org", "Publication")


def test_a_catalogue_is_built_whole(content, visitor, writer, publisher):
    """By the keyboard, as *Rédaction* writes and *Publication* publishes."""
    factories.contact("Maëlle Ferrand", email="m.ferrand@example.org")
    factories.association(is_training_certified=True)
    page = visitor(user=writer)
    add_domain(page)
    for title, tagline, description in COURSES:
        editing.open_form(
            page, f"/admin/pages/add/training/coursepage/{content.pages['CataloguePage'].pk}/"
        )
        write_course(page, title, tagline, description)
        editing.expect_saved_by_itself(page)
    expect(page.locator(".completeness meter")).to_be_visible()

    other = visitor(user=publisher)
    course = CoursePage.objects.get(title=COURSES[0][0])
    editing.open_form(other, f"/admin/pages/{course.pk}/edit/")
    expect(other.locator(".completeness meter")).to_have_attribute("value", "8")
    with other.expect_navigation():
        editing.publish(other)  # without a contact
    expect(other.get_by_role("main")).to_contain_text("Contacts")
    panel = editing.open_tab(other, "Illustrer et joindre")
    editing.choose(other, panel.get_by_role("region", name="Contacts"), ["Maëlle Ferrand"])
    editing.publish(other)
    expect(other.get_by_role("status")).to_contain_text("publiée")

    editing.open_form(other, f"/admin/pages/add/training/coursesessionpage/{course.pk}/")
    expect(other.locator("[name=title]")).to_have_value(COURSES[0][0])
    day = timezone.localdate() + timedelta(days=30)
    editing.say_when(other, "starts_at", f"{day:%d/%m/%Y} 09:00")
    other.locator("[name=place]").fill("Valmire")
    editing.publish(other)
    expect(other.locator(".messages .success")).to_be_visible()
    assert CourseSessionPage.objects.get(title=COURSES[0][0]).live

    reader = visitor(360)
    reader.goto("/formations/")
    catalogue = reader.get_by_role("region", name=DOMAIN)
    expect(catalogue).to_contain_text(COURSES[0][1])
    expect(catalogue).to_contain_text("2 jours (14 heures)")
    catalogue.get_by_role("link", name=COURSES[0][0], exact=True).click()
    text = reader.get_by_role("main")
    for words in (*FACTS.values(), COURSES[0][2], "860\u202f€", "Maëlle Ferrand", "Valmire"):
        expect(text).to_contain_text(words)


def add_domain(page: Page):
    page.goto("/admin/snippets/training/domain/add/")
    page.locator("[name=name]").press_sequentially(DOMAIN)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("status")).to_contain_text(DOMAIN)
    assert Domain.objects.get(name=DOMAIN).slug == "accompagnement-des-menages"


def write_course(page: Page, title: str, tagline: str, description: str):
    page.get_by_role("textbox", name="Titre").press_sequentially(title)
    page.get_by_role("textbox", name="Accroche").press_sequentially(tagline)
    page.locator("[name=domain]").select_option(label=DOMAIN)
    body = page.get_by_role("region", name="Description")
    body.get_by_role("button", name="Insérer un bloc").last.click()
    page.get_by_role("option", name="Texte", exact=True).click()
    editing.write(page, body.locator("[data-streamfield-child]").last, [description])
    for name, words in FACTS.items():
        editing.write(page, page.locator(f"[data-contentpath={name}]"), [words])
    page.locator("[name=days]").fill("2")
    page.locator("[name=hours]").fill("14")
    page.locator("[name=price]").fill("860 €")
