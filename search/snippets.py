"""The sentence of a text where the words of a search stand, with the words marked."""

import re
from dataclasses import dataclass

from search import word_forms
from search.matching import spelled
from search.queries import Query

LENGTH = 240  # characters
_LOOKED_AT = 40  # places where a word may stand
_LINE = 120  # characters
_ENDS = ".!?…"
_SENTENCE_END = re.compile(r"[.!?…]\s+|\n\n+")
# What is left of lists and of page numbers: "1. 2. 3. • • •", a bullet at the beginning.
_BULLETS = re.compile(r"(?:(?:^|(?<=\s))(?:\d{1,3}[.)]?|[•◦▪●‣–—-])(?=\s|$)\s*){2,}|^[•◦▪●‣–—-]\s+")


@dataclass(frozen=True)
class Piece:
    text: str
    marked: bool = False


def marked(text: str, queries: list[Query]) -> list[Piece]:
    """The whole text in pieces, the words of the search marked."""
    pieces, end = [], 0
    for word in _found(text, queries):
        if text[end : word.start].strip() or not pieces or not pieces[-1].marked:
            if word.start > end:
                pieces.append(Piece(text[end : word.start]))
            pieces.append(Piece(text[word.start : word.end], marked=True))
        else:  # side by side: one mark
            pieces[-1] = Piece(pieces[-1].text + text[end : word.end], marked=True)
        end = word.end
    return [*pieces, Piece(text[end:])] if text[end:] else pieces


def snippet(text: str, queries: list[Query]) -> list[Piece]:
    """The part of the text that says most of the search, in pieces; empty when none of its words is there."""
    best, most = None, (0, False)
    everything = max((len(query.clauses) for query in queries), default=0)
    for place in _places(text, queries):
        start, end = _around(text, place)
        words = _found(text[start:end], queries)
        said = max(query.said_by(words) for query in queries)
        # A whole sentence rather than a heading or a table.
        worth = (said, _is_sentence(text, start, end))
        if said and worth > most:
            best, most = (start, end), worth
        if most == (everything, True):
            break
    return marked(_quoted(text, *best), queries) if best else []


def _quoted(text: str, start: int, end: int) -> str:
    quoted = _BULLETS.sub(" ", " ".join(text[start:end].split())).strip()
    before = "" if _begins_sentence(text, start) else "… "
    after = " …" if end < len(text) and quoted[-1:] not in _ENDS else ""
    return f"{before}{quoted}{after}"


def _begins_sentence(text: str, place: int) -> bool:
    return place == 0 or bool(_SENTENCE_END.search(text[max(place - 3, 0) : place]))


def _is_sentence(text: str, start: int, end: int) -> bool:
    return end - start > 40 and text[end - 1 : end] in _ENDS and _begins_sentence(text, start)


def beginnings(queries: list[Query]) -> list[str]:
    """For each word of the search and its synonyms, a regular expression for what all its forms begin with."""
    found = {}
    for query in queries:
        for clause in query.clauses:
            for word in clause.all_words:
                parts = word_forms.telling(word.exact, query.language)
                for part, stems in zip(parts, word.ways[0], strict=True):
                    begin = part if word.is_acronym else _common([part, *stems])
                    found[spelled(begin)] = True
    return list(found)


def _places(text: str, queries: list[Query]) -> list[int]:
    pattern = "|".join(beginnings(queries))
    if not pattern:
        return []
    places, last = [], -LENGTH
    for match in re.finditer(rf"\b(?:{pattern})", text):
        if match.start() - last > LENGTH // 4:
            places.append(match.start())
            last = match.start()
        if len(places) == _LOOKED_AT:
            break
    return places


def _around(text: str, place: int) -> tuple[int, int]:
    """The sentence at a place, or a part of it that begins and ends between words."""
    start = max(place - LENGTH // 3, 0)
    ends = [match.end() for match in _SENTENCE_END.finditer(text, start, place)]
    if ends:
        start = ends[-1]
    elif start:
        start = text.find(" ", start, place) + 1 or place
    end = min(start + LENGTH, len(text))
    if end < len(text):
        stop = _SENTENCE_END.search(text, place, end + 1)
        end = stop.start() + 1 if stop else max(text.rfind(" ", place, end), place + 1)
    return start, end


def _found(text: str, queries: list[Query]):
    """The words of the text that are asked for, in order."""
    by_start = {}
    for query in queries:
        # Titles and names of themes, which other results have too, are read once.
        read = word_forms.words_of_line if len(text) < _LINE else word_forms.words
        for word in read(text, query.language):
            is_asked = any(all(stems & query.stems for stems in way) for way in word.ways)
            if word.exact in query.acronyms or (is_asked and not word.is_small):
                by_start.setdefault(word.start, word)
    return [by_start[start] for start in sorted(by_start)]


def _common(words: list[str]) -> str:
    """What they all begin with; three letters at least."""
    shortest = min(words, key=len)
    length = next(
        (
            place
            for place, letter in enumerate(shortest)
            if any(word[place] != letter for word in words)
        ),
        len(shortest),
    )
    return words[0][: max(length, 3)]
