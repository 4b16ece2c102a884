"""The library: every publication, found by theme, kind and year."""

from datetime import date

import pytest
from django.core.files.base import ContentFile

from tests import bulk, factories, files

pytestmark = pytest.mark.both_databases


@pytest.fixture
def publications(site):
    themes = [factories.theme("Rénovation"), factories.theme("Énergie")]
    report, guide = factories.kind("Rapport"), factories.kind("Guide")
    factories.publication("Bilan 2025", kind=report, date=date(2025, 11, 3), themes=themes)
    factories.publication("Guide du bail", kind=guide, date=date(2024, 2, 1), themes=themes[:1])
    factories.publication("Actes", kind=report, date=date(2024, 5, 1))
    factories.document("Plan d’accès")


def titles(document) -> list[str]:
    return [title.get_text(strip=True) for title in document.select(".book h3")]


def options(document, name: str) -> dict[str, str]:
    return {
        choice["value"]: choice.find_parent("label").select_one(".count").text.strip("()")
        for choice in document.select(f"input[name={name}]")
        if choice.get("value")
    }


def test_publications_stand_newest_first_and_plain_files_not_at_all(publications, read):
    assert titles(read("/publications/")) == ["Bilan 2025", "Actes", "Guide du bail"]


def test_a_card_has_two_themes_and_says_how_many_more(site, read):
    names = ("Accueil", "Bail", "Chauffage", "Dettes")
    factories.publication("Bilan", themes=[factories.theme(name) for name in names])
    words = " ".join(read("/publications/").select_one(".book-themes").text.split())
    assert words == "/ Accueil, Bail +2et 2 autres thèmes"


def test_books_stand_and_slides_lie(site, read):
    for title, size in (("Étude", (480, 679)), ("Diapositives", (480, 270))):
        document = factories.publication(title).files.get().document
        document.cover.save("cover.jpg", ContentFile(files.jpeg(size)))
    covers = {
        book.h3.text.strip(): "book-lying" in book.select_one(".book-cover")["class"]
        for book in read("/publications/").select(".book")
    }
    assert covers == {"Étude": False, "Diapositives": True}


def test_facets_count_publications_only(publications, read):
    document = read("/publications/")
    assert options(document, "theme") == {"energie": "1", "renovation": "2"}
    assert options(document, "nature") == {"guide": "1", "rapport": "2"}
    assert options(document, "annee") == {"2025": "1", "2024": "2"}


def test_theme_kind_and_year_narrow_together(publications, read):
    document = read("/publications/?theme=renovation&nature=guide&annee=2024")
    assert titles(document) == ["Guide du bail"]
    assert len(document.select(".chips a")) == 3


@pytest.mark.parametrize("query", ["nature=inconnue", "theme=x", "annee=x", "page=0", "page=99"])
def test_an_unknown_filter_is_a_404_with_a_sentence(query, publications, read):
    document = read(f"/publications/?{query}", status=404)
    assert len(document.select_one(".empty p").get_text(strip=True)) > 20
    assert titles(document) == []


def test_each_publication_leads_to_its_file(publications, read, client):
    link = read("/publications/").find("a", type="application/pdf")
    answer = client.get(link["href"])
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer.getvalue().startswith(b"%PDF")


def test_a_publication_shows_its_cover_and_its_pages(
    site, read, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        factories.publication("Bilan 2025")
    document = read("/publications/")
    cover = document.main.select_one("img")
    assert cover["src"].startswith("/media/covers/")
    assert cover["alt"] == ""
    assert int(cover["width"]) > 0
    assert "3 pages" in document.main.text


def test_a_publication_without_a_cover_keeps_its_place(site, read):
    factories.publication("Tableau des loyers", "xlsx")
    document = read("/publications/")
    assert titles(document) == ["Tableau des loyers"]
    assert "XLSX" in document.main.text


def test_the_english_library_lists_what_is_written_in_english(site, read):
    page = factories.translate(site.library)
    factories.publication("Bilan 2025")
    factories.publication("A Guide to Renting", language="en")
    assert titles(read(page.url)) == ["A Guide to Renting"]


def test_the_english_library_lists_the_others_too_if_the_association_wants(site, read):
    factories.association(lists_untranslated=True)
    page = factories.translate(site.library)
    factories.publication("Bilan 2025")
    factories.publication("A Guide to Renting", language="en")
    text = read(page.url).main.text
    assert "A Guide to Renting" in text
    assert text.count("in French") == 1
    assert "in English" not in text


def test_it_pages_through_thousands(site, read):
    bulk.publications(site.library, 2_000, [factories.theme()], factories.kind())
    assert len(titles(read("/publications/?page=100"))) == 12
