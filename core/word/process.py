"""Has a document checked and read by programs with limits, and says in a sentence why one is refused."""

import json
import logging
import subprocess
import tempfile
from dataclasses import asdict
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.limited_process import run_limited
from core.templatetags.parvis import weight
from core.word.package import Limits, Refused
from core.word.reader import Reading

logger = logging.getLogger(__name__)

SENTENCES = {
    "damaged": gettext_lazy(
        "This document is damaged: open it in Word, save it under another name, and try again."
    ),
    "encrypted": gettext_lazy(
        "This document is protected by a password: remove it in Word, and try again."
    ),
    "images": gettext_lazy(
        "This document has %(count)d images, %(limit)d at most: divide it in several, "
        "or drop the photos into the page once its text is imported."
    ),
    "not_word": gettext_lazy(
        "This isn’t a Word document (.docx). Save it in this format from your word processor."
    ),
    "older": gettext_lazy(
        "This document has Word’s older format (.doc): save it as .docx, and try again."
    ),
    "elements": gettext_lazy(
        "This document has %(count)d headings, images and cells of tables, %(limit)d at most: "
        "divide it in several, or give its longest tables as a file to download."
    ),
    "too_large": gettext_lazy(
        "This document would fill %(size)s once opened: divide it in several."
    ),
    "too_much": gettext_lazy(
        "This document is too long or too complicated to be read: divide it in several, "
        "or copy its text into a new document, and try again."
    ),
    "unsafe": gettext_lazy(
        "This document holds constructs that Word never writes: it wasn’t opened."
    ),
}


def check(upload: File) -> None:
    """Raises ValidationError, with a sentence for the editor, unless an uploaded file can be imported.

    The file's position is put back to its start.
    """
    limit = settings.WORD_IMPORT_MAX_SIZE
    if upload.size > limit:
        raise ValidationError(
            _("This document weighs %(size)s, %(limit)s at most. Reduce its images in Word first.")
            % {"size": weight(upload.size), "limit": weight(limit)}
        )
    with tempfile.NamedTemporaryFile(suffix=".docx") as copy:
        for chunk in upload.chunks():
            copy.write(chunk)
        copy.flush()
        upload.seek(0)
        try:
            _run("core.word.package", settings.FILE_READING_SECONDS, copy.name)
        except Refused as refused:
            raise ValidationError(sentence(refused)) from refused


def read(document: File, folder: Path) -> Reading:
    """What a document holds; its images are written into the folder. Raises Refused."""
    copy = folder / "document.docx"
    with document.open("rb") as source, copy.open("wb") as target:
        for chunk in source.chunks():
            target.write(chunk)
    return Reading.from_json(_run("core.word.reader", settings.WORD_IMPORT_SECONDS, copy, folder))


def sentence(refused: Refused) -> str:
    """What to tell the editor."""
    values = {
        "count": refused.amount,
        "size": weight(refused.amount),
        "limit": asdict(_limits()).get(refused.reason),
    }
    return SENTENCES[refused.reason] % values


def _limits() -> Limits:
    return Limits(
        unpacked=settings.WORD_IMPORT_MAX_UNPACKED,
        text=settings.WORD_IMPORT_MAX_TEXT,
        images=settings.WORD_IMPORT_MAX_IMAGES,
        elements=settings.WORD_IMPORT_MAX_ELEMENTS,
    )


def _run(program: str, seconds: float, path: Path | str, *folder: Path) -> dict:
    """What the program printed within so many seconds. Raises Refused, when the program itself fails too."""
    limits = json.dumps(asdict(_limits()))
    try:
        answer = run_limited(
            program,
            *(path, limits, *folder),
            seconds=seconds,
            megabytes=settings.WORD_IMPORT_MEGABYTES,
        )
    except subprocess.TimeoutExpired as error:
        raise Refused("too_much") from error
    if answer.returncode:
        # Most often memory ran out, which libraries say in many ways.
        logger.error("%s ended with %s", program, answer.stderr[-2000:])
        raise Refused("too_much")
    found = json.loads(answer.stdout)
    if "refused" in found:
        raise Refused(*found["refused"])
    return found
