"""French typographic spaces, put in when a text is shown, so that editors type as they always have.

One rule for what editors write, for the strings of the interface (tools.catalogue), for dates and for weights:

- a narrow no-break space (U+202F) before ; : ! ? » and the signs of units (% € k€ M€ m²), after « and between
  groups of three digits;
- a no-break space (U+00A0) where a word belongs to a number: after n°, p. and 1er, between « loi » and n°, and before
  a unit in letters (1,2 Mo, 30 km).

« nº », which some keyboards and programs write, becomes « n° ». No other character changes: English, which sets no
space before its signs, keeps its own rules.
Source: Lexique des règles typographiques en usage à l'Imprimerie nationale.
"""

import re
from functools import lru_cache

from anyascii import anyascii

NARROW = "\u202f"
NO_BREAK = "\u00a0"
_SPACE = r"(?:[ \u00a0\u202f\u2009]|&nbsp;)+"
_UNITS = r"(?:octets?|[kMG]o|bytes?|[kMG]B|km|kWh|cm|mm|ha|min)\b"
_BEFORE = re.compile(
    rf"{_SPACE}(?=[;:!?»€]|%(?![\w(])|[kM]d?€|m²)|(?<=\d){_SPACE}(?=\d{{3}}(?!\d))"
)
_AFTER = re.compile(rf"(?<=«){_SPACE}")
# One space at a time and looked for first, which makes it quick; « %(count)d » and « {} » stand for figures.
_WITH_FIGURES = re.compile(
    r"[ \u00a0\u202f\u2009](?:"
    r"(?:(?<=[nN]°.)|(?<=\b[nN]o\..)|(?<=\bp\..))(?=[\d%{])"
    r"|(?<=\b[lL]oi.)(?=n°)"
    r"|(?<=\b1er.)(?=\w)"
    rf"|(?:(?<=[\d}}].)|(?<=[)%][sd].))(?={_UNITS})"
    r")"
)
_TAG = re.compile(r"(<[^>]*>)")


def typeset(text: str) -> str:
    """Plain text with French spaces."""
    text = _AFTER.sub(NARROW, _BEFORE.sub(NARROW, text.replace("nº", "n°")))
    return _WITH_FIGURES.sub(NO_BREAK, text)


def typeset_html(html: str) -> str:
    """HTML with French spaces between its tags; the tags themselves stay as they are."""
    # Pages show the same titles and names again and again.
    return _typeset_line(html) if len(html) < 300 else _typeset_html(html)


def _typeset_html(html: str) -> str:
    parts = _TAG.split(html)
    parts[::2] = map(typeset, parts[::2])
    return "".join(parts)


_typeset_line = lru_cache(maxsize=2000)(_typeset_html)


def sort_key(text: str) -> str:
    """For sorting as a French dictionary does: without accents, ligatures or case."""
    return anyascii(text).casefold()
