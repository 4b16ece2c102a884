"""Wagtail's French as an association reads it: no word for both genders at once, no English, and languages that aren't
regions."""

import re
from importlib import import_module
from pathlib import Path

import polib
import pytest
from django.apps import apps
from django.utils.translation import gettext, ngettext, override

# « Créé(e) », « ce(tte) », « le/la », « Régions »
_CLUMSY = re.compile(
    r"(?i:\bworkflow)|\w\((?:e|tte|le|la|ne|elle)\)|\ble/la\b|\bce/cette\b|\b[Rr]égions?\b"
)
_NOT_WORDS = re.compile(r"%\(\w+\)[sd]|\{\w+\}|<[^>]*>")
# Asked of tags, which photos and files don't have here, and a sentence with a count of its own.
_LEFT_OUT = re.compile(r"to tag the following|translated child page|locales? (?:is|are) disabled")


def catalogues():
    for config in apps.get_app_configs():
        if config.name.partition(".")[0] in {"wagtail", "wagtail_localize"}:
            folder = Path(import_module(config.name).__file__).parent
            yield from folder.glob("locale/fr/LC_MESSAGES/*.po")


@pytest.mark.parametrize("path", sorted(catalogues()), ids=lambda path: path.parts[-5])
def test_no_sentence_is_clumsy_or_english(path):
    found = []
    with override("fr"):
        for entry in polib.pofile(path):
            if entry.msgctxt or _LEFT_OUT.search(entry.msgid):
                continue
            said = [gettext(entry.msgid)]
            if entry.msgid_plural:
                said = [ngettext(entry.msgid, entry.msgid_plural, number) for number in (1, 2)]
            found += [one for one in said if _CLUMSY.search(_NOT_WORDS.sub("", one))]
    assert not found
