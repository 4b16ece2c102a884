"""A course: its public facts, its dates, what search engines read, and what a certified association must say."""

import json
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from core.refusals import Refusal
from tests import factories, page_types
from tests.admin import forms
from tests.conftest import logged_in
from tests.page_types import PUBLIC_FACTS
from training.models import CoursePage, CourseSessionPage


def complete(home, **fields) -> CoursePage:
    contact = factories.contact("Zoé Marelle")
    return page_types.course(home, contacts=[contact], **PUBLIC_FACTS | fields)


def gauge(client, page):
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    form = BeautifulSoup(client.get(address).content, "html.parser")
    return form.select_one(".completeness")


def test_its_page_says_the_nine_public_facts_and_who_trains(site, read):
    trainer = factories.organisation("Le Relais du Pont")
    page = complete(
        site.home,
        introduction="Appeler tôt.",
        member_price="620 €",
        trainers=[trainer],
        audiences=[factories.audience("Gardiens")],
        body=[("rich_text", "<p>On part de dossiers réels.</p>")],
    )
    document = read(page.url)
    headings = [heading.get_text(strip=True) for heading in document.main.select("h2")]
    for title in (
        "Objectifs",
        "Prérequis",
        "Méthodes mobilisées",
        "Modalités d’évaluation",
        "Modalités et délais d’accès",
        "Accessibilité aux personnes handicapées",
        "Votre contact",
    ):
        assert title in headings
    text = document.main.get_text(" ", strip=True).replace("\u202f", " ").replace("\xa0", " ")
    for words in (
        "Appeler tôt.",
        "On part de dossiers réels.",
        "2 jours (14 heures)",
        "860 €",
        "620 €",
        "Le Relais du Pont",
        "Gardiens",
        "Gestion sociale",
        "Mise à jour le",
        "Zoé Marelle",
    ):
        assert words in text, words


def test_its_dates_are_listed_and_those_that_are_over_arent(site, read):
    page = complete(site.home)
    for days, place in ((-3, "Orsenne"), (30, "Valmire"), (5, "Saint-Aubrac")):
        start = timezone.now() + timedelta(days=days)
        page_types.course_session(site.home, parent=page, starts_at=start, place=place)
    dates = read(page.url).select(".sessions .session")
    assert [date.select_one(".session-where").text for date in dates] == ["Saint-Aubrac", "Valmire"]


def test_a_date_is_moved_and_says_so_and_is_registered_for(site, read, client):
    session = page_types.course_session(site.home, place="Valmire")
    before = session.day
    editor = logged_in(factories.editor())
    later = timezone.localtime(session.starts_at) + timedelta(days=7)
    answer = forms.edit(
        editor, session, starts_at=f"{later:%Y-%m-%d %H:%M}", member_registration="on"
    )
    assert answer.status_code == 302
    moved = CourseSessionPage.objects.get(pk=session.pk)
    assert moved.status == "moved"
    assert moved.former_date == before
    assert moved.calendar_sequence == 1
    assert read(session.url).select_one(".tile del")
    member = factories.member()
    client.force_login(member)
    button = read(session.url, client=client).select_one(".registration form")
    assert client.post(button["action"]).status_code == 302
    assert moved.registrations_in_any_language.get().person == member
    own = read("/espace-adherents/", client=client).select_one(".attending")
    assert own.select_one(f"a[href='{moved.url}']")


def test_a_new_date_begins_with_what_its_course_says(site, editor_client):
    page = complete(site.home, member_price="620 €", format="mixed")
    address, data = forms.filled_in(
        editor_client, CourseSessionPage, page, starts_at="2031-03-12 09:00"
    )
    assert data["title"] == page.title
    assert data["member_price"] == "620 €"
    assert data["attendance"] == "mixed"
    assert editor_client.post(address, data).status_code == 302
    made = CourseSessionPage.objects.child_of(page).get()
    assert made.url == f"{page.url}session/"


def test_search_engines_read_a_course_and_its_dates(site, read):
    page = complete(site.home, introduction="Appeler tôt.")
    page_types.course_session(site.home, parent=page, place="Valmire", attendance="mixed")
    [data] = [
        found
        for script in read(page.url).select("script[type='application/ld+json']")
        if (found := json.loads(script.string))["@type"] == "Course"
    ]
    assert data["name"] == page.title
    assert data["provider"]["name"] == factories.ASSOCIATION
    assert data["timeRequired"] == "PT14H"
    assert data["offers"]["price"] == "860"
    assert data["teaches"] == "Repérer les premiers signes"
    [instance] = data["hasCourseInstance"]
    assert instance["@type"] == "CourseInstance"
    assert instance["courseMode"] == "blended"
    assert instance["courseWorkload"] == "PT14H"
    assert instance["startDate"]


