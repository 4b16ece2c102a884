"""Finds and ranks entries: those that a request may see, in whose texts a search stands.

Databases rank in their own ways, so none is asked to. What they agree on decides: in which texts each word stands, as
it is written or in another form, and how old an entry is. The numbers are whole, so that the order is the same.
"""

import re
from datetime import timedelta
from functools import cache

from django.conf import settings
from django.db.models import (
    Case,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.utils import timezone
from modelsearch.query import SearchQuery
from wagtail.search.backends import get_search_backend

from contacts.models import ContactsPage, Organisation
from core.visibility import live_pages, named_on_pages
from core.word_forms import Word, fold
from downloads.models import Document, DocumentPage
from search.models import Entry, FileText
from search.queries import Query
from search.terms import INTRODUCTION, all_of, any_of, beginning

# What a word of the search is worth, by the text it stands in. A text that has all the words is worth another
# OWN_TEXT: words of a page come before those of its files.
TITLE_AS_WRITTEN, TITLE, INTRODUCED, OWN_TEXT, OWN_TEXT_AS_WRITTEN = 300, 250, 100, 100, 50
# A title that says nothing else is worth as much again, one of twice as many words half of it.
WHOLE_TITLE = 200
# By age in days; what has no date is neither new nor old.
RECENT = ((400, 60), (2 * 365, 45), (4 * 365, 25))
UNDATED = 30
# Words past these don't count for the order.
RANKED_WORDS = 6


def visible(request, language: str) -> QuerySet[Entry]:
    """What the request may find: of each thing one translation, in this language if it has one."""
    pages = live_pages(request).order_by()
    here = pages.filter(locale__language_code=language)
    elsewhere = Q(page__in=pages.values("pk")) & ~Q(site_language=language)
    translated = Q(translation_key__in=here.values("translation_key"))
    found = Q(page__in=here.values("pk")) | (elsewhere & ~translated)
    found |= Q(
        organisation__in=named_on_pages(request, Organisation).exclude(website="").values("pk")
    )
    listed = Q(contact__listed=True, contact__successor=None, site_language=language)
    contacts_page = here.filter(pk__in=ContactsPage.objects.live_for(request).values("pk"))
    return Entry.objects.filter(found | (listed & Exists(contacts_page)))


def matching(request, queries: list[Query]) -> list[int]:
    """The keys of the entries that the request may see and in which a search stands, in each of the site's languages.

    They are looked for once: number, facets and order then begin with these keys.
    """
    own = files = refused = Q(pk__in=[])
    for query in queries:
        own |= _own(query.terms, query)
        files |= _in_files(query.terms, query, request)
        if terms := query.refused_terms:
            refused |= standing(terms, query, request)
    found = visible(request, queries[0].language).filter(own | files)
    if queries[0].refused:
        found = found.exclude(refused)
    return list(found.order_by().values_list("pk", flat=True))


def standing(terms: SearchQuery, query: Query, request) -> Q:
    """For entries: that some terms stand in them, or in their files that the request may open."""
    return _own(terms, query, with_phrases=False) | _in_files(
        terms, query, request, with_phrases=False
    )


def beginning_with(entries: QuerySet[Entry], words: list[Word]) -> QuerySet[Entry]:
    """Those whose titles have words that begin as these do, short titles and new ones first."""
    keys = _keys(Entry, all_of(map(beginning, words)), "autocomplete")
    return entries.filter(pk__in=keys).order_by(
        "title_length", F("date").desc(nulls_last=True), "-pk"
    )


def ranked(entries: QuerySet[Entry], queries: list[Query]) -> QuerySet[Entry]:
    """In order, each with its `score`."""
    by_word = list(zip(*(query.clauses for query in queries), strict=True))[:RANKED_WORDS]
    words = sum((_word_score(clauses) for clauses in by_word), Value(0))
    in_title = sum((_one_if(_titled(clauses)) for clauses in by_word), Value(0))
    length = Case(When(title_length__lt=in_title, then=in_title), default=F("title_length"))
    own = _keys(Entry, any_of(query.terms for query in queries))
    as_written = _keys(Entry, any_of(query.terms_as_written for query in queries))
    today = timezone.localdate()
    age = Case(
        *(
            When(date__gte=today - timedelta(days=days), then=Value(worth))
            for days, worth in RECENT
        ),
        When(date__isnull=True, then=Value(UNDATED)),
        default=Value(0),
    )
    score = (
        words / max(len(by_word), 1)
        + Value(WHOLE_TITLE) * in_title / length
        + _one_if(Q(pk__in=own)) * OWN_TEXT
        + _one_if(Q(pk__in=as_written)) * OWN_TEXT_AS_WRITTEN
        + age
    )
    return entries.annotate(score=score).order_by("-score", F("date").desc(nulls_last=True), "-pk")


def files_with(entries: list[Entry], queries: list[Query], request) -> QuerySet[FileText]:
    """The files of some entries in which the search stands and that the request may open."""
    found = Q(pk__in=[])
    for query in queries:
        found |= _file_texts(query.terms, query, request)
    return FileText.objects.filter(found, entry__in=[entry.pk for entry in entries])


def _word_score(clauses: tuple) -> Case:
    as_written = any_of(clause.exact_query() for clause in clauses)
    introduced = any_of(clause.query(INTRODUCTION) for clause in clauses)
    return Case(
        When(pk__in=_keys(Entry, as_written, "title"), then=Value(TITLE_AS_WRITTEN)),
        When(_titled(clauses), then=Value(TITLE)),
        When(pk__in=_keys(Entry, introduced, "title"), then=Value(INTRODUCED)),
        default=Value(0),
    )


def _titled(clauses: tuple) -> Q:
    return Q(pk__in=_keys(Entry, any_of(clause.query() for clause in clauses), "title"))


def _one_if(condition: Q) -> Case:
    return Case(When(condition, then=Value(1)), default=Value(0), output_field=IntegerField())


def _own(terms: SearchQuery, query: Query, with_phrases: bool = True) -> Q:
    found = Q(pk__in=_keys(Entry, terms)) & written_in("text_language", query.language)
    for phrase in query.phrases if with_phrases and not query.any_word else ():
        pattern = phrase_pattern(phrase)
        found &= Q(title__regex=pattern) | Q(introduction__regex=pattern) | Q(body__regex=pattern)
    return found


def _in_files(terms: SearchQuery, query: Query, request, with_phrases: bool = True) -> Q:
    files = FileText.objects.filter(_file_texts(terms, query, request, with_phrases))
    return Q(pk__in=files.values("entry"))


def _file_texts(terms: SearchQuery, query: Query, request, with_phrases: bool = True) -> Q:
    open_files = Document.objects.on_pages_of(request).order_by()
    found = Q(pk__in=_keys(FileText, terms), document__in=open_files.values("pk"))
    found &= Q(document__read_at__isnull=False)  # else the row says what stood in the file before
    # A publication answers for its files; other pages for those that no publication in sight has.
    published = FileText.objects.filter(
        document=OuterRef("document"),
        entry__kind=Entry.Kind.PUBLICATION,
        entry__page__in=live_pages(request).order_by().values("pk"),
    )
    found &= Q(entry__kind=Entry.Kind.PUBLICATION) | ~Exists(published)
    found &= written_in("document__language", query.language)
    for phrase in query.phrases if with_phrases and not query.any_word else ():
        pages = DocumentPage.objects.filter(document=OuterRef("document"))
        said = Exists(pages.filter(text__regex=phrase_pattern(phrase)))
        # In a Case, which no database turns into a join: only files that have the words are read.
        found &= Q(Case(When(said, then=Value(True)), default=Value(False)))
    return found


def written_in(field: str, language: str) -> Q:
    """What is analysed in a language; the main one also serves those that have no stemmer of their own."""
    if language != settings.LANGUAGE_CODE:
        return Q(**{field: language})
    others = [code for code, _name in settings.LANGUAGES if code != language]
    return ~Q(**{f"{field}__in": others})


def _keys(model: type, terms: SearchQuery, column: str = "body") -> QuerySet:
    return get_search_backend().keys(model, terms, column)


# What may stand between two words of a phrase, in both databases' regular expressions.
_BETWEEN = "[^0-9A-Za-zÀ-ÖØ-öø-ÿŒœ]"


def phrase_pattern(words: tuple[Word, ...]) -> str:
    """A regular expression for words one after the other, accents and case let by."""
    parts = [part for word in words for part in word.exact]
    return f"(^|{_BETWEEN}){f'{_BETWEEN}+'.join(map(spelled, parts))}($|{_BETWEEN})"


def spelled(folded: str) -> str:
    """A regular expression for the ways to write some ASCII letters."""
    text = re.sub("[a-z]", lambda match: f"[{_variants()[match[0]]}]", folded)
    return text.replace(
        f"[{_variants()['o']}][{_variants()['e']}]",
        f"(œ|Œ|[{_variants()['o']}][{_variants()['e']}])",
    )


@cache
def _variants() -> dict[str, str]:
    """By letter, itself and the letters of European languages that fold to it."""
    found = {chr(code): chr(code) + chr(code).upper() for code in range(ord("a"), ord("z") + 1)}
    for code in range(0xC0, 0x180):
        if (folded := fold(chr(code))) in found and chr(code).isalpha():
            found[folded] += chr(code)
    return found
