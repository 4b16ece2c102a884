import os
import re
from pathlib import Path

from anyascii import anyascii
from django.core.files.storage import FileSystemStorage
from django.utils._os import safe_join
from django.utils.cache import patch_cache_control
from django.views.static import serve

# Characters, before the extension: columns take 100, folders and a suffix come along.
NAME_LENGTH = 60
# Below MEDIA_ROOT; a web server in front gives nothing out of it.
CLOSED_FOLDER = "closed"


class MediaStorage(FileSystemStorage):
    """Whatever name a file is sent under, it is kept under one that any disk takes, with its extension."""

    def get_valid_name(self, name: str) -> str:
        stem, dot, extension = anyascii(name).rpartition(".")
        if not dot:
            stem, extension = extension, ""
        # Without a dot in front, which would hide it, and make an extension of its name.
        stem = re.sub(r"[^\w.-]+", "_", stem).lstrip(".")[:NAME_LENGTH] or "fichier"
        return super().get_valid_name(f"{stem}{dot}{extension}")


class ClosableStorage(FileSystemStorage):
    """Sizes of photos, and covers: public ones are plain files, the others lie in a closed folder.

    An image has the same name, and so the same address, in both: what pages and caches know of it stays true when
    it becomes public or private. A new one is closed until `place` says otherwise.
    """

    def path(self, name: str) -> str:
        public = self._public_path(name)
        return public if os.path.lexists(public) else self._closed_path(name)

    def _save(self, name: str, content) -> str:
        return super()._save(name, content).removeprefix(f"{CLOSED_FOLDER}/")

    def is_public(self, name: str) -> bool:
        return os.path.lexists(self._public_path(name))

    def place(self, name: str, public: bool) -> None:
        """Moves an image where it belongs; one that isn't there any more is passed over."""
        source, target = self._public_path(name), self._closed_path(name)
        if public:
            source, target = target, source
        if os.path.lexists(source):
            Path(target).parent.mkdir(parents=True, exist_ok=True)
            Path(source).replace(target)

    def answer(self, request, name: str, public: bool):
        """The image, for a request that may have it; caches keep what is public. Raises Http404."""
        response = serve(request, self.path(name), document_root="/")
        if public:
            patch_cache_control(response, public=True, max_age=24 * 3600)
        else:
            patch_cache_control(response, private=True, no_store=True)
        return response

    def _public_path(self, name: str) -> str:
        return safe_join(self.location, name)

    def _closed_path(self, name: str) -> str:
        return safe_join(self.location, CLOSED_FOLDER, name)
