"""Proves a backup by a restore into a database and a folder of its own, which go afterwards."""

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from operations.backups.problems import BackupError
from operations.backups.writing import MARK

_PREFIX = ".parvis-check-"
# The moment of its making follows.
_DATABASE = "parvis_check_"
_DAY = 24 * 3600  # s; no check lasts that long


def try_backup(path: Path, identity: Path | None = None) -> str:
    """What the restore found; raises BackupError if it failed. The site itself isn't touched.

    On PostgreSQL a database is made for it, where the site's role may; SQLite's otherwise.
    """
    with (
        tempfile.TemporaryDirectory(prefix=_PREFIX, dir=_room(path)) as folder,
        _database(Path(folder)) as url,
    ):
        environment = os.environ | {
            "DATABASE_URL": url,
            "MEDIA_ROOT": f"{folder}/media",
            # Nothing that the restored site does leaves this folder.
            "EMAIL_URL": "dummymail://",
            "OPENSEARCH_URL": "",
            "CACHE_URL": "",
            "S3_URL": "",
            "SEVERAL_MACHINES": "",
            "BACKUP_ROOT": "",
        }
        command = [
            sys.executable,
            str(settings.ROOT / "manage.py"),
            "restore",
            str(path.absolute()),
        ]
        if identity:
            command += ["--identity", str(identity.absolute())]
        done = subprocess.run(
            command, cwd=settings.ROOT, env=environment, text=True,
            stdin=subprocess.DEVNULL, capture_output=True, check=False,
        )  # fmt: skip
    if done.returncode:
        said = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        raise BackupError(
            f"The backup can’t be restored: {said[-1].removeprefix('CommandError: ') if said else done.returncode}"
        )
    # The last line says what to start, to who restores a site.
    return "\n".join(done.stdout.strip().splitlines()[:-1])


def _room(path: Path) -> Path | None:
    """Where a restored site has room: beside the backups, for the system's own folder may lie in memory.

    None is that one. What a killed check left a day ago is removed.
    """
    for folder in (path, path.parent):
        if (folder / MARK).exists() and os.access(folder, os.W_OK):
            for left in folder.glob(f"{_PREFIX}*"):
                if time.time() - left.stat().st_mtime > _DAY:
                    shutil.rmtree(left, ignore_errors=True)
            return None if path.is_file() else folder
    return None


@contextmanager
def _database(folder: Path) -> Iterator[str]:
    """The address of an empty database, for a while."""
    if connection.vendor != "postgresql" or not _may_create():
        yield f"sqlite:///{folder}/db.sqlite3"
        return
    own = connection.settings_dict
    _drop_old()
    name = f"{_DATABASE}{int(time.time())}_{secrets.token_hex(4)}"
    if own["HOST"].startswith("/"):
        # A socket, which knows the system's account.
        server = f"/{own['HOST']}"
    else:
        server = f"{quote(own['USER'], safe='')}:{quote(own['PASSWORD'], safe='')}@{own['HOST']}"
        server += f":{own['PORT']}" if own["PORT"] else ""
    _execute(f'CREATE DATABASE "{name}"')
    try:
        yield f"postgres://{server}/{name}"
    finally:
        _execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _drop_old() -> None:
    """The databases of checks that were killed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE %s AND datdba = current_user::regrole",
            [f"{_DATABASE}%"],
        )
        names = [name for (name,) in cursor.fetchall()]
    for name in names:
        made = name.removeprefix(_DATABASE).partition("_")[0]
        if made.isdecimal() and time.time() - int(made) > _DAY:
            _execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _may_create() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")
        return bool(cursor.fetchone()[0])


def _execute(statement: str) -> None:
    if connection.in_atomic_block:
        raise RuntimeError("A database is made and dropped outside transactions.")
    with connection.cursor() as cursor:
        cursor.execute(statement)
