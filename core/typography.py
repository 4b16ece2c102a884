"""French typographic spaces, put in when a text is shown, so that editors type as they always have.

A narrow no-break space (U+202F) stands before ; : ! ? » and units (% € k€ M€ m²), after « and between groups
of three digits; no other character changes: English, which sets no space there, comes out as it went in.
Source: Lexique des règles typographiques en usage à l'Imprimerie nationale.
"""

import re

from anyascii import anyascii

NARROW = "\u202f"
_SPACE = r"(?:[ \u00a0\u202f\u2009]|&nbsp;)+"
_BEFORE = re.compile(rf"{_SPACE}(?=[;:!?»%€]|[kM]d?€|m²)|(?<=\d){_SPACE}(?=\d{{3}}(?!\d))")
_AFTER = re.compile(rf"(?<=«){_SPACE}")
_TAG = re.compile(r"(<[^>]*>)")


def typeset(text: str) -> str:
    """Plain text with French spaces."""
    return _AFTER.sub(NARROW, _BEFORE.sub(NARROW, text))


def typeset_html(html: str) -> str:
    """HTML with French spaces between its tags; the tags themselves stay as they are."""
    parts = _TAG.split(html)
    parts[::2] = map(typeset, parts[::2])
    return "".join(parts)


def sort_key(text: str) -> str:
    """For sorting as a French dictionary does: without accents, ligatures or case."""
    return anyascii(text).casefold()
