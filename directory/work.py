"""What an organisation has done, as the site says it: sessions had or piloted, reports naming it, publications."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Length, Substr, TruncDate
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from clubs.models import ReportPage, ReportPartner, SessionPage, SessionPilot
from contacts.models import Organisation
from core.facets import value_rows
from core.languages import listed
from core.templatetags.parvis import at_precision, day
from core.visibility import LivePageQuerySet, live_pages
from downloads.models import PublicationPage

SESSION, REPORT, PUBLICATION = "seance", "compte-rendu", "publication"  # in the addresses
# Each model, the attribute of a page that leads to it, and what one of them is called, and many.
_PARTS = {
    SESSION: ("sessionpage", _("Session"), _("Sessions")),
    REPORT: ("reportpage", _("Report"), pgettext_lazy("of sessions", "Reports")),
    PUBLICATION: ("publicationpage", _("Publication"), _("Publications")),
}


@dataclass(frozen=True)
class Work:
    """One line: a page, what it is, what the organisation did there, its date in words, and the club it belongs to."""

    page: Any  # SessionPage, ReportPage or PublicationPage
    part: str
    day: date
    when: str
    roles: tuple[str | Promise, ...]
    club_title: str = ""

    @property
    def kind(self) -> str | Promise:
        return _PARTS[self.part][1]

    @property
    def is_cancelled(self) -> bool:
        return self.part == SESSION and self.page.is_cancelled


class PartFacet:
    """Sessions, reports, publications: in this order."""

    name: str = "type"
    label: str | Promise = _("Type")
    is_chronological = False

    def filter(self, items: QuerySet, values: list[str]) -> QuerySet:
        return items.filter(part__in=values)

    def rows(self, items: QuerySet) -> QuerySet:
        return value_rows(items, self.name, "part")

    def options(self, rows: Iterable[tuple]) -> list[tuple[str, str, int]]:
        numbers = {part: number for part, _name, _key, number in rows}
        return [
            (part, str(names[2]), numbers[part])
            for part, names in _PARTS.items()
            if part in numbers
        ]


def work_of(organisation: Organisation, request) -> LivePageQuerySet:
    """The pages, each in one language, that the request may see: the latest first, with their `day` and `part`."""
    sessions = SessionPage.objects.live_for(request).filter(
        Q(host=organisation) | Q(pilots__organisation=organisation)
    )
    reports = ReportPage.objects.live_for(request).filter(
        Q(host=organisation) | Q(partners__organisation=organisation)
    )
    publications = PublicationPage.objects.live_for(request).filter(
        organisations__organisation=organisation
    )
    named = [found.order_by().values("pk") for found in (sessions, reports, publications)]
    here = Q(locale__language_code=get_language())
    translations = live_pages(request).filter(here, translation_key=OuterRef("translation_key"))
    pages = live_pages(request).filter(Q(*[("pk__in", keys) for keys in named], _connector=Q.OR))
    pages = pages.filter(here | ~Exists(translations.order_by()))
    return (
        listed(pages, request, also=Q(publicationpage__language=get_language()))
        .annotate(
            day=Coalesce(
                TruncDate("sessionpage__starts_at"), "reportpage__date", "publicationpage__date"
            ),
            part=Case(
                *(
                    When(**{f"{model}__isnull": False}, then=Value(part))
                    for part, (model, *_names) in _PARTS.items()
                ),
                output_field=CharField(),
            ),
        )
        .order_by("-day", "-pk")
    )


def with_lines(pages: QuerySet, organisation: Organisation, request) -> QuerySet:
    """With what `read_lines` asks of each page."""
    parent_path = Substr(OuterRef("path"), 1, Length(OuterRef("path")) - Page.steplen)
    above = live_pages(request).filter(path=parent_path).order_by()
    mine = {"organisation": organisation, "page": OuterRef("pk")}
    return (
        pages.select_related("sessionpage", "reportpage", "publicationpage__kind")
        .prefetch_related("sessionpage__former_dates")
        .defer(
            *("sessionpage__body", "sessionpage__programme"),
            *("reportpage__body", "publicationpage__body"),
        )
        .annotate(
            club_title=Subquery(above.filter(clubpage__isnull=False).values("title")[:1]),
            piloted=Exists(SessionPilot.objects.filter(**mine)),
            supported=Exists(ReportPartner.objects.filter(**mine)),
        )
    )


def read_lines(pages: Iterable[Any], organisation: Organisation) -> list[Work]:
    return [_line(page, organisation) for page in pages]


def by_part(lines: Iterable[Work]) -> list[dict]:
    """For a template: the name and the lines of each part that has some, in the order of `PartFacet`."""
    found: dict[str, list[Work]] = {part: [] for part in _PARTS}
    for line in lines:
        found[line.part].append(line)
    return [{"name": _PARTS[part][2], "lines": own} for part, own in found.items() if own]


def _line(page: Any, organisation: Organisation) -> Work:
    own = getattr(page, _PARTS[page.part][0])
    if page.part == PUBLICATION:
        roles = [_("Author")]
        when = at_precision(own.date, own.date_precision)
    else:
        hosted = own.host_id == organisation.pk
        roles = [
            *([_("Host")] if hosted else []),
            *([_("Pilot")] if page.piloted else []),
            *([_("Partner")] if page.supported else []),
        ]
        when = own.when.short if page.part == SESSION else day(own.date)
    return Work(own, page.part, page.day, when, tuple(roles), page.club_title or "")
