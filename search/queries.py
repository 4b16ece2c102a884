"""What a reader asks: words, "phrases", -words; and the words that editors say mean the same."""

import re
import unicodedata
from dataclasses import dataclass, field, replace

from django.conf import settings
from django.utils.translation import gettext as _
from modelsearch.query import SearchQuery

from core import word_forms
from core.word_forms import Word
from search.models import Synonyms
from search.terms import Term, all_of, any_of, exact, inflected

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_QUOTES = re.compile(r"[“”«»„\"]")
_PHRASE = re.compile(r'"([^"]*)"?')
_MINUS = re.compile(r"(?:^|(?<=\s))-(?=\w)")


@dataclass(frozen=True)
class Clause:
    """Something that must be found: words one after the other, or any of those that mean the same."""

    words: tuple[Word, ...]
    is_phrase: bool = False
    synonyms: tuple[tuple[Word, ...], ...] = ()

    def query(self, mark: str = "") -> SearchQuery:
        if self.is_phrase and not mark:
            return all_of(exact(word) for word in self.words)
        meanings = (self.words, *self.synonyms)
        return any_of(all_of(inflected(word, mark) for word in words) for words in meanings)

    def exact_query(self) -> SearchQuery:
        return all_of(exact(word) for word in self.words)

    def read_in(self, language: str) -> "Clause":
        synonyms = tuple(_read_in(language, words) for words in self.synonyms)
        return replace(self, words=_read_in(language, self.words), synonyms=synonyms)

    @property
    def all_words(self) -> list[Word]:
        return [word for words in (self.words, *self.synonyms) for word in words]


@dataclass(frozen=True)
class Query:
    """A search in one language; `text` is what was typed, cleaned."""

    text: str
    language: str
    clauses: tuple[Clause, ...] = ()
    refused: tuple[Word, ...] = ()
    any_word: bool = False
    problem: str = field(default="", compare=False)

    @property
    def terms(self) -> SearchQuery:
        """What must stand in a text."""
        if not self.clauses:
            return Term("")
        together = any_of if self.any_word else all_of
        return together(clause.query() for clause in self.clauses)

    @property
    def terms_as_written(self) -> SearchQuery:
        return all_of(clause.exact_query() for clause in self.clauses) if self.clauses else Term("")

    @property
    def refused_terms(self) -> SearchQuery | None:
        """What may stand nowhere."""
        return any_of(map(inflected, self.refused)) if self.refused else None

    @property
    def phrases(self) -> list[tuple[Word, ...]]:
        """Words that must stand one after the other."""
        return [
            clause.words for clause in self.clauses if clause.is_phrase and len(clause.words) > 1
        ]

    @property
    def words(self) -> list[Word]:
        return [word for clause in self.clauses for word in clause.words]

    def of_any_word(self) -> "Query":
        return replace(self, any_word=True)

    def read_in(self, language: str) -> "Query":
        """The same words as forms of another language; which of them say something stays."""
        clauses = tuple(clause.read_in(language) for clause in self.clauses)
        refused = _read_in(language, self.refused)
        return replace(self, language=language, clauses=clauses, refused=refused)


def _read_in(language: str, words: tuple[Word, ...]) -> tuple[Word, ...]:
    return tuple(next(word_forms.words(word.text, language), word) for word in words)


def clean(text: str) -> str:
    """A search on one line, in the characters that are read."""
    text = unicodedata.normalize("NFKC", text[:20_000])
    return " ".join(_CONTROL.sub(" ", text).split())


def parse(text: str, language: str, synonyms: list[Synonyms] | None = None) -> Query:
    """The search in a language; its `problem` is a sentence when there is nothing to look for, or too much."""
    text = clean(text)
    count = sum(1 for _word in word_forms.words(text[:2000], language))
    if len(text) > settings.SEARCH_QUERY_MAX_LENGTH or count > settings.SEARCH_QUERY_MAX_WORDS:
        limits = {
            "words": settings.SEARCH_QUERY_MAX_WORDS,
            "characters": settings.SEARCH_QUERY_MAX_LENGTH,
        }
        sentence = _(
            "This search is too long: %(words)d words and %(characters)d characters at most."
        )
        short = text[: settings.SEARCH_QUERY_MAX_LENGTH]
        return Query(short, language, problem=sentence % limits)
    clauses, refused = _parts(text, language)
    query = Query(text, language, tuple(clauses), tuple(refused))
    if text and not clauses:
        return replace(query, problem=_("There is no word in this search: type at least one."))
    return replace(query, clauses=tuple(_with_synonyms(clauses, language, synonyms or [])))


def _parts(text: str, language: str) -> tuple[list[Clause], list[Word]]:
    text = _QUOTES.sub('"', text)
    clauses = [
        Clause(words, is_phrase=True)
        for phrase in _PHRASE.findall(text)
        if (words := tuple(word_forms.words(phrase, language)))
    ]
    rest = _PHRASE.sub(" ", text)
    refused_at = [match.end() for match in _MINUS.finditer(rest)]
    wanted, refused = [], []
    for word in word_forms.words(rest, language):
        (refused if word.start in refused_at else wanted).append(word)
    telling = [word for word in wanted if not word.is_small]
    if not telling and not clauses:
        telling = wanted
    return clauses + [Clause((word,)) for word in telling], refused


def _with_synonyms(clauses: list[Clause], language: str, synonyms: list[Synonyms]) -> list[Clause]:
    """Each run of words that is one of some synonyms becomes one clause, with the others."""
    if not synonyms:
        return clauses
    groups = [[tuple(_telling(line, language)) for line in group.lines] for group in synonyms]
    found, place = [], 0
    while place < len(clauses):
        length, others = _longest(clauses[place:], groups)
        if length:
            words = tuple(
                word for clause in clauses[place : place + length] for word in clause.words
            )
            found.append(Clause(words, synonyms=tuple(others)))
        else:
            found.append(clauses[place])
        place += length or 1
    return found


def _longest(clauses: list[Clause], groups: list[list[tuple[Word, ...]]]) -> tuple[int, list]:
    """How many clauses are the longest of the synonyms that begin here, and what else they may be called."""
    best, others = 0, []
    for group in groups:
        for words in group:
            length = len(words)
            run = clauses[:length]
            if (
                length > best
                and len(run) == length
                and not any(clause.is_phrase for clause in run)
                and all(
                    same(clause.words[0], word) for clause, word in zip(run, words, strict=True)
                )
            ):
                best, others = length, [other for other in group if other != words and other]
    return best, others


def _telling(text: str, language: str) -> list[Word]:
    words = list(word_forms.words(text, language))
    return [word for word in words if not word.is_small] or words


def same(one: Word, other: Word) -> bool:
    """Whether two words are forms of one."""
    return any(
        len(way) == len(other_way)
        and all(stems & others for stems, others in zip(way, other_way, strict=True))
        for way in one.ways
        for other_way in other.ways
    )


def same_search(query: Query, text: str) -> bool:
    """Whether a line that an editor wrote asks for the same: forms and order of words let by."""
    words = _telling(text, query.language)
    asked = query.words
    return (
        len(words) == len(asked)
        and all(any(same(word, other) for other in asked) for word in words)
        and all(any(same(word, other) for other in words) for word in asked)
    )
