"""What a result shows: its title and the sentence with the words marked, where it is said, what it is."""

from dataclasses import dataclass
from itertools import groupby

from django.db.models import Case, F, IntegerField, TextField, Value, When, Window
from django.db.models.functions import Concat, Replace, RowNumber
from django.utils.text import capfirst

from contacts.models import ContactsPage
from core.typography import sort_key
from core.word_forms import analysed_as
from downloads.models import Document
from downloads.themes import translated_names
from search.matching import files_with, written_in
from search.models import Entry
from search.queries import Query
from search.snippets import Piece, beginnings, best_snippet, marked, snippet

_PAGED = {"PDF", "PPTX"}
_PAGES = 3  # of each entry's files, to choose a sentence from
_NUMBERS = "0123456789 \r\n"  # of the page, before its text


@dataclass(frozen=True)
class Passage:
    """Where in a file the words stand; `page` is None for a file that has no pages."""

    document: Document
    page: int | None
    pieces: list[Piece]

    @property
    def url(self) -> str:
        return f"{self.document.url}#page={self.page}" if self.page else self.document.url


@dataclass(frozen=True)
class Result:
    entry: Entry
    url: str
    title: list[Piece]
    pieces: list[Piece]
    passage: Passage | None
    themes: list[list[Piece]]

    @property
    def kind(self) -> str:
        return capfirst(str(self.entry.get_kind_display()))

    @property
    def precision(self) -> str:
        """To what the date of a publication is known."""
        page = self.entry.page if self.entry.page_id else None
        publication = getattr(page, "publicationpage", None) if page else None
        return publication.date_precision if publication else "day"


def for_results(entries):
    """With what a result shows."""
    return (
        entries.select_related("page__locale", "page__publicationpage", "contact", "organisation")
        .prefetch_related("themes")
        .defer("page__publicationpage__body")
    )


def results(entries, queries: list[Query], request, frame) -> list[Result]:
    """The entries of one page of a list, in order."""
    entries = list(entries)
    passages = _passages(entries, queries, request)
    names = translated_names() if any(entry.themes.all() for entry in entries) else {}
    return [
        Result(
            entry,
            address(entry, frame),
            marked(entry.title, _read_in(entry.text_language, queries)),
            _said(entry, _read_in(entry.text_language, queries)),
            passages.get(entry.pk),
            [marked(name, queries[:1]) for name in _themes(entry, names)],
        )
        for entry in entries
    ]


def _read_in(language: str, queries: list[Query]) -> list[Query]:
    """The search as it is looked for in a text of a language."""
    return [query for query in queries if query.language == analysed_as(language)]


def _themes(entry: Entry, names: dict) -> list[str]:
    return sorted(
        (names.get(theme.translation_key, theme.name) for theme in entry.themes.all()),
        key=sort_key,
    )


def _said(entry: Entry, queries: list[Query]) -> list[Piece]:
    """The introduction when the words are in it, else where the text says them, else the introduction."""
    introduction = marked(entry.introduction, queries)
    if any(piece.marked for piece in introduction):
        return introduction
    return snippet(entry.body, queries) or introduction


def address(entry: Entry, frame) -> str:
    """Where a result leads: its page, a person's place on the page of contacts, an organisation's site."""
    if entry.page_id:
        return entry.page.get_url()
    if entry.organisation_id:
        return entry.organisation.website
    contacts = next((page for page in frame.sections if page.specific_class is ContactsPage), None)
    return f"{contacts.get_url()}#contact-{entry.contact_id}" if contacts else ""


def _passages(entries: list[Entry], queries: list[Query], request) -> dict[int, Passage]:
    """By entry, where its files say most of the search; the first pages that have as many words are looked at."""
    if not entries or not beginnings(queries):
        return {}
    hits = sum(
        (
            Case(
                When(
                    written_in("document__language", query.language),
                    said__regex=f"(^|[^0-9A-Za-zÀ-ÿ]){pattern}",
                    then=Value(1),
                ),
                default=Value(0),
                output_field=IntegerField(),
            )
            for query in queries
            for pattern in beginnings([query])
        ),
        Value(0),
    )
    pages = (
        files_with(entries, queries, request)
        .filter(document__texts__isnull=False)
        .annotate(number=F("document__texts__number"), said=_without_head("document__texts__text"))
        .annotate(hits=hits)
        .annotate(
            place=Window(
                RowNumber(), partition_by="entry", order_by=["-hits", "document", "number"]
            )
        )
        .filter(place__lte=_PAGES, hits__gt=0)
        .select_related("document")
        .order_by("entry", "place")
    )
    found = {}
    for entry, group in groupby(pages, key=lambda file: file.entry_id):
        files = list(group)
        language = files[0].language
        files = [file for file in files if file.language == language]
        said = [file.said.lstrip(_NUMBERS) for file in files]
        number, pieces = best_snippet(said, _read_in(language, queries))
        if pieces:
            document = files[number].document
            page = files[number].number if document.format in _PAGED else None
            found[entry] = Passage(document, page, pieces)
    return found


def _without_head(path: str) -> Case:
    """The text of a page without the title that stands at the head of each; a shorter one may begin a sentence."""
    line = Value("\n", output_field=TextField())
    lines = Concat(line, path)
    text = Replace(lines, Concat(line, "entry__title"), line, output_field=TextField())
    return Case(When(entry__title_length__gte=3, then=text), default=F(path))
