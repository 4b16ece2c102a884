"""What a reader asks: words, "phrases", -words, dates; and the words that editors say mean the same."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, partial
from itertools import pairwise

from django.conf import settings
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import override
from modelsearch.query import SearchQuery

from core.generations import kept
from search import word_forms
from search.models import Acronym, KnownWord, Synonyms
from search.terms import all_of, any_of, exact, inflected
from search.word_forms import Word, fold

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_QUOTES = re.compile(r"[“”«»„\"]")
_PHRASE = re.compile(r'"([^"]*)"')
_MINUS = re.compile(r"(?:^|(?<=\s))-(?=\w)")


@dataclass(frozen=True)
class Clause:
    """Something that is looked for: words one after the other, any of those that mean the same, or a date.

    `date` is (year, month, day), the day None for a whole month.
    """

    words: tuple[Word, ...]
    is_phrase: bool = False
    synonyms: tuple[tuple[Word, ...], ...] = ()
    date: tuple[int, int, int | None] | None = None

    @property
    def meanings(self) -> tuple[tuple[Word, ...], ...]:
        return (self.words, *self.synonyms)

    def query(self) -> SearchQuery:
        if self.is_phrase:
            return all_of(exact(word) for word in self.words)
        return any_of(all_of(inflected(word) for word in words) for words in self.meanings)

    def read_in(self, language: str) -> "Clause":
        synonyms = tuple(_read_in(language, words) for words in self.synonyms)
        return replace(self, words=_read_in(language, self.words), synonyms=synonyms)

    @property
    def can_be_mistyped(self) -> bool:
        """Whether it is one word, and no number, date or acronym."""
        word = self.words[0]
        alone = (
            len(self.words) == 1 and len(word.exact) == 1 and not self.is_phrase and not self.date
        )
        return alone and len(word.text) > 3 and word.text.isalpha() and not word.is_acronym

    @property
    def all_words(self) -> list[Word]:
        return [word for words in self.meanings for word in words]


@dataclass(frozen=True)
class Query:
    """A search in one language; `text` is what was typed, cleaned."""

    text: str
    language: str
    clauses: tuple[Clause, ...] = ()
    refused: tuple[Word, ...] = ()
    problem: str = field(default="", compare=False)

    @property
    def refused_terms(self) -> SearchQuery | None:
        """What may stand nowhere."""
        return any_of(map(inflected, self.refused)) if self.refused else None

    @property
    def words(self) -> list[Word]:
        return [word for clause in self.clauses for word in clause.words]

    @cached_property
    def stems(self) -> set[str]:
        """Those of all its words, and of what means the same."""
        return {stem for word in self._asked for way in word.ways for part in way for stem in part}

    @cached_property
    def acronyms(self) -> set[tuple[str, ...]]:
        return {word.exact for word in self._asked if word.is_acronym}

    @property
    def _asked(self) -> list[Word]:
        return [word for clause in self.clauses for word in clause.all_words]

    def said_by(self, words: list[Word]) -> int:
        """Of how many of its clauses a word, or one of the same meaning, is among these."""
        return sum(
            any(same(word, asked) for word in words for asked in clause.all_words)
            for clause in self.clauses
        )

    def without_phrases(self) -> "Query":
        """The words of the phrases one by one."""
        quoted = [word for clause in self.clauses if clause.is_phrase for word in clause.words]
        telling = [word for word in quoted if not word.is_small] or quoted
        others = [clause for clause in self.clauses if not clause.is_phrase]
        return replace(self, clauses=(*(Clause((word,)) for word in telling), *others))

    def read_in(self, language: str) -> "Query":
        """The same words as forms of another language; which of them say something stays."""
        clauses = tuple(clause.read_in(language) for clause in self.clauses)
        refused = _read_in(language, self.refused)
        return replace(self, language=language, clauses=clauses, refused=refused)


def _read_in(language: str, words: tuple[Word, ...]) -> tuple[Word, ...]:
    return tuple(
        word if word.is_acronym else next(word_forms.words(word.text, language), word)
        for word in words
    )


def clean(text: str) -> str:
    """A search on one line, in the characters that are read."""
    text = unicodedata.normalize("NFKC", text[:20_000])
    return " ".join(_CONTROL.sub(" ", text).split())


def parse(text: str, language: str, request=None) -> Query:
    """The search in a language; its `problem` is a sentence when there is nothing to look for, or too much.

    What editors say means the same is kept for the requests of readers (core.generations).
    """
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
        return replace(query, problem=_("There are no words in this search: type at least one."))
    if not clauses:
        return query
    synonyms = kept(request, ("synonyms", language), partial(_synonyms, language))
    clauses = _with_compounds(_with_synonyms(clauses, synonyms), language)
    # Each once: a word typed twice counts once.
    once = {tuple(word.exact for word in clause.words): clause for clause in reversed(clauses)}
    return replace(query, clauses=tuple(reversed(once.values())))


def _parts(text: str, language: str) -> tuple[list[Clause], list[Word]]:
    """Phrases between two quotation marks, dates, and the other words; a mark without its other half is let by."""
    text = _QUOTES.sub('"', text)
    clauses = [
        Clause(words, is_phrase=True)
        for phrase in _PHRASE.findall(text)
        if (words := tuple(word_forms.asked_words(phrase, language)))
    ]
    rest = _PHRASE.sub(" ", text)
    refused_at = [match.end() for match in _MINUS.finditer(rest)]
    dates = [
        (match.span(), Clause(tuple(word_forms.words(match.group(), language)), date=date))
        for match in _date_pattern(language).finditer(rest)
        if (date := _date(match, language))
    ]
    wanted, refused = [], []
    for word in word_forms.asked_words(rest, language):
        if not any(begin <= word.start < end for (begin, end), _clause in dates):
            (refused if word.start in refused_at else wanted).append(word)
    telling = [word for word in wanted if not word.is_small]
    if not telling and not clauses and not dates:
        telling = wanted
    found = [(word.start, Clause((word,))) for word in telling]
    found += [(begin, clause) for (begin, _end), clause in dates]
    return clauses + [clause for _start, clause in sorted(found, key=lambda one: one[0])], refused


@cache
def _date_pattern(language: str) -> re.Pattern:
    months = "|".join(re.escape(month) for month in _months(language))
    return re.compile(
        rf"(?<!\w)(?:(?P<day>\d{{1,2}})(?:er|st|nd|rd|th)?\s+)?(?P<month>{months})\s+(?P<year>\d{{4}})(?!\w)"
        r"|(?<!\d)(?P<day2>\d{1,2})[/.](?P<month2>\d{1,2})[/.](?P<year2>\d{4})(?!\d)"
        r"|(?<!\d)(?P<year3>\d{4})-(?P<month3>\d\d)-(?P<day3>\d\d)(?!\d)",
        re.I,
    )


@cache
def _months(language: str) -> dict[str, int]:
    """The names of the months as they are written, and without accents."""
    with override(language):
        names = {str(name).lower(): number for number, name in MONTHS.items()}
    return names | {fold(name): number for name, number in names.items()}


def _date(match: re.Match, language: str) -> tuple[int, int, int | None] | None:
    parts = {name.rstrip("23"): text for name, text in match.groupdict().items() if text}
    month = _months(language).get(parts["month"].lower()) or int(parts["month"])
    day = int(parts["day"]) if "day" in parts else None
    right = 1 <= month <= 12 and (day is None or 1 <= day <= 31)
    return (int(parts["year"]), month, day) if right else None


Group = list[tuple[Word, ...]]


def _synonyms(language: str) -> tuple[list[Group], set[tuple[str, ...]]]:
    """What editors say means the same, acronyms included, and the letters of these."""
    groups = [
        [_telling(line, language) for line in group.lines] for group in Synonyms.objects.all()
    ]
    letters = set()
    for acronym in Acronym.objects.all():
        own, *meanings = (_telling(line, language) for line in acronym.lines)
        letters.add(own[0].exact)
        groups.append([(word_forms.as_acronym(own[0]),), *meanings])
    return groups, letters


def _with_synonyms(
    clauses: list[Clause], synonyms: tuple[list[Group], set[tuple[str, ...]]]
) -> list[Clause]:
    """Each run of words that is one of some synonyms, or an acronym's, becomes one clause with the others."""
    (groups, letters), found, place = synonyms, [], 0
    while place < len(clauses):
        length, others = _longest(clauses[place:], groups)
        run = clauses[place : place + (length or 1)]
        words = tuple(word for clause in run for word in clause.words)
        if length == 1 and words[0].exact in letters:
            words = (word_forms.as_acronym(words[0]),)
        found.append(Clause(words, synonyms=tuple(others)) if length else run[0])
        place += len(run)
    return found


