"""From an address to a page, whatever the depth and the language."""

import pytest
from wagtail.models import Page

from home.models import HomePage
from tests import factories, page_types
from tests.queries import queries

pytestmark = pytest.mark.both_databases


@pytest.fixture
def deep(site):
    """Five pages, each under the one before."""
    page, pages = site.home, []
    for name in ("un", "deux", "trois", "quatre", "cinq"):
        page = page_types.content_page(site.home, parent=page, title=name.title(), slug=name)
        pages.append(page)
    return pages


def test_a_page_is_found_at_any_depth(deep, read):
    assert read("/un/deux/trois/quatre/cinq/").h1.text == "Cinq"
    assert read("/un/deux/trois/").h1.text == "Trois"


def test_the_depth_costs_no_query(deep, client):
    assert len(queries(client, deep[4].url)) == len(queries(client, deep[1].url))


def test_the_breadcrumb_goes_through_every_level(deep, read):
    steps = read(deep[4].url).select(".breadcrumb li")
    assert [step.get_text(strip=True) for step in steps] == [
        "Accueil",
        *("Un", "Deux", "Trois", "Quatre", "Cinq"),
    ]


def test_the_same_last_word_under_two_pages_leads_to_two_pages(site, read):
    for name in ("habitat", "énergie"):
        parent = page_types.content_page(site.home, title=name, slug=name)
        page_types.content_page(site.home, parent=parent, title=f"Guide {name}", slug="guide")
    assert read("/habitat/guide/").h1.text == "Guide habitat"
    assert read("/énergie/guide/").h1.text == "Guide énergie"


@pytest.mark.parametrize(
    "address",
    [
        "/deux/",
        "/un/trois/",
        "/un/deux/trois/quatre/cinq/six/",
        "/accueil/",
        "/accueil/un/",
        "/UN/deux/trois/x/",
    ],
)
def test_a_wrong_way_leads_nowhere(address, deep, client):
    assert client.get(address).status_code == 404


def test_a_page_outside_the_sites_tree_isnt_served(site, client):
    root = Page.objects.get(depth=1)
    other = HomePage(title="Autre", slug="autre", locale=factories.locale("fr"))
    factories.publish(other, root)
    page_types.content_page(site.home, parent=other, title="Dedans", slug="dedans")
    for address in ("/autre/", "/dedans/", "/autre/dedans/"):
        assert client.get(address).status_code == 404


def test_a_page_that_is_moved_answers_at_its_new_address(deep, site, client):
    deep[1].move(site.home, pos="last-child")
    assert client.get("/deux/trois/").status_code == 200
    assert client.get("/un/deux/trois/")["Location"] == "/deux/trois/"


def test_a_new_slug_moves_the_pages_below_too(deep, client):
    page = Page.objects.get(pk=deep[1].pk).specific
    page.slug = "second"
    page.save_revision().publish()
    assert client.get("/un/second/trois/quatre/cinq/").status_code == 200
    assert client.get("/un/deux/")["Location"] == "/un/second/"


def test_a_draft_of_a_new_slug_changes_no_address(deep, client):
    deep[1].slug = "second"
    deep[1].save_revision()
    assert client.get("/un/deux/").status_code == 200
    assert client.get("/un/second/").status_code == 404


def test_a_page_with_an_account_is_the_same_page(deep, read, client):
    client.force_login(factories.user("membre@example.org"))
    assert read("/un/deux/trois/").h1.text == "Trois"


def test_a_deleted_page_is_gone(deep, client):
    Page.objects.get(pk=deep[3].pk).delete()
    assert client.get("/un/deux/trois/quatre/").status_code == 410
    assert client.get("/un/deux/trois/quatre/cinq/").status_code == 410
    assert client.get("/un/deux/trois/").status_code == 200


def test_each_language_has_its_own_tree(deep, site, read, client):
    english = factories.translate(deep[1], title="Two", slug="two")
    assert read("/en/un/two/").h1.text == "Two"
    assert english.url == "/en/un/two/"
    assert client.get("/un/two/").status_code == 404
    assert client.get("/en/un/deux/").status_code == 404


def test_an_alias_shows_the_page_and_names_the_original_as_canonical(site, read):
    page = page_types.content_page(site.home, title="L’Union", slug="union")
    parent = page_types.content_page(site.home, title="Section", slug="section")
    alias = page.create_alias(parent=Page.objects.get(pk=parent.pk))
    document = read(alias.url)
    assert document.h1.text == "L’Union"
    assert document.select_one("link[rel=canonical]")["href"] == f"http://testserver{page.url}"
