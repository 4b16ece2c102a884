"""A database whose disk takes nothing more: readers read, uncounted."""

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from downloads.models import Document, DownloadCount
from search.models import AskedQuery
from tests import factories, page_types
from tests.conftest import sections

pytestmark = pytest.mark.sqlite

READER = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}
UNLIMITED = 1073741823


def fill(cursor, size: int) -> None:
    """With rows of so many octets, without end."""
    while True:
        cursor.execute("INSERT INTO filling VALUES (randomblob(%s))", [size])


@pytest.fixture(scope="module")
def document(copied_db, media_root) -> Document:
    """On a public page, in SQLite that may take no page more."""
    site = sections()
    page_types.news_page(site.home)
    made = factories.publication("Bilan").files.get().document
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE filling (octets BLOB)")
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
        for size in (100_000, 4000, 400, 40):
            with pytest.raises(DatabaseError, match="full"):
                fill(cursor, size)
        yield made
        cursor.execute(f"PRAGMA max_page_count = {UNLIMITED}")


def test_readers_read(document):
    client = Client(headers=READER)
    for address in ("/", "/actualites/", "/publications/", document.url):
        assert client.get(address).status_code == 200, address


def test_they_search_and_what_cant_be_counted_isnt(document):
    client = Client(headers=READER)
    for number in range(25):
        words = f"bilan {'été' * 50} {number}"
        assert client.get("/recherche/", {"q": words}).status_code == 200
    assert AskedQuery.objects.count() < 25, "the database isn't full"
    assert client.get(document.url).status_code == 200
    assert DownloadCount.objects.count() <= 1
