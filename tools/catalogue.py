"""The French catalogue: `python -m tools.catalogue update` or `check`.

`update` collects the strings of code and templates into locale/fr, sets their French spaces by the rule that
editors' texts follow (core.typography), and compiles it. `check` fails when that would change something: a string
that is missing, unused, untranslated or fuzzy, a translation with other spaces or that breaks its placeholders, or a
compiled file that isn't the catalogue's.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

from core.typography import typeset_html

CATALOGUE = Path("locale/fr/LC_MESSAGES/django.po")
COMPILED = CATALOGUE.with_suffix(".mo")
NO_STRINGS = (".*", "var", "docs", "tests", "tools", "node_modules", "__pycache__")


def collect(folder: Path) -> None:
    """Bring the catalogue of the project in `folder` up to date with its code."""
    ignored = [f"--ignore={pattern}" for pattern in NO_STRINGS]
    options = ["--locale=fr", "--no-obsolete", "--no-wrap", "--add-location=file", "--verbosity=0"]
    command = [sys.executable, "manage.py", "makemessages", *options, *ignored]
    subprocess.run(command, cwd=folder, check=True)


def typeset(entry: polib.POEntry) -> bool:
    """Set the spaces of a translation; whether that changed it."""
    before = (entry.msgstr, dict(entry.msgstr_plural))
    entry.msgstr = typeset_html(entry.msgstr)
    entry.msgstr_plural = {n: typeset_html(text) for n, text in entry.msgstr_plural.items()}
    return before != (entry.msgstr, entry.msgstr_plural)


def typeset_catalogue() -> None:
    """Before the strings are collected, which puts the file back into gettext's own format."""
    if CATALOGUE.exists():
        catalogue = polib.pofile(str(CATALOGUE))
        changed = [entry for entry in catalogue if typeset(entry)]
        if changed:
            catalogue.save()


def strings(catalogue: polib.POFile) -> set[tuple[str | None, str]]:
    return {(entry.msgctxt, entry.msgid) for entry in catalogue if not entry.obsolete}


def problems() -> list[str]:
    catalogue = polib.pofile(str(CATALOGUE))
    with tempfile.TemporaryDirectory(prefix="parvis-catalogue-") as folder:
        copy = Path(folder, "project")
        shutil.copytree(".", copy, ignore=shutil.ignore_patterns(*NO_STRINGS))
        collect(copy)
        wanted = strings(polib.pofile(str(copy / CATALOGUE)))
    kept = strings(catalogue)
    found = [f"missing: {string!r}" for _, string in sorted(wanted - kept, key=str)]
    found += [f"unused: {string!r}" for _, string in sorted(kept - wanted, key=str)]
    found += [f"spaces: {entry.msgid!r}" for entry in catalogue if typeset(entry)]
    found += [f"untranslated: {entry.msgid!r}" for entry in catalogue.untranslated_entries()]
    found += [f"fuzzy: {entry.msgid!r}" for entry in catalogue.fuzzy_entries()]
    placeholders = subprocess.run(
        ["msgfmt", "--check-format", "--output-file=/dev/null", CATALOGUE],
        capture_output=True,
        text=True,
    )
    if placeholders.returncode:
        found += placeholders.stderr.splitlines()
    if not COMPILED.exists() or COMPILED.read_bytes() != catalogue.to_binary():
        found.append(f"{COMPILED} isn't {CATALOGUE} compiled")
    return found


def main(action: str) -> None:
    if action == "update":
        CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
        typeset_catalogue()
        collect(Path())
        polib.pofile(str(CATALOGUE)).save_as_mofile(str(COMPILED))
        return
    if found := problems():
        sys.exit(
            "\n".join([*found, f"\nParvis: {CATALOGUE} needs work, begin with: make messages"])
        )


if __name__ == "__main__":
    main(sys.argv[1])
