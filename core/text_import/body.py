"""The elements of a text written elsewhere as a title, an introduction and the blocks of a body."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape
from itertools import groupby
from uuid import uuid4

from bs4 import BeautifulSoup
from django.utils.translation import gettext as _

from core.text_import.captions import split_credit, split_speaker
from core.text_import.elements import Heading, Picture, Quotation, Subtitle, Table, Text, Title
from core.text_import.omissions import Omissions

# A paragraph right after an image is its caption up to this length (characters), unless it ends with a credit.
_SHORT = 150
_GALLERY = 3  # images one after the other, from which they make a gallery
_LIMITS = {"title": 255, "introduction": 600, "heading": 200, "caption": 400, "credit": 200}
_NUMBER = re.compile(r"[-+−]?\d[\d\s.,]*(?:%|€|k€|M€|m²)?")


@dataclass
class Body:
    """What a document makes: `blocks` is the raw value of a body, `texts` what its readers read of it."""

    title: str = ""
    introduction: str = ""
    blocks: list[dict] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


@dataclass
class Described:
    """The number of an image, with what the document says of it."""

    image: int
    caption: str
    credit: str


class Builder:
    """`photo_of` makes a photo of a Described image and gives its key, or None when it can't be used."""

    def __init__(self, omissions: Omissions, photo_of: Callable[[Described], int | None]) -> None:
        self._omissions = omissions
        self._photo_of = photo_of
        self._refused: set[int] = set()

    def build(self, elements: list, core_title: str = "", notes: str = "") -> Body:
        body = Body()
        flow = self._take_title(elements, core_title, body)
        body.texts = [body.title, body.introduction]
        self._fill(body, flow)
        if notes:
            body.texts.append(BeautifulSoup(notes, "html.parser").get_text(" "))
            body.blocks.append(_block("heading", {"text": _("Notes"), "level": "h2"}))
            body.blocks.append(_block("rich_text", notes))
        return body

    def build_part(self, elements: list) -> Body:
        """A part of a text, which has neither title nor introduction of its own."""
        body = Body()
        self._fill(body, [_plain(piece) for piece in elements])
        return body

    def _fill(self, body: Body, flow: list) -> None:
        flow = self._with_levels(flow)
        flow = [self._with_speaker(piece) for piece in flow]
        flow = list(self._with_captions(flow))
        for kind, group in groupby(flow, key=type):
            run = list(group)
            body.blocks += self._blocks(kind, run)
            body.texts += [text for piece in run for text in self._texts(piece)]

    def _texts(self, piece) -> list[str]:
        if isinstance(piece, Text):
            return [piece.plain]
        if isinstance(piece, Described):
            return [] if piece.image in self._refused else [piece.caption, piece.credit]
        if isinstance(piece, Quotation):
            return [piece.text, piece.speaker, piece.role]
        if isinstance(piece, Table):
            return [piece.caption, *(cell for row in piece.rows for cell in row)]
        return [piece.text]

    def _take_title(self, elements: list, core_title: str, body: Body) -> list:
        """The elements without what names the whole: the title, else the first heading when it says the same."""
        titles, subtitles, headings = (
            [piece for piece in elements if isinstance(piece, kind)]
            for kind in (Title, Subtitle, Heading)
        )
        named = [*titles, *(heading for heading in headings if not core_title)][:1]
        title = named[0].text if named else core_title
        if not titles and headings and headings[0].text.casefold() == title.casefold():
            named = headings[:1]
        body.title = self._cut(title, "title")
        if subtitles:
            body.introduction = self._cut(subtitles[0].text, "introduction")
        taken = {id(piece) for piece in [*named, *subtitles[:1]]}
        return [_plain(piece) for piece in elements if id(piece) not in taken]

    def _with_levels(self, elements: list) -> list:
        """The highest level of the document's headings is a section, the others are subsections."""
        levels = sorted({piece.level for piece in elements if isinstance(piece, Heading)})
        for piece in elements:
            if isinstance(piece, Heading):
                if piece.level in levels[2:]:
                    self._omissions.add("level", piece.text)
                piece.level = 2 if piece.level == levels[0] else 3
        return elements

    def _with_speaker(self, piece):
        """A quotation that names nobody is a paragraph: a quotation block has a speaker."""
        if not isinstance(piece, Quotation):
            return piece
        piece.text, piece.speaker, piece.role = split_speaker(piece.lines)
        if piece.speaker:
            return piece
        self._omissions.add("anonymous", piece.text)
        return Text(
            f"<p>« {escape(piece.text)} »</p>".replace("\n", "<br/>"), piece.text, False, True
        )

    def _with_captions(self, elements: list) -> Iterator:
        """Each Picture as a Described image with the words that go with it, each table with its caption.

        They follow, or stand before in Word's style of captions.
        """
        place = 0
        while place < len(elements):
            piece, after = elements[place], elements[place + 1 : place + 3]
            place += 1
            before_it = isinstance(piece, Text) and piece.is_caption and after
            if before_it and isinstance(after[0], Table) and not after[0].caption:
                after[0].caption = self._cut(piece.plain, "caption")
            elif before_it and isinstance(after[0], Picture) and not _is_caption(after[1:]):
                yield self._described(after[0], piece.plain)
                place += 1
            elif isinstance(piece, Picture):
                words = _caption_of(after, piece.caption_by)
                yield self._described(piece, *(text.plain for text in words))
                place += len(words)
            else:
                if (
                    isinstance(piece, Table)
                    and not piece.caption
                    and _is_caption(after, style=True)
                ):
                    piece.caption = self._cut(after[0].plain, "caption")
                    place += 1
                yield piece

    def _described(self, picture: Picture, words: str = "", credit: str = "") -> Described:
        caption, found = split_credit(words)
        credit = found or split_credit(credit)[1]
        return Described(picture.image, self._cut(caption, "caption"), self._cut(credit, "credit"))

    def _blocks(self, kind: type, run: list) -> list[dict]:
        """The blocks of a run of elements of one kind."""
        if kind is Text:
            return [_block("rich_text", "".join(text.html for text in run))]
        if kind is Described:
            return self._photos(run)
        if kind is Heading:
            return [
                _block(
                    "heading",
                    {"text": self._cut(piece.text, "heading"), "level": f"h{piece.level}"},
                )
                for piece in run
            ]
        if kind is Quotation:
            return [
                _block("quote", {"text": piece.text, "speaker": piece.speaker, "role": piece.role})
                for piece in run
            ]
        return [_block("table", _table(piece)) for piece in run]

    def _photos(self, images: list[Described]) -> list[dict]:
        found = [(self._photo_of(image), image) for image in images]
        photos = [(key, image) for key, image in found if key]
        self._refused |= {image.image for key, image in found if not key}
        if len(photos) < _GALLERY:
            return [
                _block("photo", {"photo": key, "caption": image.caption}) for key, image in photos
            ]
        items = [{"type": "item", "value": key, "id": str(uuid4())} for key, _image in photos]
        return [_block("gallery", {"title": "", "photos": items})]

    def _cut(self, text: str, place: str) -> str:
        limit = _LIMITS[place]
        if len(text) <= limit:
            return text
        self._omissions.add("shortened", text)
        return text[: limit - 1].rsplit(" ", 1)[0] + "…"


