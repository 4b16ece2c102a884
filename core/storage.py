import re

from anyascii import anyascii
from django.core.files.storage import FileSystemStorage

NAME_LENGTH = (
    60  # characters, before the extension: columns take 100, folders and a suffix come along
)


class MediaStorage(FileSystemStorage):
    """Whatever name a file is sent under, it is kept under one that any disk takes, with its extension."""

    def get_valid_name(self, name: str) -> str:
        stem, dot, extension = anyascii(name).rpartition(".")
        if not dot:
            stem, extension = extension, ""
        # Without a dot in front, which would hide it, and make an extension of its name.
        stem = re.sub(r"[^\w.-]+", "_", stem).lstrip(".")[:NAME_LENGTH] or "fichier"
        return super().get_valid_name(f"{stem}{dot}{extension}")
