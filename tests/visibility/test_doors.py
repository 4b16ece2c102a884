"""Addresses that nothing links to, tried by somebody who guesses."""

import pytest
from django.urls import reverse

from tests import crawler, factories, page_types


def test_no_page_can_be_closed_with_a_shared_password(site, admin_client):
    form = admin_client.get(reverse("wagtailadmin_pages:set_privacy", args=[site.news.pk]))
    assert "password" not in form.content.decode().replace("shared_password", "")


def test_shared_passwords_have_no_address_either():
    own = {"password"}  # where a member sets hers
    assert not [name for name in crawler.public_names() - own if "password" in name]


@pytest.mark.parametrize(
    ("listed", "status"), [(True, 200), (False, 404)], ids=["listed", "unlisted"]
)
def test_only_a_listed_contact_has_a_card(listed, status, site, client):
    contact = factories.contact(listed=listed)
    assert client.get(reverse("vcard", args=[contact.pk])).status_code == status


def test_a_person_who_left_has_no_card_any_more(site, client):
    left = factories.contact("Ana Valdour", successor=factories.contact())
    assert client.get(reverse("vcard", args=[left.pk])).status_code == 404


def test_an_unlisted_contact_chosen_on_a_page_is_named_there_without_a_dead_link(site, read):
    contact = factories.contact("Ana Valdour", listed=False)
    document = read(page_types.news_page(site.home, contacts=[contact]).url)
    assert "Ana Valdour" in document.main.text
    assert not document.select("a[type='text/vcard']")


@pytest.mark.parametrize(
    "name",
    ["wagtailadmin_pages:edit", "wagtailadmin_pages:view_draft", "wagtailadmin_pages:usage"],
)
def test_the_admin_shows_pages_to_editors_only(name, site, client):
    for visitor in (None, factories.user("membre@example.org")):
        if visitor:
            client.force_login(visitor)
        answer = client.get(reverse(name, args=[site.news.pk]))
        assert answer.status_code == 302
        assert (
            "/espace-adherents/connexion/" in answer["Location"] or answer["Location"] == "/admin/"
        )


def test_a_preview_is_for_editors_only(site, client):
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[site.news.pk])
    assert client.get(address).status_code == 302
