"""From a .docx to the pieces of a text, in order, by mammoth."""

import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass

import mammoth
from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag
from mammoth.docx.files import InvalidFileReferenceError

from clubs.word.losses import Losses
from clubs.word.package import DAMAGED, Package
from clubs.word.survey import paragraphs, squeezed, survey

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
_SMALL = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")
_RAISED = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")


class Unreadable(Exception):
    """The document can't be read, whatever its package promised."""


@dataclass
class Image:
    """`open` gives the image as a file, as long as the document is open: sixty photos aren't kept in memory."""

    content_type: str
    description: str
    open: Callable

    def read(self) -> bytes:
        with self.open() as file:
            return file.read()


@dataclass
class Conversion:
    """A document's HTML, not yet cleaned, whose `<img data-image="3">` stand for `images[3]`."""

    soup: BeautifulSoup
    images: list[Image]
    notes: Tag | None
    title: str  # in the document's properties


def convert(file, losses: Losses) -> Conversion:
    """Unreadable when mammoth can't make sense of the document; what it leaves out is added to the losses."""
    try:
        package = Package(file)
        survey(package, losses)
        images = _Images(losses)
        # A style map in the document could make any HTML of it.
        html = mammoth.convert_to_html(
            file,
            style_map=STYLE_MAP,
            convert_image=mammoth.images.img_element(images.keep),
            include_embedded_style_map=False,
        ).value
        conversion = Conversion(
            BeautifulSoup(html, "html.parser"), images.kept, None, _core_title(package)
        )
        _note_missing_images(package, images, losses)
        document = package.xml(package.main_part)
    except (
        *DAMAGED,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        RecursionError,
    ) as error:
        raise Unreadable from error
    conversion.notes = _take_notes(conversion.soup, losses)
    _note_missing_words(document, conversion, losses)
    for part in filter(None, (conversion.soup, conversion.notes)):
        _simplify(part, losses)
    return conversion


class _Images:
    def __init__(self, losses: Losses):
        self.kept: list[Image] = []
        self.checksums: set[int] = set()
        self._losses = losses

    def keep(self, image) -> dict[str, str]:
        try:
            with image.open() as file:
                self.checksums.add(zlib.crc32(file.read()))
        except InvalidFileReferenceError:
            return {}  # on another site: listed with the relationships, never fetched
        except KeyError:
            self._losses.add("image_refused")
            return {}
        description = " ".join((image.alt_text or "").split())
        if _NOT_A_DESCRIPTION.search(description):
            self._losses.add("alternative")
            description = ""
        self.kept.append(Image(image.content_type or "", description, image.open))
        return {"data-image": str(len(self.kept) - 1)}


def _note_missing_images(package: Package, images: _Images, losses: Losses) -> None:
    targets = {link for link in package.relationships(package.main_part) if link.kind == "image"}
    for link in targets:
        if link.external:
            losses.add("image_external", link.target)
        elif (checksum := package.checksum(link.target)) and checksum not in images.checksums:
            losses.add("image_unplaced")


def _note_missing_words(document, conversion: Conversion, losses: Losses) -> None:
    notes = conversion.notes.get_text() if conversion.notes else ""
    found = squeezed(_without_marks(conversion.soup) + notes)
    for text in paragraphs(document):
        if squeezed(text) not in found:
            losses.add("words", text)


def _without_marks(soup: BeautifulSoup) -> str:
    """The text without the marks of notes, which split the words of paragraphs."""
    marks = {id(text) for mark in soup.select("sup > a[id*='note-ref-']") for text in mark.strings}
    return "".join(text for text in soup.strings if id(text) not in marks)


def _take_notes(soup: BeautifulSoup, losses: Losses) -> Tag | None:
    """The list of notes that mammoth puts last, without its arrows back."""
    note = soup.select_one("ol > li[id^='footnote-'], ol > li[id^='endnote-']")
    if note is None:
        return None
    notes = note.parent.extract()
    for arrow in notes.select("a[href*='note-ref-']"):
        arrow.decompose()
    losses.add("note", count=len(notes.find_all("li", recursive=False)))
    return notes


def _simplify(soup: BeautifulSoup, losses: Losses) -> None:
    """What the blocks of a page have no place for becomes plain text, or is listed."""
    for line in soup.select("p.contents"):
        losses.add("contents")
        line.decompose()
    for passage in soup.find_all("s"):
        losses.add("struck", passage.get_text())
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
                    return (element.text or "").strip()
    return ""
