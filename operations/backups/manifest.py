"""What a backup says of itself, and the names of what it consists of.

A backup is a folder, or one encrypted file with the same inside:

    manifest.json             what is here, written last
    rows/<table>-0001.jsonl   the rows of a table, a line of JSON each, some megabytes a file
    media/<path>              the uploaded files, where they lie below MEDIA_ROOT
"""

import json
import re
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from operations.backups.problems import BackupError

FORMAT = 1
MANIFEST = "manifest.json"
ROWS, MEDIA = "rows", "media"
ARCHIVE = ".tar.age"
# A day and a time of UTC, which sort as they follow one another.
_NAME = re.compile(r"\d{4}-\d\d-\d\dT\d{6}Z")
_NAME_FORMAT = "%Y-%m-%dT%H%M%SZ"
_PART = re.compile(rf"{ROWS}/(\w+)-\d+\.jsonl")


@dataclass(frozen=True)
class KeptFile:
    size: int
    sha256: str
    mtime: int = 0  # of the uploaded file, in nanoseconds


@dataclass
class Manifest:
    """`rows` has the number of rows by table, `files` all files of the backup, `missing` the uploaded files that the
    site had lost before."""

    version: str
    made_at: str
    database: str
    languages: list[str]
    address: str
    migrations: list[tuple[str, str]]
    rows: dict[str, int] = field(default_factory=dict)
    files: dict[str, KeptFile] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    site: str = "parvis"
    format: int = FORMAT

    def dumped(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()

    @classmethod
    def load(cls, data: bytes) -> "Manifest":
        """Raises BackupError for what isn't the manifest of a backup that this version can read."""
        try:
            values = json.loads(data)
            if not isinstance(values, dict) or values.get("site") != "parvis":
                raise BackupError(
                    "This is no backup of a Parvis site: its manifest says something else."
                )
            if values.get("format") != FORMAT:
                raise BackupError(
                    "The backup is in a format that this version doesn’t know: install the version that made it."
                )
            manifest = cls(**values)
            manifest.migrations = [(app, name) for app, name in manifest.migrations]
            manifest.files = {name: KeptFile(**file) for name, file in values["files"].items()}
            for name, file in manifest.files.items():
                check_name(name)
                if not isinstance(file.size, int) or not isinstance(file.sha256, str):
                    raise ValueError(name)
            if not all(isinstance(number, int) for number in manifest.rows.values()):
                raise ValueError(ROWS)
            _words(manifest.languages, manifest.missing, [manifest.version, manifest.made_at])
        except (ValueError, TypeError, AttributeError) as error:
            raise BackupError(
                f"The backup is damaged: its manifest can’t be read ({error})."
            ) from error
        return manifest

    def parts(self) -> dict[str, list[str]]:
        """By table, the files of its rows in order."""
        found: dict[str, list[str]] = {name: [] for name in self.rows}
        for name in sorted(self.files):
            if part := _PART.fullmatch(name):
                if part[1] not in found:
                    raise BackupError(
                        f"The backup is damaged: its manifest doesn’t count the rows of {part[1]}."
                    )
                found[part[1]].append(name)
            elif name.startswith(f"{ROWS}/"):
                raise BackupError(f"The backup is damaged: {name} is no file of rows.")
        return found

    def media(self) -> dict[str, KeptFile]:
        """By path below MEDIA_ROOT."""
        start = f"{MEDIA}/"
        return {
            name.removeprefix(start): file
            for name, file in self.files.items()
            if name.startswith(start)
        }


def _words(*lists: list[str]) -> None:
    if not all(isinstance(word, str) for words in lists for word in words):
        raise ValueError("a text was expected")


def check_name(name: str) -> None:
    """Raises BackupError for a name that leads out of the backup, or isn't one of a backup's."""
    parts = name.split("/")
    if (
        parts[0] not in {ROWS, MEDIA}
        or len(parts) < 2
        or any(part in {"", ".", ".."} for part in parts)
        or "\\" in name
        or not name.isprintable()
        or PurePosixPath(name).as_posix() != name
    ):
        raise BackupError(f"The backup was tampered with: it names {name!r}, which no backup has.")


def new_name(folder: Path) -> str:
    """The name of a backup that begins now; no other in the folder has it."""
    moment = datetime.now(UTC)
    names = {path.name.removesuffix(ARCHIVE) for path in folder.iterdir()}
    while (name := moment.strftime(_NAME_FORMAT)) in names:
        moment = moment.replace(microsecond=0) + (datetime.resolution * 1_000_000)
    return name


def made_at(path: Path) -> datetime:
    name = path.name.removesuffix(ARCHIVE)
    return datetime.strptime(name, _NAME_FORMAT).replace(tzinfo=UTC)


def backups_in(folder: Path) -> list[Path]:
    """The backups of a folder, the oldest first."""
    return sorted(
        (path for path in folder.iterdir()
         if _NAME.fullmatch(path.name.removesuffix(ARCHIVE))
         and (path.name.endswith(ARCHIVE) or (path / MANIFEST).is_file())),
        key=lambda path: path.name,
    )  # fmt: skip
