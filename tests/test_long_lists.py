"""A long list costs no more SQL queries than a short one."""

import pytest

from tests import bulk, factories
from tests.queries import queries, report

pytestmark = pytest.mark.both_databases


@pytest.mark.parametrize(
    "address",
    ["/", "/actualites/", "/actualites/?theme=theme&annee=2025", "/sitemap.xml", "/flux/rss.xml"],
)
def test_a_thousand_news_take_as_many_queries_as_ten(address, site, client):
    theme, photo = factories.theme("Thème"), factories.photo()
    photo.get_renditions("format-webp|fill-400x267", "format-webp|fill-800x534")
    bulk.news(site.news, 10, themes=[theme], photo=photo)
    few = queries(client, address)
    site.news.refresh_from_db()
    bulk.news(site.news, 990, themes=[theme], photo=photo)
    many = queries(client, address)
    assert len(few) == len(many), f"{report(few)}\n\n{report(many)}"


@pytest.mark.parametrize(
    "address", ["/", "/publications/", "/publications/?theme=theme&annee=2025"]
)
def test_a_thousand_publications_take_as_many_queries_as_ten(address, site, client):
    theme, kind = factories.theme("Thème"), factories.kind()
    file = factories.document()
    bulk.publications(site.library, 10, [theme], kind, file)
    few = queries(client, address)
    site.library.refresh_from_db()
    bulk.publications(site.library, 990, [theme], kind, file)
    many = queries(client, address)
    assert len(few) == len(many), f"{report(few)}\n\n{report(many)}"


def test_more_contacts_take_no_more_queries(site, client):
    work = factories.field_of_work()
    portrait = factories.photo()
    factories.contact(photo=portrait, field_of_work=work)
    few = queries(client, "/contacts/")
    for number in range(20):
        factories.contact(f"Ana {number}", photo=portrait, field_of_work=work)
    assert len(queries(client, "/contacts/")) == len(few)
