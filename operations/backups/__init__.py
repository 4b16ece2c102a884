"""Backups: what the scheduled jobs do, and how the last one ended.

`writing` makes one, `reading` proves it, `restoring` puts it back, `finishing` makes what isn't kept and checks all.
"""

import json
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import storages

from operations.backups.manifest import backups_in
from operations.backups.problems import BackupError
from operations.backups.trial import try_backup
from operations.backups.writing import OUTCOME, make_backup, note_check

__all__ = ["BackupError", "LastBackup", "last_backup"]


@dataclass(frozen=True)
class LastBackup:
    """How the last try ended: `path` is the last backup that succeeded, `said` why the last try didn't.

    `checked_at` is when a backup was last proven by a restore; `check_said` is what was wrong then.
    """

    at: datetime
    ok: bool
    said: str
    path: Path | None
    checked_at: datetime | None
    check_ok: bool
    check_said: str


def last_backup(folder: Path | None = None) -> LastBackup | None:
    """The last one of the scheduled backups, or of another folder; None where none was ever made."""
    if folder is None:
        if not settings.BACKUP_ROOT:
            return None
        folder = Path(settings.BACKUP_ROOT)
    try:
        known = json.loads((folder / OUTCOME).read_text(encoding="utf-8"))
        path = folder / known["name"] if known.get("name") else None
        checked = known.get("checked_at")
        return LastBackup(
            at=datetime.fromisoformat(known["at"]),
            ok=bool(known["ok"]),
            said=str(known["said"]),
            path=path if path and path.exists() else None,
            checked_at=datetime.fromisoformat(checked) if checked else None,
            check_ok=bool(known.get("check_ok")),
            check_said=str(known.get("check_said", "")),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def make_scheduled_backup() -> str:
    """A backup into BACKUP_ROOT, and what there is to say of it; raises BackupError."""
    if not settings.BACKUP_ROOT:
        return "BACKUP_ROOT names no folder: no backup is made."
    made = make_backup(
        Path(settings.BACKUP_ROOT), recipient=settings.BACKUP_RECIPIENT, keep=settings.BACKUP_KEEP
    )
    return f"{made.path}: {made.copied} of {len(made.manifest.files)} files are new, {made.seconds:.0f} s."


def check_scheduled_backup() -> str:
    """Proves the newest backup of BACKUP_ROOT by a restore elsewhere, and says so; raises BackupError.

    An encrypted one can be proven only where its secret key is, which shouldn't be on this machine.
    """
    if not settings.BACKUP_ROOT:
        return "BACKUP_ROOT names no folder: there is nothing to check."
    folder = Path(settings.BACKUP_ROOT)
    backups = backups_in(folder) if folder.is_dir() else []
    folders = [path for path in backups if path.is_dir()]
    if backups and not folders:
        return "The backups are encrypted: check one where its key is, manage.py check_backup FILE --identity KEY."
    path = folders[-1] if folders else folder
    try:
        said = try_backup(path)
    except BackupError as error:
        note_check(folder, ok=False, said=str(error))
        raise
    note_check(folder, ok=True, said="")
    return said


def remove_deleted_files() -> int:
    """Empties what was deleted DELETED_FILES_HOURS ago and longer; returns how many files."""
    before = time.time_ns() - settings.DELETED_FILES_HOURS * 3600 * 10**9
    storage: Any = storages["default"]
    return storage.remove_deleted(before)