def _plain(piece):
    """A second title is a heading, a second subtitle a paragraph."""
    if isinstance(piece, Title):
        return Heading(1, piece.text)
    if isinstance(piece, Subtitle):
        return Text(f"<p>{escape(piece.text)}</p>", piece.text)
    return piece


def _caption_of(after: list, caption_by: str = "place") -> list[Text]:
    """The caption at the head of what follows an image, and the line of its credit below."""
    if not _is_caption(after, style=caption_by == "style"):
        return []
    if caption_by == "credit" and not (after[0].is_caption or split_credit(after[0].plain)[1]):
        return []
    caption, *rest = after
    if not split_credit(caption.plain)[1] and rest and _is_credit(rest[0]):
        return [caption, rest[0]]
    return [caption]


def _is_caption(after: list, style: bool = False) -> bool:
    """Whether what follows begins with a caption: by Word's style, or because it is short or names an author."""
    text = after[0] if after else None
    if not isinstance(text, Text) or text.is_list:
        return False
    if text.is_caption or style:
        return text.is_caption
    if split_credit(text.plain)[1]:
        return len(text.plain) <= _LIMITS["caption"]
    return len(text.plain) <= _SHORT and not text.plain.endswith(":")


def _is_credit(piece) -> bool:
    if not isinstance(piece, Text):
        return False
    caption, credit = split_credit(piece.plain)
    return bool(credit) and not caption


def _table(table: Table) -> dict:
    """The first row is the headings; a column of figures is one of numbers."""
    headings, *rows = table.rows
    columns = [
        {
            "type": "number" if _is_numeric(row[place] for row in rows) else "text",
            "heading": heading,
        }
        for place, heading in enumerate(headings)
    ]
    return {
        "caption": table.caption,
        "columns": columns,
        "rows": [{"values": row} for row in rows],
    }


def _is_numeric(cells) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(_NUMBER.fullmatch(cell) for cell in filled)


def _block(kind: str, value) -> dict:
    return {"type": kind, "value": value, "id": str(uuid4())}
