"""The text of a document as a flat sequence: headings, texts, images, captions, quotations, tables."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import zip_longest

import nh3
from bs4 import BeautifulSoup
from bs4.element import Tag

from core.text_import.omissions import Omissions

# What an editor's text may hold (core.blocks.text.TEXT_FEATURES), as Wagtail keeps it.
_TAGS = {"p", "b", "i", "ul", "ol", "li", "a", "br"}
_SEPARATE = {"p", "li", "br", "h1", "h2", "h3", "h4", "h5", "h6"}
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
    """The number of an image of the document.

    `caption_by` is how its caption is known: by "place", what follows; for an image in a text, by its "credit" or by
    Word's "style" of captions alone.
    """

    image: int
    caption_by: str = "place"


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


KINDS = {
    kind.__name__: kind for kind in (Heading, Picture, Quotation, Subtitle, Table, Text, Title)
}


def elements(soup: Tag, omissions: Omissions) -> Iterator:
    for node in list(soup.children):
        if isinstance(node, Tag):
            yield from _elements_of(node, omissions)
        elif node.strip():
            yield Text(clean(f"<p>{escape(node)}</p>", omissions), node.strip())


def _elements_of(node: Tag, omissions: Omissions) -> Iterator:
    if node.name == "table":
        yield from _table(node, omissions)
    elif node.name == "blockquote":
        yield from _pictures_of(node)
        lines = [line for part in node.find_all("p") for line in _lines(part)]
        if lines:
            yield Quotation(lines)
    elif node.name in ("ul", "ol"):
        pictures = list(_pictures_of(node))
        if html := clean(str(node), omissions):
            yield Text(html, _words(node), is_list=True)
        yield from pictures
    elif node.name[0] == "h":
        yield from _pictures_of(node)
        if text := _words(node):
            is_title = "title" in node.get("class", [])
            yield Title(text) if is_title else Heading(int(node.name[1]), text)
    else:
        yield from _paragraph(node, omissions)


def _paragraph(node: Tag, omissions: Omissions) -> Iterator:
    """Its images, and what is written before, between and after them."""
    style = next(iter(node.get("class", [])), "")
    for part in _split_at_images(node):
        if isinstance(part, Picture):
            yield part
        elif html := clean(f"<p>{part}</p>", omissions):
            words = _words(BeautifulSoup(part, "html.parser"))
            yield Subtitle(words) if style == "subtitle" else Text(html, words, style == "caption")


def _split_at_images(node: Tag) -> list:
    """The HTML of a paragraph and its Pictures, in order; a sentence round an image stays whole.

    An image round which text flows comes before its paragraph, one within a sentence after it.
    """
    floating = [image for image in node.find_all("img") if image.has_attr("data-floating")]
    beside = _pictures(floating, "credit")
    _take_out(floating, node)
    within = [image for image in node.find_all("img") if _is_in_sentence(image, node)]
    inside = _pictures(within, "style")
    _take_out(within, node)
    return [*beside, *_split_at_others(node), *inside]


def _take_out(images: list[Tag], node: Tag) -> None:
    """With the bold or the link that held nothing else."""
    for image in images:
        holder = image.parent
        image.extract()
        while holder is not node and not holder.contents:
            empty, holder = holder, holder.parent
            empty.extract()


def _is_in_sentence(image: Tag, node: Tag) -> bool:
    """Whether words stand on its line: on both sides or, for one no higher than a line or two, on either."""
    lines, here = [""], (0, 0)
    for part in node.descendants:
        if part is image:
            here = len(lines) - 1, len(lines[-1])
        elif isinstance(part, Tag) and part.name == "br":
            lines.append("")
        elif isinstance(part, str):
            lines[-1] += part
    line, place = lines[here[0]], here[1]
    sides = bool(line[:place].strip()), bool(line[place:].strip())
    return any(sides) if image.has_attr("data-small") else all(sides)


def _split_at_others(node: Tag) -> list:
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


def _pictures(images: list[Tag], caption_by: str = "place") -> list[Picture]:
    numbers = (image.get("data-image") for image in images)
    return [Picture(int(number), caption_by) for number in numbers if number]


def _table(node: Tag, omissions: Omissions) -> Iterator:
    rows = [row for row in node.find_all("tr") if row.find_parent("table") is node]
    cells = [row.find_all(["td", "th"], recursive=False) for row in rows]
    if node.find("img") or sum(map(len, cells)) <= 1 or node.find("table"):
        omissions.add("layout")
        yield from _unfolded(cells, omissions)
        return
    if any(cell.get("colspan") or cell.get("rowspan") for row in cells for cell in row):
        omissions.add("merged")
    for link in node.find_all("a", href=True):
        omissions.add("link", f"{_words(link)} {link['href']}")
    grid = _grid(cells)
    if any(text for row in grid for text in row):
        yield Table(grid)


def _unfolded(cells: list[list[Tag]], omissions: Omissions) -> Iterator:
    """The contents of the cells, row after row; what stands below an image alone in its cell follows it."""
    contents = [[list(elements(cell, omissions)) for cell in row] for row in cells]
    for row, below in zip_longest(contents, contents[1:], fillvalue=[]):
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


def clean(html: str, omissions: Omissions) -> str:
    """The HTML that Wagtail keeps, with nothing in it that isn't an editor's; empty without a word."""
    soup = BeautifulSoup(html, "html.parser")
    for link in soup.find_all("a"):
        address = link.get("href", "")
        if address.partition(":")[0].lower() in _SCHEMES:
            continue
        if address:
            omissions.add("link", f"{_words(link)} {'' if address.startswith('#') else address}")
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
        (" " if part.name in _SEPARATE else "") if isinstance(part, Tag) else part
        for part in node.descendants
    )
    return " ".join("".join(parts).split())
