"""A backup is made of a site in use, and tells what keeps it from being made."""

import os
import resource
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from wagtail.models import Page, UploadedFile

from contacts.models import Contact
from downloads.models import Document
from operations.backups import last_backup, writing
from operations.backups.writing import make_backup, removable
from tests import factories
from tests.operations.conftest import made

FILES = 10_000
MEASURE = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)  # kB
"""


def files_of(backup: Path) -> dict[str, Path]:
    return {
        path.relative_to(backup).as_posix(): path for path in backup.rglob("*") if path.is_file()
    }


# Each backup writes a line in it.
JOURNAL = "rows/wagtailcore_modellogentry-0001.jsonl"


def test_a_second_backup_copies_only_what_has_changed(backup, small_site):
    factories.contact("Nadia Orme")
    second = make_backup(backup.parent)
    before, after = files_of(backup), files_of(second.path)
    same = {name for name in after if name in before and after[name].samefile(before[name])}
    assert set(after) - same == {"manifest.json", "rows/contacts_contact-0001.jsonl", JOURNAL}
    assert second.copied == 2
    assert last_backup(backup.parent).path == second.path
    Contact.objects.filter(name="Nadia Orme").delete()


def test_a_damaged_copy_of_the_former_backup_is_not_linked_to(backup, small_site, tmp_path):
    folder = tmp_path / "backups"
    first = made(folder)
    photo = next((first / "media" / "original_images").iterdir())
    photo.write_bytes(photo.read_bytes()[:-1])
    again = made(folder) / photo.relative_to(first)
    assert again.stat().st_size == photo.stat().st_size + 1


@pytest.mark.both_databases
def test_nobody_who_writes_waits_and_the_backup_has_one_moment(small_site):
    waited = []

    def write():
        started = time.monotonic()
        factories.contact("Écrite pendant la sauvegarde")
        waited.append(time.monotonic() - started)
        connection.close()

    with writing.snapshot():
        before = Contact.objects.count()
        writer = threading.Thread(target=write)
        writer.start()
        writer.join(20)
        assert Contact.objects.count() == before
    assert Contact.objects.count() == before + 1
    assert waited[0] < 10, "it waited for the end of the backup"
    Contact.objects.filter(name="Écrite pendant la sauvegarde").delete()


def test_a_file_deleted_or_replaced_meanwhile_is_kept_as_it_was(small_site, tmp_path, monkeypatch):
    gone = factories.document("Éphémère", data=b"%PDF-1.4 as it was", name="ephemere.pdf")
    name, whole = gone.file.name, writing.snapshot

    @contextmanager
    def then_deleted():
        with whole():
            yield
        gone.file.storage.delete(name)
        assert gone.file.storage.save(name, ContentFile(b"another file")) == name

    monkeypatch.setattr(writing, "snapshot", then_deleted)
    backup = make_backup(tmp_path / "backups")
    assert (backup.path / "media" / name).read_bytes() == b"%PDF-1.4 as it was"
    assert not backup.manifest.missing
    Document.objects.filter(pk=gone.pk).delete()


def test_a_lost_file_is_told_and_keeps_nobody_from_a_backup(small_site, tmp_path, capsys):
    lost = factories.document("Perdu", name="perdu.pdf")
    Path(lost.file.path).unlink()
    made(tmp_path / "backups")
    assert f"1 files that the database names are lost: {lost.file.name}" in capsys.readouterr().err
    Document.objects.filter(pk=lost.pk).delete()


@pytest.fixture
def large_library(small_site):
    """Ten thousand more files, small ones."""
    folder = small_site.media / "many"
    folder.mkdir()
    for number in range(FILES):
        (folder / f"{number}.txt").write_text(str(number))
    kind = ContentType.objects.get_for_model(Page)
    uploads = [UploadedFile(file=f"many/{n}.txt", for_content_type=kind) for n in range(FILES)]
    UploadedFile.objects.bulk_create(uploads, batch_size=1000)
    yield
    UploadedFile.objects.all().delete()


def test_ten_thousand_files_in_little_memory(large_library, tmp_path):
    environment = os.environ | {
        "DATABASE_URL": address_of_database(),
        "MEDIA_ROOT": settings.MEDIA_ROOT,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
    }
    command = [sys.executable, "manage.py", "backup", str(tmp_path / "backups")]
    # From a small process: what this one takes would count as its child's.
    measured = [sys.executable, "-c", MEASURE, *command]
    said = subprocess.check_output(measured, cwd=settings.ROOT, env=environment, text=True)
    assert "uploaded files" in said
    assert int(said.split()[-1]) < 300 * 1024
    second = make_backup(tmp_path / "backups")
    assert len(second.manifest.media()) > FILES
    assert second.copied == 1  # the journal, which knows of the first


def address_of_database() -> str:
    own = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{own['NAME']}"
    return "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**own)


@contextmanager
def no_file_larger_than(size: int):
    """As on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_is_said_and_nothing_half_done_stays(backup, small_site, tmp_path):
    folder = tmp_path / "backups"
    first = made(folder)
    large = factories.document("Grand", data=b"%PDF" + bytes(300_000), name="grand.pdf")
    with no_file_larger_than(200_000), pytest.raises(CommandError, match="Nothing of it was kept"):
        call_command("backup", str(folder))
    assert {path.name for path in folder.iterdir()} == {first.name, writing.MARK, writing.OUTCOME}
    last = last_backup(folder)
    assert not last.ok
    assert last.path == first
    assert "couldn’t be written" in last.said
    Document.objects.filter(pk=large.pk).delete()


