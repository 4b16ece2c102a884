"""What a year of the site comes to, in numbers; nothing in them is about a reader.

Each number is shown to who may read the report that it comes from: participants to who reads registrations, downloads
to who works on files, searches to who reads what is searched for. Of pages, those that she is told of are counted, each
once in all its languages.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q, Sum
from django.db.models.functions import ExtractMonth, Length, Substr
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.documents.permissions import permission_policy as file_policy
from wagtail.models import Page

from clubs.models import Participation, Registration, ReportPage, SessionPage
from clubs.models.participation import participants
from clubs.models.registrations import models_to_register_for
from core.typography import sort_key
from core.visibility import everybody, known_files, known_pages
from downloads.models import Document, DownloadCount, PublicationPage, Theme
from search import word_forms
from search.models import AskedQuery

# What is named in the text, and from how often on: a search made twice may be one person's.
NAMED = 5
_ASKED_OFTEN = 5
# Searches that are compared with the themes: the most frequent ones.
_COMPARED = 5000


class Measure(models.TextChoices):
    PUBLICATIONS = "publications", _("Publications")
    SESSIONS = "sessions", _("Sessions")
    PARTICIPANTS = "participants", _("Participants")
    DOWNLOADS = "downloads", _("Downloads")
    SEARCHES = "searches", _("Searches")


@dataclass
class Item:
    """A publication or a session, whatever its translations."""

    key: UUID
    title: str
    day: date
    has_month: bool = True
    themes: set[str] = field(default_factory=set)
    people: int = 0


@dataclass
class Figures:
    """The numbers of a year: of each measure by month, 12 of them, and by the name of a theme."""

    year: int
    measures: list[Measure]
    months: dict[Measure, list[int]] = field(default_factory=dict)
    themes: dict[Measure, Counter[str]] = field(default_factory=dict)
    publications: list[Item] = field(default_factory=list)
    sessions: list[Item] = field(default_factory=list)
    downloaded: list[tuple[str, int]] = field(default_factory=list)  # files that all may have
    asked: list[tuple[str, int]] = field(default_factory=list)

    @property
    def undated(self) -> int:
        """The publications of which the year alone is known: they are in no month."""
        return sum(not item.has_month for item in self.publications)

    def total(self, measure: Measure) -> int:
        every = sum(self.months[measure])
        return every + self.undated if measure == Measure.PUBLICATIONS else every

    @property
    def theme_names(self) -> list[str]:
        return sorted(set().union(*self.themes.values()), key=sort_key)

    @property
    def is_under_way(self) -> bool:
        return self.year == timezone.localdate().year


def measures_for(user) -> list[Measure]:
    """Those whose own report somebody may read."""
    hidden = set()
    if not user.has_perm("clubs.view_registration"):
        hidden.add(Measure.PARTICIPANTS)
    if not file_policy.user_has_any_permission(user, ["add", "change"]):
        hidden.add(Measure.DOWNLOADS)
    if not user.has_perm("search.view_askedquery"):
        hidden.add(Measure.SEARCHES)
    return [measure for measure in Measure if measure not in hidden]


def figures_of(request, year: int) -> Figures:
    """The numbers of a year as the editor who asks may know them."""
    figures = Figures(year, measures_for(request.user))
    figures.publications = _publications(request, year)
    figures.sessions = _sessions(request, year)
    readers = {
        Measure.PUBLICATIONS: _read_publications,
        Measure.SESSIONS: _read_sessions,
        Measure.PARTICIPANTS: _read_participants,
        Measure.DOWNLOADS: _read_downloads,
        Measure.SEARCHES: _read_searches,
    }
    for measure in figures.measures:
        figures.months[measure] = [0] * 12
        figures.themes[measure] = Counter()
        readers[measure](figures, request)
    return figures


def _read_publications(figures: Figures, request) -> None:
    for item in figures.publications:
        if item.has_month:
            figures.months[Measure.PUBLICATIONS][item.day.month - 1] += 1
        figures.themes[Measure.PUBLICATIONS].update(item.themes)


def _read_sessions(figures: Figures, request) -> None:
    for item in figures.sessions:
        figures.months[Measure.SESSIONS][item.day.month - 1] += 1
        figures.themes[Measure.SESSIONS].update(item.themes)


def _read_participants(figures: Figures, request) -> None:
    people = participants([item.key for item in figures.sessions])
    for item in figures.sessions:
        item.people = people.get(item.key, 0)
        figures.months[Measure.PARTICIPANTS][item.day.month - 1] += item.people
        figures.themes[Measure.PARTICIPANTS].update(dict.fromkeys(item.themes, item.people))


def _read_downloads(figures: Figures, request) -> None:
    """A file has the themes of the publications that carry it."""
    known = known_files(request, Document.objects.order_by()).values("pk")
    counts = DownloadCount.objects.order_by().filter(month__year=figures.year, document__in=known)
    by_month = counts.values_list("month__month").annotate(Sum("number"))
    for month, number in by_month:
        figures.months[Measure.DOWNLOADS][month - 1] += number
    by_file = dict(counts.values_list("document").annotate(Sum("number")))
    themed = Document.objects.filter(
        pk__in=counts.values("document"), publication_files__page__theme_items__isnull=False
    ).order_by()
    names = themed.values_list("pk", "publication_files__page__theme_items__tag__name")
    for pk, name in names.distinct():
        figures.themes[Measure.DOWNLOADS][name] += by_file[pk]
    public = Document.objects.live_for(everybody()).filter(pk__in=counts.values("document"))
    titles = dict(public.order_by().values_list("pk", "title"))
    most = Counter({pk: by_file[pk] for pk in titles}).most_common(NAMED)
    figures.downloaded = [(titles[pk], number) for pk, number in most]


def _read_searches(figures: Figures, request) -> None:
    """A search is about a theme when it says each word of the theme's name, in any of its forms."""
    asked = AskedQuery.objects.order_by().filter(day__year=figures.year)
    by_month = asked.annotate(month=ExtractMonth("day")).values_list("month")
    for month, number in by_month.annotate(Sum("asked")):
        figures.months[Measure.SEARCHES][month - 1] += number
    often = asked.values_list("words", "language").annotate(times=Sum("asked"))
    rows = list(often.order_by("-times", "words")[:_COMPARED])
    themes = list(_themes_in_words())
    for words, language, times in rows:
        said = set(word_forms.stem_text(words, word_forms.analysed_as(language)).split())
        found = {name for name, code, telling in themes if code == language and telling(said)}
        figures.themes[Measure.SEARCHES].update(dict.fromkeys(found, times))
    figures.asked = [(words, times) for words, _l, times in rows[:NAMED] if times >= _ASKED_OFTEN]


