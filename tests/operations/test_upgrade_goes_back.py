"""An upgrade that fails leaves the site as it was: its database and its files."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.checks import Error, registry
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from wagtail.models import Page

from operations.snapshots import Snapshot
from tests import page_types
from tests.conftest import sections

pytestmark = pytest.mark.both_databases


@pytest.fixture
def site(copied_db, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.BASE_URL = "https://testserver"
    site = sections()
    default_storage.save("documents/bilan.txt", ContentFile(b"the former text"))
    yield page_types.news_page(site.home, title="Avant la mise à jour")
    site.home.delete()


@pytest.fixture
def harm():
    """A check that fails, after it has done what a migration of a failing version may do."""

    def check(app_configs=None, **_options):
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TABLE added_by_upgrade (page_id integer REFERENCES wagtailcore_page(id))"
            )
        Page.objects.filter(title="Avant la mise à jour").delete()
        default_storage.delete("documents/bilan.txt")
        default_storage.save("documents/nouveau.txt", ContentFile(b"of the new version"))
        return [Error("the new version doesn't suit this server")]

    registry.registry.registered_checks.add(check)
    check.tags = ()
    yield
    registry.registry.registered_checks.remove(check)


def files(settings) -> dict[str, bytes]:
    root = Path(settings.MEDIA_ROOT)
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
    }


def test_what_failed_leaves_no_trace(site, harm, settings):
    before, tables = files(settings), connection.introspection.table_names()
    said = StringIO()
    with pytest.raises(CommandError, match="La mise à jour a échoué"):
        call_command("upgrade", stdout=StringIO(), stderr=said)
    assert "the new version doesn't suit this server" in said.getvalue()
    assert files(settings) == before
    assert connection.introspection.table_names() == tables
    assert "Avant la mise à jour" in Client().get(site.url).content.decode()
    # What is written next finds its numbers free.
    assert page_types.news_page(site.get_parent().get_parent(), title="Après").pk > site.pk


def test_a_home_page_that_does_not_come_is_a_failure(site, settings):
    settings.BASE_URL = "https://ailleurs.example"  # which isn't among ALLOWED_HOSTS
    said = StringIO()
    with pytest.raises(CommandError):
        call_command("upgrade", stdout=StringIO(), stderr=said)
    assert "400" in said.getvalue()


def test_what_went_well_can_be_undone_until_it_is_forgotten(site, settings, capfd):
    call_command("upgrade", stdout=StringIO(), stderr=StringIO())
    site.title = "Changé depuis"
    site.save_revision().publish()
    call_command("upgrade", "--undo", stdout=StringIO())
    assert Page.objects.get(pk=site.pk).title == "Avant la mise à jour"
    assert "NOTICE" not in capfd.readouterr().err, "the database's own notes hide what matters"
    call_command("upgrade", "--undo", stdout=(said := StringIO()))
    assert "Rien n’est mis de côté" in said.getvalue()


def test_nothing_begins_where_nothing_can_be_set_aside(site, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "file")
    Path(settings.MEDIA_ROOT).write_text("not a folder")
    with pytest.raises(CommandError, match="Rien n’a été changé"):
        call_command("upgrade", stdout=StringIO())
    assert not Snapshot().exists()
