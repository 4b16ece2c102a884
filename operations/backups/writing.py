"""Makes a backup while the site is in use: all rows of one moment first, then the files that they name.

A file that was deleted since that moment is still there (core.storage.KeptStorage), so that no row points at nothing.
"""

import fcntl
import json
import logging
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from operations.backups.manifest import (
    ARCHIVE,
    MANIFEST,
    MEDIA,
    ROWS,
    Manifest,
    backups_in,
    made_at,
    new_name,
)
from operations.backups.problems import BackupError
from operations.backups.sinks import UNFINISHED, Sink, into_archive, into_folder
from operations.backups.tables import Table, tables_at
from operations.journal import BACKUP
from operations.journal import note as note_in_journal

logger = logging.getLogger(__name__)

# A folder that has it is one of backups; it says what to do with them.
MARK = "PARVIS-BACKUPS.txt"
_MARK_TEXT = """\
This folder holds the backups of a Parvis site. Each dated folder, or file that ends with .tar.age, is a whole one.

Restore the newest with:  manage.py restore {folder}

What a backup has in common with the one before is on the disk once: the files are hard links. Keep a copy of this
folder on another machine (restic, borg, rsync --hard-links), and the environment of the site, which has its secrets.
"""
OUTCOME = "last.json"
_REMOVED = ".removed-"
_PART_SIZE = 4 * 1024 * 1024  # bytes of rows in one file


@dataclass(frozen=True)
class Made:
    """A finished backup: what it holds, and what of it was new."""

    path: Path
    manifest: Manifest
    copied: int
    seconds: float


def make_backup(folder: Path, *, recipient: str = "", keep: Sequence[int] = ()) -> Made:
    """Writes a backup into a folder of backups, then removes those that `keep` lets go (see `removable`).

    With a recipient, a public key of age, it is one encrypted file. Raises BackupError; what was begun is then removed.
    """
    started = time.monotonic()
    with _own(folder):
        try:
            name = new_name(folder)
            with (
                into_archive(folder, name, recipient)
                if recipient
                else into_folder(folder, name) as sink
            ):
                manifest = _write(sink)
            path = folder / (name + ARCHIVE if recipient else name)
            for former in removable(backups_in(folder), keep):
                _remove(former)
        except OSError as error:
            problem = _problem(folder, error)
            _note_failure(folder, problem)
            raise problem from error
        except BackupError as error:
            _note_failure(folder, error)
            raise
        made = Made(path, manifest, sink.copied, time.monotonic() - started)
        _note(folder, ok=True, said="", name=path.name)
        logger.info(
            "Backed up: %d files, %d of them new, in %.0f s",
            len(manifest.files),
            made.copied,
            made.seconds,
        )
        # It is there, whatever becomes of the line about it.
        with suppress(DatabaseError):
            note_in_journal(BACKUP, files=len(manifest.files))
        return made


def removable(backups: Sequence[Path], keep: Sequence[int]) -> list[Path]:
    """Of some backups, the oldest first, those that go: all but the newest of each of the last so many days, weeks
    and months that have one. Without numbers all stay, and the newest always does."""
    if not keep:
        return []
    kept = set(backups[-1:])
    for number, period in zip(keep, ("%Y-%m-%d", "%G-%V", "%Y-%m"), strict=False):
        newest = {made_at(path).strftime(period): path for path in backups}
        kept.update(newest[key] for key in sorted(newest)[-number:] if number)
    return [path for path in backups if path not in kept]


def applied_migrations() -> set[tuple[str, str]]:
    return set(MigrationRecorder(connection).applied_migrations())


