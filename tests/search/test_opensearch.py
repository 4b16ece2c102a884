"""The index on an OpenSearch server: what is found is the same, and the site says so when the server is away."""

import pytest
from django.core.management import call_command
from modelsearch.backends import get_search_backend

from search.backends import opensearch
from tests import factories, page_types
from tests.search.test_asking import publication, titles

pytestmark = pytest.mark.both_databases


@pytest.fixture
def content(site):
    publication("Chanvre", "Une suite sur les résidences.")
    publication("Bardage", "Le chanvre se pose en vrac.", introduction="Des résidences rénovées")
    page_types.news_page(site.home, title="Copropriétés dégradées")


QUERIES = [
    "chanvre",
    "residence",
    '"se pose en vrac"',
    "chanvre -bardage",
    "copropriete",
    "chanvre bardage",
]


def test_the_same_is_found_in_the_same_order(content, client, opensearch_index):
    before = {query: titles(client, query) for query in QUERIES}
    assert before["chanvre"] == ["Chanvre", "Bardage"]
    opensearch_index()
    assert titles(client, "chanvre") == []
    call_command("update_index", verbosity=0)
    assert {query: titles(client, query) for query in QUERIES} == before


def test_what_is_published_and_deleted_later_follows(site, client, opensearch_index):
    opensearch_index()
    made = publication("Chanvre", "Une suite.")
    get_search_backend().refresh_indexes()
    assert titles(client, "suite") == ["Chanvre"]
    made.delete()
    assert titles(client, "suite") == []


def test_a_rebuild_never_empties_the_search(content, client, opensearch_index, monkeypatch):
    opensearch_index()
    call_command("update_index", verbosity=0)
    get_document, seen = opensearch.Mapping.get_document, []

    def look(self, obj):
        seen.append(titles(client, "chanvre"))
        return get_document(self, obj)

    monkeypatch.setattr(opensearch.Mapping, "get_document", look)
    call_command("update_index", verbosity=0)
    assert seen
    assert all(found == ["Chanvre", "Bardage"] for found in seen)


def test_more_keys_than_a_server_gives_at_once(content, client, opensearch_index, monkeypatch):
    monkeypatch.setattr(opensearch, "_AT_ONCE", 1)
    opensearch_index()
    call_command("update_index", verbosity=0)
    assert titles(client, "chanvre") == ["Chanvre", "Bardage"]


def test_editors_search_in_it_too(content, admin_client, opensearch_index):
    factories.photo("Façade des Tilleuls", caption="La résidence rouvre")
    opensearch_index()
    call_command("update_index", verbosity=0)
    for address, title in [
        ("/admin/pages/search/?q=copropriete", "Copropriétés dégradées"),
        ("/admin/images/?q=residences", "Façade des Tilleuls"),
    ]:
        assert title in admin_client.get(address).content.decode()


def test_suggestions_come_from_it(content, client, opensearch_index):
    opensearch_index()
    call_command("update_index", verbosity=0)
    found = client.get("/recherche/suggestions/", {"q": "copr"}).json()["suggestions"]
    assert [suggestion["label"] for suggestion in found] == ["Copropriétés dégradées"]


def test_a_server_that_is_away_gets_a_sentence_and_loses_nothing(
    site, client, opensearch_index, settings
):
    away = {"BACKEND": "search.backends.opensearch", "URLS": ["http://127.0.0.1:9"]}
    settings.WAGTAILSEARCH_BACKENDS = {"default": away}
    made = publication("Chanvre", "Une suite.")
    answer = client.get("/recherche/", {"q": "chanvre"})
    assert answer.status_code == 503
    assert "ne répond pas pour le moment" in answer.content.decode()
    assert client.get("/recherche/suggestions/", {"q": "chan"}).json() == {"suggestions": []}
    assert client.get(made.url).status_code == 200
    opensearch_index()
    call_command("catch_up_index", verbosity=0)
    get_search_backend().refresh_indexes()
    assert titles(client, "chanvre") == ["Chanvre"]
