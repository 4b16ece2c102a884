"""Keep the database of a version for the tests of later ones: `python -m tools.release_dump 1.0.0`.

A small site with a page of each type is made with the code as it is, in the database that DATABASE_URL names, and
written into tests/upgrade/<version>/: `sqlite.gz` (the file) or `postgresql.gz` (what pg_dump writes), and
`pages.json`, the words that a reader finds at each address. tests/upgrade/test_upgrade.py brings it to date. Before it
is filled, an SQLite database is kept in demo/ too: `make run` starts from it.

Files and sizes of photos aren't kept: a page is shown without them too.
"""

import gzip
import json
import os
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

FOLDER = Path("tests", "upgrade")
SENTENCE = "Ce texte a été écrit avant la mise à jour."


def fill() -> dict[str, list[str]]:
    """The site's words by address."""
    from django.contrib.contenttypes.models import ContentType
    from wagtail.models import Page

    from tests import factories, page_types

    home = factories.site_root()
    photo = factories.photo("Façade de la résidence")
    contact = factories.contact("Zoé Marelle", photo=photo)
    theme = factories.theme("Rénovation")
    factories.administrator()
    factories.member()
    body = json.dumps([{"type": "rich_text", "value": f"<p>{SENTENCE}</p>"}])
    words = {}
    for model in page_types.PAGE_TYPES:
        names = {field.name for field in model._meta.get_fields()}
        fields = {
            "introduction": f"En bref : {SENTENCE}",
            "body": body,
            "lead_photo": photo,
            "contacts": [contact],
            "themes": [theme],
        }
        known = {"contacts": "page_contacts"}
        fields = {name: value for name, value in fields.items() if known.get(name, name) in names}
        page = page_types.make(model, home, **fields)
        words[page.url] = [page.title, SENTENCE] if "introduction" in fields else [page.title]
    news = Page.objects.get(
        content_type=ContentType.objects.get(app_label="news", model="newspage")
    )
    english = factories.translate(news, title="A residence reopens", introduction="In a word.")
    words[english.url] = ["A residence reopens", "In a word."]
    return words


def write(folder: Path, words: dict[str, list[str]]) -> None:
    from django.db import connection

    from demo import kept

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pages.json").write_text(json.dumps(words, ensure_ascii=False, indent=2) + "\n")
    if connection.vendor == "sqlite":
        data = kept.packed()
    else:
        command = [pg_program("pg_dump"), "--no-owner", "--no-privileges"]
        data = gzip.compress(
            subprocess.check_output([*command, os.environ["DATABASE_URL"]]), 9, mtime=0
        )
    (folder / f"{connection.vendor}.gz").write_bytes(data)


def pg_program(name: str) -> str:
    from tools import system

    return str(Path(system.postgresql() or "", name))


def main(version: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
        os.environ["MEDIA_ROOT"] = f"{folder}/media"
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/db.sqlite3")
        sys.path.insert(1, "site")
        import django
        from django.core.management import call_command
        from django.db import connection

        django.setup()
        call_command("migrate", verbosity=0)
        if connection.vendor == "sqlite":
            from demo import kept

            kept.KEPT.write_bytes(kept.packed())
        write(FOLDER / version, fill())
    print(f"{FOLDER / version}: the database of {version}, on {date.today()}")


if __name__ == "__main__":
    main(*sys.argv[1:])