def _themes_in_words() -> Iterator[tuple[str, str, "_Telling"]]:
    """For each theme in each language: its name in the main language, the language, and what tells it."""
    rows = list(Theme.objects.values_list("translation_key", "name", "locale__language_code"))
    main = {key: name for key, name, code in rows if code == settings.LANGUAGE_CODE}
    for key, name, code in rows:
        telling = _Telling(name, code)
        if key in main and telling.words:
            yield main[key], code, telling


class _Telling:
    """The words of a theme's name that say something, to be found among the stems of a search."""

    def __init__(self, name: str, language: str) -> None:
        found = word_forms.words(name, word_forms.analysed_as(language))
        self.words = [word for word in found if not word.is_small]

    def __call__(self, said: set[str]) -> bool:
        return all(
            any(all(stems & said for stems in way) for way in word.ways) for word in self.words
        )


def _publications(request, year: int) -> list[Item]:
    known = _known(request, PublicationPage).filter(date__year=year)
    by_year = PublicationPage.Precision.YEAR
    rows = known.values_list("pk", "translation_key", "title", "date", "date_precision")
    return _items(
        PublicationPage,
        [(pk, key, title, day, precision != by_year) for pk, key, title, day, precision in rows],
    )


def _sessions(request, year: int) -> list[Item]:
    """What was held until now: sessions, dates of courses, and meetings of which there is a report alone."""
    found = []
    held = Q(starts_at__year=year, starts_at__lte=timezone.now())
    for model in models_to_register_for():
        pages = _known(request, model, is_registered_for=True).filter(held)
        rows = pages.exclude(status=model.Status.CANCELLED).values_list(
            "pk", "translation_key", "title", "starts_at"
        )
        days = [(pk, key, title, timezone.localdate(start), True) for pk, key, title, start in rows]
        found += _items(model, days)
    above = Substr("path", 1, Length("path") - Page.steplen)
    alone = _known(request, ReportPage).filter(date__year=year, date__lte=timezone.localdate())
    alone = alone.annotate(above=above).exclude(
        above__in=SessionPage.objects.filter(live=True).order_by().values("path")
    )
    rows = alone.values_list("pk", "translation_key", "title", "date")
    found += _items(ReportPage, [(*row, True) for row in rows])
    return sorted(found, key=lambda item: (item.day, sort_key(item.title)))


def _known(request, model: Any, is_registered_for: bool = False) -> Any:
    """The published pages of a type that somebody is told of; who reads registrations knows of what they are for."""
    condition = Q(pk__in=known_pages(request).order_by().values("pk"))
    if is_registered_for and request.user.has_perm("clubs.view_registration"):
        for rows in (Registration.objects, Participation.objects):
            keys = rows.order_by().values("page__translation_key")
            condition |= Q(translation_key__in=keys)
    # In the main language first: its title stands for all.
    here = models.Case(models.When(locale__language_code=settings.LANGUAGE_CODE, then=0), default=1)
    return model.objects.filter(condition, live=True).order_by(here, "pk")


def _items(model: Any, rows: Iterable[tuple]) -> list[Item]:
    """One for all translations, with the themes of each."""
    keys, items = {}, {}
    for pk, key, title, day, has_month in rows:
        keys[pk] = key
        items.setdefault(key, Item(key, title, day, has_month))
    if hasattr(model, "theme_items"):
        links = model.objects.filter(pk__in=list(keys), theme_items__isnull=False).order_by()
        for pk, name in links.values_list("pk", "theme_items__tag__name"):
            items[keys[pk]].themes.add(name)
    return list(items.values())
