"""Somebody registers on a phone while all goes wrong that can: she loses nothing that she typed, and has one place."""

import pytest
from playwright.sync_api import Page, expect

from clubs.models import Registration, SessionPage
from home.models import HomePage
from tests import page_types
from tests.members.conftest import mailbox

__all__ = ["mailbox"]

WORDS = {"Prénom": "Ana", "Nom": "Sorel", "Votre adresse e-mail": "ana@example.org"}


@pytest.fixture
def session(content) -> SessionPage:
    home = HomePage.objects.get(locale__language_code="fr")
    return page_types.session(
        home, title="Visite des Tilleuls", public_registration=True, capacity=1
    )


def fill(page: Page):
    for label, value in WORDS.items():
        page.get_by_label(label, exact=True).fill(value)


def expect_filled(page: Page):
    for label, value in WORDS.items():
        expect(page.get_by_label(label, exact=True)).to_have_value(value)


def send(page: Page):
    page.get_by_role("button", name="S’inscrire").click()


def test_a_registration_survives_what_goes_wrong(session, visitor, settings, mailbox):
    settings.FORM_MIN_SECONDS = -1
    page = visitor(width=360)
    page.watch.expect_refusals()
    page.goto(session.url)
    page.locator(".registration").get_by_role("link", name="S’inscrire").click()

    fill(page)
    page.get_by_label("Votre adresse e-mail").fill("ana")
    send(page)
    expect(page.get_by_text("Écrivez une adresse e-mail")).to_be_visible()
    page.get_by_label("Votre adresse e-mail").fill(WORDS["Votre adresse e-mail"])
    expect_filled(page)

    settings.FORM_HOURS = 0  # the form has been open for too long
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("ouvert depuis longtemps")
    expect_filled(page)
    settings.FORM_HOURS = 48

    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1  # the mail server is down
    page.get_by_role("button", name="S’inscrire").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Votre demande d’inscription est arrivée"
    )
    settings.EMAIL_PORT = port
    assert [row.email for row in Registration.objects.of(session)] == ["ana@example.org"]

    page.go_back()
    expect_filled(page)
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Votre demande d’inscription est arrivée"
    )
    row = Registration.objects.of(session).get()
    assert not row.is_waiting
    assert not mailbox.messages

    page.goto(f"/votre-inscription/{row.token}/")
    page.get_by_role("button", name="Annuler mon inscription").click()
    expect(page.get_by_text("Cette inscription est annulée")).to_be_visible()
    assert not Registration.objects.of(session).exists()
