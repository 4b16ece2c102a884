"""What is pasted into a body becomes blocks of it."""

import json
import logging
import subprocess
import tempfile
from dataclasses import dataclass

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from core.limited_process import run_limited
from core.refusals import Refusal
from core.text_import.body import Builder
from core.text_import.elements import KINDS
from core.text_import.omissions import Omissions, short_sentences

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Pasted:
    """`blocks` is the raw value of a body, `dropped` a sentence for each kind of loss."""

    blocks: list[dict]
    dropped: list[str]


def convert(html: str) -> Pasted:
    """Raises Refusal, with a sentence for the editor."""
    if len(html) > settings.PASTE_MAX_SIZE:
        raise Refusal(too_large())
    found = _read(html)
    omissions = Omissions(found["omissions"])
    elements = [KINDS[kind](**values) for kind, values in found["elements"]]
    # Images stay on the clipboard: there are none to make photos of.
    body = Builder(omissions, lambda image: None).build_part(elements)
    return Pasted(body.blocks, short_sentences(omissions.as_json()))


def too_large() -> str:
    """What is said of a text over the limit."""
    return _(
        "This text is too long to be pasted at once (%(limit)s at most with its formatting): paste it in several parts."
    ) % {"limit": filesizeformat(settings.PASTE_MAX_SIZE)}


def _read(html: str) -> dict:
    with tempfile.NamedTemporaryFile("w", suffix=".html", encoding="utf-8") as file:
        file.write(html)
        file.flush()
        try:
            answer = run_limited(
                "core.text_import.clipboard",
                file.name,
                settings.WORD_IMPORT_MAX_ELEMENTS,
                seconds=settings.PASTE_SECONDS,
                megabytes=settings.PASTE_MEGABYTES,
            )
        except subprocess.TimeoutExpired as error:
            raise Refusal(_too_much()) from error
    if answer.returncode:
        logger.error("core.text_import.clipboard ended with %s", answer.stderr[-2000:])
        raise Refusal(_too_much())
    found = json.loads(answer.stdout)
    if found.get("refused") == "elements":
        raise Refusal(
            _(
                "This text has %(count)d headings, quotations and cells of tables, %(limit)d at most: "
                "paste it in several parts."
            )
            % {"count": found["count"], "limit": settings.WORD_IMPORT_MAX_ELEMENTS}
        )
    if "refused" in found:
        raise Refusal(_too_much())
    return found


def _too_much() -> str:
    return _(
        "This text is too complicated to be read with its formatting: paste it without (Ctrl + Shift + V), "
        "or in several parts."
    )
