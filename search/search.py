"""A search from its words to its list of results, for the page, for the suggestions and for machines alike."""

import re
from collections import Counter
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain, repeat

from django.conf import settings
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.search.backends import get_search_backend

from clubs.models import ClubPage
from core.facets import Facet, TermFacet, ValueFacet, YearFacet, when_asked
from core.generations import Recent, kept
from core.languages import publication_languages
from core.listing import WORDS, Listing
from core.visibility import keeps_for, kept_for, live_pages
from downloads.themes import theme_facet
from search import word_forms
from search.backends.keys import KeyList
from search.matching import MOST_KEPT, Candidate, candidates, number_in_sight, visible
from search.models import Entry, PromotedResult
from search.queries import Clause, Query, parse, same_search
from search.ranking import Ranked, ranked
from search.results import Result, for_results, results
from search.spelling import halves, near

_CORRECTED = 3  # words of one search
_SEARCHES = 20  # that are kept for those who may see the same
# The part of a search that something must have once it is corrected.
_HELPS = 0.7


@dataclass
class Search:
    """What was asked, in each language of the site, and what was found in order; the reader's language comes first.

    `correction` is what was looked for in place of words that nothing has, as a whole search. A search may be kept,
    and then answers several requests.
    """

    queries: list[Query]
    results: list[Ranked] = field(default_factory=list)
    correction: str = ""

    @property
    def entries(self) -> QuerySet[Entry]:
        return Entry.objects.filter(pk__in=KeyList([one.pk for one in self.results]))

    @cached_property
    def by_key(self) -> dict[int, Ranked]:
        return {one.pk: one for one in self.results}

    @property
    def is_empty(self) -> bool:
        return not self.results

    @property
    def query(self) -> Query:
        return self.queries[0]

    @property
    def is_any_word(self) -> bool:
        """Whether nothing has all the words."""
        return bool(self.results) and not any(one.has_all for one in self.results)

    @property
    def problem(self) -> str:
        return self.query.problem


def ask(request, text: str) -> Search:
    """Looks for the words, those that nothing has set right where the site has their like.

    Who narrows a search, turns its page or comes back to it asks for the same words again: the last searches of those
    who may see the same are kept, unless that would take too much memory or the index is told later than the database.
    """
    make = partial(_ask, request, text)
    if not (keeps_for(request) and get_search_backend().is_in_database and _are_few(request)):
        return make()
    return kept_for(request, ("searches",), partial(Recent, _SEARCHES)).get(text, make)


def _ask(request, text: str) -> Search:
    queries = _in_each_language(parse(text, get_language(), request))
    if queries[0].problem or not queries[0].clauses:
        return Search(queries)
    queries, found = _with_phrases(request, queries)
    unknown = _unknown(request, queries, found)
    if unknown and (corrected := _corrected(request, queries[0], unknown)):
        return corrected
    return Search(queries, _ranked(request, queries, found))


def _with_phrases(request, queries: list[Query]) -> tuple[list[Query], list[Candidate]]:
    """What has all the phrases; where nothing has, their words are looked for one by one."""
    found = candidates(request, queries)
    quoted = sum(1 << n for n, clause in enumerate(queries[0].clauses) if clause.is_phrase)
    if not quoted:
        return queries, found
    if having := [one for one in found if one.clauses & quoted == quoted]:
        return queries, having
    queries = _in_each_language(queries[0].without_phrases())
    return queries, candidates(request, queries)


def _ranked(request, queries: list[Query], found: list[Candidate]) -> list[Ranked]:
    several = found and len(queries[0].clauses) > 1
    number = number_in_sight(request, queries[0].language) if several else len(found)
    return ranked(found, queries, number)


def _unknown(request, queries: list[Query], found: list[Candidate]) -> list[int]:
    """The numbers of the words that nothing in sight has; in another language, as they are typed."""
    known = 0
    for one in found:
        known |= one.here
    clauses = queries[0].clauses
    unknown = [
        number
        for number, clause in enumerate(clauses)
        if not known >> number & 1 and clause.can_be_mistyped
    ][:_CORRECTED]
    words = [clauses[number].words[0].text for number in unknown]
    foreign = {
        word
        for query in queries[1:]
        for word, number in _seen(request, words, query.language).items()
        if number
    }
    return [n for n in unknown if clauses[n].words[0].text not in foreign]


