"""Files without a row go; those that anything has, and young ones, stay."""

import os
import time
from pathlib import Path

import pytest

from operations.orphans import orphans, remove_orphans
from tests import factories


@pytest.fixture
def media(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


def put(path: Path, hours: float) -> Path:
    """A file so old."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"left behind")
    moment = time.time() - hours * 3600
    os.utime(path, (moment, moment))
    return path


def test_what_belongs_to_nothing_goes_once_it_is_old(site, media):
    document, photo = factories.document(), factories.shown_photo()
    kept = [Path(document.file.path), Path(photo.file.path)]
    kept += [Path(size.file.path) for size in photo.renditions.all()]
    for path in kept:
        put(path, 100)
    left = [put(media / "documents/bilan_x.pdf", 49), put(media / "closed/images/cour.webp", 49)]
    young = put(media / "documents/en-cours.pdf", 47)
    foreign = put(media / "notes/a-nous.txt", 1000)
    assert len(kept) > 3
    assert remove_orphans() == "Removed: 2."
    assert not any(path.exists() for path in left)
    assert all(path.exists() for path in [*kept, young, foreign])
    assert remove_orphans() == "Removed: 0."


def test_an_empty_database_removes_nothing(db, media):
    put(media / "documents/bilan.pdf", 1000)
    assert not list(orphans())
