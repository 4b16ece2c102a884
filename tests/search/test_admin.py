"""The editors' own searches read French as the site's does."""

import pytest

from search.models import PromotedResult, Synonyms
from tests import factories, page_types


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
