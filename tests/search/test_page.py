"""The search page as readers meet it: what helps them on, whatever they ask."""

import pytest
from django.db import connection

from search import views
from tests import factories, files, page_types

pytestmark = pytest.mark.both_databases


def page(site, title: str, **fields):
    return page_types.content_page(site.home, title=title, **fields)


def publication(django_capture_on_commit_callbacks, title: str, *pages: str):
    with django_capture_on_commit_callbacks(execute=True):
        return factories.publication(title, data=files.pdf_of(*pages))


def test_before_any_word_the_page_says_how_to_search_and_in_which_themes(site, read):
    theme = factories.theme("Copropriétés", english="Joint ownership")
    factories.theme("Sans page")
    made = page_types.news_page(site.home, title="Chanvre", themes=[theme])
    document = read("/recherche/")
    assert "guillemets" in document.select_one(".search-advice").text
    links = document.select(".search-themes a")
    assert [link.text for link in links] == ["Copropriétés"]
    assert [link["href"] for link in read(links[0]["href"]).select(".results a")] == [made.url]
    assert not document.select(".results, .total")
    english = read("/en/search/").select_one(".search-themes a")
    assert english.text == "Joint ownership"
    assert read(english["href"]).select(".results a")


def test_who_finds_nothing_is_told_where_to_go_on(site, read):
    factories.association(email="contact@example.org")
    page_types.news_page(site.home, title="Chanvre", themes=[factories.theme("Copropriétés")])
    document = read("/recherche/?q=introuvable")
    assert document.select_one(".total").text.strip() == "0 résultat"
    assert document.select_one(".search-themes a").text == "Copropriétés"
    assert document.select(".search-help a[href='mailto:contact@example.org']")
    assert not read("/recherche/?q=chanvre").select(".search-help")


def test_words_are_marked_in_themes_too(site, read):
    page_types.news_page(site.home, title="Chanvre", themes=[factories.theme("Copropriétés")])
    result = read("/recherche/?q=copropriete").select_one(".results > li")
    assert [mark.text for mark in result.select(".themes mark")] == ["Copropriétés"]


def test_what_an_editor_chooses_is_no_word_of_the_page(site, read):
    body = [
        ("heading", {"text": "Le chantier", "level": "h2"}),
        ("callout", {"kind": "note", "title": "Le chanvre", "text": "<p>Il sèche.</p>"}),
    ]
    made = page(site, "Une page", body=body)
    assert [link["href"] for link in read("/recherche/?q=chantier").select(".results a")] == [
        made.url
    ]
    assert "Section" not in read("/recherche/?q=chantier").select_one(".results").text
    for label in ("section", "retenir"):
        assert not read(f"/recherche/?q={label}").select(".results a")


def test_a_title_at_the_head_of_each_page_of_a_file_isnt_quoted(
    site, read, django_capture_on_commit_callbacks
):
    head = "Prévenir les impayés\n1"
    publication(
        django_capture_on_commit_callbacks,
        "Prévenir les impayés",
        f"{head}\nUn début.",
        f"{head}\nUne suite.",
        f"{head}\nUn autre impayé se règle en un mois.",
    )
    passage = read("/recherche/?q=impayé").select_one(".passage")
    assert "p.\u00a03" in passage.text
    assert "Un autre impayé se règle en un mois." in passage.text


@pytest.mark.parametrize(
    "address", ["/recherche/?q=chanvre&type=page", "/recherche/?q=chanvre&type=rien"]
)
def test_showing_everything_again_keeps_the_words(address, site, client):
    page(site, "Chanvre")
    page_types.news_page(site.home, title="Du chanvre")
    assert 'href="/recherche/?q=chanvre">Tout afficher' in client.get(address).text


def test_each_chosen_filter_goes_with_one_tap(site, read):
    page_types.news_page(site.home, title="Du chanvre")
    page(site, "Chanvre")
    document = read("/recherche/?q=chanvre&type=actualite&annee=2025")
    chips = document.select(".chips a")
    assert [chip["href"] for chip in chips] == [
        "/recherche/?q=chanvre&annee=2025",
        "/recherche/?q=chanvre&type=actualite",
    ]
    assert "Nature" in document.select_one(".main .print-only").text


def test_a_filter_that_would_change_nothing_isnt_offered(site, read):
    page(site, "Chanvre")
    assert not read("/recherche/?q=chanvre").select(".facets, .sheet-opener[popovertarget=filters]")
    page_types.news_page(site.home, title="Du chanvre")
    legends = [legend.text for legend in read("/recherche/?q=chanvre").select(".facets legend")]
    assert legends == ["Nature", "Année"]
    chosen = read("/recherche/?q=chanvre&langue=fr").select(".facets legend")
    assert "Langue" in [legend.text for legend in chosen]


def test_a_correction_is_proposed_only_when_it_helps(site, read):
    page(site, "Le tirage", introduction="L’accompagnement.")
    assert not read("/recherche/?q=toboggan+girage").select(".search-note a")
    link = read("/recherche/?q=acompagnement+girage").select_one(".search-note a")
    assert link.text == "accompagnement tirage"


@pytest.mark.parametrize(
    ("address", "words"),
    [("/recherche/", "prend trop de temps"), ("/en/search/", "takes too long")],
)
def test_a_search_that_takes_too_long_says_so_in_the_readers_language(
    address, words, site, client, settings, monkeypatch
):
    endless = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    )

    def ask(*_arguments):
        with connection.cursor() as cursor:
            cursor.execute(endless)

    factories.translate(site.home)
    settings.SEARCH_SECONDS = 0.2
    monkeypatch.setattr(views, "ask", ask)
    monkeypatch.setattr(views, "suggestions", ask)
    answer = client.get(address, {"q": "chanvre"})
    assert answer.status_code == 503
    assert words in answer.text
    assert 'value="chanvre"' in answer.text
    machine = client.get(address, {"q": "chanvre", "format": "json"})
    assert machine.status_code == 503
    assert words in machine.json()["problem"]
    assert client.get(f"{address}suggestions/", {"q": "ch"}).json() == {"suggestions": []}
