"""From a .docx to the elements of a text, in order, by mammoth."""

import hashlib
import re
import zlib
from dataclasses import dataclass
from pathlib import Path

import mammoth
from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag
from mammoth.docx.files import InvalidFileReferenceError

from core import file_text
from core.file_text import clean_line
from core.program_texts import is_written_by_program
from core.text_import.omissions import Omissions
from core.word.package import DAMAGED, Package, Refused
from core.word.preparation import FLOATING, SMALL, prepare
from core.word.survey import paragraphs, squeezed, survey

# Styles by their names in the file, which are English whatever Word's language; then LibreOffice's.
STYLE_MAP = """
p[style-name='Title'] => h1.title:fresh
p[style-name='Subtitle'] => p.subtitle:fresh
p[style-name='Caption'] => p.caption:fresh
p[style-name='Illustration'] => p.caption:fresh
p[style-name='Figure'] => p.caption:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Quotations'] => blockquote > p:fresh
p[style-name='Heading 7'] => h6:fresh
p[style-name='Heading 8'] => h6:fresh
p[style-name='Heading 9'] => h6:fresh
p[style-name^='toc '] => p.contents:fresh
p[style-name^='Contents '] => p.contents:fresh
p[style-name='TOC Heading'] => p.contents:fresh
p[style-name='List Bullet 2'] => ul|ol > li > ul > li:fresh
p[style-name='List Bullet 3'] => ul|ol > li > ul|ol > li > ul > li:fresh
p[style-name='List Number 2'] => ul|ol > li > ol > li:fresh
p[style-name='List Number 3'] => ul|ol > li > ul|ol > li > ol > li:fresh
b => b
i => i
strike => s
r[style-name='Strong'] => b
r[style-name='Emphasis'] => i
"""
# What Word writes of an image by itself: a guess, or the name of its file.
_NOT_A_DESCRIPTION = re.compile(
    r"g[ée]n[ée]r[ée]e? (?:par l.IA|automatiquement)|automatically generated|AI-generated|\.\w{3,4}$",
    re.I,
)
_NOTES = ("footnotes", "endnotes")
_SMALL = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")
_RAISED = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")


@dataclass
class Image:
    """An image of the document; `name` is that of its file in the folder of images."""

    content_type: str
    description: str
    name: str


@dataclass
class Conversion:
    """A document's HTML, not yet cleaned, whose `<img data-image="3">` stand for `images[3]`."""

    soup: BeautifulSoup
    images: list[Image]
    notes: Tag | None
    title: str  # in the document's properties
    paragraphs: list[str]  # what Word shows, in order, to compare the report with


def convert(path: Path, folder: Path, omissions: Omissions) -> Conversion:
    """The document at a path; its images are written into the folder, what is left out is added to the omissions.

    Raises Refused when mammoth can't make sense of it, whatever its package promised.
    """
    try:
        package = Package(path)
        survey(package, omissions)
        images = _Images(folder, omissions)
        document = package.xml(package.main_part)
        copy = folder / "prepared.docx"
        style_map = prepare(package, STYLE_MAP, copy)
        # A style map in the document could make any HTML of it.
        with copy.open("rb") as file:
            html = mammoth.convert_to_html(
                file,
                style_map=style_map,
                convert_image=mammoth.images.img_element(images.keep),
                include_embedded_style_map=False,
            ).value
        copy.unlink()
        conversion = Conversion(
            BeautifulSoup(file_text.clean(html), "html.parser"),
            images.kept,
            None,
            _core_title(package),
            [],
        )
        _note_missing_images(package, images, omissions)
        notes = [package.xml(part) for part in package.related(package.main_part, *_NOTES)]
    except (
        *DAMAGED,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        RecursionError,
    ) as error:
        raise Refused("damaged") from error
    conversion.notes = _take_notes(conversion.soup, omissions)
    said = (text for root in (document, *notes) for text in paragraphs(root))
    contents = {squeezed(line.get_text()) for line in conversion.soup.select("p.contents")}
    conversion.paragraphs = [clean_line(text) for text in said if squeezed(text) not in contents]
    for part in filter(None, (conversion.soup, conversion.notes)):
        _simplify(part, omissions)
    return conversion


class _Images:
    """Images in the order of the text; one that stands in several places is written once."""

    def __init__(self, folder: Path, omissions: Omissions) -> None:
        self.kept: list[Image] = []
        self.checksums: set[int] = set()
        self._folder = folder
        self._omissions = omissions

    def keep(self, image) -> dict[str, str]:
        try:
            with image.open() as file:
                data = file.read()
        except InvalidFileReferenceError:
            return {}  # on another site: listed with the relationships, never fetched
        except KeyError:
            self._omissions.add("image_refused")
            return {}
        self.checksums.add(zlib.crc32(data))
        path = self._folder / hashlib.sha256(data).hexdigest()
        if not path.exists():
            path.write_bytes(data)
        written = image.alt_text or ""
        marks = written[: len(written) - len(written.lstrip(FLOATING + SMALL))]
        description = clean_line(written)
        if _NOT_A_DESCRIPTION.search(description):
            self._omissions.add("alternative")
            description = ""
        self.kept.append(Image(image.content_type or "", description, path.name))
        flags = {"data-floating": FLOATING in marks, "data-small": SMALL in marks}
        return {"data-image": str(len(self.kept) - 1)} | {
            key: "" for key, on in flags.items() if on
        }


def _note_missing_images(package: Package, images: _Images, omissions: Omissions) -> None:
    targets = {link for link in package.relationships(package.main_part) if link.kind == "image"}
    for link in targets:
        if link.external:
            omissions.add("image_external", link.target)
        elif (checksum := package.checksum(link.target)) and checksum not in images.checksums:
            omissions.add("image_unplaced")


def _take_notes(soup: BeautifulSoup, omissions: Omissions) -> Tag | None:
    """The list of notes that mammoth puts last, without its arrows back."""
    note = soup.select_one("ol > li[id^='footnote-'], ol > li[id^='endnote-']")
    if note is None:
        return None
    notes = note.parent.extract()
    for arrow in notes.select("a[href*='note-ref-']"):
        arrow.decompose()
    omissions.add("note", count=len(notes.find_all("li", recursive=False)))
    return notes


def _simplify(soup: Tag, omissions: Omissions) -> None:
    """What the blocks of a page have no place for becomes plain text, or is listed."""
    for line in soup.select("p.contents"):
        omissions.add("contents")
        line.decompose()
    for passage in soup.find_all("s"):
        omissions.add("struck", passage.get_text())
        passage.unwrap()
    for name, table in (("sup", _RAISED), ("sub", _SMALL)):
        for script in soup.find_all(name):
            text = script.get_text()
            if text.strip("0123456789+-") == "":
                script.replace_with(NavigableString(text.translate(table)))
            else:
                script.unwrap()
    for box in soup.find_all("input"):
        box.replace_with(NavigableString("☑ " if box.has_attr("checked") else "☐ "))
    soup.smooth()


def _core_title(package: Package) -> str:
    for link in package.relationships(""):
        if link.kind == "core-properties" and link.target in package.zip.NameToInfo:
            for element in package.xml(link.target):
                if element.tag.endswith("}title"):
                    title = clean_line(element.text or "")
                    return "" if is_written_by_program(title) else title
    return ""
