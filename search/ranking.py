"""Puts in order what was found: how many of the words, how rare they are, where they stand and how often.

Databases rank in their own ways, so none is asked to: the order is made here, of the stems kept with each entry, and is
the same whatever database or index there is.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from math import log

from django.utils import timezone

from search.matching import Candidate, Masks, in_titles
from search.models import Entry, FileText
from search.queries import Query
from search.stems import EntryStems, PageStems, counters_of, read_entry, read_file
from search.word_forms import analysed_as, spoken, words_of_line

# How many entries are put in order by their texts, and characters of stems read for it; the others follow.
RANKED, MOST_READ = 100, 6_000_000
FILES = 3  # of an entry that are read

# What a word weighs once, by where it stands; it weighs less and less the more often.
TITLE, INTRODUCTION, LABEL, NAME, BODY, THEME = 6.0, 4.0, 1.2, 0.7, 1.5, 0.3
AS_WRITTEN = 1.5
# What the name of its club or series says of it.
OF_NAME = 4.0
FILE_TITLE, FILE_PAGE, FRONT_PAGE = 2.5, 0.4, 0.2
SATURATION = 3.0
# A text of so many stems is of usual length.
USUAL_LENGTH, USUAL_INTRODUCTION, LENGTH_COUNTS = 250, 20, 0.5
# How much a word that is lacking costs.
COVERAGE_COUNTS = 0.7
WHOLE_TITLE = 0.12
# By age in days; what has no date is neither new nor old.
RECENT = ((400, 0.015), (2 * 365, 0.01), (4 * 365, 0.005))
UNDATED = 0.007
# What a file is worth beside the page, or the page beside the file.
BESIDE = 0.15
# Of the parts of a search that are counted as numbers with fractions.
ALL = 0.999
# Who types so many words wants them all: what has them comes first, and what lacks the rarer one isn't shown. Who types
# more half remembers: what says most of it well comes first.
FEW = 2
# The least part of the search, by how rare its words are, that a result has: where others have all, and where none has.
LEAST_OF_ONE = 0.35
LEAST_OF_FEW, LEAST_OF_MANY = (0.45, 0.25), (0.1, 0.1)


@dataclass(slots=True)  # frozen it would take three times as long to make, and there are many
class Ranked:
    """A result: `coverage` is the part of the search that its text has, `with_themes` that its text and themes have;
    `words` is how many of its words these are.

    `place` is the file and the number of the page there that say most; 0 stands for the file as a whole. `is_last` is
    said of a list of pages that isn't asked for by its name.
    """

    pk: int
    score: float
    coverage: float
    with_themes: float
    words: int
    place: tuple[int, int] | None = None
    day: date | None = None
    is_teaser: bool = False
    is_last: bool = False

    @property
    def has_all(self) -> bool:
        return self.coverage > ALL

    def order(self, is_short: bool) -> tuple:
        """What matches by its themes only comes last, and lists of pages that aren't asked for by name."""
        day = self.day.toordinal() if self.day else 0
        lacks = is_short and not self.has_all
        return (lacks, not self.coverage, self.is_last, -round(self.score, 6), -day, -self.pk)


def ranked(found: list[Candidate], queries: list[Query], number: int) -> list[Ranked]:
    """The results in order; `number` is how many entries there are to be found."""
    if not found:
        return []
    weights = _weights(found, len(queries[0].clauses), number)
    covered = cache(lambda mask: _covered(mask, weights))  # there are few masks, and many entries
    read, others = found, []
    if len(found) > RANKED:
        titles = in_titles(queries)
        first = sorted(found, key=lambda one: _first_order(one, covered, titles))
        read, others = first[:RANKED], first[RANKED:]
    rankings = _Ranking(queries, weights).of(read)
    is_short = len(weights) <= FEW
    in_order = sorted(rankings, key=lambda one: one.order(is_short))
    for one in others:
        part = covered(one.clauses)
        in_order.append(Ranked(one.pk, 0.0, part, part, one.clauses.bit_count()))
    best = max(one.coverage for one in rankings)
    beside, alone = LEAST_OF_FEW if is_short else LEAST_OF_MANY
    least = beside if best > ALL else max(alone, beside * best)
    # A common word of three says nothing where other results have two.
    words = min(2, max(one.words for one in rankings)) if len(weights) == FEW + 1 else 1
    return [
        one
        for one in in_order
        if one.with_themes >= (least if one.words >= words else LEAST_OF_ONE)
    ]


