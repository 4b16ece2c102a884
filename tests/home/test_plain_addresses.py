"""The addresses that aren't pages of the tree: legal notice, accessibility, site map, colours."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation

from tests import factories, page_types

PLAIN = [
    "search", "site_map", "accessibility", "barred_files", "legal_notice", "feed_rss", "feed_atom"
]  # fmt: skip
FRENCH = {
    "search": "/recherche/",
    "site_map": "/plan-du-site/",
    "accessibility": "/accessibilite/",
    "barred_files": "/accessibilite/fichiers/",
    "legal_notice": "/mentions-legales/",
    "feed_rss": "/flux/rss.xml",
    "feed_atom": "/flux/atom.xml",
}


@pytest.mark.parametrize(("name", "address"), FRENCH.items(), ids=FRENCH)
def test_french_addresses_are_in_french_and_never_change(name, address):
    with translation.override("fr"):
        assert reverse(name) == address


@pytest.mark.parametrize("name", PLAIN)
def test_each_answers_in_both_languages(name, site, client):
    factories.translate(site.home)
    for language in ("fr", "en"):
        with translation.override(language):
            assert client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", ["site_map", "accessibility", "legal_notice"])
def test_each_has_a_title_a_canonical_address_and_its_other_language(name, site, read):
    factories.translate(site.home)
    with translation.override("en"):
        english = reverse(name)
    document = read(FRENCH[name])
    assert len(document.h1.text) > 5
    canonical = document.select_one("link[rel=canonical]")
    assert canonical["href"] == f"http://testserver{FRENCH[name]}"
    switch = {link["hreflang"]: link["href"] for link in document.select(".languages a")}
    assert switch == {"fr": FRENCH[name], "en": english}
    assert read(english).html["lang"] == "en"


@pytest.mark.parametrize(
    "address", [*FRENCH.values(), "/couleurs.css", "/robots.txt", "/sitemap.xml", "/actualites/"]
)
@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_what_is_only_read_refuses_other_methods(address, method, site, client):
    assert getattr(client, method)(address).status_code == 405


class TestLegalNotice:
    def test_it_says_what_the_settings_say(self, site, read):
        values = {
            "name": "Union régionale de l’habitat",
            "legal_form": "Association loi 1901",
            "siren": "123 456 789",
            "rna": "W123456789",
            "email": "contact@example.org",
            "phone": "01 99 00 12 34",
            "postal_address": "3 rue des Tilleuls\n12345 Valmire",
            "publication_director": "Maud Sérane",
            "host_name": "Hébergeur du lac",
            "host_address": "1 quai du Lac",
            "host_phone": "01 99 00 99 99",
            "data_protection_email": "donnees@example.org",
        }
        factories.association(**values)
        text = read("/mentions-legales/").main.text
        for value in values.values():
            for line in value.splitlines():
                assert line in text

    def test_an_empty_value_leaves_no_empty_line(self, site, read):
        factories.association(siren="", rna="", host_name="", host_phone="")
        for fact in read("/mentions-legales/").main.select("dd"):
            assert fact.get_text(strip=True)


class TestAccessibilityStatement:
    def test_a_site_that_nobody_audited_says_non_conforme(self, site, read):
        document = read("/accessibilite/")
        assert "non conforme" in document.main.strong.text
        assert "non conforme" in document.footer.text

    def test_partial_conformity_says_rate_date_and_auditor(self, site, read):
        factories.association(
            accessibility_state="partial",
            accessibility_audit_date=date(2026, 3, 1),
            accessibility_rate=72,
            accessibility_auditor="Atelier Clair",
            accessibility_issues="Les vidéos d’avant 2024",
        )
        document = read("/accessibilite/")
        assert "conformité partielle" in document.main.strong.text
        assert "partiellement conforme" in document.footer.text
        for words in ("72", "1er\xa0mars 2026", "Atelier Clair", "Les vidéos d’avant 2024"):
            assert words in document.main.text

    def test_full_conformity_names_no_inaccessible_content(self, site, read):
        factories.association(
            accessibility_state="full",
            accessibility_audit_date=date(2026, 3, 1),
            accessibility_rate=100,
            accessibility_issues="Oubliée",
        )
        document = read("/accessibilite/")
        assert "conformité totale" in document.main.strong.text
        assert "Oubliée" not in document.main.text

    def test_it_says_whom_to_write_to_and_how_to_appeal(self, site, read):
        factories.association(email="contact@example.org", accessibility_contact_email="")
        document = read("/accessibilite/")
        assert document.main.select_one("a[href^='mailto:contact@example.org']")
        assert "Défenseur des droits" in document.main.text

    def test_an_address_of_its_own_wins(self, site, read):
        factories.association(
            email="contact@example.org", accessibility_contact_email="acces@example.org"
        )
        main = read("/accessibilite/").main
        assert main.select_one("a[href^='mailto:acces@example.org']")
        assert not main.select_one("a[href^='mailto:contact@example.org']")


class TestSiteMap:
    def test_it_nests_pages_as_the_tree_does_and_leaves_long_lists_to_their_page(self, site, read):
        content = page_types.content_page(site.home, title="L’Union")
        page_types.content_page(site.home, title="Le conseil", parent=content)
        page_types.news_page(site.home, title="Une nouvelle")
        page_types.report(site.home, title="Un compte rendu")
        main = read("/plan-du-site/").main
        inner = main.find("a", string="Le conseil")
        assert inner.find_parent("ul").find_parent("li").a.text == "L’Union"
        assert main.find("a", string="Actualités")
        assert main.find("a", string="Club rénovation")
        assert "Une nouvelle" not in main.text
        assert "Un compte rendu" not in main.text

    def test_the_english_one_lists_english_pages(self, site, read):
        factories.translate(site.news, title="News", slug="news")
        main = read("/en/site-map/").main
        assert main.find("a", string="News")
        assert not main.find("a", string="Publications")


class TestColours:
    def test_the_colours_of_the_settings_become_custom_properties(self, site, client):
        factories.association(primary_colour="#123456", accent_colour="#654321")
        answer = client.get("/couleurs.css")
        assert answer["Content-Type"].startswith("text/css")
        assert "--primary:#123456" in answer.content.decode().replace(" ", "")
        assert "--accent:#654321" in answer.content.decode().replace(" ", "")

    def test_the_address_of_the_colours_changes_with_them(self, site, read):
        def address():
            return read("/").select_one("link[href^='/couleurs.css']")["href"]

        before = address()
        factories.association(primary_colour="#123456")
        assert address() != before