def _corrected(request, query: Query, unknown: list[int]) -> Search | None:
    """The search with known words in place of unknown ones; nothing where that wouldn't help.

    A word is taken only when the reader may see something in which it stands, just as it is written; the whole only
    when something then has most of the words.
    """
    typed = {number: query.clauses[number].words[0].text for number in unknown}
    likes = near(typed.values(), query.language)
    for word in typed.values():
        likes.setdefault(word, []).extend((both, 1) for both in halves(word, query.language))
    written = [like for found in likes.values() for like, _distance in found]
    seen = _seen(request, written, query.language)
    clauses, text = list(query.clauses), query.text
    for number, word in typed.items():
        known = [like for like in likes[word] if seen[like[0]]]
        if known:
            best, _distance = min(known, key=lambda like: (like[1], -seen[like[0]], like[0]))
            words = tuple(word_forms.words(best, query.language))
            clauses[number] = Clause(words)
            text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", best, text)
    if text == query.text:
        return None
    queries = _in_each_language(replace(query, clauses=tuple(clauses)))
    results = _ranked(request, queries, candidates(request, queries))
    if max((one.coverage for one in results), default=0) < _HELPS:
        return None
    return Search(queries, results, text)


def _seen(request, written: list[str], language: str) -> dict[str, int]:
    """In how many entries that the reader may see each word stands, as it is written, in texts of a language."""
    if not written:
        return {}
    clauses = [Clause(tuple(word_forms.words(text, language)), is_phrase=True) for text in written]
    found = candidates(request, [Query("", language, tuple(clauses))], get_language() or language)
    return {
        text: sum(1 for one in found if one.clauses >> number & 1)
        for number, text in enumerate(written)
    }


def _in_each_language(query: Query) -> list[Query]:
    others = [code for code, _name in settings.LANGUAGES if code != query.language]
    return [query, *(query.read_in(language) for language in others)]


class InOrder:
    """Entries in the order of a search, fetched by pages."""

    def __init__(self, keys: list[int]):
        self.keys = keys

    def count(self) -> int:
        return len(self.keys)

    def __getitem__(self, part: slice) -> list[Entry]:
        keys = self.keys[part]
        by_key = {entry.pk: entry for entry in for_results(Entry.objects.filter(pk__in=keys))}
        return [by_key[key] for key in keys if key in by_key]


@dataclass(frozen=True)
class ResultPart:
    """Results that follow one another, the number of the first, and whether they are those without all the words."""

    results: list[Result]
    number: int
    is_rest: bool = False


