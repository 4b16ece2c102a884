"""Which .docx are safe to open.

Run as a program of its own by core.word.process, with a document and the values of Limits as JSON, it checks
the document and prints a JSON object: empty, or what Refused.as_json gives.
"""

import json
import struct
import sys
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Never
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from defusedxml import ElementTree

from core.ooxml import OLE, Package, is_encrypted

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


class Refused(Exception):
    """A document that isn't imported.

    `reason` is one of core.word.process.SENTENCES, `amount` the number that its sentence says.
    """

    def __init__(self, reason: str, amount: int = 0) -> None:
        super().__init__(reason, amount)
        self.reason, self.amount = reason, amount

    def as_json(self) -> dict:
        return {"refused": [self.reason, self.amount]}


@dataclass(frozen=True)
class Limits:
    """Bytes of the whole package once unpacked and of its XML alone, images, elements of the text (see reader)."""

    unpacked: int
    text: int
    images: int
    elements: int


def check(path: Path, limits: Limits) -> None:
    """Raises Refused unless the file is a Word document that is safe to read.

    Nothing is decompressed before the sizes that the package declares are known, and zipfile reads no further
    than these.
    """
    _check_form(path)
    try:
        package = Package(path)
        _check_sizes(package.zip, limits)
        roots = {
            part: _root_of(package.zip, part) for part in package.zip.namelist() if _is_xml(part)
        }
        _check_names(package)
        if roots[package.main_part] != "document":
            raise Refused("not_word")
    except DAMAGED as error:
        raise Refused("damaged") from error


def _check_form(path: Path) -> None:
    if is_encrypted(path):
        raise Refused("encrypted")
    with path.open("rb") as file:
        head = file.read(8)
    if head == OLE:
        raise Refused("older")
    if head[:4] != b"PK\x03\x04":
        raise Refused("not_word")


def _check_sizes(archive: ZipFile, limits: Limits) -> None:
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("encrypted")
    xml = sum(part.file_size for part in parts if _is_xml(part.filename))
    total = sum(part.file_size for part in parts)
    if total > limits.unpacked or xml > limits.text:
        raise Refused("too_large", total)
    if "[Content_Types].xml" not in archive.NameToInfo:
        raise Refused("not_word")
    images = sum(part.filename.startswith(_IMAGES) for part in parts)
    if images > limits.images:
        raise Refused("images", images)


def _root_of(archive: ZipFile, part: str) -> str:
    """The name of the root element; the part is read to its end, without keeping anything.

    Word writes no document type, in which entities can multiply: Refused where there is one.
    """
    names = []

    def refuse(*_declaration) -> Never:
        raise Refused("unsafe")

    def keep(name, _attributes) -> None:
        names.append(name.rpartition(" ")[2])
        parser.StartElementHandler = None

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = keep
    # At once: element by element, a long word is read again from its start with each element.
    parser.Parse(archive.read(part), True)
    return names[0]


def _check_names(package: Package) -> None:
    """What is read as text is called so, and was checked with the other texts."""
    main = package.main_part
    links = [*package.relationships(""), *package.relationships(main)]
    texts = [link.target for link in links if link.kind in READ_AS_TEXT and not link.external]
    if not all(map(_is_xml, [main, *texts])):
        raise Refused("unsafe")


def _is_xml(name: str) -> bool:
    return PurePath(name).suffix.lower() in {".xml", ".rels"}


def main(source: str, limits: str) -> dict:
    try:
        check(Path(source), Limits(**json.loads(limits)))
    except Refused as refused:
        return refused.as_json()
    return {}


if __name__ == "__main__":
    json.dump(main(*sys.argv[1:]), sys.stdout)
