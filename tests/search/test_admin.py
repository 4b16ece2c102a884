"""The editors' own searches read French as the site's does."""

import csv
from datetime import date
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook

from search.models import AskedQuery, PromotedResult, Synonyms
from tests import factories, page_types

pytestmark = pytest.mark.both_databases


@pytest.fixture
def content(site):
    page_types.content_page(site.home, title="Les résidences sociales")
    factories.photo("Façade des Tilleuls", caption="La résidence rouvre")
    factories.document("Bilan des résidences")
    factories.contact("Zoé Marelle", role="Chargée des résidences")


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("/admin/pages/search/?q={}", "Les résidences sociales"),
        ("/admin/images/?q={}", "Façade des Tilleuls"),
        ("/admin/documents/?q={}", "Bilan des résidences"),
        ("/admin/snippets/contacts/contact/?q={}", "Zoé Marelle"),
    ],
)
@pytest.mark.parametrize("word", ["residence", "RÉSIDENCES", "résidence"])
def test_accents_case_and_plurals_dont_matter(address, title, word, content, admin_client):
    answer = admin_client.get(address.format(word))
    assert answer.status_code == 200
    assert title in answer.content.decode()
    assert title not in admin_client.get(address.format("introuvable")).content.decode()


@pytest.mark.parametrize("query", ["%22", "+", "'", "mot+" * 300, "a%3Ab", "%F0%9F%98%80"])
def test_whatever_an_editor_types_gets_an_answer(query, content, admin_client):
    for address in ("/admin/pages/search/", "/admin/images/", "/admin/documents/"):
        assert admin_client.get(f"{address}?q={query}").status_code == 200


def test_editors_keep_synonyms_and_promoted_results(site, editor_client):
    add = "/admin/snippets/search/synonyms/add/"
    assert editor_client.post(add, {"words": "bailleur\norganisme Hlm"}).status_code == 302
    assert Synonyms.objects.get().lines == ["bailleur", "organisme Hlm"]
    alone = editor_client.post(add, {"words": "bailleur"})
    assert "au moins deux mots" in alone.content.decode()
    add = "/admin/snippets/search/promotedresult/add/"
    fields = {"searches": "adhérer", "page": site.news.pk, "note": "", "sort_order": 0}
    assert editor_client.post(add, fields).status_code == 302
    assert PromotedResult.objects.get().page_id == site.news.pk
    assert editor_client.get("/admin/reports/searches/").status_code == 200


@pytest.fixture
def asked(site):
    """The same search on two days, one that found nothing, and one that a spreadsheet would run."""
    for day, words, times, failed in (
        (date(2026, 3, 1), "impayés", 3, 0),
        (date(2026, 3, 8), "impayés", 4, 0),
        (date(2026, 3, 2), "introuvable", 2, 2),
        (date(2026, 3, 3), '=hyperlink("x")', 1, 1),
    ):
        AskedQuery.objects.create(
            day=day, language="fr", words=words, asked=times, found_nothing=failed
        )


def report(client, query: str = "") -> list[list[str]]:
    """The rows of the report, as an editor reads them."""
    document = BeautifulSoup(client.get(f"/admin/reports/searches/?{query}").content, "html.parser")
    rows = document.select(".listing tbody tr")
    return [[cell.get_text(" ", strip=True) for cell in row.select("td")] for row in rows]


def test_the_report_adds_up_the_days_of_each_search(asked, editor_client):
    assert report(editor_client) == [
        ["impayés", "français", "7", "0", "08/03/2026"],
        ["introuvable", "français", "2", "2", "02/03/2026"],
        ['=hyperlink("x")', "français", "1", "1", "03/03/2026"],
    ]
    assert report(editor_client, "day_from=2026-03-02&day_to=2026-03-08")[0][2] == "4"
    assert [row[0] for row in report(editor_client, "failed=none")] == [
        "introuvable",
        '=hyperlink("x")',
    ]
    assert [row[0] for row in report(editor_client, "ordering=words")][-1] == "introuvable"
    assert report(editor_client, "day_from=2030-01-01") == []
    for query in ("day_from=hier", "failed=rien", "language=xx", "ordering=rien", "p=9"):
        assert editor_client.get(f"/admin/reports/searches/?{query}").status_code == 200


def test_the_report_leads_to_what_readers_get(asked, editor_client, client):
    answer = editor_client.get("/admin/reports/searches/")
    links = BeautifulSoup(answer.content, "html.parser").select(".listing td a")
    assert links[0]["href"] == "/recherche/?q=impay%C3%A9s"
    assert client.get(links[0]["href"]).status_code == 200


def test_the_report_is_exported_with_french_headings_and_without_formulas(asked, editor_client):
    address = "/admin/reports/searches/?export="
    answer = editor_client.get(f"{address}csv")
    assert "recherches-" in answer["Content-Disposition"]
    table = answer.getvalue().decode("utf-8-sig")  # as a spreadsheet reads it in France
    lines = list(csv.reader(table.splitlines(), delimiter=";"))
    assert lines[0] == ["Recherche", "Langue", "Fois", "Sans résultat", "Dernière fois"]
    assert lines[1] == ["impayés", "français", "7", "0", "2026-03-08"]
    assert lines[3][0] == '\'=hyperlink("x")'
    book = load_workbook(BytesIO(editor_client.get(f"{address}xlsx").getvalue()))
    rows = list(book.active.iter_rows(values_only=True))
    assert list(rows[0]) == lines[0]
    assert book.active["A4"].data_type == "s"


def test_the_report_is_for_editors(asked, client):
    addresses = ["/admin/reports/searches/", "/admin/reports/searches/results/"]
    assert {client.get(address).status_code for address in addresses} == {302}
    client.force_login(factories.user("membre@example.org"))
    assert {client.get(address).status_code for address in addresses} == {302}
