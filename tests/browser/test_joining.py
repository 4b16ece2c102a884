"""An organisation applies in a browser, with all that may go wrong; an editor composes the home page it comes from."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from playwright.sync_api import Page, expect

from clubs.models import ClubPage
from contacts.models import BoardSeat
from joining.models import Application, Bracket, JoiningSettings
from tests import factories, page_types
from tests.browser import editing

FIELDS = {
    "Nom de l’organisme": "Coopérative des Mariniers",
    "Adresse postale": "3 quai Neuf\n99100 Montclar-sur-Ande",
    "Votre nom": "Ana Sorel",
    "Votre adresse e-mail professionnelle": "ana@mariniers.example.org",
}


@pytest.fixture(scope="module", autouse=True)
def scale(content):
    joining = JoiningSettings.load()
    joining.brackets = [
        Bracket(kind="coop", homes_from=0, amount=Decimal(400)),
        Bracket(kind="coop", homes_from=1000, amount=Decimal("900.50")),
    ]
    joining.save()


@pytest.fixture(autouse=True)
def quick(settings):
    settings.FORM_MIN_SECONDS = -1
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def fill(page: Page, homes: str = "1200") -> None:
    page.goto("/adherer/")
    for label, words in FIELDS.items():
        page.get_by_label(label, exact=True).fill(words)
    page.get_by_label("Nature de l’organisme").select_option("coop")
    page.get_by_label("Logements gérés").fill(homes)
    page.get_by_label("Je fais cette demande au nom").check()


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name).click()


def test_an_application_is_filled_in_looked_over_and_sent_once(content, visitor):
    page = visitor(width=360)
    fill(page, homes="999")
    amount = page.locator(".contribution")
    expect(amount).to_contain_text("Votre cotisation")
    expect(amount).to_contain_text("400")
    page.get_by_label("Logements gérés").fill("1000")
    expect(amount).to_contain_text("900,50")
    page.get_by_label("Nature de l’organisme").select_option("oph")
    expect(amount).to_contain_text("L’association vous dira")
    page.get_by_label("Nature de l’organisme").select_option("coop")
    press(page, "Relire la demande")
    expect(page.locator(".answers")).to_contain_text("900,50")
    page.go_back()
    expect(page.get_by_label("Votre nom", exact=True)).to_have_value("Ana Sorel")
    press(page, "Relire la demande")
    press(page, "La modifier")
    expect(page.get_by_label("Adresse postale")).to_have_value(FIELDS["Adresse postale"])
    press(page, "Relire la demande")
    page.get_by_role("button", name="Envoyer la demande").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre demande est arrivée")
    page.go_back()
    press(page, "Envoyer la demande")
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre demande est arrivée")
    assert (
        Application.objects.filter(email=FIELDS["Votre adresse e-mail professionnelle"]).count()
        == 1
    )


def test_a_form_whose_time_has_passed_keeps_what_was_typed_without_a_script_too(content, visitor):
    page = visitor(java_script_enabled=False)
    fill(page)
    expect(page.locator(".contribution")).to_be_hidden()
    page.context.clear_cookies()
    JoiningSettings.objects.update(is_open=False)
    press(page, "Relire la demande")
    expect(page.get_by_role("alert")).to_contain_text("Les demandes ne se font plus ici")
    expect(page.get_by_label("Votre nom", exact=True)).to_have_value("Ana Sorel")
    JoiningSettings.objects.update(is_open=True)
    press(page, "Relire la demande")
    expect(page.locator(".answers")).to_contain_text("900,50")


def test_an_expired_form_is_sent_at_the_second_press(content, visitor, settings):
    page = visitor()
    fill(page)
    page.locator("[name=key]").evaluate("field => { field.value = 'x' }")
    press(page, "Relire la demande")
    expect(page.get_by_role("alert")).to_contain_text("ouvert depuis longtemps")
    expect(page.get_by_label("Logements gérés")).to_have_value("1200")
    press(page, "Relire la demande")
    expect(page.locator(".answers")).to_contain_text("Coopérative des Mariniers")


def test_an_editor_composes_the_page_of_an_association(content, visitor):
    """What page 000 of the examples shows: families of meetings, a moved session, the board, joining, the office."""
    for title, audience in (
        ("Journées-débats", ClubPage.Audience.PUBLIC),
        ("Ateliers de recherche", ClubPage.Audience.MEMBERS),
        ("Rencontres d’organismes", ClubPage.Audience.ORGANISATIONS),
    ):
        club = page_types.club(content.home, title=title, audience=audience)
    now = timezone.now()
    page_types.session(
        content.home,
        parent=club,
        title="La santé mentale dans l’habitat",
        starts_at=now + timedelta(days=9),
        status="moved",
        former_dates=[(now + timedelta(days=2)).date()],
        pilots=[factories.organisation("Ande et Lauve Habitat")],
        programme_file=content.publications[0],
    )
    BoardSeat.objects.create(organisation=factories.organisation("Lac et Monts Habitat"))
    factories.association(
        phone="01 99 00 10 00", opening_hours=[*[[["09:00", "12:30"]]] * 5, [], []]
    )
    person = factories.user("compose@example.org")
    person.groups.add(Group.objects.get(name="Publication"))
    page = visitor(user=person)
    editing.open_form(page, f"/admin/pages/{content.home.pk}/edit/")
    parts = page.get_by_role("region", name="Parties de la page")
    for name in (
        "Familles de rencontres",
        "Conseil d’administration",
        "Adhésion",
        "Le secrétariat",
    ):
        count = parts.locator("[data-streamfield-child]").count()
        parts.get_by_role("button", name="Insérer un bloc").last.click()
        page.get_by_role("option", name=name, exact=True).click()
        expect(parts.locator("[data-streamfield-child]")).to_have_count(count + 1)
    parts.get_by_role("textbox", name="texte").fill("L’adhésion ouvre l’espace réservé du site.")
    editing.expect_saved_by_itself(page)
    editing.publish(page)
    expect(page.get_by_role("status")).to_contain_text("publiée")

    reader = visitor()
    reader.goto("/")
    main = reader.get_by_role("main")
    headings = main.get_by_role("heading", level=2).all_inner_texts()
    assert headings[0].startswith("Prochaine")
    assert headings[-4:] == [
        "Nos rencontres",
        "Le conseil d’administration",
        "Devenir adhérent",
        "Le secrétariat",
    ]
    families = main.get_by_role("region", name="Nos rencontres")
    for audience in ("Ouvert à tous", "Réservé aux adhérents", "Ouvert à tous les organismes"):
        expect(families.get_by_text(audience, exact=True).first).to_be_visible()
    notice = reader.get_by_role("region", name="À noter")
    expect(notice).to_contain_text("Séance déplacée")
    expect(notice).to_contain_text("au lieu du")
    expect(main).to_contain_text("Lac et Monts Habitat")
    expect(main.get_by_role("region", name="Le secrétariat")).to_contain_text("Lundi à vendredi")
    notice.get_by_role("link", name="La santé mentale").click()
    expect(reader.locator("nav.breadcrumb")).to_be_visible()
    expect(main).to_contain_text("Ande et Lauve Habitat")
    expect(main.get_by_role("link", name="Habiter la vallée").first).to_be_visible()
    reader.goto("/")
    main.get_by_role("link", name="Adhérer en ligne").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Devenir adhérent")