def _weights(found: list[Candidate], clauses: int, number: int) -> list[float]:
    """Of each clause, how rare it is among what may be found; together 1."""
    masks = Counter(one.clauses for one in found)
    counts = [sum(k for mask, k in masks.items() if mask >> n & 1) for n in range(clauses)]
    weights = [log(1 + max(number, 1) / (count + 0.5)) for count in counts]
    return [weight / sum(weights) for weight in weights]


def _covered(mask: int, weights: list[float]) -> float:
    return sum(weight for number, weight in enumerate(weights) if mask >> number & 1)


def _first_order(one: Candidate, covered: Callable[[int], float], titles: Masks) -> tuple:
    """Before anything is read: what stands in an entry itself counts for more than what stands in its files.

    What stands in its title or in the name of its club or series counts most.
    """
    titled = titles.get(one.pk, {}).get(one.language, 0)
    part = covered(one.clauses) + 0.5 * (covered(one.own) + covered(titled | one.named))
    return (-round(part, 6), one.is_section, -(one.date.toordinal() if one.date else 0), -one.pk)


class _Ranking:
    def __init__(self, queries: list[Query], weights: list[float]):
        self.weights = weights
        self.counters = counters_of(queries)
        self.exact = {
            query.language: [
                f" {' '.join(part for word in clause.words for part in word.exact)} "
                for clause in query.clauses
            ]
            for query in queries
        }
        self.dates = [clause.date for clause in queries[0].clauses]
        self.today = timezone.localdate()

    def of(self, found: list[Candidate]) -> list[Ranked]:
        files = self._files(found)
        keys = [one.pk for one in found]
        rows = Entry.objects.filter(pk__in=keys).values_list("pk", "title", "stems")
        texts = {pk: (title, read_entry(stems)) for pk, title, stems in rows}
        return [
            self._ranked(one, *texts[one.pk], [(pk, *files[pk]) for pk in one.files if pk in files])
            for one in found
            if one.pk in texts
        ]

    def _files(self, found: list[Candidate]) -> dict[int, tuple[str, list[PageStems], str]]:
        keys = [
            pk
            for one in found
            for pk in sorted(one.files, key=lambda pk: (-one.files[pk].bit_count(), pk))[:FILES]
        ]
        read, length = {}, 0
        for begin in range(0, len(keys), 50):
            some = FileText.objects.filter(pk__in=keys[begin : begin + 50])
            for pk, stems, own, other in some.values_list(
                "pk", "stems", "document__language", "entry__text_language"
            ):
                read[pk] = (*read_file(stems), analysed_as(own) if own else other)
                length += len(stems)
            if length > MOST_READ:
                break
        return read

    def _ranked(self, one: Candidate, title: str, texts: EntryStems, files: list) -> Ranked:
        in_title, in_name, head, body, themes = self._own(one, title, texts)
        best = _Match(self.weights, [h + b for h, b in zip(head, body, strict=True)])
        beside, place = None, None
        for pk, *file in files:
            for number, page in self._pages(one, pk, *file):
                match = _Match(self.weights, [h + p for h, p in zip(head, page, strict=True)])
                if beside is None or match.worth > beside.worth:
                    beside, place = match, (pk, number)
        if beside and beside.worth > best.worth:
            best, beside = beside, best
        worth = best.worth + (BESIDE * beside.worth if beside else 0)
        coverage = best.coverage
        by_theme = 0.0
        if any(themes):
            by_theme = _Match(
                self.weights, [t or h for h, t in zip(best.values, themes, strict=True)]
            ).coverage
            worth += THEME * sum(w for w, theme in zip(self.weights, themes, strict=True) if theme)
        length = sum(1 for word in words_of_line(title, one.language) if not word.is_small) or 1
        whole = in_title.bit_count() / length
        if in_name:
            whole = max(whole, in_name.bit_count() / len(texts.introduction.split()))
        worth += WHOLE_TITLE * min(whole, 1) * coverage
        return Ranked(
            one.pk,
            worth + self._recency(one.date),
            coverage,
            max(by_theme, coverage),
            sum(1 for v, t in zip(best.values, themes, strict=True) if v or t),
            place,
            one.date,
            one.is_teaser,
            one.is_section and _covered(in_title, self.weights) < ALL,
        )

    def _own(self, one: Candidate, title: str, texts: EntryStems) -> tuple:
        """The clauses that the title and the short name have, as masks; by clause what head, body and themes weigh.

        People and organisations are also called by what stands for their introduction, a role or a short name.
        """
        counters, exact = self.counters[one.language], self.exact[one.language]
        said = f" {spoken(title, one.language)} "
        in_title, in_name, head, body, themes = 0, 0, [], [], []
        usual = _usual(texts.body)
        introduced = INTRODUCTION / _usual(texts.introduction, USUAL_INTRODUCTION)
        for number, counter in enumerate(counters):
            weight = text = theme = 0.0
            if one.named >> number & 1:
                weight += TITLE if self.dates[number] else OF_NAME
            if one.own >> number & 1:
                if counter(texts.title):
                    in_title |= 1 << number
                    weight += TITLE + (AS_WRITTEN if exact[number] in said else 0)
                if counter(texts.introduction):
                    weight += introduced if one.is_page else TITLE
                    in_name |= 0 if one.is_page else 1 << number
                weight += LABEL * bool(counter(texts.label)) + NAME * bool(counter(texts.names))
                if not one.is_teaser:
                    text = BODY * counter(texts.body) / usual
                    theme = THEME * bool(counter(texts.themes))
                if counter.is_uncounted:
                    text = text or BODY
            head.append(weight)
            body.append(text)
            themes.append(theme)
        return in_title, in_name, head, body, themes

    def _pages(self, one: Candidate, pk: int, title: str, pages: list[PageStems], language: str):
        """Of each page of a file where some of the search stands: its number, by clause what it and the title weigh."""
        counters = [
            counter if one.files[pk] >> number & 1 else None
            for number, counter in enumerate(self.counters[language])
        ]
        titled = [FILE_TITLE * bool(counter and counter(title)) for counter in counters]
        if any(titled):
            yield 0, titled
        for page in pages:
            weight = FRONT_PAGE if page.is_front else FILE_PAGE
            usual = _usual(page.stems)
            counts = [
                weight * (counter.is_uncounted or counter(page.stems)) / usual if counter else 0
                for counter in counters
            ]
            if any(counts):
                yield (
                    0 if page.is_front else page.number,
                    [t + c for t, c in zip(titled, counts, strict=True)],
                )

    def _recency(self, day: date | None) -> float:
        if not day:
            return UNDATED
        age = (self.today - day).days
        return next((worth for days, worth in RECENT if age <= days), 0.0)


class _Match:
    """What a text is worth, by clause what it weighs there: the more of the search it has, the more."""

    def __init__(self, weights: list[float], values: list[float]):
        self.values = values
        self.coverage = sum(w for w, value in zip(weights, values, strict=True) if value)
        said = sum(w * v / (v + SATURATION) for w, v in zip(weights, values, strict=True))
        self.worth = said * self.coverage**COVERAGE_COUNTS


def _usual(stems: str, length: int = USUAL_LENGTH) -> float:
    """How much longer than usual a text is."""
    return 1 - LENGTH_COUNTS + LENGTH_COUNTS * stems.count(" ") / length
