"""Whether a report says what its document says, in the same order."""

import re
import unicodedata
from bisect import bisect_left

from core.text_import.captions import split_credit

_READ_IN_VAIN = 500_000_000  # characters
_NOTE_MARK = re.compile(r"\[\d+\]")


def compare(
    paragraphs: list[str], report: list[str], told: list[str]
) -> tuple[list[str], list[str]]:
    """(what is missing, what stands in another place) of the document's paragraphs, in their words.

    `report` is what the report says, text by text in its order, its title and its introduction first, which may have
    stood anywhere; `told` is what is said elsewhere to be left out.
    Words are compared without case, punctuation and signs.
    """
    named = {_words(text) for text in report[:2]}
    omitted = " ".join(_words(text) for text in told)
    body = _Body(report)
    missing, places = [], []
    for paragraph in paragraphs:
        words = _words(paragraph)
        if not words.strip():
            continue
        place = body.place(words)
        if place < 0:  # a caption and the credit at its end are kept apart
            found = [body.place(_words(part)) for part in split_credit(paragraph) if part]
            place = -1 if len(found) < 2 or -1 in found else found[0]
        if place >= 0 and words not in named:
            places.append((place, paragraph))
        elif place < 0 and words not in omitted:
            missing.append(paragraph)
    in_order = _longest_rise([place for place, _paragraph in places])
    moved = [text for number, (_place, text) in enumerate(places) if number not in in_order]
    return missing, moved


class _Body:
    """Finds words in a report: after those that were found before, else anywhere, and twice what stands there twice."""

    def __init__(self, report: list[str]) -> None:
        self._text = _words(" ".join(_NOTE_MARK.sub(" ", text) for text in report))
        self._found: dict[str, int] = {}
        self._last = 0
        self._in_vain = 0

    def place(self, words: str) -> int:
        """-1 where they are missing, or where so much is that no more is looked for."""
        if self._in_vain > _READ_IN_VAIN:
            return -1
        after = self._found.get(words, -1) + 1
        for start in (max(after, self._last), after, 0):
            place = self._text.find(words, start)
            if place >= 0:
                self._found[words] = self._last = place
                return place
            self._in_vain += len(self._text) - start
        return -1


def _words(text: str) -> str:
    """Between spaces, so that a word isn't found in another."""
    found = re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).casefold())
    return f" {' '.join(found)} "


def _longest_rise(places: list[int]) -> set[int]:
    """The positions of a longest subsequence that never falls."""
    ends: list[int] = []
    last: list[int] = []
    before: dict[int, int | None] = {}
    for number, place in enumerate(places):
        at = bisect_left(ends, place + 1)
        before[number] = last[at - 1] if at else None
        ends[at : at + 1] = [place]
        last[at : at + 1] = [number]
    kept: set[int] = set()
    follows = last[-1] if last else None
    while follows is not None:
        kept.add(follows)
        follows = before[follows]
    return kept
