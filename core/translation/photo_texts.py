"""The texts of a page's photos in the PO file of its translation.

A photo is one in all languages, so that its texts are no segments of the page, to which alone wagtail-localize's own
file is limited; they stand in the same file after these, under contexts of their own.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import polib
from django.core.exceptions import ValidationError
from wagtail.images.permissions import permission_policy
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, Page

from core.publish_checks import photos_of

_CONTEXT = "photo-"


@dataclass
class Outcome:
    """What became of the entries of a file; texts are named in the main language."""

    taken: int = 0
    unknown: list[str] = field(
        default_factory=list
    )  # of no photo of the page, or another text by now
    overtaken: list[str] = field(default_factory=list)  # somebody has changed the photo since
    refused: list[str] = field(default_factory=list)  # too long
    forbidden: list[str] = field(default_factory=list)  # photos of others


def export(page: Page, po: polib.POFile) -> None:
    """Adds the entries of the photos that the newest draft of a translation shows."""
    language = page.locale.language_code
    for context, (photo, name) in _texts_of(page).items():
        written = photo.translated_texts.get(language, {}).get(name, "")
        entry = {"msgctxt": context, "msgid": getattr(photo, name), "msgstr": written}
        po.append(polib.POEntry(comment=photo.title, **entry))


def take_from(po: polib.POFile) -> list[polib.POEntry]:
    """The entries of photos, which are no longer in the file."""
    entries = [entry for entry in po if (entry.msgctxt or "").startswith(_CONTEXT)]
    for entry in entries:
        po.remove(entry)
    return [entry for entry in entries if entry.msgstr and not entry.obsolete]


def save(page: Page, user, entries: list[polib.POEntry], exported: datetime | None) -> Outcome:
    """Writes what may be written into the photos that the translation shows, and nothing else."""
    outcome, texts = Outcome(), _texts_of(page)
    language = page.locale.language_code
    changed: dict[int, Any] = {}
    for entry in entries:
        photo, name = texts.get(entry.msgctxt, (None, ""))
        if photo is None or getattr(photo, name) != entry.msgid:
            outcome.unknown.append(entry.msgid)
            continue
        written = photo.translated_texts.setdefault(language, {})
        now, mine = written.get(name, ""), " ".join(entry.msgstr.split())
        if mine == now:
            outcome.taken += 1
        elif not permission_policy.user_has_permission_for_instance(user, "change", photo):
            outcome.forbidden.append(entry.msgid)
        elif now and exported and _changed_since(photo, exported, user):
            outcome.overtaken.append(entry.msgid)
        elif not _fits(photo, name, mine):
            outcome.refused.append(entry.msgid)
        else:
            written[name] = mine
            changed[photo.pk] = photo
            outcome.taken += 1
    for photo in changed.values():
        photo.save(update_fields=["translated_texts"])
        log(photo, "wagtail.edit", user=user)
    return outcome


def _texts_of(page: Page) -> dict[str, tuple[Any, str]]:
    """By context, each photo with the name of a text that it has."""
    shown = photos_of(page.get_latest_revision_as_object()).values()
    return {
        f"{_CONTEXT}{photo.pk}.{name}": (photo, name)
        for _field, photo in shown
        for name in photo.translated_fields
        if getattr(photo, name)
    }


def _changed_since(photo, moment: datetime, user) -> bool:
    """Whether somebody else has."""
    later = ModelLogEntry.objects.for_instance(photo).filter(timestamp__gt=moment)
    return later.exclude(user=user).exists()


def _fits(photo, name: str, text: str) -> bool:
    try:
        photo._meta.get_field(name).formfield(required=False).clean(text)
    except ValidationError:
        return False
    return True
