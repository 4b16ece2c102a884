"""The .docx as a package of parts (ECMA-376, part 2): what is safe to open, and what refers to what."""

import posixpath
import struct
import zlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from defusedxml import ElementTree
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.templatetags.parvis import weight

# How Word's older binary files begin, and so do documents with a password (MS-CFB, MS-OFFCRYPTO).
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_IMAGES = "word/media/"
# Relationships that lead to parts which mammoth or the survey reads.
READ_AS_TEXT = {
    "officeDocument", "core-properties", "styles", "numbering", "comments", "footnotes", "endnotes",
    "header", "footer", "diagramData",
}  # fmt: skip

# What opening a package or reading a part of it can raise when the file is damaged.
DAMAGED = (
    BadZipFile,
    EOFError,
    ElementTree.ParseError,
    NotImplementedError,  # a method of compression that Python hasn't
    OSError,
    expat.ExpatError,
    struct.error,
    zlib.error,
)


@dataclass(frozen=True)
class Relationship:
    """From one part to another, or to an outside address. `kind` is the last word of its type."""

    kind: str
    target: str
    external: bool


class Package:
    """A .docx opened for reading; `check` must have let it through."""

    def __init__(self, file):
        self.zip = ZipFile(file)

    @cached_property
    def main_part(self) -> str:
        """The name of the document's own part; BadZipFile where there is none."""
        for link in self.relationships(""):
            if link.kind == "officeDocument" and link.target in self.zip.NameToInfo:
                return link.target
        raise BadZipFile("no main document")

    def relationships(self, part: str) -> list[Relationship]:
        """Those of a part, "" for the package; their targets are names of parts, or addresses."""
        folder, name = posixpath.split(part)
        listing = posixpath.join(folder, "_rels", f"{name}.rels")
        if listing not in self.zip.NameToInfo:
            return []
        found = []
        for link in self.xml(listing):
            external = link.get("TargetMode") == "External"
            target = link.get("Target", "")
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found.append(Relationship(link.get("Type", "").rsplit("/")[-1], target, external))
        return found

    def xml(self, part: str):
        """The root element of a part."""
        with self.zip.open(part) as file:
            return ElementTree.parse(file, forbid_dtd=True).getroot()

    def checksum(self, part: str) -> int | None:
        """The CRC-32 of what the part holds, None for a part that isn't there."""
        info = self.zip.NameToInfo.get(part)
        return info.CRC if info else None


def check(file) -> None:
    """Raises ValidationError, with a sentence for the editor, unless the file is a Word document safe to read.

    Nothing is decompressed before the sizes that the package declares are known, and zipfile reads no further
    than these. The file's position is put back to its start.
    """
    file.seek(0)
    _check_form(file)
    try:
        package = Package(file)
        _check_sizes(package.zip)
        roots = {
            part: _root_of(package.zip, part) for part in package.zip.namelist() if _is_xml(part)
        }
        _check_names(package)
    except DAMAGED as error:
        raise ValidationError(damaged()) from error
    finally:
        file.seek(0)
    if roots[package.main_part] != "document":
        raise ValidationError(_not_word())


def damaged() -> str:
    return _(
        "This document is damaged: open it in Word, save it under another name, and try again."
    )


def _check_form(file) -> None:
    limit = settings.WORD_IMPORT_MAX_SIZE
    if file.size > limit:
        raise ValidationError(
            _("This document weighs %(size)s, %(limit)s at most. Reduce its images in Word first.")
            % {"size": weight(file.size), "limit": weight(limit)}
        )
    head = file.read(8)
    file.seek(0)
    if head == _OLE:
        # A directory entry never straddles two chunks.
        if any(_ENCRYPTED in chunk for chunk in file.chunks(64 * 1024)):
            raise ValidationError(
                _("This document is protected by a password: remove it in Word, and try again.")
            )
        raise ValidationError(
            _("This document has Word’s older format (.doc): save it as .docx, and try again.")
        )
    if head[:4] != b"PK\x03\x04":
        raise ValidationError(_not_word())


def _check_sizes(archive: ZipFile) -> None:
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise ValidationError(
            _("This document is protected by a password: remove it in Word, and try again.")
        )
    xml = sum(part.file_size for part in parts if _is_xml(part.filename))
    total = sum(part.file_size for part in parts)
    if total > settings.WORD_IMPORT_MAX_UNPACKED or xml > settings.WORD_IMPORT_MAX_TEXT:
        raise ValidationError(
            _("This document would fill %(size)s once opened: divide it in several.")
            % {"size": weight(total)}
        )
    if "[Content_Types].xml" not in archive.NameToInfo:
        raise ValidationError(_not_word())
    images = sum(part.filename.startswith(_IMAGES) for part in parts)
    if images > settings.WORD_IMPORT_MAX_IMAGES:
        raise ValidationError(
            _(
                "This document has %(count)d images, %(limit)d at most: divide it in several, "
                "or drop the photos into the report once its text is imported."
            )
            % {"count": images, "limit": settings.WORD_IMPORT_MAX_IMAGES}
        )


def _root_of(archive: ZipFile, part: str) -> str:
    """The name of the root element; the part is read to its end, without keeping anything.

    Word writes no document type, in which entities can multiply: ValidationError where there is one.
    """
    names = []

    def refuse(*_declaration):
        raise ValidationError(_unsafe())

    def keep(name, _attributes):
        names.append(name.rpartition(" ")[2])
        parser.StartElementHandler = None

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = keep
    with archive.open(part) as file:
        parser.ParseFile(file)
    return names[0]


def _check_names(package: Package) -> None:
    """What is read as text is called so, and was checked with the other texts."""
    main = package.main_part
    links = [*package.relationships(""), *package.relationships(main)]
    texts = [link.target for link in links if link.kind in READ_AS_TEXT and not link.external]
    if not all(map(_is_xml, [main, *texts])):
        raise ValidationError(_unsafe())


def _is_xml(name: str) -> bool:
    return PurePath(name).suffix.lower() in {".xml", ".rels"}


def _not_word() -> str:
    return _("This isn’t a Word document (.docx). Save it in this format from your word processor.")


def _unsafe() -> str:
    return _("This document holds constructs that Word never writes: it wasn’t opened.")
