"""What a file says about itself: pages, cover, title, language, outline, text, and whether everybody can read it.

Files come from outside: they are read in a process of their own (downloads/reader.py), whose time and memory are
limited, so that a damaged or hostile one stops that process and nothing else.
"""

import json
import logging
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from secrets import token_urlsafe

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone
from wagtail.search import index

from core.tasks import task
from downloads import reader

# What programs write when they don't say: the first days of their clocks.
_NO_DAY = {date(2000, 1, 1)}
_FIRST_DAY = date(1980, 1, 2)

logger = logging.getLogger(__name__)

# The sender is a document whose text has been read.
file_described = Signal()

_COVER_WIDTH = 480  # pixels


def describe(document) -> None:
    """Fills in what the file says, once; a file that can't be read is kept and marked with the reason."""
    if document.read_at is not None:
        return
    with tempfile.TemporaryDirectory() as folder:
        cover = Path(folder, "cover.webp")
        found = _read(document, Path(folder, f"file.{document.format.lower()}"), cover)
        if cover.exists() and "problem" not in found:
            with cover.open("rb") as image:
                # A name that can't be guessed: the file itself may not be public.
                document.cover.save(f"{token_urlsafe(16)}.webp", File(image), save=False)
    if found.get("problem"):
        logger.warning("File %s: %s %s", document.pk, found["problem"], found.get("detail", ""))
    _write(document, found)


def _read(document, copy: Path, cover: Path) -> dict:
    """What the reader printed; `problem` alone when it failed."""
    try:
        with document.file.open("rb") as file, copy.open("wb") as target:
            for chunk in file.chunks():
                target.write(chunk)
    except FileNotFoundError:
        return {"problem": "missing"}
    extension = document.format.lower()
    if extension not in reader.READERS:
        return {}
    seconds = settings.FILE_READING_SECONDS
    memory = settings.FILE_READING_MEGABYTES * 1024 * 1024
    options = [_COVER_WIDTH, memory, seconds * 0.7, settings.FILE_TEXT_LENGTH]
    command = [sys.executable, "-I", reader.__file__, copy, extension, cover, *options]
    try:
        answer = subprocess.run(
            [str(word) for word in command], capture_output=True, check=True, timeout=seconds
        )
        return json.loads(answer.stdout)
    except subprocess.TimeoutExpired:
        return {"problem": "too_slow"}
    except subprocess.CalledProcessError as error:
        # Memory ran out inside a library, or the library fell over the file.
        return {"problem": "too_large", "detail": error.stderr[-300:]}
    except ValueError as error:
        return {"problem": "damaged", "detail": repr(error)}


@transaction.atomic
def _write(document, found: dict) -> None:
    """In the database, unless the file was replaced while it was read."""
    from downloads import covers
    from downloads.models import DocumentPage

    fields = {
        "page_count": found.get("pages"),
        "cover": document.cover.name,
        "cover_width": document.cover_width,
        "cover_height": document.cover_height,
        "own_title": found.get("title", ""),
        "own_date": _date(found.get("date")),
        "own_language": found.get("language", ""),
        "outline": found.get("outline", []),
        "tagged": found.get("tagged"),
        "is_scan": found.get("scan"),
        "problem": found.get("problem", ""),
        "read_at": timezone.now(),
    }
    files = type(document).objects.filter(pk=document.pk, file=document.file.name)
    if not files.update(**fields):
        return
    DocumentPage.objects.filter(document=document.pk).delete()
    DocumentPage.objects.bulk_create(
        (
            DocumentPage(document_id=document.pk, number=number, text=text)
            for number, text in enumerate(found.get("texts", []), start=1)
            if text
        ),
        batch_size=200,
    )
    for name, value in fields.items():
        setattr(document, name, value)
    covers.place(document.pk)
    index.insert_or_update_object(document)
    file_described.send(document)


def _date(text: str | None) -> date | None:
    """The day that a file says it was made, unless its clock was wrong or hidden."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if _FIRST_DAY < day <= timezone.localdate() and day not in _NO_DAY else None


@task()
def describe_document(document_pk: int) -> None:
    """In the background, after an upload. A file deleted meanwhile is passed over."""
    from downloads.models import Document

    if document := Document.objects.filter(pk=document_pk).first():
        describe(document)
