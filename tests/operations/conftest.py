"""A small site with what a backup must bring back, and empty ones to restore it in."""

from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.test import override_settings

from core.placing import place_all
from news.models import NewsIndexPage, NewsPage
from tests import background, factories
from tests.conftest import clear_caches


@pytest.fixture(scope="module")
def sites(django_db_setup, django_db_blocker, databases, tmp_path_factory):
    """`with sites():` goes to a migrated database without content and an empty MEDIA_ROOT, whose path it gives."""

    @contextmanager
    def empty_site():
        media = tmp_path_factory.mktemp("media")
        with databases.copy(), override_settings(MEDIA_ROOT=str(media)):
            forget()
            yield media
        forget()

    with django_db_blocker.unblock():
        yield empty_site


def forget():
    """Each database has content types with keys of its own."""
    clear_caches()
    ContentType.objects.clear_cache()


@pytest.fixture(scope="module")
def small_site(sites):
    """A public news item with a photo in two sizes, a file for everybody, one for members; in two languages."""
    with sites() as media:
        yield SimpleNamespace(media=media, **content())


def content() -> dict:
    with background.followed(least=0):
        home = factories.site_root()
        members = factories.collection("Fichiers des adhérents")
        factories.restrict_collection(members, Group.objects.get(name="Adhérents"))
        shown = factories.photo("Façade shown")
        hidden = factories.photo("Façade hidden")
        index = factories.publish(NewsIndexPage(title="Actualités", slug="actualites"), home)
        news = factories.publish(
            NewsPage(),
            index,
            title="Les tilleuls de la cour",
            date=date(2026, 3, 1),
            lead_photo=shown,
            body='[{"type": "rich_text", "value": "<p>L’ombre revient cet été.</p>"}]',
        )
        factories.translate(news, title="The lime trees")
        public = factories.published_file("Bilan public")
        closed = factories.published_file("Bilan réservé", collection=members)
        factories.member()
        factories.administrator()
    for photo in (shown, hidden):
        photo.get_rendition("format-jpeg|width-100")
    place_all()
    call_command("rebuild_references_index", verbosity=0)
    call_command("update_index", verbosity=0)
    return {"news": news, "shown": shown, "hidden": hidden, "public": public, "closed": closed}


@pytest.fixture(scope="module")
def backup(small_site, tmp_path_factory) -> Path:
    """The dated folder of a backup of the small site, in a folder of backups."""
    return made(tmp_path_factory.mktemp("backups") / "parvis")


def made(folder: Path, *options: str) -> Path:
    """The backup that the command makes."""
    before = set(folder.glob("2*"))
    call_command("backup", str(folder), *options, verbosity=0)
    [new] = set(folder.glob("2*")) - before
    return new
