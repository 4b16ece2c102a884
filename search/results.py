"""What a result shows: its title and the sentence with the words marked, where it is said, what it is."""

from dataclasses import dataclass, field, replace

from django.db.models import F, Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from clubs.models import ClubPage
from contacts.models import ContactsPage
from core.routing import url_of
from core.typography import sort_key
from directory.known import organisation_url
from directory.models import DirectoryPage
from downloads.models import Document, DocumentPage, SeriesPage
from downloads.themes import translated_names
from search.models import Entry, FileText
from search.queries import Query
from search.ranking import Ranked
from search.snippets import Piece, marked, snippet
from search.word_forms import analysed_as, fold

# What the names of an entry's keywords are of.
_NAMES = {
    "territory": _("Territory"),
    "contact": _("Contact"),
    "organisation": _("Organisation"),
    "email": _("E-mail"),
    "domain": _("Domain"),
    "audience": _("Audience"),
}
_PAGED = {"PDF", "PPTX"}
_NUMBERS = "0123456789 \r\n"  # of the page, before its text


@dataclass(frozen=True)
class Passage:
    """Where in a file the words stand; `page` is None for a file without pages, `document` for a photo's caption."""

    document: Document | None
    page: int | None
    pieces: list[Piece]

    @property
    def url(self) -> str:
        if not self.document:
            return ""
        return f"{self.document.url}#page={self.page}" if self.page else self.document.url


@dataclass(frozen=True)
class Result:
    entry: Entry
    url: str
    title: list[Piece]
    pieces: list[Piece]
    passage: Passage | None = None
    themes: list[list[Piece]] = field(default_factory=list)
    # What a name is of, if that must be said, and the name.
    name: tuple[str, list[Piece]] | None = None
    is_teaser: bool = False

    @property
    def date(self):
        return None if self.is_teaser else self.entry.date

    @property
    def is_marked(self) -> bool:
        """Whether the words are seen in it."""
        texts = [self.title, self.pieces, *self.themes, self.passage.pieces if self.passage else []]
        return any(piece.marked for text in texts for piece in text)

    @property
    def kind(self) -> str:
        return capfirst(str(Entry.Kind(self.entry.kind).label))

    @property
    def precision(self) -> str:
        """To what the date of a publication is known."""
        return self.entry.precision or "day"


def for_results(entries):
    """With what a result shows."""
    return (
        entries.select_related("page", "organisation")
        .prefetch_related("themes")
        .annotate(precision=F("page__publicationpage__date_precision"))
        .defer("stems")
    )


def results(
    entries, found: dict[int, Ranked], queries: list[Query], request, layout
) -> list[Result]:
    """The entries of one page of a list, in order; `found` says of each, by its key, where its words stand."""
    entries = list(entries)
    passages = _passages([found[entry.pk] for entry in entries], entries, queries)
    names = translated_names() if any(entry.themes.all() for entry in entries) else {}
    made = [
        _result(entry, found[entry.pk], passages.get(entry.pk), names, queries, layout)
        for entry in entries
    ]
    return _with_names(made, queries, request)


def _result(
    entry: Entry, ranked: Ranked, passage, names: dict, queries: list[Query], layout
) -> Result:
    own = _read_in(entry.text_language, queries)
    if ranked.is_teaser:
        return Result(
            entry,
            address(entry, layout),
            marked(entry.title, own),
            marked(entry.introduction, own),
            is_teaser=True,
        )
    return Result(
        entry,
        address(entry, layout),
        marked(entry.title, own),
        _said(entry, own),
        passage,
        [marked(name, queries[:1]) for name in _themes(entry, names)],
    )


def _with_names(made: list[Result], queries: list[Query], request) -> list[Result]:
    """Where nothing that a result shows has the words, it shows the name that has: « Contact : Zoé Marelle »."""
    unmarked = [result for result in made if not result.is_marked]
    clubs = {result.entry.club_id for result in unmarked} - {None}
    series = {result.entry.series_id for result in unmarked} - {None}
    titles = {
        model: dict(model.objects.live_for(request).filter(pk__in=keys).values_list("pk", "title"))
        if keys
        else {}
        for model, keys in ((ClubPage, clubs), (SeriesPage, series))
    }

    def named(result: Result) -> Result:
        entry = result.entry
        own = _read_in(entry.text_language, queries)
        lines = [(str(_NAMES[kind]), name) for kind, name in entry.named if kind in _NAMES]
        lines.append((str(_("Club")), titles[ClubPage].get(entry.club_id, "")))
        lines.append((str(_("Series")), titles[SeriesPage].get(entry.series_id, "")))
        lines += [("", line) for line in entry.label.splitlines()]
        for label, name in lines:
            pieces = marked(name, own)
            if any(piece.marked for piece in pieces):
                return replace(result, name=(label, pieces))
        return result

    return [result if result.is_marked or result.is_teaser else named(result) for result in made]


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


def address(entry: Entry, layout) -> str:
    """Where a result leads: its page, a person's place on the page of contacts, an organisation's page or site."""
    if entry.page:
        return url_of(entry.page, layout.request)
    if entry.organisation:
        directory = layout.section(DirectoryPage)
        if directory is None:
            return entry.organisation.website
        return organisation_url(directory, entry.organisation, layout.request)
    contacts = layout.section(ContactsPage)
    return f"{url_of(contacts, layout.request)}#contact-{entry.contact_id}" if contacts else ""


def _passages(
    found: list[Ranked], entries: list[Entry], queries: list[Query]
) -> dict[int, Passage]:
    """By entry, where its files say most of the search."""
    places = {one.place[0]: (one.pk, one.place[1]) for one in found if one.place}
    if not places:
        return {}
    by_key = {entry.pk: entry for entry in entries}
    shown = FileText.objects.select_related("document").defer("stems")
    files = list(shown.filter(pk__in=places))
    wanted = Q(pk__in=[])
    for file in files:
        wanted |= Q(document=file.document_id, number=places[file.pk][1])
    texts: dict[tuple[int | None, int], str] = {
        (page.document_id, page.number): page.text for page in DocumentPage.objects.filter(wanted)
    }
    passages = {}
    for file in files:
        key, number = places[file.pk]
        file.entry = by_key[key]
        passage = _passage(file, number, texts.get((file.document_id, number), ""), queries)
        if passage:
            passages[key] = passage
    return passages


def _passage(file: FileText, number: int, text: str, queries: list[Query]) -> Passage | None:
    """None where it would say nothing but the title of the result."""
    read, title = _read_in(file.language, queries), file.entry.title
    if not file.document:
        pieces = snippet(file.caption, read)
        return Passage(None, None, pieces) if pieces else None
    if pieces := snippet(_without_head(text, title, file.document.title), read):
        return Passage(file.document, number if file.document.format in _PAGED else None, pieces)
    if file.document.title != title:
        pieces = marked(file.document.title, read)
        if any(piece.marked for piece in pieces):
            return Passage(file.document, None, pieces)
    return None


def _without_head(text: str, *titles: str) -> str:
    """The text of a page without its number and the title that stands at the head of each."""
    heads = {fold(title) for title in titles if len(title.split()) > 2}
    lines = text.splitlines()
    while lines and (not lines[0].strip(_NUMBERS) or fold(lines[0].strip(_NUMBERS)) in heads):
        lines.pop(0)
    return "\n".join(lines).lstrip(_NUMBERS)