def _with_compounds(clauses: list[Clause], language: str) -> list[Clause]:
    """Two words side by side are also looked for as one that the site knows: "bed bugs" as "bedbugs"."""
    pairs = {
        (place, fold(one.words[0].text + other.words[0].text))
        for place, (one, other) in enumerate(pairwise(clauses))
        if all(
            len(clause.words) == 1 and not clause.is_phrase and not clause.date
            for clause in (one, other)
        )
    }
    known = known_words({text for _place, text in pairs}, language) if pairs else {}
    for place, text in pairs:
        if written := known.get(text):
            joined = tuple(word_forms.words(written, language))
            for number in (place, place + 1):
                synonyms = (*clauses[number].synonyms, joined)
                clauses[number] = replace(clauses[number], synonyms=synonyms)
    return clauses


def known_words(folded: Iterable[str], language: str) -> dict[str, str]:
    """Those of some words that the site's texts have, as they are written."""
    known = KnownWord.objects.filter(language=word_forms.analysed_as(language), folded__in=folded)
    return dict(known.values_list("folded", "written"))


def _longest(clauses: list[Clause], groups: list[Group]) -> tuple[int, list]:
    """How many clauses are the longest of the synonyms that begin here, and what else they may be called."""
    best, others = 0, []
    for group in groups:
        for words in group:
            length = len(words)
            run = clauses[:length]
            if (
                length >= max(best, 1)
                and len(run) == length
                and not any(clause.is_phrase or clause.date for clause in run)
                and all(
                    same(clause.words[0], word) for clause, word in zip(run, words, strict=True)
                )
            ):
                more = [other for other in group if other != words and other]
                best, others = length, more if length > best else [*others, *more]
    return best, others


def _telling(text: str, language: str) -> tuple[Word, ...]:
    words = word_forms.words_of_line(text, language)
    return tuple(word for word in words if not word.is_small) or words


def same(one: Word, other: Word) -> bool:
    """Whether two words are forms of one; an acronym is the same in small letters."""
    if one.is_acronym or other.is_acronym:
        return one.exact == other.exact and not one.is_small
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