@pytest.mark.parametrize("missing", [*sorted(PUBLIC_FACTS.keys() - {"days", "hours"}), "contacts"])
def test_a_certified_association_publishes_no_course_without_a_public_fact(
    missing, site, editor_client
):
    factories.association(is_training_certified=True)
    page = complete(site.home)
    page.unpublish()
    page = CoursePage.objects.get(pk=page.pk)
    if missing == "contacts":
        page.page_contacts.clear()
    else:
        setattr(page, missing, "" if missing == "price" else "<p></p>")
    revision = page.save_revision()
    with pytest.raises(Refusal):
        revision.publish()
    answer = forms.edit(editor_client, CoursePage.objects.get(pk=page.pk))
    assert "association certifiée" in answer.content.decode()
    assert not CoursePage.objects.get(pk=page.pk).live
    answer = forms.edit(editor_client, page, publish=False)
    assert answer.status_code == 302, "a draft is saved as it stands"


def test_another_association_publishes_what_it_has(site, editor_client):
    page = page_types.course(site.home, objectives="<p>Mieux appeler.</p>")
    assert page.live
    words = gauge(editor_client, page).get_text(" ", strip=True)
    assert "1 informations publiques sur 9" in words
    assert "prérequis, durée, modalités et délais d’accès" in words
    assert "certifiée" not in words


def test_the_gauge_says_when_all_is_there(site, editor_client):
    factories.association(is_training_certified=True)
    found = gauge(editor_client, complete(site.home))
    assert found.select_one("meter")["value"] == "9"
    assert "sont là" in found.text


def test_it_is_found_in_the_search_and_the_feed_and_its_theme(site, worker, read, client):
    theme = factories.theme("Impayés")
    page = complete(site.home, title="Relancer sans heurter", themes=[theme])
    found = read("/recherche/?q=relancer&type=formation").select_one(".results a")
    assert found["href"] == page.url
    assert read("/recherche/?q=gestion+sociale").select_one(".results a")["href"] == page.url
    assert "Formation\u202f: Relancer sans heurter" in client.get("/flux/rss.xml").text
    courses = read("/themes/impayes/").select(".courses h3")
    assert [course.get_text(strip=True) for course in courses] == ["Relancer sans heurter"]
    assert read("/plan-du-site/").select(f"a[href='{page.url}']")


def test_the_editorial_team_writes_courses_and_their_vocabularies(site):
    writer = factories.user("ecrit@example.org")
    writer.groups.add(factories.Group.objects.get(name="Rédaction"))
    catalogue = page_types.catalogue(site.home)
    domain = factories.domain()
    client = logged_in(writer)
    answer = forms.add(
        client, CoursePage, catalogue, publish=False, title="À relire", domain=domain.pk
    )
    assert answer.status_code == 302
    draft = Page.objects.get(title="À relire")
    assert not draft.live
    address = reverse("wagtailsnippets_training_domain:add")
    assert client.get(address).status_code == 200
    for name in ("courses:index", "course_dates:index"):
        assert client.get(reverse(name)).status_code == 200


def test_what_makes_no_sense_gets_a_sentence_and_is_kept(site, editor_client):
    page = complete(site.home)
    answer = forms.edit(editor_client, page, days="-2", hours="beaucoup")
    document = BeautifulSoup(answer.content, "html.parser")
    assert "supérieure ou égale à 0.5" in document.text.replace("0,5", "0.5")
    assert document.select_one("[name=days]")["value"] == "-2"
    assert document.select_one("[name=hours]")["value"] == "beaucoup"
    address = reverse("wagtailsnippets_training_domain:add")
    answer = editor_client.post(address, {"name": "?!", "slug": "", "sort_order": "1"})
    assert "Écrivez un nom avec une lettre ou un chiffre" in answer.content.decode()
    factories.domain("Énergie")
    answer = editor_client.post(address, {"name": "énergie", "slug": "", "sort_order": "1"})
    assert "existe déjà" in answer.content.decode()