@pytest.mark.parametrize(
    ("where", "sentence"),
    [
        ("foreign", "holds other things"),
        ("media/backups", "lies inside MEDIA_ROOT"),
        ("file/backups", "Not a directory"),
    ],
)
def test_a_folder_that_will_not_do_is_refused(small_site, tmp_path, settings, where, sentence):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign" / "letter.txt").write_text("mine")
    (tmp_path / "file").touch()
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(CommandError, match=sentence):
        call_command("backup", str(tmp_path / where))
    assert sorted(tmp_path.rglob("*")) == before


def test_two_backups_at_once_do_not_mix(small_site, tmp_path):
    with writing._own(tmp_path / "backups"), pytest.raises(CommandError, match="Another backup"):
        call_command("backup", str(tmp_path / "backups"))


def test_what_a_killed_backup_left_is_removed_by_the_next(small_site, tmp_path):
    made(tmp_path / "backups")
    half = tmp_path / "backups" / ".unfinished-2026-01-01T000000Z"
    (half / "rows").mkdir(parents=True)
    made(tmp_path / "backups")
    assert not half.exists()


def test_the_newest_of_each_day_week_and_month_stay():
    start = datetime(2026, 11, 30, 3, tzinfo=UTC)
    paths = [
        Path((start - timedelta(hours=12 * number)).strftime("%Y-%m-%dT%H%M%SZ"))
        for number in reversed(range(400))
    ]
    removed = set(removable(paths, [7, 4, 6]))
    kept = [path for path in paths if path not in removed]
    assert paths[-1] in kept
    assert len(kept) <= 7 + 4 + 6
    assert {path.name[:7] for path in kept} == {f"2026-{month:02}" for month in range(6, 12)}
    assert len({path.name[:10] for path in kept if path.name >= "2026-11-24"}) == 7
    assert removable(paths, []) == []


def test_old_backups_go_after_a_new_one(small_site, tmp_path):
    folder = tmp_path / "backups"
    former = [made(folder), made(folder)]
    last = made(folder, "--keep=1,0,0")
    assert last.exists()
    assert not any(path.exists() for path in former)
    with pytest.raises(CommandError, match="three numbers"):
        call_command("backup", str(folder), "--keep=often")


class TestDeletedFiles:
    def test_they_are_kept_for_two_days_where_nothing_serves_them(self, small_site, client):
        name = default_storage.save("documents/jeté.pdf", ContentFile(b"%PDF"))
        default_storage.delete(name)
        assert not default_storage.exists(name)
        [kept] = (small_site.media / "deleted" / name).iterdir()
        assert client.get(f"/media/deleted/{name}/{kept.name}").status_code == 404
        call_command("remove_deleted_files", verbosity=0)
        assert kept.exists()
        kept.rename(kept.with_name(str(int(kept.name) - 49 * 3600 * 10**9)))
        call_command("remove_deleted_files", verbosity=0)
        assert not (small_site.media / "deleted" / name).exists()

    def test_every_storage_of_uploaded_files_keeps_them(self):
        from django.core.files.storage import storages

        from core.storage import KeptStorage

        kept = {name for name in settings.STORAGES if isinstance(storages[name], KeptStorage)}
        assert kept == set(settings.STORAGES) - {"staticfiles"}


def test_a_backup_root_inside_the_uploaded_files_is_told(settings, tmp_path):
    from operations.checks import backup_root_is_apart

    settings.MEDIA_ROOT = tmp_path
    settings.BACKUP_ROOT = str(tmp_path / "backups")
    assert [problem.id for problem in backup_root_is_apart(None)] == ["operations.E001"]
    settings.BACKUP_ROOT = ""
    assert not backup_root_is_apart(None)
