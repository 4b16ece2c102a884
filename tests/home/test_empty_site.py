"""A site without a page of its own: every public address answers, and the pages say what to do."""

import pytest
from bs4 import BeautifulSoup
from wagtail.models import Locale, Page, Site

from core.routing import site_for
from home.models import HomePage
from tests import crawler, factories
from tests.conftest import logged_in

pytestmark = pytest.mark.django_db

# What answers with neither a page nor its absence: a link by mail that is forged, what only takes a form.
ODD = {405, 410}


def answers(client) -> dict[str, int]:
    """By address, what a browser ends with."""
    return {
        address: client.get(address, follow=True).status_code
        for address in crawler.public_addresses()
    }


def as_made_by_migrations():
    pass


def without_a_site():
    Site.objects.all().delete()


def without_languages():
    Locale.objects.exclude(language_code="fr").delete()


def with_a_home_page_that_no_site_shows():
    Page.get_first_root_node().add_child(instance=HomePage(title="Accueil"))


@pytest.mark.parametrize(
    "state",
    [
        as_made_by_migrations,
        without_a_site,
        without_languages,
        with_a_home_page_that_no_site_shows,
    ],
)
def test_before_set_up_every_public_address_answers(state, client):
    state()
    found = answers(client)
    assert set(found.values()) <= {200, 404} | ODD, found
    assert {found[address] for address in ("/", "/en/")} == {200}


def test_before_set_up_every_public_address_answers_to_who_sets_it_up(db):
    found = answers(logged_in(factories.administrator()))
    assert set(found.values()) <= {200, 404} | ODD, found


@pytest.mark.parametrize(("address", "status"), [("/", 200), ("/en/", 200), ("/actualites/", 404)])
def test_the_page_before_set_up_says_in_every_language_what_to_do(address, status, read):
    document = read(address, status)
    texts = {section["lang"]: section.text for section in document.select("section")}
    assert set(texts) == {"fr", "en"}
    assert "premier écran" in texts["fr"]
    assert "first screen" in texts["en"]
    for section in document.select("section"):
        assert section.a["href"] == "/admin/"
        assert section.code.text == "manage.py create_site"
    assert document.select_one("meta[name=robots]")["content"] == "noindex"
    assert "no-store" in document.response["Cache-Control"]
    assert "Wagtail" not in document.text


def test_no_address_shows_the_page_that_wagtail_begins_with(client):
    for address in crawler.public_addresses():
        text = client.get(address).getvalue().decode(errors="replace")
        assert "Welcome to your new" not in text, address


def test_plain_addresses_have_a_name_to_show(read):
    document = read("/mentions-legales/")
    assert document.select_one(".brand").text.strip() == "Parvis"
    assert document.title.text.endswith("– Parvis")


def test_the_site_is_there_for_every_process_as_soon_as_it_has_a_home_page(client, rf):
    """What was asked before isn't kept: neither that there is no site, nor Wagtail's addresses of pages."""
    welcome = Site.objects.get().root_page
    assert client.get("/").status_code == 200
    assert welcome.url
    # As another process does it: without this one's signals.
    home = HomePage(title="Accueil", slug="accueil")
    Page.get_first_root_node().add_child(instance=home)
    Site.objects.update(root_page=home)
    request = rf.get("/", headers={"host": "testserver"})
    assert site_for(request).root_page_id == home.pk
    assert Page.objects.get(pk=home.pk).url == "/"
    document = BeautifulSoup(client.get("/").content, "html.parser")
    assert document.select_one("main section[lang]") is None
