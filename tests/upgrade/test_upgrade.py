"""The databases of former versions, kept by `python -m tools.release_dump`, are brought to date by this one."""

import gzip
import json
import subprocess
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.test import Client
from wagtail.models import Page

from tests import factories
from tests.conftest import clear_caches
from tests.databases import Databases, going_to
from tools.release_dump import pg_program

pytestmark = pytest.mark.both_databases

FOLDER = Path(__file__).parent
VERSIONS = sorted(path.name for path in FOLDER.iterdir() if (path / "pages.json").exists())


@pytest.fixture(scope="module", params=VERSIONS)
def upgraded(request, django_db_setup, django_db_blocker, databases) -> Iterator[tuple[str, str]]:
    """(a former version, what the upgrade of its database said)"""
    folder = FOLDER / request.param
    with django_db_blocker.unblock():
        name = restored(databases, folder)
        try:
            with going_to(name):
                forget()
                out = StringIO()
                call_command("upgrade", stdout=out)
                yield request.param, out.getvalue()
        finally:
            databases.kind.drop(name)
            forget()


def forget():
    """Its content types have other keys than those of the other tests' databases."""
    clear_caches()
    ContentType.objects.clear_cache()


def restored(databases: Databases, folder: Path) -> str:
    """The name of a database with what was kept."""
    data = gzip.decompress((folder / f"{connection.vendor}.gz").read_bytes())
    name = databases.kind.new()
    if connection.vendor == "sqlite":
        Path(name).write_bytes(data)
        return name
    databases.kind.create(name, "template0")
    settings = connection.settings_dict
    address = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/".format(**settings) + name
    subprocess.run(
        [pg_program("psql"), "--quiet", address], input=data, check=True, stdout=subprocess.DEVNULL
    )
    return name


def test_every_page_is_there_with_its_words(upgraded):
    version, _said = upgraded
    pages = json.loads((FOLDER / version / "pages.json").read_text())
    assert len(pages) > 10
    wrong = {}
    for address, words in pages.items():
        answer = Client().get(address)
        text = answer.content.decode()
        if answer.status_code != 200 or not all(sentence in text for sentence in words):
            wrong[address] = answer.status_code
    assert not wrong


def test_pages_can_be_edited(upgraded):
    """Their drafts were kept by a former version too."""
    client = Client()
    client.force_login(get_user_model().objects.get(email="admin@example.org"))
    pages = Page.objects.filter(depth__gt=1, live=True)
    answers = {page.title: client.get(f"/admin/pages/{page.pk}/edit/") for page in pages}
    assert {answer.status_code for answer in answers.values()} == {200}


def test_new_pages_are_published_beside_them(upgraded):
    from news.models import NewsIndexPage, NewsPage

    parent = NewsIndexPage.objects.get(locale__language_code="fr")
    page = factories.publish(
        NewsPage(), parent, title="Après la mise à jour", date=NewsPage.objects.first().date
    )
    assert "Après la mise à jour" in Client().get(page.url).content.decode()


def test_they_are_found(upgraded):
    answer = Client().get("/recherche/", {"q": "résidence rouvre"})
    assert 'href="/actualites/une-residence-rouvre-a-valmire/"' in answer.content.decode()


def test_the_upgrade_says_what_it_does(upgraded):
    _version, said = upgraded
    assert "migrations" in said
    assert "ndex" in said
    call_command("upgrade", stdout=(again := StringIO()))
    assert "La base de données est à jour" in again.getvalue()
