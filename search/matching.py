"""Finds entries: those that a request may see, in whose texts the words of a search stand.

The index is asked for the keys of each word, and the database once for what the request may see of them. All that
counts afterwards, how rare a word is included, is counted among that.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache, partial, reduce
from operator import or_

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from wagtail.search.backends import get_search_backend

from clubs.models import ClubPage
from contacts.models import ContactsPage, Organisation
from core.visibility import (
    keeps_for,
    kept_for,
    live_pages,
    named_on_pages,
    photos_on_pages,
    teased_pages,
)
from directory.known import known_organisations
from directory.models import DirectoryPage
from downloads.models import Document, DocumentPage, SeriesPage
from search.backends.keys import KeyList
from search.models import Entry, FileText
from search.queries import Clause, Query, same
from search.stems import counters_of, read_entry
from search.terms import all_of, beginning
from search.word_forms import SOFT_HYPHEN, Word, analysed_as, fold, words_of_line

# Of entries or of files, for each group of readers who see the same: 20,000 take 5 MB.
MOST_KEPT = 20_000


@dataclass(slots=True)
class Candidate:
    """An entry in which some of the search stands; bit n of a mask says whether clause n is there."""

    pk: int
    language: str
    date: date | None
    is_section: bool
    is_page: bool
    is_teaser: bool
    own: int = 0  # in its own texts
    named: int = 0  # in the name of its club or series, or its date
    files: dict[int, int] = field(
        default_factory=dict
    )  # in those of its files that the request may open
    here: int = 0  # in the reader's language, wherever
    clauses: int = 0  # in any of these


def visible(request, language: str) -> QuerySet[Entry]:
    """What the request may find: of each thing one translation, in this language if it has one.

    A search asks for it several times, and it is long to write: once per request and language.
    """
    known = vars(request).setdefault("_entries_in_sight", {})
    if language not in known:
        known[language] = _visible(request, language)
    return known[language].all()


def _visible(request, language: str) -> QuerySet[Entry]:
    pages = live_pages(request).order_by()
    here = pages.filter(locale__language_code=language)
    elsewhere = Q(page__in=pages.values("pk")) & ~Q(site_language=language)
    translated = Q(translation_key__in=here.values("translation_key"))
    found = Q(page__in=here.values("pk")) | (elsewhere & ~translated)
    directory = DirectoryPage.objects.live_for(request).filter(locale__language_code=language)
    has_page = Q(organisation__in=known_organisations(request).values("pk"))
    named = named_on_pages(request, Organisation).exclude(website="")
    found |= (has_page & Exists(directory.order_by())) | Q(organisation__in=named.values("pk"))
    listed = Q(contact__listed=True, contact__successor=None, site_language=language)
    contacts_page = here.filter(pk__in=ContactsPage.objects.live_for(request).values("pk"))
    return Entry.objects.filter(found | (listed & Exists(contacts_page)))


def number_in_sight(request, language: str) -> int:
    """How much the request may find."""
    return kept_for(
        request, ("number in sight", language), lambda: visible(request, language).count()
    )


def teased(request, language: str) -> QuerySet[Entry]:
    """Entries of which the request may read the title and the introduction, and no more."""
    pages = teased_pages(request).filter(locale__language_code=language).order_by()
    return Entry.objects.filter(page__in=pages.values("pk"))


def candidates(request, queries: list[Query], language: str = "") -> list[Candidate]:
    """The entries that the request may see and in which some of a search stands, in each of the site's languages.

    `language` is the reader's, where it isn't that of the first query.
    """
    own, files = (_keys(model, queries) for model in (Entry, FileText))
    named = _named(request, queries)
    rows = _visible_files(request, files)
    found = _visible_entries(
        request,
        language or queries[0].language,
        [*own, *named, *(entry for _pk, entry, _language in rows)],
    )
    for candidate in found.values():
        candidate.own = own.get(candidate.pk, {}).get(candidate.language, 0)
        candidate.named = 0 if candidate.is_teaser else named.get(candidate.pk, 0)
    _keep_to_teasers([one for one in found.values() if one.is_teaser], queries)
    here = queries[0].language
    for candidate in found.values():
        candidate.here = candidate.named | (candidate.own if candidate.language == here else 0)
    for pk, entry, language in rows:
        if entry in found and not found[entry].is_teaser and (mask := files[pk].get(language)):
            found[entry].files[pk] = mask
            found[entry].here |= mask if language == here else 0
    if refused := _refused(request, queries):
        found = {pk: candidate for pk, candidate in found.items() if pk not in refused}
    for candidate in found.values():
        candidate.clauses = reduce(or_, candidate.files.values(), candidate.own | candidate.named)
    return [candidate for candidate in found.values() if candidate.clauses]


Masks = dict[int, dict[str, int]]  # key → language of the text → clauses


def in_titles(queries: list[Query]) -> Masks:
    """Of entries, which clauses stand in their titles, read as each language, whoever may see them."""
    return _keys(Entry, queries, "title")


def _keys(model, queries: list[Query], column: str = "body") -> Masks:
    """Of entries or of files, which clauses stand in each, read as each language, whoever may see it."""
    backend, found = get_search_backend(), {}
    asked: dict[str, list[int]] = {}  # many words have the same terms in several languages
    for query in queries:
        for number, clause in enumerate(query.clauses):
            terms = clause.query()
            if (name := repr(terms)) not in asked:
                keys = backend.key_list(model, terms, column)
                asked[name] = list(_said(model, keys, clause))
            for key in asked[name]:
                of_key = found.setdefault(key, {})
                of_key[query.language] = of_key.get(query.language, 0) | 1 << number
    return found


def _said(model, keys: list[int], clause: Clause) -> Iterable[int]:
    """Those of some keys whose texts say a quoted phrase; all for another clause."""
    if (
        not keys
        or not clause.is_phrase
        or len([part for word in clause.words for part in word.exact]) < 2
    ):
        return keys
    pattern = phrase_pattern(clause.words)
    some = model.objects.filter(pk__in=KeyList(keys))
    if model is Entry:
        texts = ("title", "introduction", "body", "label", "keywords")
        said = Q()
        for name in texts:
            said |= Q(**{f"{name}__regex": pattern})
        return some.filter(said).values_list("pk", flat=True)
    pages = DocumentPage.objects.filter(document=OuterRef("document"), text__regex=pattern)
    # In a Case, which no database turns into a join: only files that have the words are read.
    in_pages = Q(Case(When(Exists(pages), then=Value(True)), default=Value(False)))
    titled = Q(document__title__regex=pattern) | Q(caption__regex=pattern)
    return some.filter(titled | in_pages).values_list("pk", flat=True)


def _visible_files(request, keys: Iterable[int]) -> list[tuple[int, int, str]]:
    """(key, entry, language of the text) of those of some files that the request may see on pages that it may."""
    if not (keys := list(keys)):
        return []
    rows = _those_of(request, keys, partial(_files_in_sight, request), ("files in sight",))
    return [(pk, entry, analysed_as(own) if own else other) for pk, entry, own, other in rows]


def _files_in_sight(request) -> QuerySet:
    """Rows of key, entry, language of the file and of the entry."""
    open_files = Document.objects.on_pages_of(request).order_by()
    # Else the row says what stood in the file before.
    documents = Q(document__in=open_files.values("pk"), document__read_at__isnull=False)
    # A publication answers for its files; other pages for those that no publication in sight has.
    published = FileText.objects.filter(
        document=OuterRef("document"),
        entry__kind=Entry.Kind.PUBLICATION,
        entry__page__in=live_pages(request).order_by().values("pk"),
    )
    documents &= Q(entry__kind=Entry.Kind.PUBLICATION) | ~Q(Exists(published))
    photos = Q(photo__in=photos_on_pages().values("pk"))
    rows = FileText.objects.filter(documents | photos)
    return rows.values_list("pk", "entry", "document__language", "entry__text_language")


def _visible_entries(request, language: str, keys: Iterable[int]) -> dict[int, Candidate]:
    """By key, those of some entries that the request may see or read the title of."""
    if not (keys := sorted(set(keys))):
        return {}
    found = {}
    for in_sight, is_teaser in ((teased, True), (visible, False)):
        rows = partial(_rows_of_entries, in_sight, request, language)
        name = ("entries in sight", language, is_teaser)
        for pk, text_language, day, is_section, page in _those_of(request, keys, rows, name):
            found[pk] = Candidate(pk, text_language, day, is_section, page is not None, is_teaser)
    return found


def _rows_of_entries(in_sight: Callable[..., QuerySet], request, language: str) -> QuerySet:
    entries = in_sight(request, language).order_by()
    return entries.values_list("pk", "text_language", "date", "is_section", "page")


def _those_of(
    request, keys: list[int], rows: Callable[[], QuerySet], name: tuple
) -> Iterable[tuple]:
    """Of the rows in a reader's sight those with these keys; from the database where they aren't kept."""
    known = kept_for(request, name, partial(_few, rows)) if keeps_for(request) else None
    if known is None:
        return rows().filter(pk__in=KeyList(keys))
    return [known[key] for key in keys if key in known]


def _few(rows: Callable[[], QuerySet]) -> dict[int, tuple] | None:
    """Rows by their keys; None where they would take too much memory to be kept."""
    found = {row[0]: row for row in rows()[: MOST_KEPT + 1]}
    return found if len(found) <= MOST_KEPT else None


def _keep_to_teasers(teasers: list[Candidate], queries: list[Query]) -> None:
    """What stands in the title and the introduction only."""
    if not teasers:
        return
    counted = counters_of(queries)
    rows = Entry.objects.filter(pk__in=[teaser.pk for teaser in teasers]).values_list("pk", "stems")
    texts = {pk: read_entry(stems) for pk, stems in rows}
    for teaser in teasers:
        read = f"{texts[teaser.pk].title}\n{texts[teaser.pk].introduction}"
        of_language = counted.get(teaser.language, [])
        teaser.own &= sum(1 << n for n, counter in enumerate(of_language) if counter(read))


def _named(request, queries: list[Query]) -> dict[int, int]:
    """By entry, the clauses that its date is, or that stand in the title of its club or series."""
    found: dict[int, int] = {}
    for number, clause in enumerate(queries[0].clauses):
        if clause.date:
            year, month, day = clause.date
            on_day = {"date__day": day} if day else {}
            dated = Entry.objects.filter(date__year=year, date__month=month, **on_day)
            for key in dated.values_list("pk", flat=True):
                found[key] = found.get(key, 0) | 1 << number
    for model, relation in ((ClubPage, "club"), (SeriesPage, "series")):
        titles = kept_for(request, ("titles", relation), partial(_titles, model, request))
        said = _said_by_titles(titles, queries)
        entries = Entry.objects.filter(**{f"{relation}__in": said})
        for key, page in entries.values_list("pk", relation):
            found[key] = found.get(key, 0) | said[page]
    return found


def _titles(model, request) -> list[tuple[int, str, str]]:
    """Key, title and language of those pages of a model that the request may see."""
    pages = model.objects.live_for(request).order_by()
    return list(pages.values_list("pk", "title", "locale__language_code"))


def _said_by_titles(titles: list[tuple[int, str, str]], queries: list[Query]) -> dict[int, int]:
    """By the key of a page, the clauses that stand in its title, for those of which some do."""
    found = {}
    for pk, title, code in titles:
        language = analysed_as(code)
        said = words_of_line(title, language)
        for query in queries:
            if query.language == language:
                for number, clause in enumerate(query.clauses):
                    if _is_said(clause, said):
                        found[pk] = found.get(pk, 0) | 1 << number
    return found


def _is_said(clause: Clause, said: tuple[Word, ...]) -> bool:
    """Whether the words of a clause stand in a short text."""
    return not clause.date and any(
        all(any(same(word, other) for other in said) for word in meaning)
        for meaning in clause.meanings
    )


def _refused(request, queries: list[Query]) -> set[int]:
    """The entries in which a word stands that the reader doesn't want, in what she may see of them."""
    found: set[int] = set()
    backend = get_search_backend()
    for query in queries:
        if terms := query.refused_terms:
            own = Entry.objects.filter(pk__in=KeyList(backend.key_list(Entry, terms)))
            of_language = own.filter(text_language=query.language)
            found.update(of_language.values_list("pk", flat=True))
            rows = _visible_files(request, backend.key_list(FileText, terms))
            found.update(entry for _pk, entry, language in rows if language == query.language)
    return found


