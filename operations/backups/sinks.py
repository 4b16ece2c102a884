"""Where the files of a backup go: a folder, or one encrypted file; under another name until it is whole."""

import hashlib
import io
import os
import shutil
import subprocess
import tarfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, Protocol

from operations.backups.manifest import ARCHIVE, MANIFEST, KeptFile, Manifest, backups_in
from operations.backups.problems import BackupError

UNFINISHED = ".unfinished-"
_BLOCK = 1024 * 1024


class Sink(Protocol):
    """Where the files of a backup go; each method says what was kept. `copied` counts the files that were new."""

    copied: int

    def add(self, name: str, data: bytes) -> KeptFile: ...

    def add_file(self, name: str, source: IO[bytes]) -> KeptFile: ...


class _Folder:
    """A folder whose files are hard links to those of the former backup that are the same."""

    def __init__(self, folder: Path, former: Path | None):
        self.folder, self.former = folder, former
        self.known: dict[str, KeptFile] = {}
        self.copied = 0
        if former:
            with suppress(BackupError, OSError):
                self.known = Manifest.load((former / MANIFEST).read_bytes()).files

    def add(self, name: str, data: bytes) -> KeptFile:
        kept = KeptFile(len(data), hashlib.sha256(data).hexdigest())
        if self._link(name, kept):
            return kept
        self._new(name).write_bytes(data)
        return kept

    def add_file(self, name: str, source: IO[bytes]) -> KeptFile:
        status = os.fstat(source.fileno())
        known = self.known.get(name)
        same = known and (known.size, known.mtime) == (status.st_size, status.st_mtime_ns)
        if known and same and self._link(name, known):
            return known
        digest, size = hashlib.sha256(), 0
        path = self._new(name)
        with path.open("wb") as target:
            while block := source.read(_BLOCK):
                digest.update(block)
                size += target.write(block)
        return KeptFile(size, digest.hexdigest(), status.st_mtime_ns)

    def _link(self, name: str, kept: KeptFile) -> bool:
        """Whether the former backup has the same file, as it was written."""
        if self.former is None or self.known.get(name) != kept:
            return False
        with suppress(OSError):  # gone, on another disk, or linked too often
            if (self.former / name).lstat().st_size == kept.size:
                self._parent(name)
                os.link(self.former / name, self.folder / name, follow_symlinks=False)
                return True
        return False

    def _new(self, name: str) -> Path:
        self.copied += name != MANIFEST
        self._parent(name)
        return self.folder / name

    def _parent(self, name: str) -> None:
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)


@contextmanager
def into_folder(folder: Path, name: str) -> Iterator[_Folder]:
    """Under another name until it is whole; removed if it never is."""
    unfinished = folder / f"{UNFINISHED}{name}"
    former = [path for path in backups_in(folder) if path.is_dir()]
    unfinished.mkdir(mode=0o700)
    try:
        yield _Folder(unfinished, former[-1] if former else None)
        os.sync()
        unfinished.rename(folder / name)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


class _Archive:
    def __init__(self, tar: tarfile.TarFile):
        self.tar, self.copied = tar, 0

    def add(self, name: str, data: bytes) -> KeptFile:
        return self._add(name, io.BytesIO(data), len(data), time.time_ns())

    def add_file(self, name: str, source: IO[bytes]) -> KeptFile:
        status = os.fstat(source.fileno())
        return self._add(name, source, status.st_size, status.st_mtime_ns)

    def _add(self, name: str, source: IO[bytes], size: int, mtime: int) -> KeptFile:
        header = tarfile.TarInfo(name)
        header.size, header.mtime, header.mode = size, mtime // 10**9, 0o600
        hashed = _Hashed(source)
        self.tar.addfile(header, hashed)  # type: ignore[arg-type]
        self.copied += name != MANIFEST
        return KeptFile(size, hashed.digest.hexdigest(), mtime)


class _Hashed:
    def __init__(self, source: IO[bytes]):
        self.source, self.digest = source, hashlib.sha256()

    def read(self, size: int) -> bytes:
        block = self.source.read(size)
        self.digest.update(block)
        return block


@contextmanager
def into_archive(folder: Path, name: str, recipient: str) -> Iterator[_Archive]:
    """What is written goes through age at once: nothing lies on the disk in the clear."""
    unfinished = folder / f"{UNFINISHED}{name}{ARCHIVE}"
    command = ["age", "--encrypt", "--recipient", recipient, "--output", str(unfinished)]
    try:
        age = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    except FileNotFoundError as error:
        raise BackupError(
            "age isn’t installed, which encrypts the backup: apt install age."
        ) from error
    try:
        with ExitStack() as stack:
            stack.callback(age.wait)
            stack.callback(_close, age.stdin)
            try:
                with tarfile.open(fileobj=age.stdin, mode="w|") as tar:
                    sink = _Archive(tar)
                    yield sink
                age.stdin.close()  # type: ignore[union-attr]
            except BrokenPipeError:
                pass  # age says why
            said = age.stderr.read().decode(errors="replace").strip()  # type: ignore[union-attr]
        if age.returncode:
            raise BackupError(
                f"age couldn’t encrypt the backup: {said.splitlines()[0] if said else age.returncode}"
            )
        os.sync()
        unfinished.chmod(0o600)
        unfinished.rename(folder / (name + ARCHIVE))
    finally:
        age.stderr.close()  # type: ignore[union-attr]
        unfinished.unlink(missing_ok=True)


def _close(stream: IO[bytes] | None) -> None:
    with suppress(OSError):
        stream.close()  # type: ignore[union-attr]