@contextmanager
def snapshot() -> Iterator[None]:
    """The database as it is at one moment, meanwhile; nobody who writes waits for it."""
    if connection.in_atomic_block:
        raise RuntimeError("A snapshot needs a transaction of its own.")
    if connection.vendor == "sqlite":
        # The site's own transactions begin as writers do (settings.DATABASES); this one only reads.
        with connection.cursor() as cursor:
            # What SQLite maps of its file would count as memory.
            cursor.execute("PRAGMA mmap_size=0")
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _write(sink: Sink) -> Manifest:
    # Before the snapshot: a file that goes between the two has no row in it.
    moment = time.time_ns()
    files: dict[str, tuple[Any, str]] = {}
    with snapshot():
        migrations = applied_migrations()
        manifest = Manifest(
            version=settings.VERSION,
            made_at=timezone.now().isoformat(timespec="seconds"),
            database=connection.vendor,
            languages=[code for code, _name in settings.LANGUAGES],
            address=settings.BASE_URL,
            migrations=sorted(migrations),
        )
        for table in tables_at(migrations).values():
            manifest.rows[table.name] = 0
            for number, rows in enumerate(_parts(table, files), start=1):
                name = f"{ROWS}/{table.name}-{number:04}.jsonl"
                manifest.rows[table.name] += len(rows)
                manifest.files[name] = sink.add(name, b"".join(rows))
    connection.close()  # hours may pass until all files are copied
    for path, (storage, name) in sorted(files.items()):
        source = storage.as_it_was(name, moment)
        if source is None:
            manifest.missing.append(path)
            continue
        with source:
            manifest.files[f"{MEDIA}/{path}"] = sink.add_file(f"{MEDIA}/{path}", source)
    sink.add(MANIFEST, manifest.dumped())
    return manifest


def _parts(table: Table, files: dict[str, tuple[Any, str]]) -> Iterator[list[bytes]]:
    """The lines of a table, some megabytes at a time; the files that they name are added to `files`."""
    part, size = [], 0
    for row in table.rows():
        files |= {path: (storage, name) for path, storage, name in table.file_paths(row)}
        line = table.line(row)
        part.append(line)
        size += len(line)
        if size >= _PART_SIZE:
            yield part
            part, size = [], 0
    if part:
        yield part


@contextmanager
def _own(folder: Path) -> Iterator[None]:
    """A folder of backups, made where there is none, for one process at a time; what a killed one left is removed."""
    if folder.resolve().is_relative_to(Path(settings.MEDIA_ROOT).resolve()):
        raise BackupError(
            f"{folder} lies inside MEDIA_ROOT: choose a folder outside the uploaded files."
        )
    mark = folder / MARK
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not mark.exists():
            if any(folder.iterdir()):
                raise BackupError(
                    f"{folder} holds other things: choose an empty folder, or one of backups."
                )
            mark.write_text(_MARK_TEXT.format(folder=folder), encoding="utf-8")
        lock = mark.open("r+")
    except OSError as error:
        raise _problem(folder, error) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BackupError(
                f"Another backup is being made in {folder}: wait until it has ended."
            ) from error
        for path in folder.iterdir():
            if path.name.startswith((UNFINISHED, _REMOVED)):
                _destroy(path)
        yield


def _remove(path: Path) -> None:
    """At once for whoever looks: half a backup never has the name of a whole one."""
    removed = path.rename(path.with_name(_REMOVED + path.name))
    _destroy(removed)


def _destroy(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _problem(folder: Path, error: OSError) -> BackupError:
    reason = error.strerror or str(error)
    return BackupError(
        f"The backup couldn’t be written into {folder}: {reason}. Nothing of it was kept."
    )


def note(folder: Path, **values: object) -> None:
    """Keeps beside the backups how the last one ended (operations.backups.last_backup)."""
    path = folder / OUTCOME
    with suppress(OSError, ValueError):  # a full disk: that nothing newer is noted says enough
        known = json.loads(path.read_text()) if path.exists() else {}
        unfinished = path.with_name(f"{UNFINISHED}{OUTCOME}")
        unfinished.write_text(json.dumps(known | values, ensure_ascii=False))
        unfinished.replace(path)


def _note(folder: Path, **values: object) -> None:
    note(folder, at=timezone.now().isoformat(timespec="seconds"), **values)


def _note_failure(folder: Path, error: BackupError) -> None:
    _note(folder, ok=False, said=str(error))
    logger.error("No backup was made: %s", error)


def note_check(folder: Path, *, ok: bool, said: str) -> None:
    note(
        folder,
        checked_at=timezone.now().isoformat(timespec="seconds"),
        check_ok=ok,
        check_said=said,
    )
