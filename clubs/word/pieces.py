"""The text of a document as a flat sequence: headings, texts, images, captions, quotations, tables."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import zip_longest

import nh3
from bs4 import BeautifulSoup
from bs4.element import Tag

from clubs.word.losses import Losses

# What an editor's text may hold (core.blocks.text.TEXT_FEATURES), as Wagtail keeps it.
_TAGS = {"p", "b", "i", "ul", "ol", "li", "a", "br"}
_MAX_SPAN = 63  # Word's own limit of columns
_SCHEMES = {"http", "https", "mailto", "tel"}


@dataclass
class Heading:
    level: int
    text: str


@dataclass
class Text:
    """A paragraph or a list, as clean HTML; `plain` is its words, `is_caption` Word's own opinion of it."""

    html: str
    plain: str
    is_caption: bool = False
    is_list: bool = False


@dataclass
class Picture:
    """The number of an image of the document."""

    image: int


@dataclass
class Quotation:
    lines: list[str]
    text: str = ""
    speaker: str = ""
    role: str = ""


@dataclass
class Table:
    """Rows of plain texts, all of one length."""

    rows: list[list[str]]
    caption: str = ""


@dataclass
class Title:
    text: str


@dataclass
class Subtitle:
    text: str


def pieces(soup: Tag, losses: Losses) -> Iterator:
    for node in list(soup.children):
        if isinstance(node, Tag):
            yield from _pieces_of(node, losses)
        elif node.strip():
            yield Text(clean(f"<p>{escape(node)}</p>", losses), node.strip())


def _pieces_of(node: Tag, losses: Losses) -> Iterator:
    if node.name == "table":
        yield from _table(node, losses)
    elif node.name == "blockquote":
        yield from _pictures_of(node)
        lines = [line for part in node.find_all("p") for line in _lines(part)]
        if lines:
            yield Quotation(lines)
    elif node.name in ("ul", "ol"):
        pictures = list(_pictures_of(node))
        if html := clean(str(node), losses):
            yield Text(html, _words(node), is_list=True)
        yield from pictures
    elif node.name[0] == "h":
        yield from _pictures_of(node)
        if text := _words(node):
            is_title = "title" in node.get("class", [])
            yield Title(text) if is_title else Heading(int(node.name[1]), text)
    else:
        yield from _paragraph(node, losses)


def _paragraph(node: Tag, losses: Losses) -> Iterator:
    """Its images, and what is written before, between and after them."""
    style = next(iter(node.get("class", [])), "")
    for part in _split_at_images(node):
        if isinstance(part, Picture):
            yield part
        elif html := clean(f"<p>{part}</p>", losses):
            words = _words(BeautifulSoup(part, "html.parser"))
            yield Subtitle(words) if style == "subtitle" else Text(html, words, style == "caption")


def _split_at_images(node: Tag) -> list:
    """The HTML of a paragraph and its Pictures, in order."""
    images = node.find_all("img")
    if not images:
        return [node.decode_contents()]
    if all(image.parent is node for image in images):
        parts, html = [], ""
        for child in node.children:
            if child in images:
                parts += [html, *_pictures([child])]
                html = ""
            else:
                html += (
                    child.decode() if isinstance(child, Tag) else str(child.output_ready("html"))
                )
        return [*parts, html]
    pictures = list(_pictures_of(node))
    return [*pictures, node.decode_contents()]


def _pictures_of(node: Tag) -> list[Picture]:
    """The Pictures in a node, taken out of it."""
    images = node.find_all("img")
    pictures = _pictures(images)
    for image in images:
        image.extract()
    return pictures


def _pictures(images: list[Tag]) -> list[Picture]:
    numbers = (image.get("data-image") for image in images)
    return [Picture(int(number)) for number in numbers if number]


def _table(node: Tag, losses: Losses) -> Iterator:
    rows = [row for row in node.find_all("tr") if row.find_parent("table") is node]
    cells = [row.find_all(["td", "th"], recursive=False) for row in rows]
    if node.find("img") or sum(map(len, cells)) <= 1 or node.find("table"):
        losses.add("layout")
        yield from _unfolded(cells, losses)
        return
    if any(cell.get("colspan") or cell.get("rowspan") for row in cells for cell in row):
        losses.add("merged")
    for link in node.find_all("a", href=True):
        losses.add("link", f"{_words(link)} {link['href']}")
    grid = _grid(cells)
    if any(text for row in grid for text in row):
        yield Table(grid)


def _unfolded(cells: list[list[Tag]], losses: Losses) -> Iterator:
    """The contents of the cells, row after row; what stands below an image alone in its cell follows it."""
    contents = [[list(pieces(cell, losses)) for cell in row] for row in cells]
    for row, below in zip_longest(contents, contents[1:], fillvalue=()):
        for place, found in enumerate(row):
            yield from found
            if place < len(below) and _are(found, Picture) and _are(below[place], Text):
                yield from below[place]
                below[place] = []


def _are(found: list, kind: type) -> bool:
    return bool(found) and all(isinstance(piece, kind) for piece in found)


def _grid(cells: list[list[Tag]]) -> list[list[str]]:
    """Each cell at its place; what merged cells span stays empty."""
    grid: dict[tuple[int, int], str] = {}
    for y, row in enumerate(cells):
        x = 0
        for cell in row:
            while (y, x) in grid:
                x += 1
            wide, high = (min(int(cell.get(name, 1)), _MAX_SPAN) for name in ("colspan", "rowspan"))
            for down in range(min(high, len(cells) - y)):
                for right in range(wide):
                    grid[y + down, x + right] = ""
            grid[y, x] = _words(cell)
            x += wide
    width = max(x for _y, x in grid) + 1
    return [[grid.get((y, x), "") for x in range(width)] for y in range(len(cells))]


def clean(html: str, losses: Losses) -> str:
    """The HTML that Wagtail keeps, with nothing in it that isn't an editor's; empty without a word."""
    soup = BeautifulSoup(html, "html.parser")
    for link in soup.find_all("a"):
        address = link.get("href", "")
        if address.partition(":")[0].lower() in _SCHEMES:
            continue
        if address:
            losses.add("link", f"{_words(link)} {'' if address.startswith('#') else address}")
        link.unwrap()
    cleaned = nh3.clean(
        str(soup), tags=_TAGS, attributes={"a": {"href"}}, url_schemes=_SCHEMES, link_rel=None
    )
    return cleaned if soup.get_text(strip=True) else ""


def _lines(node: Tag) -> list[str]:
    for line_break in node.find_all("br"):
        line_break.replace_with("\n")
    return [line for text in node.get_text().split("\n") if (line := " ".join(text.split()))]


def _words(node: Tag) -> str:
    """What is written in it; paragraphs, lines and items are told apart by a space."""
    parts = (
        (" " if part.name in ("p", "li", "br") else "") if isinstance(part, Tag) else part
        for part in node.descendants
    )
    return " ".join("".join(parts).split())
