"""The editors' report on links: those that lead nowhere, each with the place where it is mended."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.encoding import uri_to_iri
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.auth import permission_denied, user_has_any_page_permission
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.models import Page

from core.exports import SpreadsheetMixin
from core.panels import places
from core.viewsets import ExplainedReportView
from core.visibility import known_pages
from downloads.reports import file_name
from links import visits
from links.models import DELETED, STATES, TO_MEND, WITHDRAWN, Link, LinkUse, LinkUseQuerySet
from links.reading import SOURCES

_CHUNK = 500  # places that are exported at once
_FAILURES = {
    visits.MALFORMED: gettext_lazy("the address can’t be read"),
    visits.NAME: gettext_lazy("there is no site of this name"),
    visits.PRIVATE: gettext_lazy("it leads into a private network"),
    visits.UNREACHABLE: gettext_lazy("the site can’t be reached"),
    visits.SLOW: gettext_lazy("the site is too slow"),
    visits.CERTIFICATE: gettext_lazy("browsers refuse the site’s certificate"),
    visits.CIRCLE: gettext_lazy("it goes round in circles"),
}


def may_read(user) -> bool:
    """Whoever may change something that has links."""
    return user_has_any_page_permission(user) or any(
        user.has_perm(f"{model._meta.app_label}.change_{model._meta.model_name}")
        for model in SOURCES
    )


def uses_of(user) -> LinkUseQuerySet:
    """The places of links that somebody may mend."""
    return LinkUse.objects.changed_by(user, SOURCES)


@dataclass(frozen=True)
class Line:
    """A link in its place, as the report tells of it."""

    address: str  # empty of a page that the reader may not know of
    target: str
    state: str
    since: datetime | None
    checked_at: datetime | None
    title: str
    edit_url: str | None
    place: str
    kind: str


class LinkColumn(Column):
    cell_template_name = "admin/link_cell.html"


class LinkFilterSet(WagtailFilterSet):
    state = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("State"),
        choices=STATES,
        field_name="told_state",
        widget=forms.CheckboxSelectMultiple,
    )
    where = django_filters.ChoiceFilter(
        label=gettext_lazy("Leads to"),
        choices=[("elsewhere", gettext_lazy("another site")), ("here", gettext_lazy("this site"))],
        method="filter_where",
        empty_label=gettext_lazy("All"),
        widget=forms.RadioSelect,
    )
    host = django_filters.CharFilter(
        label=gettext_lazy("Name of the other site"),
        field_name="link__host",
        lookup_expr="icontains",
    )

    class Meta:
        model = LinkUse
        fields = []

    def filter_where(self, uses, name, value):
        return uses.filter(link__isnull=value == "here")


class LinkReportView(SpreadsheetMixin, ExplainedReportView):
    """Without a filter by state, what is to be mended."""

    model = LinkUse
    index_url_name = "link_report"
    index_results_url_name = "link_report_results"
    page_title = gettext_lazy("Links")
    header_icon = "link"
    empty_message = gettext_lazy("Every link leads somewhere: there is nothing to mend.")
    filterset_class = LinkFilterSet
    is_searchable = False
    columns = [
        TitleColumn("title", label=gettext_lazy("Where"), get_url=lambda line: line.edit_url),
        Column("place", label=gettext_lazy("In which field")),
        LinkColumn("target", label=gettext_lazy("Link"), width="35%"),
        Column("state", label=gettext_lazy("State")),
        DateColumn("checked_at", label=gettext_lazy("Visited"), width="12%"),
    ]
    list_export = ["title", "kind", "place", "target", "state", "since", "checked_at"]
    export_headings = {
        "title": gettext_lazy("Where"),
        "kind": gettext_lazy("Type"),
        "place": gettext_lazy("In which field"),
        "target": gettext_lazy("Link"),
        "state": gettext_lazy("State"),
        "since": gettext_lazy("Since"),
        "checked_at": gettext_lazy("Visited"),
    }

    def dispatch(self, request, *args, **kwargs) -> HttpResponseBase:
        if not may_read(request.user):
            return permission_denied(request)
        return super().dispatch(request, *args, **kwargs)

    def get_filename(self) -> str:
        return file_name(str(_("links")))

    def get_base_queryset(self) -> QuerySet:
        uses = uses_of(self.request.user).told().select_related("link", "source_type")
        uses = uses.order_by("link__failing_since", "source_type", "source_key", "pk")
        if self.request.GET.getlist("state"):
            return uses
        return uses.filter(told_state__in=TO_MEND)

    def decorate_paginated_queryset(self, object_list) -> Any:
        return _in_chunks(object_list, self.request) if self.is_export else object_list

    def get_table(self, object_list) -> Any:
        lines = [] if self.is_export else list(_lines(object_list, self.request))
        return super().get_table(lines)


def _in_chunks(uses: QuerySet, request) -> Iterator[Line]:
    for start in range(0, uses.count(), _CHUNK):
        yield from _lines(uses[start : start + _CHUNK], request)


def _lines(uses: Iterable[LinkUse], request) -> Iterator[Line]:
    uses = list(uses)
    sources = _sources(uses)
    targets = _targets(uses, request)
    finder = AdminURLFinder(request.user)
    fields: dict[type, dict] = defaultdict(dict)
    for use in uses:
        source = sources.get((use.source_type_id, use.source_key))
        if source is None:
            continue
        if isinstance(source, Page):
            model = source.specific_class or Page
            title = source.get_admin_display_title()
            edit_url = reverse("wagtailadmin_pages:edit", args=[source.pk])
            if model not in fields:
                fields[model] = places(model)
        else:
            model, title = type(source), str(source)
            edit_url = finder.get_edit_url(source)
        place = fields[model].get(use.field)
        anchor = f"block-{use.block}-section" if use.block else place.anchor if place else ""
        kind = capfirst(model._meta.verbose_name)
        yield Line(
            address=use.link.address if use.link else "",
            target=_target(use, targets),
            state=_state(use),
            since=use.link.failing_since if use.link else None,
            checked_at=use.link.checked_at if use.link else None,
            title=title or kind,
            edit_url=f"{edit_url}#{anchor}" if edit_url and anchor else edit_url,
            place=place.label if place else _label(model, use.field),
            kind=kind,
        )


def _sources(uses: list[LinkUse]) -> dict[tuple[int, int], Any]:
    keys = defaultdict(set)
    for use in uses:
        keys[use.source_type].add(use.source_key)
    found = {}
    for kind, own in keys.items():
        model: Any = kind.model_class()
        rows = model._default_manager.filter(pk__in=own)
        if model is Page:
            rows = rows.select_related("content_type")
        found |= {(kind.pk, row.pk): row for row in rows}
    return found


def _targets(uses: list[LinkUse], request) -> dict[int, str]:
    """The titles of the pages that are led to, of those that the editor may know of."""
    keys = {use.page_key for use in uses if use.page_key}
    pages = known_pages(request).filter(pk__in=keys) if keys else []
    return {page.pk: page.get_admin_display_title() for page in pages}


def _target(use: Any, titles: dict[int, str]) -> str:
    if use.link:
        return uri_to_iri(use.link.address)
    if use.told_state == DELETED:
        return _("a page that was deleted")
    return titles.get(use.page_key or 0) or _("a page that you can’t see")


def _state(use: Any) -> str:
    """« Mort depuis le 3 mars 2026 (404) »."""
    label = str(dict(STATES)[use.told_state])
    if use.told_state in {WITHDRAWN, DELETED} or use.link is None:
        return label
    answer = use.link.answer
    if use.told_state == Link.State.BROKEN:
        day = date_format(localtime(use.link.failing_since), "DATE_FORMAT")
        label = _("Broken since %(day)s") % {"day": day}
    if answer and use.told_state != Link.State.ANSWERS:
        return f"{label} ({_FAILURES.get(answer, answer)})"
    return label


def _label(model: type, name: str) -> str:
    field: Any = model._meta.get_field(name)  # type: ignore[attr-defined]
    return capfirst(getattr(field, "verbose_name", name))
