"""The admin calls a language « langue », whatever the packages' own French says."""

from pathlib import Path

import polib
import pytest
from django.apps import apps
from django.utils.translation import gettext, ngettext, override


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_no_language_is_a_region(domain):
    wrong, found = [], 0
    for app in apps.get_app_configs():
        for file in Path(app.path).glob(f"locale/fr/LC_MESSAGES/{domain}.mo"):
            for entry in polib.mofile(str(file)):
                said = " ".join([entry.msgstr, *entry.msgstr_plural.values()])
                if "wagtail" not in app.name or "région" not in said.lower():
                    continue
                found += 1
                with override("fr"):
                    words = gettext(entry.msgid)
                    if entry.msgid_plural:
                        words += ngettext(entry.msgid, entry.msgid_plural, 2)
                if domain == "djangojs" or "région" in words.lower():
                    wrong.append(entry.msgid)
    assert not wrong
    assert found or domain == "djangojs"