class ResultList(Listing):
    """The results, narrowed and by pages. The words are the search's own affair."""

    def __init__(self, search: Search, layout):
        self.search = search
        super().__init__(
            layout.request,
            # Only asked for when a facet is chosen that nothing found has.
            when_asked(lambda: visible(layout.request, get_language())),
            [
                ValueFacet("type", _("Kind"), "kind", Entry.Kind.choices),
                theme_facet("themes"),
                YearFacet("date"),
                TermFacet(
                    "club",
                    _("Club"),
                    "club",
                    name_field="title",
                    among=ClubPage.objects.live_for(layout.request),
                ),
                ValueFacet("langue", _("Language"), "language", publication_languages()),
            ],
            for_cards=self._in_order,  # type: ignore[arg-type]
            decorate=lambda entries: results(
                entries, search.by_key, search.queries, layout.request, layout
            ),
        )

    @property
    def clear_url(self):
        """Without the filters; the words stay."""
        return self.link(**dict.fromkeys(self._selected))

    @property
    def _known_total(self) -> int | None:  # type: ignore[override]
        return None if self._selected else len(self.search.results)

    def _in_order(self, entries) -> InOrder:
        keys = [one.pk for one in self.search.results]
        if self._selected:
            chosen = set(entries.values_list("pk", flat=True))
            keys = [key for key in keys if key in chosen]
        return InOrder(keys)

    def _searched(self, items, search):
        self.query = ""
        self._kept[WORDS] = self.search.query.text
        return self.search.entries

    def _read(self, items):
        """Filters and their counts say nothing of what is only named."""
        teasers = [one.pk for one in self.search.results if one.is_teaser]
        return items.exclude(pk__in=KeyList(teasers)) if teasers else items

    def _counted(self) -> dict[str, list[tuple[str, str, int]]]:
        """Without filters they are counted here, of the values that are kept for all that the reader may find."""
        known = None
        if not self._selected and keeps_for(self.request):
            make = partial(_values_in_sight, self.request, self._facets)
            known = kept_for(self.request, ("facets in sight",), make)
        if known is None:
            return super()._counted()
        keys = [one.pk for one in self.search.results if not one.is_teaser]
        return {
            facet.name: facet.options(known[facet.name].counted(keys)) for facet in self._facets
        }

    @property
    def parts(self) -> list[ResultPart]:
        """The results of this page, in two parts where some have all the words and none below has."""
        results, number = list(self.page_obj), self.page_obj.start_index()
        has_all = [self.search.by_key[key].has_all for key in self._found.keys]
        last = max((place for place, having in enumerate(has_all) if having), default=-1)
        cut = last + 2 - number  # of the results of this page, the first below
        if last < 0 or not 0 <= cut < len(results):
            return [ResultPart(results, number)]
        parts = [ResultPart(results[:cut], number), ResultPart(results[cut:], number + cut, True)]
        return [part for part in parts if part.results]


class _Values:
    """What entries have of a facet. Each value has a number: numbers are counted in no time."""

    def __init__(self, rows: Iterable[tuple]) -> None:
        """`rows` are (key of an entry, *row of the facet)."""
        numbers: dict[tuple, int] = {}
        self._by_key: dict[int, list[int]] = {}
        for key, *row in rows:
            number = numbers.setdefault(tuple(row), len(numbers))
            self._by_key.setdefault(key, []).append(number)
        self._rows = list(numbers)

    def counted(self, keys: list[int]) -> list[tuple]:
        """The rows that some of these entries have, each with their number at its end."""
        found = Counter(chain.from_iterable(map(self._by_key.get, keys, repeat(()))))
        return [(*self._rows[number], count) for number, count in found.items()]


def _are_few(request) -> bool:
    """Whether what the request may find is few enough for something of each entry to be kept."""
    return number_in_sight(request, get_language()) <= MOST_KEPT // 4


def _values_in_sight(request, facets: Iterable[Facet]) -> dict[str, _Values] | None:
    """By facet, what the entries in sight have of it; None where that would take too much memory to be kept."""
    if not _are_few(request):
        return None
    entries = visible(request, get_language())
    columns = ("pk", "facet_value", "facet_name", "facet_key")
    return {facet.name: _Values(facet.rows(entries).values_list(*columns)) for facet in facets}


def promoted(request, query: Query) -> list[PromotedResult]:
    """What editors put first for this search, where the reader may see it; each page in her language, if it is."""
    every = partial(list, PromotedResult.objects.select_related("page"))
    asked = [copy(item) for item in kept(request, ("promoted",), every) if _is_for(item, query)]
    if not asked:
        return []
    keys = [item.page.translation_key for item in asked]
    pages = live_pages(request).filter(translation_key__in=keys).select_related("locale")
    here = get_language()
    in_order = sorted(pages.specific(), key=lambda page: page.locale.language_code == here)
    # A page in the reader's language comes last, and takes the place of the others.
    by_key = {page.translation_key: page for page in in_order}
    shown = [item for item in asked if item.page.translation_key in by_key]
    for item in shown:
        item.page = by_key[item.page.translation_key]
    return shown


def _is_for(item: PromotedResult, query: Query) -> bool:
    return any(same_search(query, line) for line in item.lines)
