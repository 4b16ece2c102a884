"""The editors' report on files: what they are and who can read them, with its export."""

import django_filters
from anyascii import anyascii
from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.auth import permission_denied
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.documents.permissions import permission_policy

from core.exports import SpreadsheetMixin
from core.layout import absolute
from core.viewsets import ExplainedReportView
from core.visibility import known_files
from downloads.accessibility import FLAWED, advice
from downloads.models import Document, DownloadCount
from downloads.themes import choosable_themes


def file_name(subject: str) -> str:
    """« fichiers-2026-11-22 »: what and when."""
    return f"{slugify(anyascii(subject))}-{timezone.localdate().isoformat()}"


class FileFilterSet(WagtailFilterSet):
    flawed = django_filters.ChoiceFilter(
        label=_("Accessibility"),
        choices=[("true", _("Something to do")), ("false", _("Nothing found"))],
        method="filter_flawed",
    )

    class Meta:
        model = Document
        fields = ["problem", "tagged", "is_scan", "language"]

    def filter_flawed(self, files, name, value):
        return files.filter(FLAWED) if value == "true" else files.exclude(FLAWED)


def what_to_do(document) -> str:
    return " ".join(advice(document))


class FileReportView(SpreadsheetMixin, ExplainedReportView):
    model = Document
    index_url_name = "file_report"
    index_results_url_name = "file_report_results"
    page_title = _("Files and accessibility")
    header_icon = "doc-full-inverse"
    empty_message = _(
        "No file that you may change yet: those that you add are listed here,"
        " with what keeps some readers from reading them."
    )
    filterset_class = FileFilterSet
    default_ordering = "-created_at"
    columns = [
        TitleColumn("title", label=_("Title"), sort_key="title", url_name="wagtaildocs:edit"),
        Column("format", label=_("Format")),
        Column("page_count", label=_("Pages"), sort_key="page_count"),
        BooleanColumn("tagged", label=_("Tagged"), sort_key="tagged"),
        Column("what_to_do", label=_("What to do"), accessor=what_to_do),
    ]
    list_export = [
        "title", "format", "page_count", "file_size", "language", "tagged", "is_scan",
        "own_title", "own_language", "get_problem_display", "url",
    ]  # fmt: skip
    export_headings = {
        "format": _("Format"), "file_size": _("Weight in bytes"),
        "get_problem_display": _("Problem"), "url": _("Permanent link"),
    }  # fmt: skip
    custom_field_preprocess = {"url": {"xlsx": absolute, "csv": absolute}}

    def get_filename(self) -> str:
        return file_name(str(_("files")))

    def get_base_queryset(self) -> QuerySet:
        mine = permission_policy.instances_user_has_any_permission_for(
            self.request.user, ["add", "change"]
        )
        return known_files(self.request, mine)

    def dispatch(self, request, *args, **kwargs) -> HttpResponseBase:
        if not permission_policy.user_has_any_permission(request.user, ["add", "change"]):
            return permission_denied(request)
        return super().dispatch(request, *args, **kwargs)


class DownloadFilterSet(WagtailFilterSet):
    month = django_filters.DateFromToRangeFilter(label=_("Month"), widget=DateRangePickerWidget)
    theme = django_filters.ModelChoiceFilter(
        label=_("Theme"),
        field_name="document__publication_files__page__theme_items__tag",
        queryset=lambda request: choosable_themes(),
        distinct=True,
    )

    class Meta:
        model = DownloadCount
        fields = []


class DownloadReportView(SpreadsheetMixin, ExplainedReportView):
    """How often each file was downloaded, month by month."""

    model = DownloadCount
    index_url_name = "download_report"
    index_results_url_name = "download_report_results"
    page_title = _("Downloads")
    header_icon = "download"
    empty_message = _("No file has been downloaded yet.")
    filterset_class = DownloadFilterSet
    default_ordering = "-month"
    is_searchable = False
    columns = [
        Column("month", label=_("Month"), sort_key="month", accessor="month_text"),
        Column("document", label=_("File"), sort_key="document__title", classname="title"),
        Column("themes", label=_("Themes"), accessor="themes"),
        Column("number", label=_("Downloads"), sort_key="number"),
    ]
    list_export = ["month", "document.title", "themes", "number"]
    export_headings = {
        "month": _("Month"), "document.title": _("File"), "themes": _("Themes"),
        "number": _("Downloads"),
    }  # fmt: skip

    def get_filename(self) -> str:
        return file_name(str(_("downloads")))

    def get_base_queryset(self) -> QuerySet:
        known = known_files(self.request, Document.objects.order_by())
        counts = DownloadCount.objects.filter(document__in=known.values("pk"))
        return counts.select_related("document").prefetch_related(
            "document__publication_files__page__theme_items__tag"
        )

    def dispatch(self, request, *args, **kwargs) -> HttpResponseBase:
        if not permission_policy.user_has_any_permission(request.user, ["add", "change"]):
            return permission_denied(request)
        return super().dispatch(request, *args, **kwargs)
