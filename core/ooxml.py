"""Office files as packages of parts (ECMA-376, part 2): .docx, .pptx, .xlsx, for programs without settings.

Elements are told by their local names: the strict and the transitional form differ in namespaces alone.
"""

import posixpath
import re
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from defusedxml import ElementTree

# How Office's older binary files begin, and so do those with a password (MS-CFB, MS-OFFCRYPTO).
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def is_encrypted(path: Path) -> bool:
    """Whether a file of Office's older form is one of the newer form behind a password."""
    with path.open("rb") as file:
        if file.read(8) != OLE:
            return False
        # A directory entry never straddles two blocks.
        file.seek(0)
        return any(_ENCRYPTED in block for block in iter(partial(file.read, 64 * 1024), b""))


@dataclass(frozen=True)
class Relationship:
    """From one part to another, or to an outside address. `kind` is the last word of its type."""

    kind: str
    target: str
    external: bool
    key: str = field(default="", compare=False)


class Package:
    """A package opened for reading, whose size was found harmless."""

    def __init__(self, file) -> None:
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
            kind = link.get("Type", "").rsplit("/")[-1]
            found.append(Relationship(kind, target, external, link.get("Id", "")))
        return found

    def related(self, part: str, *kinds: str) -> list[str]:
        """The names of the parts there are to which a part refers by these kinds, each once."""
        links = self.relationships(part)
        found = (link.target for kind in kinds for link in links if link.kind == kind)
        return list(dict.fromkeys(name for name in found if name in self.zip.NameToInfo))

    def xml(self, part: str):
        """The root element of a part."""
        return ElementTree.fromstring(self.zip.read(part), forbid_dtd=True)

    def checksum(self, part: str) -> int | None:
        """The CRC-32 of what the part holds, None for a part that isn't there."""
        info = self.zip.NameToInfo.get(part)
        return info.CRC if info else None


def local_name(element) -> str:
    return element.tag.rpartition("}")[2]


def attribute(element, name: str) -> str:
    """By local name; empty where there is none."""
    return next((v for key, v in element.items() if key.rpartition("}")[2] == name), "")


def child(element, *names: str):
    """The element at the end of a path of local names, each the first of its name; None where there is none."""
    for name in names:
        element = next((e for e in element if local_name(e) == name), None)
        if element is None:
            return None
    return element


_HEADING = re.compile(r"(?:heading|titre|überschrift|título|titolo)[ _]?([1-9])", re.I)
# Without a level, and no family: LibreOffice bases its titles and subtitles on « Heading » too.
_SOME_HEADING = re.compile(r"heading|titre|(?:\w+[ _-])?intertitre", re.I)


def heading_levels(styles) -> dict[str, int]:
    """By the key of a paragraph style, the level from 1 of the headings that it makes.

    A style is a heading by its name (« heading 1 », « Titre 2 », LibreOffice's « Heading »), by its outline level, or
    because it is based on one that is (ECMA-376, 17.7.4.3 and 17.3.1.20).
    """
    own, parents, some = {}, {}, set()
    for style in styles:
        key = attribute(style, "styleId")
        if local_name(style) != "style" or attribute(style, "type") not in ("", "paragraph"):
            continue
        name, based, outline = (
            child(style, *path) for path in (["name"], ["basedOn"], ["pPr", "outlineLvl"])
        )
        parents[key] = attribute(based, "val") if based is not None else ""
        called = attribute(name, "val") if name is not None else ""
        if _SOME_HEADING.fullmatch(called):
            some.add(key)
        if named := _HEADING.fullmatch(called):
            own[key] = int(named[1])
        elif outline is not None:
            level = attribute(outline, "val")
            own[key] = int(level) + 1 if re.fullmatch("[0-8]", level) else 0
    found = {key: _inherited(key, own, parents) or int(key in some) for key in parents}
    return {key: level for key, level in found.items() if level}


def _inherited(key: str, own: dict[str, int], parents: dict[str, str]) -> int:
    """0 for body text, which an outline level of 9 says too."""
    seen = set()
    while key and key not in seen:
        if key in own:
            return own[key]
        seen.add(key)
        key = parents.get(key, "")
    return 0
