"""The editors' lists of sessions and reports, under one menu."""

import django_filters
from django.conf import settings
from django.db.models import CharField, Count, ExpressionWrapper, F, OuterRef, Subquery
from django.forms import RadioSelect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.base import ViewSetGroup

from clubs.models import ClubPage, Registration, ReportPage, SessionPage
from downloads.viewsets import ThemedFilterSet, ThemedPageViewSet


def with_club(pages):
    """The pages, each with `club_title`: the club above, published or not."""
    page_path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    above = ClubPage.objects.annotate(page_path=page_path)
    above = above.filter(page_path__startswith=F("path"))
    return pages.annotate(club_title=Subquery(above.values("title")[:1]))


def with_report(sessions):
    """The sessions, each with `report_pk`: its report, published or not, or None."""
    reports = ReportPage.objects.filter(path__startswith=OuterRef("path"))
    return sessions.annotate(report_pk=Subquery(reports.values("pk")[:1]))


def with_registrations(sessions):
    """The sessions, each with `registered`: how many members come, or None where nobody does."""
    own = Registration.objects.filter(session__translation_key=OuterRef("translation_key"))
    counted = own.order_by().values("session__translation_key").annotate(number=Count("pk"))
    return sessions.annotate(registered=Subquery(counted.values("number")))


def sessions_without_report():
    """The published sessions of the last months that were held and have no report yet, the latest first."""
    since = timezone.now() - settings.REPORT_EXPECTED_FOR
    held = SessionPage.objects.past().filter(live=True, starts_at__gt=since)
    return with_report(with_club(held.exclude(status=SessionPage.Status.CANCELLED))).filter(
        report_pk=None
    )


class _ReportColumn(Column):
    """Leads to the report of a session, or makes it."""

    cell_template_name = "admin/report_cell.html"


class _RegistrationsColumn(Column):
    """Leads to the members who come to a session."""

    cell_template_name = "admin/registrations_cell.html"


class _ClubFilterSet(ThemedFilterSet):
    club = django_filters.ModelChoiceFilter(
        label=_("Club"),
        queryset=ClubPage.objects.order_by("title"),
        method="filter_club",
        widget=RadioSelect,
    )

    def filter_club(self, pages, name, club):
        return pages.filter(path__startswith=club.path)


class SessionFilterSet(_ClubFilterSet):
    starts_at = django_filters.DateFromToRangeFilter(label=_("Date"), widget=DateRangePickerWidget)
    status = django_filters.ChoiceFilter(
        label=_("Session status"), choices=SessionPage.Status, widget=RadioSelect
    )
    has_report = django_filters.ChoiceFilter(
        label=_("Report"),
        empty_label=_("All"),
        choices=[("true", _("With a report")), ("false", _("Without a report"))],
        method="filter_report",
        widget=RadioSelect,
    )

    class Meta:
        model = SessionPage
        fields = []

    def filter_report(self, sessions, name, value):
        return sessions.filter(report_pk__isnull=value == "false")


class SessionIndexView(IndexView):
    def annotate_queryset(self, pages):
        pages = with_club(super().annotate_queryset(pages))
        return with_registrations(with_report(pages))


class ReportFilterSet(_ClubFilterSet):
    date = django_filters.DateFromToRangeFilter(label=_("Date"), widget=DateRangePickerWidget)

    class Meta:
        model = ReportPage
        fields = []


class ReportIndexView(IndexView):
    def annotate_queryset(self, pages):
        return with_club(super().annotate_queryset(pages))


def _columns(date: str, *own: Column) -> list[Column]:
    return [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label=_("Title"), sort_key="title", classname="title"),
        Column("edition", label=_("No."), sort_key="edition", width="5%"),
        Column("club_title", label=_("Club"), sort_key="club_title", width="14%"),
        Column(date, label=_("Date"), sort_key=date, width="10%"),
        *own,
        PageStatusColumn("live", label=_("Publication"), sort_key="live", width="8%"),
        DateColumn(
            "latest_revision_created_at",
            label=_("Updated"),
            sort_key="latest_revision_created_at",
            width="9%",
        ),
    ]


class SessionViewSet(ThemedPageViewSet):
    model = SessionPage
    menu_label = _("Sessions")
    icon = "date"
    add_to_admin_menu = False  # the group is there
    index_view_class = SessionIndexView
    columns = _columns(
        "starts_at",
        Column(
            "status",
            label=_("Session status"),
            accessor="get_status_display",
            sort_key="status",
            width="8%",
        ),
        _RegistrationsColumn(
            "registered", label=_("Registered"), sort_key="registered", width="6%"
        ),
        _ReportColumn("report", label=_("Report"), accessor="report_pk", width="11%"),
    )
    filterset_class = SessionFilterSet
    ordering = "-starts_at"


class ReportViewSet(ThemedPageViewSet):
    model = ReportPage
    menu_label = _("Reports of sessions")
    icon = "doc-full"
    add_to_admin_menu = False
    index_view_class = ReportIndexView
    columns = _columns("date")
    filterset_class = ReportFilterSet
    ordering = "-date"


class ClubsViewSetGroup(ViewSetGroup):
    menu_label = _("Clubs")
    menu_icon = "group"
    menu_order = 120
    items = [SessionViewSet("sessions"), ReportViewSet("session_reports")]
