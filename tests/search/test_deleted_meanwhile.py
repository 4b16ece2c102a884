"""What is deleted while a worker indexes it; in a database of its own, where what is written is committed."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from wagtail.models import Page

from news.models import NewsPage
from search.indexing import refresh
from search.models import Entry
from tests import factories, page_types

pytestmark = pytest.mark.both_databases


@pytest.fixture(scope="module")
def transactional_db(copied_db):
    """In place of pytest-django's, which tells from this name that there is a database to make."""


@pytest.fixture(scope="module")
def home(transactional_db, django_db_blocker):
    with django_db_blocker.unblock():
        return factories.site_root()


def delete(page: Page) -> None:
    """As another process does."""
    try:
        page.delete()
    finally:
        connections.close_all()


@pytest.mark.parametrize("table", ["search_entry", "search_entry_themes", "search_filetext"])
def test_a_page_is_passed_over_and_the_others_are_indexed(table, home, transactional_db):
    fields = {"themes": [factories.theme(f"Toits {table}")], "downloads": [factories.document()]}
    gone, kept = (page_types.news_page(home, title=f"{name} {table}", **fields) for name in "AB")
    Entry.objects.all().delete()
    deleted = []

    with ThreadPoolExecutor() as pool:

        def delete_before_it_is_written(execute, sql, params, many, context):
            if f'INTO "{table}"' in sql and not deleted:
                deleted.append(pool.submit(delete, NewsPage.objects.get(pk=gone.pk)))
                if connection.vendor == "postgresql":  # SQLite lets one write after the other
                    deleted[0].result(timeout=30)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(delete_before_it_is_written):
            refresh(Page.objects.filter(pk__in=[gone.pk, kept.pk]).specific())
        deleted[0].result(timeout=30)
    assert not Page.objects.filter(pk=gone.pk).exists()
    assert list(Entry.objects.values_list("page", flat=True)) == [kept.pk]