def beginning_with(entries: QuerySet[Entry], words: list[Word]) -> QuerySet[Entry]:
    """Those whose titles have words that begin as these do, short titles and new ones first."""
    keys = get_search_backend().keys(Entry, all_of(map(beginning, words)), "autocomplete")
    return entries.filter(pk__in=keys).order_by(
        "title_length", F("date").desc(nulls_last=True), "-pk"
    )


# What may stand between two words of a phrase, in both databases' regular expressions.
_BETWEEN = "[^0-9A-Za-zÀ-ÖØ-öø-ÿŒœ]"


def phrase_pattern(words: tuple[Word, ...]) -> str:
    """A regular expression for words one after the other, accents and case let by."""
    parts = [part for word in words for part in word.exact]
    return f"(^|{_BETWEEN}){f'{_BETWEEN}+'.join(map(spelled, parts))}($|{_BETWEEN})"


def spelled(folded: str) -> str:
    """A regular expression for the ways to write some ASCII letters, which a line may have cut."""
    soft = f"{SOFT_HYPHEN}?"
    text = re.sub("[a-z]", lambda match: f"[{_variants()[str(match[0])]}]{soft}", folded)
    o, e = (f"[{_variants()[letter]}]{soft}" for letter in "oe")
    return text.replace(o + e, f"(œ|Œ|{o}{e})")


@cache
def _variants() -> dict[str, str]:
    """By letter, itself and the letters of European languages that fold to it."""
    found = {chr(code): chr(code) + chr(code).upper() for code in range(ord("a"), ord("z") + 1)}
    for code in range(0xC0, 0x180):
        if (folded := fold(chr(code))) in found and chr(code).isalpha():
            found[folded] += chr(code)
    return found
