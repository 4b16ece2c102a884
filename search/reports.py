"""The editors' report on what readers search for, and what they don't find."""

import django_filters
from django.conf import settings
from django.db.models import Max, QuerySet, Sum
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from wagtail.admin.auth import permission_denied
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from core.exports import SpreadsheetMixin
from core.viewsets import ExplainedReportView
from downloads.reports import file_name
from search.models import AskedQuery


class SearchFilterSet(WagtailFilterSet):
    day = django_filters.DateFromToRangeFilter(label=_("Period"), widget=DateRangePickerWidget)
    failed = django_filters.ChoiceFilter(
        label=_("Result"),
        choices=[("none", _("Without a result"))],
        empty_label=_("All"),
        method="filter_failed",
    )

    class Meta:
        model = AskedQuery
        fields = ["language"]

    def filter_failed(self, searches, name, value):
        return searches.filter(failed__gt=0) if value else searches


def address(search: dict) -> str:
    """Where an editor sees what readers got."""
    with override(search["language"]):
        return f"{reverse('search')}?{urlencode({'q': search['words']})}"


def language_name(code: str) -> str:
    return str(dict(settings.LANGUAGES).get(code, code))


def last_day(search: dict) -> str:
    return date_format(search["last_day"], "SHORT_DATE_FORMAT")


class SearchReportView(SpreadsheetMixin, ExplainedReportView):
    """What was asked in the period chosen, the most asked first: rows are dicts, the days of each search together."""

    model = AskedQuery
    index_url_name = "search_report"
    index_results_url_name = "search_report_results"
    page_title = _("What readers search for")
    header_icon = "search"
    empty_message = _("Nobody has searched the site in this period.")
    filterset_class = SearchFilterSet
    default_ordering = "-times"
    is_searchable = False
    columns = [
        TitleColumn("words", label=_("Search"), sort_key="words", get_url=address),
        Column(
            "language", label=_("Language"), accessor=lambda row: language_name(row["language"])
        ),
        Column("times", label=_("Times"), sort_key="times"),
        Column("failed", label=_("Without a result"), sort_key="failed"),
        Column("last_day", label=_("Last time"), sort_key="last_day", accessor=last_day),
    ]
    list_export = ["words", "language", "times", "failed", "last_day"]
    export_headings = {
        "words": _("Search"), "times": _("Times"), "failed": _("Without a result"),
        "last_day": _("Last time"),
    }  # fmt: skip
    custom_field_preprocess = {
        "language": {"csv": language_name, "xlsx": language_name},
    }

    def get_filename(self) -> str:
        return file_name(str(_("searches")))

    def get_base_queryset(self) -> QuerySet:
        return (
            AskedQuery.objects.order_by()
            .values("words", "language")
            .annotate(times=Sum("asked"), failed=Sum("found_nothing"), last_day=Max("day"))
        )

    def order_queryset(self, queryset):
        ordered = super().order_queryset(queryset)
        return ordered.order_by(*ordered.query.order_by, "words", "language")

    def dispatch(self, request, *args, **kwargs) -> HttpResponseBase:
        if not request.user.has_perm("search.view_askedquery"):
            return permission_denied(request)
        return super().dispatch(request, *args, **kwargs)
