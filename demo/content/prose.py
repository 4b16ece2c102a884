"""The few marks that the demo's texts are written with.

Paragraphs are parted by an empty line; lines that begin with « - » or « 1. » make lists; **bold**,
*italic* and [words](target). A target is an address, `page:<slug>` or `document:<key>`.
Dates move with the calendar: {day:-12}, {month:-12}, {year:-12} stand so many days from the
text's own date, on a working day.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

MONTHS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
_DATE = re.compile(r"\{(day|month|year):([+-]?\d+)\}")
_LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_ITALIC = re.compile(r"\*(.+?)\*")
_MARKER = re.compile(r"^(?:-|\d+\.) ")


@dataclass(frozen=True)
class Piece:
    """One paragraph ("p": one line), or one list ("ul", "ol": its items)."""

    kind: str
    lines: tuple[str, ...]


def pieces(text: str) -> list[Piece]:
    """The text cut into paragraphs and lists; lines keep their inline marks."""
    found = []
    for block in re.split(r"\n\s*\n", text.strip()):
        lines: list[str] = []
        for line in block.splitlines():
            if _MARKER.match(line) or not lines:
                lines.append(line.strip())
            else:
                lines[-1] += f" {line.strip()}"
        kind = "p"
        if _MARKER.match(lines[0]):
            kind = "ul" if lines[0].startswith("-") else "ol"
            lines = [_MARKER.sub("", line) for line in lines]
        found.append(Piece(kind, tuple(lines)))
    return found


def html(text: str, link: Callable[[str], str] = lambda target: f'href="{escape(target)}"') -> str:
    """Rich text as Wagtail stores it; `link` turns a target into the attributes of <a>."""
    out = []
    for piece in pieces(text):
        lines = [inline(line, link) for line in piece.lines]
        if piece.kind == "p":
            out.append(f"<p>{lines[0]}</p>")
        else:
            items = "".join(f"<li>{line}</li>" for line in lines)
            out.append(f"<{piece.kind}>{items}</{piece.kind}>")
    return "".join(out)


def inline(line: str, link: Callable[[str], str] | None = None) -> str:
    """Bold, italic and links as HTML; without `link`, links are reduced to their words."""
    line = escape(line, quote=False)
    if link is None:
        line = _LINK.sub(r"\1", line)
    else:
        line = _LINK.sub(lambda found: f"<a {link(found[2])}>{found[1]}</a>", line)
    return _ITALIC.sub(r"<i>\1</i>", _BOLD.sub(r"<b>\1</b>", line))


def plain(line: str) -> str:
    """The words alone."""
    return _LINK.sub(r"\1", line).replace("*", "")


# Those of the public holidays that have a fixed date: (month, day).
HOLIDAYS = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}


def working_day(day: date) -> date:
    """The day itself, or the last one worked before a weekend or a public holiday."""
    while day.weekday() > 4 or (day.month, day.day) in HOLIDAYS:
        day -= timedelta(days=1)
    return day


def french_day(day: date) -> str:
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number} {MONTHS[day.month - 1]} {day.year}"


def dated(text: str, day: date) -> str:
    """The text with its dates counted from `day` and written out in French."""

    def write(found):
        moved = working_day(day + timedelta(days=int(found[2])))
        if found[1] == "year":
            return str(moved.year)
        return (
            french_day(moved).split(" ", 1)[found[1] == "month"]
            if found[1] == "month"
            else french_day(moved)
        )

    return _DATE.sub(write, text)
