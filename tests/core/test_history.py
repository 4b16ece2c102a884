"""The history of contacts, organisations, vocabularies and settings says who changed what."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.models import ModelLogEntry
from wagtail.test.utils.form_data import querydict_from_html

from core.history import CHANGE
from home.models import AssociationSettings
from joining.models import JoiningSettings
from tests import factories
from tests.conftest import logged_in


@pytest.fixture
def client(site):
    names = {"first_name": "Inès", "last_name": "Vauban"}
    return logged_in(factories.user("ines@example.org", "Administration", **names))


def change(client, address: str, **values) -> None:
    forms = BeautifulSoup(client.get(address).content, "html.parser").find_all(
        "form", method="POST"
    )
    form = max(forms, key=lambda form: len(form.find_all("input")))
    form["id"] = "filled-in"
    data = querydict_from_html(str(form), form_id="filled-in")
    for name, value in values.items():
        data[name] = value
    assert client.post(address, data).status_code == 302


def said(client, address: str) -> str:
    document = BeautifulSoup(client.get(address).content, "html.parser")
    return " ".join(document.main.get_text(" ").split())


def test_history_of_a_contact_says_who_changed_which_field(client):
    contact = factories.contact("Zoé Marelle", role="chargée de mission")
    edit, history, delete = (
        reverse(type(contact).snippet_viewset.get_url_name(name), args=[contact.pk])
        for name in ("edit", "history", "delete")
    )
    change(client, edit, role="directrice")
    change(client, edit, name="Zoé Marelle-Dubois")

    text = said(client, history)

    assert "« chargée de mission » est devenu « directrice »" in text
    assert "« Zoé Marelle » est devenu « Zoé Marelle-Dubois »" in text
    assert "Inès Vauban" in text
    # A former number or address of hers is kept no longer than she is.
    client.post(delete)
    assert not ModelLogEntry.objects.filter(action=CHANGE).exists()


def test_journal_says_what_changed_in_the_settings(client):
    settings = factories.association(short_name="URH")
    address = reverse("wagtailsettings:edit", args=["home", "associationsettings", settings.pk])
    change(client, address, short_name="Hautes-Rives")

    assert AssociationSettings.objects.get().short_name == "Hautes-Rives"
    text = said(client, reverse("wagtailadmin_reports:site_history"))

    assert "« URH » est devenu « Hautes-Rives »" in text


def test_what_no_editor_does_leaves_no_history(site):
    contact = factories.contact("Zoé Marelle")
    contact.role = "directrice"
    contact.save()

    assert not ModelLogEntry.objects.filter(action=CHANGE).exists()


def test_domains_that_let_people_in_arent_told_by_the_history(client):
    organisation = factories.member_organisation(email_domains="valmire.example.org")
    edit, history = (
        reverse(type(organisation).snippet_viewset.get_url_name(name), args=[organisation.pk])
        for name in ("edit", "history")
    )
    change(
        client, edit, email_domains="ormeville.example.org", website="https://valmire.example.org/"
    )
    text = said(client, history)
    assert "https://valmire.example.org/" in text
    assert "ormeville.example.org" not in text


def test_journal_says_which_lines_of_a_form_changed(client):
    """Such as the brackets of the scale, which are rows of their own."""
    joining = JoiningSettings.load()
    address = reverse("wagtailsettings:edit", args=["joining", "joiningsettings", joining.pk])
    line = {"kind": "oph", "homes_from": "0", "amount": "450", "ORDER": "1"}
    first = {f"brackets-0-{name}": value for name, value in line.items()}
    change(client, address, **{"brackets-TOTAL_FORMS": "1", "brackets-0-id": ""} | first)
    change(client, address, **{"brackets-0-amount": "500"})
    change(client, address, **{"brackets-0-DELETE": "1"})

    text = said(client, reverse("wagtailadmin_reports:site_history"))

    for words in ("450,00 » a été ajouté", "500,00 »", "» est devenu «", "» a été retiré"):
        assert words in text, words
    assert text.count("Tranches : «") == 3
