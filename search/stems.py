"""The stems of what an entry and its files say, kept beside them so that the best of what matches is put in order.

Each line holds the stems of one text between spaces (search.word_forms.stem_text).
"""

import re
from dataclasses import dataclass
from itertools import chain

from django.conf import settings

from search.models import Entry, FileText
from search.queries import Clause, Query
from search.word_forms import analysed_as, stem_text

# A page of a file that only says what the others hold: its cover, its contents.
_FRONT = "!"
_COVER_WORDS = 60
_LEADER = re.compile(r"(?:[.…\u2026]{3,}|\s)\d{1,3}\s*$", re.M)
_CONTENTS = re.compile(
    r"^\W*(?:sommaire|table des matières|contents|table of contents|inhalt|índice|indice)\W*$",
    re.I | re.M,
)


@dataclass(frozen=True)
class EntryStems:
    title: str
    introduction: str
    label: str
    names: str
    themes: str
    body: str


@dataclass(frozen=True)
class PageStems:
    """A page of a file; `is_front` for its cover and its contents."""

    number: int
    is_front: bool
    stems: str


def stems_of_entry(entry: Entry) -> str:
    names = [name for kind, name in entry.named if kind != "theme"]
    themes = [name for kind, name in entry.named if kind == "theme"]
    texts = [
        entry.title,
        entry.introduction,
        entry.label,
        "\n".join(names),
        "\n".join(themes),
        entry.body,
    ]
    return "\n".join(stem_text(text, entry.text_language) for text in texts)


def read_entry(stems: str) -> EntryStems:
    lines = stems.split("\n")
    return EntryStems(*lines) if len(lines) == 6 else EntryStems(*[""] * 6)


def stems_of_file(file: FileText) -> str:
    language = analysed_as(file.language)
    if not file.document:
        return f"\n0{stem_text(file.caption, language)}"
    lines = [stem_text(file.document.title, language)]
    pages = list(file.document.texts.all())
    for page in pages:
        front = _FRONT if len(pages) > 2 and is_front(page.number, page.text) else ""
        lines.append(f"{page.number}{front}{stem_text(page.text, language)}")
    return "\n".join(lines)[: settings.FILE_TEXT_LENGTH]


def read_file(stems: str) -> tuple[str, list[PageStems]]:
    """The stems of its title, and its pages."""
    title, *lines = stems.split("\n")
    pages = []
    for line in lines:
        number, _space, rest = line.partition(" ")
        pages.append(
            PageStems(int(number.rstrip(_FRONT) or 0), number.endswith(_FRONT), f" {rest}")
        )
    return title, pages


def is_front(number: int, text: str) -> bool:
    """Whether a page is a cover, or a table of contents."""
    if number == 1 and len(text.split()) < _COVER_WORDS:
        return True
    lines = [line for line in text.splitlines() if line.strip()]
    if number > 6 or len(lines) < 4:
        return False
    return bool(_CONTENTS.search(text)) or len(_LEADER.findall(text)) * 2 > len(lines)


# Stems that may stand between two words of one meaning: words, or other stems of the first; a compound has several.
_NEAR = r" (?:\S+ ){0,5}"


class ClauseCounter:
    """Counts how often a clause of a search stands in lines of stems."""

    def __init__(self, clause: Clause):
        self.is_uncounted = any(
            all(word.is_small for word in meaning) for meaning in clause.meanings
        )
        single: set[str] = set()
        self._runs: list[tuple[tuple[frozenset[str], ...], re.Pattern]] = []
        for meaning in clause.meanings:
            telling = [word for word in meaning if not word.is_small]
            for way in self._ways(telling):
                if len(way) == 1:
                    single |= way[0]
                elif way:
                    stems = ("|".join(map(re.escape, sorted(part))) for part in way)
                    pattern = _NEAR.join(f"(?:{part})" for part in stems)
                    self._runs.append((way, re.compile(f" {pattern} ")))
        self._single = [f" {stem} " for stem in sorted(single)]

    @staticmethod
    def _ways(words: list) -> list[tuple[frozenset[str], ...]]:
        if len(words) == 1:
            return list(words[0].ways)
        # The stems of a compound stand in no order (`stem_text`): beside other words, any of them says it.
        return [tuple(frozenset().union(*chain.from_iterable(word.ways)) for word in words)]

    def __call__(self, line: str) -> int:
        """Of stems that stand for one word the most frequent counts."""
        most = max((line.count(stem) for stem in self._single), default=0)
        for parts, pattern in self._runs:
            if all(any(f" {stem} " in line for stem in part) for part in parts):
                most = max(most, len(pattern.findall(line)))
        return most


def counters_of(queries: list[Query]) -> dict[str, list[ClauseCounter]]:
    """By language, a counter for each clause."""
    return {
        query.language: [ClauseCounter(clause) for clause in query.clauses] for query in queries
    }
