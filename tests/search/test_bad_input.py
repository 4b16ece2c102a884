"""Whatever is typed, or stands in the address, gets an answer: on the page, for machines and in suggestions."""

import pytest
from django.db import connection

from search.models import Entry
from search.time_limit import Unanswered, limited
from tests import page_types

pytestmark = pytest.mark.both_databases


@pytest.mark.parametrize(
    "query",
    [
        "%00", '"', '""', "'", "«", "-", "--", "-mot", '-"mot"', "*", "mot*", "a:b", "(", "mot)", "a AND b",
        "NEAR(a b)", "a | b & !c", "\\", "<->", "' OR 1=1 --", "; DROP TABLE search_entry", "%", "_", "[", "{", "^",
        "😀", "😀 mot", "\u202emot", "مرحبا", "中文", "é" * 10_000, "x" * 10_000, "mot " * 1000, "\ue000mot", "\ue001",
        "a\u0301" * 50, "\ufeff", "-a -b -c", '"a" "b" "c d"', "1" * 150, "12/99/9999", "00/00/0000", "²½", "…",
    ],
)  # fmt: skip
def test_whatever_is_asked_gets_an_answer(query, site, client):
    page_types.content_page(site.home, title="Chanvre")
    for parameters in ({}, {"format": "json"}):
        assert client.get("/recherche/", {"q": query} | parameters).status_code == 200
    assert client.get("/recherche/suggestions/", {"q": query}).status_code == 200


def test_a_character_that_no_text_has_is_refused(site, client):
    assert client.get("/recherche/", {"q": "\0"}).status_code == 400


def test_a_statement_that_takes_too_long_is_stopped(db, settings):
    settings.SEARCH_SECONDS = 0.2
    endless = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    )
    with pytest.raises(Unanswered), limited(), connection.cursor() as cursor:
        cursor.execute(endless)
    assert Entry.objects.count() >= 0  # the connection goes on


@pytest.mark.parametrize(
    "octets", ["%", "%zz", "%ED%A0%80", "%F9", "%C3%28", "%u0041", "%25%30%30", "%FF%FE"]
)
def test_octets_that_are_no_text_get_an_answer(octets, site, client):
    for address in ("/recherche/", "/recherche/suggestions/", "/en/search/"):
        assert client.get(f"{address}?q={octets}").status_code == 200
    assert client.get(f"/recherche/?q={octets}&format=json").status_code == 200


WRONG = {
    "type": ["rien", "'", "%", "publication,page", "x" * 5000],
    "theme": ["rien", "\U0001f600", "1 OR 1=1"],
    "club": ["rien", "../../etc"],
    "langue": ["xx", "français"],
    "annee": ["0", "-1", "99999", "20x5", "٢٠٢٥", "2025.0", "1e3"],
    "page": ["0", "-1", "abc", "1.5", "9" * 400, "٢"],
}


@pytest.mark.parametrize(
    ("name", "value"), [(name, v) for name, many in WRONG.items() for v in many]
)
def test_a_filter_that_doesnt_exist_is_a_404_that_leads_back(name, value, site, client, read):
    page_types.content_page(site.home, title="Chanvre")
    answer = client.get("/recherche/", {"q": "chanvre", name: value})
    assert answer.status_code == 404
    assert 'href="/recherche/?q=chanvre">Tout afficher' in answer.text
    machine = client.get("/recherche/", {"q": "chanvre", name: value, "format": "json"})
    assert machine.status_code == 404
    assert machine.json()["problem"]
    assert machine.json()["results"] == []


def test_all_filters_wrong_at_once_and_filters_without_words(site, client):
    wrong = {name: values[0] for name, values in WRONG.items()}
    assert client.get("/recherche/", {"q": "chanvre"} | wrong).status_code == 404
    for parameters in (wrong, wrong | {"q": ""}, wrong | {"q": "?!"}, dict.fromkeys(WRONG, "")):
        assert client.get("/recherche/", parameters).status_code == 200
        assert client.get("/recherche/", parameters | {"format": "json"}).status_code == 200


def test_what_is_said_twice_or_unknown_is_let_by(site, client):
    page_types.content_page(site.home, title="Chanvre")
    for query in ("q=rien&q=chanvre", "q=chanvre&x=1", "q=chanvre&format=xml", "q=chanvre&q[]=1"):
        assert "1 résultat" in client.get(f"/recherche/?{query}").text


@pytest.mark.parametrize("address", ["/recherche/", "/recherche/suggestions/"])
def test_a_search_only_reads(address, client, site):
    assert client.post(address, {"q": "chanvre"}).status_code == 405
    assert client.head(address, {"q": "chanvre"}).status_code == 200
