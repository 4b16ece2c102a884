"""Finds a backup and proves that it is whole, before anything is written anywhere."""

import hashlib
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import models

from operations.backups.manifest import (
    ARCHIVE,
    MANIFEST,
    MEDIA,
    KeptFile,
    Manifest,
    backups_in,
    check_name,
)
from operations.backups.problems import BackupError
from operations.backups.tables import Table, tables_at

_BLOCK = 1024 * 1024
_LINE_MAX = 256 * 1024 * 1024  # bytes: what one row may take


@dataclass(frozen=True)
class Backup:
    """A backup that lies in a folder; `temporary` says that the folder goes when it has been read."""

    folder: Path
    manifest: Manifest
    temporary: bool = False

    def tables(self) -> dict[str, Table]:
        return tables_at(set(self.manifest.migrations))

    def rows(self, table: Table, parts: list[str]) -> Iterator[models.Model]:
        for part in parts:
            with (self.folder / part).open("rb") as lines:
                while line := lines.readline(_LINE_MAX):
                    yield table.row(line)


@contextmanager
def opened(path: Path, identity: Path | None, room: Path) -> Iterator[Backup]:
    """A dated folder, the newest in a folder of backups, or an encrypted file, decrypted below `room` meanwhile.

    Raises BackupError for anything else. Nothing is proven yet but the manifest.
    """
    if path.name.endswith(ARCHIVE) and path.is_file():
        if identity is None:
            raise BackupError(
                f"{path} is encrypted: name the file with its secret key, --identity FILE."
            )
        folder = Path(tempfile.mkdtemp(prefix=".decrypted-", dir=room))
        try:
            _decrypt(path, identity, folder)
            yield Backup(folder, _manifest(folder), temporary=True)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        return
    yield Backup(*_folder(path))


def verify(backup: Backup) -> dict[str, Table]:
    """Reads all of a backup and returns its tables; raises BackupError for what isn't as it was written."""
    manifest = backup.manifest
    if _number(manifest.version) > _number(settings.VERSION):
        raise BackupError(
            f"The backup is of version {manifest.version}, newer than this one, {settings.VERSION}: "
            "install that version, or a later one."
        )
    if unknown := set(manifest.languages) - dict(settings.LANGUAGES).keys():
        raise BackupError(
            f"The site of the backup has languages that this one hasn’t: {', '.join(sorted(unknown))}. "
            f"Set LANGUAGES={','.join(manifest.languages)}."
        )
    tables = backup.tables()
    if unknown := manifest.rows.keys() - tables.keys():
        raise BackupError(f"The backup has a table that the site doesn’t know: {min(unknown)}.")
    if missing := tables.keys() - manifest.rows.keys():
        raise BackupError(f"The backup is damaged: it has nothing of the table {min(missing)}.")
    parts = manifest.parts()
    for name, kept in manifest.files.items():
        _verify_file(backup.folder, name, kept)
    named: set[str] = set()
    for name, table in tables.items():
        number = 0
        for row in backup.rows(table, parts[name]):
            number += 1
            named.update(path for path, _storage, _name in table.file_paths(row))
        if number != manifest.rows[name]:
            raise BackupError(
                f"The backup is damaged: {number} rows of {name} instead of {manifest.rows[name]}."
            )
    media = manifest.media().keys()
    if lost := named - media - set(manifest.missing):
        raise BackupError(f"The backup is damaged: the file {min(lost)} isn’t in it.")
    if foreign := media - named:
        raise BackupError(f"The backup was tampered with: no row names its file {min(foreign)}.")
    return tables


def hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _verify_file(folder: Path, name: str, kept: KeptFile) -> None:
    path = folder / name
    if path.resolve() != folder.resolve() / name:
        raise BackupError(f"The backup was tampered with: {name} leads elsewhere.")
    if not path.is_file():
        raise BackupError(f"The backup is damaged: {name} is missing.")
    if path.stat().st_size != kept.size or hash_of(path) != kept.sha256:
        raise BackupError(f"The backup is damaged: {name} isn’t what was written.")


def _folder(path: Path) -> tuple[Path, Manifest]:
    if not path.is_dir():
        raise BackupError(f"There is no backup at {path}.")
    if not (path / MANIFEST).exists():
        backups = backups_in(path)
        folders = [backup for backup in backups if backup.is_dir()]
        if backups and not folders:
            raise BackupError(
                f"The backups in {path} are encrypted: name one of them, and --identity FILE."
            )
        if not folders:
            raise BackupError(f"{path} is no backup, and holds none.")
        path = folders[-1]
    return path, _manifest(path)


def _manifest(folder: Path) -> Manifest:
    try:
        return Manifest.load((folder / MANIFEST).read_bytes())
    except OSError as error:
        raise BackupError("The backup isn’t whole: it has no manifest.") from error


def _decrypt(archive: Path, identity: Path, folder: Path) -> None:
    command = ["age", "--decrypt", "--identity", str(identity), str(archive)]
    try:
        age = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    except FileNotFoundError as error:
        raise BackupError(
            "age isn’t installed, which decrypts the backup: apt install age."
        ) from error
    problem: Exception | None = None
    with age:
        try:
            with tarfile.open(fileobj=age.stdout, mode="r|") as tar:
                for member in tar:
                    _extract(tar, member, folder)
        except (tarfile.TarError, EOFError, BackupError, OSError) as error:
            problem = error
        age.stdout.close()  # type: ignore[union-attr]
        said = age.stderr.read().decode(errors="replace").strip()  # type: ignore[union-attr]
    if isinstance(problem, BackupError):
        raise problem
    if isinstance(problem, OSError) and not isinstance(problem, tarfile.TarError):
        raise BackupError(
            f"The backup couldn’t be decrypted: {problem.strerror or problem}."
        ) from problem
    if problem or age.returncode:
        raise BackupError(
            "The backup couldn’t be decrypted: it is damaged, or encrypted for another key"
            + (f" ({said.splitlines()[0]})." if said else ".")
        ) from problem


def _extract(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    """A plain file under a name of a backup's; anything else was put in by somebody."""
    if member.name != MANIFEST:
        check_name(member.name)
    source = tar.extractfile(member) if member.isreg() else None
    if source is None:
        raise BackupError(f"The backup was tampered with: {member.name} is no plain file.")
    path = folder / member.name
    path.parent.mkdir(parents=True, exist_ok=True)
    with source, path.open("xb") as target:
        shutil.copyfileobj(source, target, _BLOCK)


def _number(version: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in version.split("."))
    except ValueError as error:
        raise BackupError(f"The backup is damaged: its version is {version!r}.") from error


def media_folder(backup: Backup) -> Path:
    return backup.folder / MEDIA
