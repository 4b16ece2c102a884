"""An anonymous visitor follows every link of a site full of hidden things, and reads none of them."""

import pytest

from core.visibility import LivePageQuerySet
from tests import crawler, factories, page_types
from tests.visibility.plants import plant

# Addresses that no crawl follows, each with what looks after it.
NOT_CRAWLED = {
    "wagtailcore_login",  # leads to the admin's login: test_rule.py
    "wagtaildocs_serve",  # leads to the permanent link of a file: downloads/test_links.py
    "media/<path:path>",  # sizes of photos and covers: test_files.py
}


@pytest.fixture(scope="module")
def planted(module_site):
    return plant(module_site)


@pytest.fixture(autouse=True)
def database(planted, db):
    """Each test's own changes are undone."""


def leaks(answers, plants) -> list[str]:
    return sorted(
        f"{word} at {answer.address}"
        for answer in answers
        for word in plants.words
        if word.lower() in answer.text.lower()
    )


def entrances(plants) -> list[str]:
    theme = plants.theme.slug
    return [
        *crawler.ENTRANCES,
        "/recherche/?q=titre",
        "/en/search/?q=titre",
        "/recherche/?q=introduction",
        "/recherche/?q=titres&format=json",
        "/recherche/?q=cachete",
        "/recherche/suggestions/?q=cach",
        "/recherche/suggestions/?q=ti",
        *(f"/clubs/?mois={month}" for month in plants.months),
        f"/flux/{theme}/rss.xml",
        f"/flux/{theme}/atom.xml",
    ]


def test_nothing_hidden_is_read_anywhere(planted, client):
    answers = crawler.crawl(client, entrances(planted))
    assert not leaks(answers, planted)
    assert {answer.status for answer in answers} <= {200, 302, 404}
    assert not [answer.address for answer in answers if answer.status == 404][2:], "a link is dead"


def test_the_crawl_visits_every_public_address_of_the_urlconf(planted, client):
    """A new public view belongs in the crawl: link to it from a page, or enter by it."""
    visited = crawler.names_of(
        answer.address for answer in crawler.crawl(client, entrances(planted))
    )
    assert crawler.public_names() - NOT_CRAWLED <= visited


def test_the_crawl_reaches_the_pages_that_are_open(planted, client):
    text = "".join(answer.text for answer in crawler.crawl(client, entrances(planted)))
    for title in (
        "Nouvelle 1",
        "Nouvelle 14",
        "Bilan public",
        "Page au fichier fermé",
        "Premier compte rendu ouvert",
        "SUMMARY:Club rénovation\u202f: Dernière séance ouverte",
    ):
        assert title in text


def test_a_leak_in_a_text_is_caught(planted, client):
    page_types.content_page(planted.site.home, introduction=f"Vu : {planted.words[0]}")
    assert leaks(crawler.crawl(client), planted)


def test_a_list_that_forgets_to_ask_is_caught(planted, client, monkeypatch):
    monkeypatch.setattr(LivePageQuerySet, "live_for", lambda pages, request: pages.live())
    found = leaks(crawler.crawl(client), planted)
    assert any(leak.startswith("CachetteAdherents at /actualites/") for leak in found)
    assert "CachetteSeanceavenir at /clubs/agenda.ics" in found


@pytest.mark.parametrize("language", ["/recherche/", "/en/search/"])
def test_the_search_finds_nothing_hidden(planted, read, language):
    for word in planted.words:
        found = read(f"{language}?q={word}")
        assert not found.select(".results li"), f"{word} is found by the search"


def test_somebody_who_may_see_it_does(planted, client):
    """The words are there: it is the rule that hides them."""
    member = factories.user("membre@example.org")
    member.groups.add(planted.group)
    client.force_login(member)
    text = "".join(answer.text for answer in crawler.crawl(client))
    for name in (
        *("Adherents", "Groupe", "Section", "Fichier"),
        *("Seancefermee", "Recitferme", "Publication"),
    ):
        assert f"Cachette{name}" in text
    assert "CachetteRecitbrouillon" not in text
    assert "CachetteBrouillon" not in text
    assert "CachettePerimee" not in text
