"""A backup brings a site back, on either database; what isn't a whole backup of it is refused and changes nothing."""

import gzip
import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from collections import Counter
from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from wagtail.models import ModelLogEntry, Page

from core.storage import ClosableStorage
from demo import kept
from news.models import NewsPage
from operations.backups import restoring
from operations.backups.aside import aside
from operations.backups.finishing import settle
from operations.backups.tables import LEFT_OUT
from operations.journal import BACKUP, RESTORE
from photos.models import Photo, Rendition
from tests import factories
from tests.conftest import clear_caches
from tests.databases import going_to
from tests.operations.conftest import forget, made
from tests.operations.test_backup import address_of_database
from tests.upgrade.test_upgrade import FOLDER as FORMER
from tests.upgrade.test_upgrade import restored as former_database
from tools.release_dump import pg_program


def is_content(row: object) -> bool:
    """The journal says of each backup and restore that it was made."""
    return not any(action in str(row) for action in (BACKUP, RESTORE))


def restore(path: Path, *options: str) -> str:
    call_command("restore", str(path), *options, stdout=(out := StringIO()))
    return out.getvalue()


def content_of_database() -> dict[str, Counter]:
    """By table, how often each row is there: as pg_dump writes it, or as SQLite has it."""
    if connection.vendor == "postgresql":
        return dumped()
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as database:
        names = [
            name
            for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        kept_names = [
            name
            for name in names
            if not name.startswith(("sqlite_", *LEFT_OUT, "django_migrations"))
        ]
        return {
            name: Counter(filter(is_content, database.execute(f'SELECT * FROM "{name}"')))  # noqa: S608
            for name in kept_names
        }


def dumped() -> dict[str, Counter]:
    left_out = [f"--exclude-table-data={name}" for name in (*LEFT_OUT, "django_migrations")]
    command = [pg_program("pg_dump"), "--data-only", *left_out, address_of_database()]
    found: dict[str, Counter] = {}
    rows = None
    for line in subprocess.check_output(command, text=True).splitlines():
        if line.startswith("COPY "):
            rows = found[line.split()[1]] = Counter()
        elif line == "\\.":
            rows = None
        elif rows is not None and is_content(line):
            rows[line] += 1
    return found


def uploads(media: Path) -> dict[str, bytes]:
    """Sizes of photos that nobody asked for again lie where the rule says."""
    return {
        path.relative_to(media).as_posix(): path.read_bytes()
        for path in media.rglob("*")
        if path.is_file() and path.relative_to(media).parts[0] != "deleted"
    }


@pytest.mark.both_databases
def test_a_restored_site_is_the_one_that_was(backup, small_site, sites):
    rows, files = content_of_database(), uploads(small_site.media)
    assert sum(map(len, rows.values())) > 300
    with sites() as media:
        said = restore(backup.parent)
        assert content_of_database() == rows
        assert uploads(media) == files
        assert not [line for line in said.splitlines() if line.startswith("WRONG")]
        # Readers see what they saw, find it, and no more.
        client = Client()
        assert "L’ombre revient" in client.get(small_site.news.url).content.decode()
        for words in ("tilleuls", "tileuls"):
            assert small_site.news.url in client.get("/recherche/", {"q": words}).content.decode()
        assert client.get(small_site.public.url).status_code == 200
        assert client.get(small_site.closed.url).status_code != 200
        storage = Rendition._meta.get_field("file").storage
        assert isinstance(storage, ClosableStorage)
        lies_open = {
            size.image.title: storage.is_public(size.file.name)
            for size in Rendition.objects.filter(filter_spec="format-jpeg|width-100")
        }
        assert lies_open == {"Façade shown": True, "Façade hidden": False}
        # It is known when it was made.
        assert ModelLogEntry.objects.filter(action=RESTORE).count() == 1
        # And editors go on, whose rows get keys of their own.
        last = Page.objects.order_by("pk").last()
        index = NewsPage.objects.get(pk=small_site.news.pk).get_parent()
        page = factories.publish(NewsPage(), index, title="Après", date=small_site.news.date)
        assert page.pk > last.pk


def test_a_site_with_content_is_not_replaced_unless_told(backup, sites, tmp_path):
    with sites() as media:
        factories.administrator("seule@example.org")
        (media / "documents").mkdir()
        (media / "documents" / "seul.txt").write_text("seul")
        with pytest.raises(
            CommandError, match="isn’t empty: its database has rows in members_user"
        ):
            restore(backup)
        with pytest.raises(CommandError, match="--safety"):
            restore(backup, "--replace")
        restore(backup, "--replace", "--safety", str(tmp_path / "safety"))
        accounts = set(get_user_model().objects.values_list("email", flat=True))
        assert accounts == {"admin@example.org", "ana@valmire.example.org"}
        assert not (media / "documents" / "seul.txt").exists()
        [before] = (tmp_path / "safety").glob("2*")
        restore(before, "--replace", "--no-safety")
        assert get_user_model().objects.get().email == "seule@example.org"


def test_files_alone_make_a_site_that_is_not_empty(backup, sites):
    with sites() as media:
        (media / "documents").mkdir()
        (media / "documents" / "seul.txt").write_text("seul")
        with pytest.raises(CommandError, match="there are files in"):
            restore(backup)


class Killed(BaseException):
    """Nothing is put right after it, as after `kill -9`."""


def kill(monkeypatch, name: str, at: int) -> None:
    """A restore dies at the so manieth call of a method of Path or function of `restoring`, and cleans nothing up."""
    where = Path if hasattr(Path, name) else os if hasattr(os, name) else restoring
    real, calls = getattr(where, name), []

    def dying(*args, **kwargs):
        calls.append(name)
        if len(calls) == at:
            monkeypatch.setattr(restoring, "_settle_files", die)
            raise Killed
        return real(*args, **kwargs)

    def die(_folder):
        raise Killed

    monkeypatch.setattr(where, name, dying)


def test_a_restore_that_was_killed_is_undone_or_finished(backup, small_site, sites, monkeypatch):
    """The files are those of the rows, wherever it was: before, among and after its renames, and after its commit."""
    restored = uploads(small_site.media)
    with sites() as media:
        factories.administrator("seule@example.org")
        for folder in ("documents", "autres"):
            (media / folder).mkdir()
            (media / folder / "seul.txt").write_text("seul")
        own = uploads(media)
        for name, at in (
            ("mkdir", 4),
            ("rename", 2),
            ("rename", 3),
            ("rename", 5),
            ("sync", 1),
            ("_forget", 1),
        ):
            with monkeypatch.context() as patch:
                kill(patch, name, at)
                with pytest.raises(Killed):
                    restore(backup, "--replace", "--no-safety")
            said = settle()
            accounts = set(get_user_model().objects.values_list("email", flat=True))
            assert not (media / restoring.FOLDER).exists()
            assert settle() == ""
            if name == "_forget":
                assert "is finished" in said
                assert "seule@example.org" not in accounts
                assert uploads(media) == restored
                assert (
                    small_site.news.url
                    in Client().get("/recherche/", {"q": "tilleuls"}).content.decode()
                )
            else:
                assert "has left is removed" in said, (name, at)
                assert accounts == {"seule@example.org"}
                assert uploads(media) == own, (name, at)


def test_two_restores_at_once_do_not_mix(backup, sites):
    with sites() as media, restoring.alone():
        with pytest.raises(CommandError, match="Another restore is running"):
            restore(backup)
        assert settle() == "A restore is running."
    assert not list(media.iterdir())


def changed(backup: Path, name: str, change) -> None:
    path = backup / name
    path.write_bytes(change(path.read_bytes()))


def described(backup: Path, change) -> None:
    """Another manifest."""
    values = json.loads((backup / "manifest.json").read_text())
    change(values)
    (backup / "manifest.json").write_text(json.dumps(values))


def with_rows(table: str, change):
    """Other rows, in whose hash the manifest believes."""

    def tamper(backup: Path) -> None:
        name = f"rows/{table}-0001.jsonl"
        changed(backup, name, change)
        data = (backup / name).read_bytes()
        of = {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        described(backup, lambda values: values["files"][name].update(of))

    return tamper


def a_symlink(backup: Path) -> None:
    path = next((backup / "media" / "documents").iterdir())
    shutil.copy(path, backup.parent / "elsewhere")
    path.unlink()
    path.symlink_to(backup.parent / "elsewhere")


def renamed_in_manifest(name: str):
    def tamper(backup: Path) -> None:
        def change(values):
            first = next(key for key in values["files"] if key.startswith("media/"))
            values["files"][name] = values["files"].pop(first)

        described(backup, change)

    return tamper


def a_file_more(backup: Path) -> None:
    (backup / "media" / "images").mkdir()
    (backup / "media" / "images" / "mine.html").write_bytes(b"<p>")
    file = {"size": 3, "sha256": hashlib.sha256(b"<p>").hexdigest(), "mtime": 0}
    described(backup, lambda values: values["files"].update({"media/images/mine.html": file}))


PHOTO_ROWS = "photos_photo"
HOSTILE = {
    "truncated rows": (
        lambda backup: changed(backup, "rows/photos_photo-0001.jsonl", lambda data: data[:-40]),
        "rows/photos_photo-0001.jsonl isn’t what was written",
    ),
    "a row less": (
        with_rows(PHOTO_ROWS, lambda data: data[: data.index(b"\n") + 1]),
        "1 rows of photos_photo instead of 2",
    ),
    "a row that is no JSON": (with_rows(PHOTO_ROWS, lambda data: b"{" + data), "a row of photos_photo can’t be read"),
    "a column more": (
        with_rows(PHOTO_ROWS, lambda data: data.replace(b'"credit"', b'"is_superuser"', 1)),
        "not the columns of this table",
    ),
    "a row that points at nothing": (
        with_rows("photos_rendition", lambda data: data.replace(b'"image_id":', b'"image_id":9', 1)),
        "The database refused the backup",
    ),
    "another file": (
        lambda backup: changed(
            backup, next((backup / "media" / "documents").iterdir()).relative_to(backup), lambda data: data[::-1]
        ),
        "isn’t what was written",
    ),
    "a file less": (
        lambda backup: next((backup / "media" / "documents").iterdir()).unlink(),
        "is missing",
    ),
    "a file that nothing names": (a_file_more, "no row names its file images/mine.html"),
    "a way out": (renamed_in_manifest("media/../../etc/cron.d/x"), "which no backup has"),
    "an absolute path": (renamed_in_manifest("/etc/cron.d/x"), "which no backup has"),
    "a link elsewhere": (a_symlink, "leads elsewhere"),
    "no JSON": (lambda backup: changed(backup, "manifest.json", lambda data: data[:-30]), "its manifest can’t be read"),
    "no manifest": (lambda backup: (backup / "manifest.json").unlink(), "is no backup, and holds none"),
    "another program's": (lambda backup: described(backup, lambda v: v.update(site="spip")), "no backup of a Parvis"),
    "a later format": (lambda backup: described(backup, lambda v: v.update(format=2)), "a format that this version"),
    "a later version": (lambda backup: described(backup, lambda v: v.update(version="99.0.0")), "newer than this one"),
    "a migration of a later version": (
        lambda backup: described(backup, lambda v: v["migrations"].append(["news", "0999_later"])),
        "0999_later of news isn’t known",
    ),
    "an unknown table": (
        lambda backup: described(backup, lambda v: v["rows"].update(crm_client=0)),
        "a table that the site doesn’t know: crm_client",
    ),
    "a language more": (lambda backup: described(backup, lambda v: v["languages"].append("de")), "LANGUAGES=fr,en,de"),
}  # fmt: skip


@pytest.fixture(scope="module")
def keys(tmp_path_factory) -> tuple[Path, str]:
    """(file of the secret key, public key)"""
    secret = tmp_path_factory.mktemp("keys") / "key.txt"
    subprocess.run(["age-keygen", "-o", secret], check=True, capture_output=True)
    return secret, subprocess.check_output(["age-keygen", "-y", secret], text=True).strip()


@pytest.fixture(scope="module")
def archive(small_site, keys, tmp_path_factory) -> Path:
    """The same as one encrypted file."""
    return made(tmp_path_factory.mktemp("archives") / "parvis", "--recipient", keys[1])


def test_nothing_of_an_archive_lies_in_the_clear(archive):
    assert archive.name.endswith("Z.tar.age")
    others = [path for path in archive.parent.rglob("*") if path != archive]
    assert {path.name for path in others} == {"PARVIS-BACKUPS.txt", "last.json"}
    assert archive.read_bytes().startswith(b"age-encryption.org/v1")


def test_an_archive_brings_the_site_back(archive, keys, small_site, sites):
    rows, files = content_of_database(), uploads(small_site.media)
    with sites() as media:
        restore(archive, "--identity", str(keys[0]))
        assert content_of_database() == rows
        assert uploads(media) == files
        assert not [path for path in media.iterdir() if path.name.startswith(".")]


def test_a_key_that_is_none_is_told(small_site, tmp_path):
    with pytest.raises(CommandError, match="age couldn’t encrypt"):
        call_command("backup", str(tmp_path / "archives"), "--recipient", "age1nobody")
    assert not list((tmp_path / "archives").glob("*.age"))
    with pytest.raises(CommandError, match="BACKUP_RECIPIENT"):
        call_command("backup", str(tmp_path / "archives"), "--archive")


class TestRefused:
    """An empty site stays as it is, whatever it is asked to restore."""

    @pytest.fixture(scope="class", autouse=True)
    @classmethod
    def untouched(cls, backup, archive, sites):
        with sites() as media:
            cls.media, cls.rows = media, content_of_database()
            yield

    @pytest.fixture(autouse=True)
    def nothing_changes(self, untouched):
        yield
        assert content_of_database() == self.rows
        assert not list(self.media.iterdir())

    @pytest.mark.parametrize("name", HOSTILE)
    def test_a_hostile_backup(self, backup, tmp_path, name):
        tamper, sentence = HOSTILE[name]
        shutil.copytree(backup, tmp_path / backup.name)
        tamper(tmp_path / backup.name)
        with pytest.raises(CommandError, match=sentence):
            restore(tmp_path / backup.name)

    def test_what_is_no_backup(self, tmp_path):
        for path, sentence in [
            (tmp_path, "holds none"),
            (tmp_path / "nowhere", "There is no backup"),
        ]:
            with pytest.raises(CommandError, match=sentence):
                restore(path)

    def test_an_archive_without_its_key(self, archive, tmp_path):
        subprocess.run(["age-keygen", "-o", tmp_path / "other"], check=True, capture_output=True)
        with pytest.raises(CommandError, match="--identity FILE"):
            restore(archive)
        with pytest.raises(CommandError, match="encrypted for another key"):
            restore(archive, "--identity", str(tmp_path / "other"))

    def test_an_archive_cut_short(self, archive, keys, tmp_path):
        cut = tmp_path / archive.name
        cut.write_bytes(archive.read_bytes()[:-5000])
        with pytest.raises(CommandError, match="couldn’t be decrypted"):
            restore(cut, "--identity", str(keys[0]))

    @pytest.mark.parametrize(
        ("name", "kind"),
        [
            ("media/../../x", tarfile.REGTYPE),
            ("/tmp/parvis-x", tarfile.REGTYPE),  # noqa: S108 what is refused
            ("media/x", tarfile.SYMTYPE),
            ("media/x", tarfile.LNKTYPE),
            ("media/x", tarfile.FIFOTYPE),
        ],
    )
    def test_an_archive_that_leads_elsewhere(self, keys, tmp_path, name, kind):
        with tarfile.open(fileobj=(data := io.BytesIO()), mode="w") as tar:
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, "/etc/passwd"
            tar.addfile(member)
        hostile = tmp_path / "2026-01-01T000000Z.tar.age"
        subprocess.run(["age", "-r", keys[1], "-o", hostile], input=data.getvalue(), check=True)
        with pytest.raises(CommandError, match="was tampered with"):
            restore(hostile, "--identity", str(keys[0]))


def test_restic_takes_a_backup_and_gives_it_back(backup, sites, tmp_path):
    environment = os.environ | {
        "RESTIC_PASSWORD": "x",
        "RESTIC_REPOSITORY": str(tmp_path / "restic"),
    }

    def restic(*arguments: str) -> str:
        command = ["restic", "--no-cache", *arguments]
        return subprocess.check_output(command, env=environment, text=True, cwd=backup.parent)

    restic("init")
    restic("backup", ".")
    second = made(backup.parent)
    summary = json.loads(restic("backup", ".", "--json").splitlines()[-1])
    # The manifest of the second one, and folders.
    assert summary["data_added"] < 400_000
    restic("restore", "latest", "--target", str(tmp_path / "again"))
    with sites():
        restore(tmp_path / "again" / second.name)
        assert Photo.objects.count() == 2
    shutil.rmtree(second)


@pytest.mark.postgresql
def test_from_one_database_to_the_other_and_back(backup, small_site, sites, tmp_path):
    """A site grows from SQLite to PostgreSQL; nothing is another on the way."""
    rows = content_of_database()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3",
        "MEDIA_ROOT": f"{tmp_path}/media",
    }
    (tmp_path / "db.sqlite3").write_bytes(gzip.decompress(kept.KEPT.read_bytes()))

    def manage(*arguments: str) -> None:
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(command, cwd=settings.ROOT, env=environment, check=True, capture_output=True)

    manage("migrate", "-v0")
    manage("restore", str(backup))
    manage("backup", f"{tmp_path}/backups")
    with sites() as media:
        restore(tmp_path / "backups")
        assert content_of_database() == rows
        assert uploads(media) == uploads(small_site.media)


# In the place of the one that a migration made, which has other arguments.
FUNCTION = "CREATE FUNCTION search_keys(number integer) RETURNS integer LANGUAGE sql AS 'SELECT 1'"


@pytest.mark.both_databases
def test_a_database_made_aside_takes_the_place_of_the_other_at_once(sites):
    def tables():
        with connection.cursor() as cursor:
            return set(connection.introspection.table_names(cursor))

    with sites():
        before = tables()
        with aside():
            assert not tables()
        assert tables() == before
        with aside() as take_place:
            with connection.cursor() as cursor:
                cursor.execute("CREATE TABLE made_aside (name varchar(10))")
                cursor.execute("INSERT INTO made_aside VALUES ('restored')")
                if connection.vendor == "postgresql":
                    cursor.execute(FUNCTION)
            take_place()
        assert tables() == {"made_aside"}
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SELECT search_keys(1)")
                cursor.execute("SELECT count(*) FROM pg_proc WHERE proname = 'search_keys'")
                assert cursor.fetchone() == (1,)
            cursor.execute("SELECT name FROM made_aside")
            assert cursor.fetchall() == [("restored",)]


@pytest.mark.sqlite  # all migrations on an empty database take a minute: on one database alone
def test_a_former_version_is_brought_to_this_one_on_a_bare_machine(databases, sites, tmp_path):
    """`check_backup` makes the database that it restores into, from nothing."""
    with sites():
        name = former_database(databases, FORMER / "0.1.0")
        try:
            with going_to(name):
                forget()
                folder = tmp_path / "backups"
                backup = made(folder)
                call_command("check_backup", str(folder), stdout=(said := StringIO()))
        finally:
            databases.kind.drop(name)
    assert "The database was brought to this version" in said.getvalue()
    assert "0 found" not in said.getvalue()
    assert said.getvalue().strip().endswith("The backup can be restored.")
    assert "start its server" not in said.getvalue()
    manifest = json.loads((backup / "manifest.json").read_text())
    assert "operations" not in dict(manifest["migrations"])
    assert json.loads((backup / "manifest.json").read_text())["database"] == connection.vendor
    clear_caches()
