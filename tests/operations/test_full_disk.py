"""A disk that is full: editors get a sentence, readers read, and what waits is done once there is room."""

import errno
import os
import subprocess
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse

from core.full_disk import is_disk_full
from downloads.describe import describe
from downloads.models import Document
from photos.models import Photo
from photos.renditions import make_renditions_of
from tests import factories, files
from tests.admin.test_uploads import DOORS, send
from tests.conftest import logged_in

FRENCH = "Il n’y a plus de place sur le serveur"


@pytest.fixture
def small_disk(tmp_path, monkeypatch):
    """A folder on a file system of a megabyte; where only root may make one, a system that says so of a folder."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "parvis-test", folder]
    mounted = os.geteuid() == 0 and not subprocess.run(mount, check=False).returncode
    if not mounted:
        usage = type("Usage", (), {"free": 10**6})
        monkeypatch.setattr("core.full_disk.shutil.disk_usage", lambda folder: usage)
    yield folder
    if mounted:
        subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.fixture
def full(small_disk, settings):
    settings.MEDIA_ROOT, settings.DISK_RESERVE = str(small_disk), 0
    return small_disk


@pytest.fixture
def editor(site):
    client = logged_in(factories.editor())
    client.raise_request_exception = False
    return client


def heavy_pdf() -> bytes:
    return files.pdf() + b"\n" + os.urandom(2 * 10**6)


@pytest.mark.both_databases
@pytest.mark.parametrize("door", DOORS)
def test_an_upload_gets_a_sentence_and_leaves_nothing_behind(door, full, editor, client):
    name, before = "bilan.pdf", Document.objects.count()
    answer = send(editor, "wagtaildocs", door, (name, heavy_pdf(), "application/pdf"))
    assert answer.status_code == 507
    assert FRENCH in answer.text
    assert "Traceback" not in answer.text
    transaction.set_rollback(False)  # the request's own was the test's, which goes on
    assert Document.objects.count() == before
    assert not [path for path in full.rglob("*") if path.is_file()]
    assert client.get("/actualites/").status_code == 200
    small = send(editor, "wagtaildocs", door, (name, files.pdf(), "application/pdf"))
    assert small.status_code in (200, 302), "what has room comes in"
    assert Document.objects.count() == before + 1


def test_so_does_a_photo_and_a_file_put_in_place_of_another(full, editor):
    photo = SimpleUploadedFile("cour.jpg", files.jpeg() + os.urandom(2 * 10**6), "image/jpeg")
    answer = send(editor, "wagtailimages", "one", (photo.name, photo.read(), "image/jpeg"))
    assert answer.status_code == 507
    transaction.set_rollback(False)
    assert not Photo.objects.exists()
    document = factories.document()
    former = document.file.name
    values = {"title": "Autre", "collection": document.collection_id, "language": "fr"}
    values["file"] = SimpleUploadedFile("autre.pdf", heavy_pdf(), "application/pdf")
    assert editor.post(reverse("wagtaildocs:edit", args=[document.pk]), values).status_code == 507
    transaction.set_rollback(False)
    document.refresh_from_db()
    assert document.file.name == former
    assert document.file.read() == files.pdf()
    assert not document.versions.exists()


def test_so_does_what_doesnt_even_arrive(small_disk, settings, editor):
    """Where uploads wait while they come in, there is no room."""
    settings.FILE_UPLOAD_TEMP_DIR = str(small_disk)
    if not Path(small_disk).is_mount():
        settings.FILE_UPLOAD_TEMP_DIR = "/dev/full"  # no folder either: the system refuses alike
    answer = send(
        editor, "wagtaildocs", "one", ("b.pdf", heavy_pdf() + os.urandom(10**6), "application/pdf")
    )
    assert answer.status_code in {507} if Path(small_disk).is_mount() else {500, 507}
    assert not Document.objects.exists()


def test_the_sentence_is_in_the_language_of_the_reader(full, site, monkeypatch, client):
    def fail(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("search.views._context", fail)
    client.raise_request_exception = False
    for address, words in (("/recherche/?q=a", FRENCH), ("/en/search/?q=a", "no room left")):
        answer = client.get(address)
        assert answer.status_code == 507
        assert words in answer.text


def test_work_in_the_background_is_tried_again_rather_than_given_up(full, site, monkeypatch):
    """A file isn't called unreadable, nor a photo without sizes, because the disk was full."""
    document, photo = factories.document(), factories.photo()

    def fail(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("photos.renditions.make_renditions", fail)
    with pytest.raises(OSError, match="No space") as raised:
        make_renditions_of.func([photo.pk])
    assert is_disk_full(raised.value)
    said = subprocess.CompletedProcess([], 1, "", "OSError: [Errno 28] No space left on device")
    monkeypatch.setattr("downloads.describe.run_limited", lambda *args, **limits: said)
    with pytest.raises(OSError, match="No space"):
        describe(document)
    document.refresh_from_db()
    assert document.read_at is None
    assert not document.problem
