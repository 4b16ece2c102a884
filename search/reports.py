"""The editors' report on what readers search for, and what they don't find."""

import django_filters
from django.utils.translation import gettext_lazy as _
from wagtail.admin.auth import permission_denied
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView

from search.models import AskedQuery


class SearchFilterSet(WagtailFilterSet):
    day = django_filters.DateFromToRangeFilter(label=_("Day"), widget=DateRangePickerWidget)
    failed = django_filters.BooleanFilter(
        label=_("Only searches that found nothing"), method="filter_failed"
    )

    class Meta:
        model = AskedQuery
        fields = ["language"]

    def filter_failed(self, queries, name, value):
        return queries.filter(found_nothing__gt=0) if value else queries


class SearchReportView(ReportView):
    """What was asked on each day, the latest and most asked first."""

    model = AskedQuery
    index_url_name = "search_report"
    index_results_url_name = "search_report_results"
    page_title = _("What readers search for")
    header_icon = "search"
    filterset_class = SearchFilterSet
    default_ordering = "-day"
    is_searchable = False
    columns = [
        Column("day", label=_("Day"), sort_key="day"),
        Column("words", label=_("Words"), sort_key="words"),
        Column("language", label=_("Language"), accessor="get_language_display"),
        Column("asked", label=_("Asked"), sort_key="asked"),
        Column("found_nothing", label=_("Without a result"), sort_key="found_nothing"),
    ]
    list_export = ["day", "words", "language", "asked", "found_nothing"]

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm("search.change_synonyms"):
            return permission_denied(request)
        return super().dispatch(request, *args, **kwargs)
