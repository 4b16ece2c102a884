import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import IO
from urllib.parse import urljoin

from anyascii import anyascii
from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.utils._os import safe_join
from django.utils.cache import patch_cache_control
from django.utils.encoding import filepath_to_uri
from django.views.static import serve

from core.full_disk import ask_for_room

# Characters, before the extension: columns take 100, folders and a suffix come along.
NAME_LENGTH = 60
# Below MEDIA_ROOT; a web server in front gives nothing out of it.
CLOSED_FOLDER = "closed"
# So nothing out of this one, by any server or view.
DELETED_FOLDER = "deleted"
BLOCK = 256 * 1024  # bytes read at once: what each download takes of memory


class PlainNames:
    """Whatever name a file is sent under, it is kept under one that any disk takes, with its extension."""

    def get_valid_name(self, name: str) -> str:
        stem, dot, extension = anyascii(name).rpartition(".")
        if not dot:
            stem, extension = extension, ""
        # Without a dot in front, which would hide it, and make an extension of its name.
        stem = re.sub(r"[^\w.-]+", "_", stem).lstrip(".")[:NAME_LENGTH] or "fichier"
        return super().get_valid_name(f"{stem}{dot}{extension}")  # type: ignore[misc]


@lru_cache(maxsize=5000)
def _url(base: str, name: str) -> str:
    return urljoin(base, filepath_to_uri(name).lstrip("/"))


class KeptStorage(FileSystemStorage):
    """A deleted file is kept for a while, where nothing serves it: a backup takes the rows first, then their files.

    Each deletion is a file of its own, named by its moment, in a folder that has the name of what was deleted.
    `remove_deleted` empties all that; settings.DELETED_FILES_HOURS says when.
    """

    def url(self, name: str | None) -> str:
        """Django's, found out once: a page has dozens of sizes of photos."""
        return _url(self.base_url, name or "")

    def part(self, name: str, first: int, last: int) -> Iterator[bytes]:
        """The bytes of a file from the first to the last, some at a time. Raises FileNotFoundError."""
        with Path(self.path(name)).open("rb") as opened:
            opened.seek(first)
            left = last - first + 1
            while left > 0 and (block := opened.read(min(BLOCK, left))):
                left -= len(block)
                yield block

    def put_beside(self, name: str, other: str) -> bool:
        """Keeps the same file under another name too; False where there is none."""
        source, target = Path(self.path(name)), Path(self.path(other))
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(source, target)
        except FileNotFoundError:
            return False
        except OSError:  # a file system without links
            shutil.copy2(source, target)
        return True

    def all_below(self, folder: str) -> Iterator[tuple[str, float]]:
        """Name and time of change (seconds since 1970) of every file below a folder."""
        for parent, _folders, names in os.walk(Path(self.location, folder)):
            for name in names:
                path = Path(parent, name)
                with suppress(FileNotFoundError):
                    yield path.relative_to(self.location).as_posix(), path.stat().st_mtime

    def as_it_was(self, name: str, moment: int) -> IO[bytes] | None:
        """A file as it stood at a moment (nanoseconds since 1970), opened; None for one that the site has lost."""
        for _time in range(10):
            # Moved meanwhile, into another folder or among the deleted: it is looked for anew.
            with suppress(FileNotFoundError):
                return (self.deleted_since(name, moment) or Path(self.path(name))).open("rb")
        return None

    def delete(self, name: str) -> None:
        if not name:
            raise ValueError("The name must be given to delete().")
        if not settings.DELETED_FILES_HOURS:
            super().delete(name)
            return
        folder = self._deleted_folder(name)
        while os.path.lexists(source := Path(self.path(name))):
            folder.mkdir(parents=True, exist_ok=True)
            # Gone: another process has deleted the file, or `remove_deleted` the folder, just now.
            with suppress(FileNotFoundError):
                source.rename(folder / str(time.time_ns()))

    def deleted_since(self, name: str, moment: int) -> Path | None:
        """What stood under a name at a moment (nanoseconds since 1970), if it was deleted afterwards."""
        folder = self._deleted_folder(name)
        with suppress(FileNotFoundError, NotADirectoryError):
            found = [int(entry.name) for entry in folder.iterdir() if entry.name.isdigit()]
            if after := [deleted for deleted in found if deleted >= moment]:
                return folder / str(min(after))
        return None

    def remove_deleted(self, before: int) -> int:
        """Removes what was deleted before a moment (nanoseconds since 1970); returns how many files."""
        root, number = Path(self.location, DELETED_FOLDER), 0
        for folder, _folders, names in os.walk(root, topdown=False):
            for name in names:
                if name.isdigit() and int(name) < before:
                    Path(folder, name).unlink(missing_ok=True)
                    number += 1
            if Path(folder) != root:
                with suppress(OSError):  # something is in it
                    Path(folder).rmdir()
        return number

    def _deleted_folder(self, name: str) -> Path:
        return Path(safe_join(self.location, DELETED_FOLDER, name))


class MediaStorage(PlainNames, KeptStorage):
    def _save(self, name: str, content) -> str:
        ask_for_room(self.location, content.size)
        return super()._save(name, content)  # type: ignore[misc]


class Closable:
    """A storage of images of which the public may see some."""

    tells_public: bool  # by where an image lies; else the rule is asked each time


class ClosableStorage(Closable, KeptStorage):
    """Sizes of photos, and covers: public ones are plain files, the others lie in a closed folder.

    An image has the same name, and so the same address, in both: what pages and caches know of it stays true when
    it becomes public or private. A new one is closed until `place` says otherwise.
    """

    tells_public = True

    def path(self, name: str) -> str:
        public = self._public_path(name)
        return public if os.path.lexists(public) else self._closed_path(name)

    def _save(self, name: str, content) -> str:
        ask_for_room(self.location, content.size)
        return super()._save(name, content).removeprefix(f"{CLOSED_FOLDER}/")  # type: ignore[misc]

    def is_public(self, name: str) -> bool:
        return os.path.lexists(self._public_path(name))

    def public_names(self, folder: str) -> Iterator[str]:
        """The names of all images that lie below a public folder."""
        for parent, _folders, names in os.walk(self._public_path(folder)):
            for name in names:
                yield Path(parent, name).relative_to(self.location).as_posix()

    def place(self, name: str, public: bool) -> bool:
        """Moves an image where it belongs; returns whether it lay elsewhere.

        One that isn't there any more is passed over.
        """
        source, target = self._public_path(name), self._closed_path(name)
        if public:
            source, target = target, source
        if not os.path.lexists(source):
            return False
        Path(target).parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):  # another process has moved it just now
            Path(source).replace(target)
        return True

    def answer(self, request, name: str, public: bool):
        """The image, for a request that may have it; caches keep what is public. Raises Http404."""
        return for_caches(serve(request, self.path(name), document_root="/"), public)

    def _public_path(self, name: str) -> str:
        return safe_join(self.location, name)

    def _closed_path(self, name: str) -> str:
        return safe_join(self.location, CLOSED_FOLDER, name)


def for_caches(response, public: bool):
    """An image with what caches may do with it: those of everybody keep what is public, no cache anything else."""
    if public:
        patch_cache_control(response, public=True, max_age=24 * 3600)
        response["Cross-Origin-Resource-Policy"] = "cross-origin"  # readers of feeds show it
    else:
        patch_cache_control(response, private=True, no_store=True)
    return response
