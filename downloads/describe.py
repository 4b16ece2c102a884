"""What a file says about itself: pages, cover, title, language, outline, text, and whether everybody can read it.

Files come from outside: they are read in a process of their own (downloads/reader.py), whose time and memory are
limited, so that a damaged or hostile one stops that process and nothing else.
"""

import errno
import json
import logging
import os
import subprocess
import tempfile
from datetime import date
from pathlib import Path
from secrets import token_urlsafe

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.utils import timezone
from wagtail.documents import get_document_model

from core.changes import Happened, note, together
from core.limited_process import run_limited
from core.tasks import FILES, in_portions, task
from downloads import reader
from downloads.models import DocumentPage

# What programs write when they don't say: the first days of their clocks.
_NO_DAY = {date(2000, 1, 1)}
_FIRST_DAY = date(1980, 1, 2)

logger = logging.getLogger(__name__)

_COVER_WIDTH = 480  # pixels


def describe(document) -> None:
    """Fills in what the file says, once for each version of the reader; a file that can't be read is kept and
    marked with the reason."""
    if document.read_at is not None and document.read_with == reader.VERSION:
        return
    with tempfile.TemporaryDirectory() as folder:
        cover = Path(folder, "cover.webp")
        found = _read(document, Path(folder, f"file.{document.format.lower()}"), cover)
        if cover.exists() and "problem" not in found and not document.cover:
            with cover.open("rb") as image:
                # A name that can't be guessed: the file itself may not be public.
                document.cover.save(f"{token_urlsafe(16)}.webp", File(image), save=False)
    if found.get("problem"):
        logger.warning("File %s: %s %s", document.pk, found["problem"], found.get("detail", ""))
    _write(document, found)


def page_count(held) -> int | None:
    """The pages of a file that is no document yet; `held` has its `file` and `format`."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, f"file.{held.format.lower()}")
        return _read(held, copy, Path(folder, "cover.webp")).get("pages")


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
    options = [extension, cover, _COVER_WIDTH, seconds * 0.7, settings.FILE_TEXT_LENGTH]
    try:
        answer = run_limited(
            "downloads.reader",
            *(copy, *options),
            seconds=seconds,
            megabytes=settings.FILE_READING_MEGABYTES,
        )
        if answer.returncode and "No space left on device" in answer.stderr:
            raise OSError(
                errno.ENOSPC, os.strerror(errno.ENOSPC)
            )  # nothing is the matter with the file
        # Memory ran out inside a library, or the library fell over the file.
        problem = {"problem": "too_large", "detail": answer.stderr[-300:]}
        return problem if answer.returncode else json.loads(answer.stdout)
    except subprocess.TimeoutExpired:
        return {"problem": "too_slow"}
    except ValueError as error:
        return {"problem": "damaged", "detail": repr(error)}


@transaction.atomic
def _write(document, found: dict) -> None:
    """In the database, unless the file was replaced while it was read."""
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
        "read_with": reader.VERSION,
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
    note(type(document), document.pk, Happened.READ)


def _date(text: str | None) -> date | None:
    """The day that a file says it was made, unless its clock was wrong or hidden."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if _FIRST_DAY < day <= timezone.localdate() and day not in _NO_DAY else None


@task(priority=FILES)
def describe_documents(document_pks: list[int]) -> None:
    """In the background, after an upload. A file deleted meanwhile is passed over."""

    def describe_one(pk: int) -> None:
        if document := get_document_model().objects.filter(pk=pk).first():
            describe(document)

    with together():
        in_portions(document_pks, describe_one, describe_documents.enqueue)
