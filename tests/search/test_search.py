"""The search of the site: what it finds, and how it answers what nobody can find."""

import pytest

from tests import factories, page_types

pytestmark = pytest.mark.both_databases


@pytest.fixture
def pages(site):
    return page_types.news_page(
        site.home,
        title="Rénovation des Tilleuls",
        introduction="Une résidence rouvre.",
        body=[("rich_text", "<p>Le gardien a suivi le chantier.</p>")],
    )


def found(document) -> list[str]:
    return [link["href"] for link in document.select(".results a")]


@pytest.mark.parametrize("words", ["Tilleuls", "tilleuls", "résidence", "gardien", "RÉNOVATION"])
def test_a_page_is_found_by_its_title_its_introduction_and_its_body(words, pages, read):
    assert found(read(f"/recherche/?q={words}")) == [pages.url]


def test_a_result_says_what_it_is_when_and_about_what(pages, read):
    result = read("/recherche/?q=tilleuls").select_one(".results li")
    assert "12 mars 2025" in result.text
    assert "Une résidence rouvre." in result.text


def test_the_words_stay_in_the_box(pages, read):
    box = read("/recherche/?q=tilleuls+et+gardien").main.select_one("input[name=q]")
    assert box["value"] == "tilleuls et gardien"


def test_each_language_searches_its_own_pages(pages, read):
    english = factories.translate(pages, title="Linden works reopen")
    assert found(read("/en/search/?q=linden")) == [english.url]
    assert found(read("/recherche/?q=linden")) == []


def test_without_words_nothing_is_searched(pages, read):
    for query in ("", "?q=", "?q=+++", "?autre=1"):
        document = read(f"/recherche/{query}")
        assert found(document) == []
        assert not document.select(".empty")


def test_when_nothing_answers_a_sentence_says_so(pages, read):
    document = read("/recherche/?q=introuvable")
    assert "introuvable" in document.select_one(".empty").text


@pytest.mark.parametrize(
    "query",
    [
        "%22",
        "%22tilleuls",
        "%27",
        "%25",
        "*",
        "-",
        "tilleuls+-gardien",
        "AND",
        "a+OR+b",
        "NEAR(a+b)",
        "%28",
        "tilleuls%29",
        "%3A",
        "a%3Ab",
        "%5C",
        "%F0%9F%8F%A0",
        "%ED%A0%80",
        "%E2%80%AE",
        "%3Cscript%3Ealert(1)%3C/script%3E",
        "%0A%0D%09",
        "%01%02",
        "%F9",
        ";%20DROP%20TABLE",
        "l%E2%80%99%C3%A9t%C3%A9",
    ],
)
def test_any_words_get_an_answer(query, pages, read):
    document = read(f"/recherche/?q={query}")
    assert not document.select("script:not([src], [type])")


@pytest.mark.parametrize("query", ["a" * 300, "mot " * 100, "é" * 5000])
def test_words_beyond_measure_get_a_sentence(query, pages, client):
    from bs4 import BeautifulSoup

    answer = client.get("/recherche/", {"q": query})
    assert answer.status_code == 200
    document = BeautifulSoup(answer.content, "html.parser")
    assert "200" in document.select_one(".empty").text
    assert len(document.main.select_one("input[name=q]")["value"]) <= 200


def test_results_come_by_pages_that_keep_the_words(site, read):
    for number in range(14):
        page_types.news_page(site.home, title=f"Tilleuls {number}")
    document = read("/recherche/?q=tilleuls")
    following = document.select_one(".pagination a[rel=next]")["href"]
    assert "q=tilleuls" in following
    assert len(found(read(following))) == 2
    read("/recherche/?q=tilleuls&page=9", status=404)
    read("/recherche/?q=tilleuls&page=abc", status=404)


def test_the_other_language_is_searched_from_its_first_page(site, read):
    factories.translate(site.home)
    for number in range(14):
        page_types.news_page(site.home, title=f"Tilleuls {number}")
    switch = read("/recherche/?q=tilleuls&page=2").select_one(".languages a[hreflang=en]")
    assert switch["href"] == "/en/search/?q=tilleuls"


def test_results_arent_for_search_engines(pages, read):
    document = read("/recherche/?q=tilleuls")
    assert "noindex" in document.select_one("meta[name=robots]")["content"]
