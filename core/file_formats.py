"""Whether a file is what its name says."""

from pathlib import PurePath

import filetype
from django.core.files import File

from core.ooxml import OLE

_OFFICE = {"docx", "xlsx", "pptx", "odt", "ods", "odp"}


def extension_of(name: str) -> str:
    """In lower case, without its dot."""
    return PurePath(name).suffix.lstrip(".").lower()


def has_format(file: File, extension: str) -> bool:
    """Whether the first bytes of a file are those of the format that the extension names."""
    file.seek(0)
    head = file.read(8192)
    file.seek(0)
    if extension == "csv":
        return b"\x00" not in head and not head.lstrip().lower().startswith(
            (b"<!doctype", b"<html")
        )
    kind = filetype.guess_extension(head)
    if extension in _OFFICE:
        # Office files are ZIP archives, told apart by what stands first in them; with a password, Office's are in
        # the form that it had before. What can't be read is said with the file.
        return kind in {extension, "zip"} or head.startswith((b"PK\x03\x04", OLE))
    return kind == ("jpg" if extension == "jpeg" else extension)
