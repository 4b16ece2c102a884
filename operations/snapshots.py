"""The site as it stands before an upgrade, set aside so that it comes back within seconds, whatever has failed.

It isn't a backup: it lies on the same disk, and only the same kind of database takes it back. The database is kept by
its own means, whole, whatever its tables are; files are hard links below MEDIA_ROOT, which take no room. The site
writes a changed file anew, under another name or in the place of the former, and never into it.

Nobody else writes meanwhile: the web server's and the worker's processes are stopped.
"""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db import connection, connections
from django.db.backends.postgresql.client import DatabaseClient
from django.utils.translation import gettext as _

# Below MEDIA_ROOT; nothing gives anything out of it, and nobody but the site's account looks into it.
FOLDER = ".before-upgrade"
# With `--clean`, pg_dump's script drops what was there before, not what migrations have added and what refers to it.
# Another process that still works with the database isn't waited for, and nothing is told of each key that goes
# with its table.
DROP_TABLES = """
SET client_min_messages = warning;
SET lock_timeout = '30s';
DO $$
DECLARE name text;
BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('DROP TABLE IF EXISTS public.%I CASCADE', name);
    END LOOP;
END $$;
"""


class Psql(DatabaseClient):
    executable_name = "psql"


class PgDump(DatabaseClient):
    executable_name = "pg_dump"


class SnapshotError(Exception):
    """A sentence for the operator: what couldn't be set aside, or brought back."""


class Snapshot:
    """The one snapshot of this site; a new one takes the place of the former."""

    def __init__(self) -> None:
        self.media = Path(settings.MEDIA_ROOT)
        self.folder = self.media / FOLDER
        self.database = self.folder / "database"
        self._whole = self.folder / "whole"

    def exists(self) -> bool:
        return self._whole.exists()

    def take(self) -> None:
        try:
            self.forget()
            self.folder.mkdir(parents=True, mode=0o700)
            if connection.vendor == "sqlite":
                connection.ensure_connection()
                with closing(sqlite3.connect(self.database)) as copy:
                    connection.connection.backup(copy)
            else:
                _run(
                    PgDump,
                    "--clean",
                    "--if-exists",
                    "--no-owner",
                    "--lock-wait-timeout=30s",
                    f"--file={self.database}",
                )
            for entry in self._entries(self.media):
                _link(entry, self.folder / "media" / entry.name)
        except OSError as error:
            raise SnapshotError(
                _("The site can’t be set aside in %(folder)s: %(error)s")
                % {"folder": self.folder, "error": error}
            ) from error
        self._whole.touch()

    def bring_back(self) -> None:
        """Database first; where that fails, the snapshot stays, and may be brought back again."""
        if connection.vendor == "sqlite":
            connection.close()
            with (
                closing(sqlite3.connect(self.database)) as copy,
                closing(sqlite3.connect(connection.settings_dict["NAME"])) as target,
            ):
                copy.backup(target)
        else:
            connections.close_all()
            script = self.folder / "script"
            script.write_text(f"{DROP_TABLES}\\i '{self.database}'\n")
            _run(
                Psql,
                "--no-psqlrc",
                "--quiet",
                "--output=/dev/null",
                "--single-transaction",
                "--set=ON_ERROR_STOP=1",
                f"--file={script}",
            )
        aside = self.folder / "failed"
        aside.mkdir(exist_ok=True)
        for entry in self._entries(self.media):
            entry.rename(aside / entry.name)
        for entry in self._entries(self.folder / "media"):
            entry.rename(self.media / entry.name)
        self.forget()

    def forget(self) -> None:
        self._whole.unlink(missing_ok=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _entries(self, folder: Path) -> list[Path]:
        if not folder.exists():
            return []
        return [entry for entry in sorted(folder.iterdir()) if entry.name != FOLDER]


def _link(source: Path, target: Path) -> None:
    target.parent.mkdir(exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, copy_function=os.link)
    else:
        os.link(source, target)


def _run(client: type[DatabaseClient], *options: str) -> None:
    """A program of PostgreSQL's on this site's database. What it has to say goes to the console."""
    program = client.executable_name
    try:
        client(connection).runshell(options)
    except FileNotFoundError as error:
        raise SnapshotError(
            _("%(program)s is missing: install the programs of PostgreSQL’s client.")
            % {"program": program}
        ) from error
    except subprocess.CalledProcessError as error:
        raise SnapshotError(
            _("%(program)s has failed: the lines above say why.") % {"program": program}
        ) from error
