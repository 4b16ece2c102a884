"""What search engines ask for: sitemap.xml and robots.txt."""

import pytest
from lxml import etree

from tests import bulk, factories, page_types
from tests.page_types import PAGE_TYPES, make

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture
def entries(client):
    """The addresses of the site map, each with its translations by language."""

    def read_sitemap() -> dict[str, dict[str, str]]:
        answer = client.get("/sitemap.xml")
        assert answer["Content-Type"].startswith(("application/xml", "text/xml"))
        root = etree.fromstring(answer.content)
        assert root.tag == f"{SITEMAP}urlset"
        return {
            url.findtext(f"{SITEMAP}loc"): {
                link.get("hreflang"): link.get("href") for link in url.findall(f"{XHTML}link")
            }
            for url in root.findall(f"{SITEMAP}url")
        }

    return read_sitemap


@pytest.mark.parametrize("model", PAGE_TYPES, ids=lambda model: model.__name__)
def test_each_type_of_page_is_listed_under_its_public_address(model, site, entries):
    page = make(model, site.home)
    assert f"http://testserver{page.url}" in entries()


def test_translations_name_each_other_and_themselves(site, entries):
    english = factories.translate(site.news)
    both = {"fr": "http://testserver/actualites/", "en": f"http://testserver{english.url}"}
    found = entries()
    assert found[both["fr"]] == both
    assert found[both["en"]] == both


def test_a_page_in_one_language_names_none(site, entries):
    assert entries()["http://testserver/actualites/"] == {}


def test_every_address_that_it_gives_answers(site, entries, client):
    page_types.session(site.home)
    factories.translate(page_types.news_page(site.home, title="L’été & « après »"))
    for address in entries():
        assert client.get(address.removeprefix("http://testserver")).status_code == 200


def test_it_holds_thousands_of_pages(site, entries):
    bulk.news(site.news, 3_000)
    assert len(entries()) > 3_000


def test_dates_of_change_are_given(site, client):
    assert b"<lastmod>" in client.get("/sitemap.xml").content


def test_robots_are_sent_to_the_site_map_and_away_from_the_admin(site, client):
    answer = client.get("/robots.txt")
    assert answer["Content-Type"].startswith("text/plain")
    lines = answer.content.decode().splitlines()
    assert "User-agent: *" in lines
    assert "Disallow: /admin/" in lines
    assert "Sitemap: http://testserver/sitemap.xml" in lines


def test_an_empty_database_answers_without_failing(db, client):
    for address in ("/sitemap.xml", "/robots.txt", "/couleurs.css"):
        assert client.get(address).status_code == 200
