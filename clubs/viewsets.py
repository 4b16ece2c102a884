"""The editors' lists of sessions and reports, under one menu."""

import django_filters
from django.conf import settings
from django.db.models import CharField, Count, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery
from django.forms import RadioSelect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import RedirectView
from wagtail.admin.filters import DateRangePickerWidget
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.base import ViewSetGroup

from clubs.models import ClubPage, Registration, ReportPage, SessionPage
from core.visibility import known_pages
from downloads.viewsets import (
    AUTHOR,
    THEMES,
    UPDATED,
    ThemedFilterSet,
    ThemedIndexView,
    ThemedPageViewSet,
    choice_of_columns,
    dated_columns,
)


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
    """The sessions, each with how many people have a place and how many wait for one; None where nobody registered.

    They are `registered` and `waiting`.
    """
    own = Registration.objects.filter(page__translation_key=OuterRef("translation_key"))
    counted = own.order_by().values("page__translation_key")
    return sessions.annotate(
        registered=Subquery(counted.values(number=Count("pk", filter=Q(is_waiting=False)))),
        waiting=Subquery(counted.values(number=Count("pk", filter=Q(is_waiting=True)))),
    )


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
    """Leads to those who come to a session."""

    cell_template_name = "admin/registrations_cell.html"


NUMBER = Column("edition", label=_("No."), sort_key="edition", width="60")
CLUB = Column("club_title", label=_("Club"), sort_key="club_title", width="150")
REGISTERED = _RegistrationsColumn(
    "registered", label=_("Registered"), sort_key="registered", width="100"
)


class _ClubFilterSet(ThemedFilterSet):
    columns = choice_of_columns(NUMBER, THEMES, AUTHOR, UPDATED)
    club = django_filters.ModelChoiceFilter(
        label=_("Club"),
        queryset=lambda request: ClubPage.objects.filter(
            pk__in=known_pages(request).order_by().values("pk")
        ).order_by("title__alphabetical"),
        method="filter_club",
        widget=RadioSelect,
    )

    def filter_club(self, pages, name, club):
        return pages.filter(path__startswith=club.path)


class SessionFilterSet(_ClubFilterSet):
    columns = choice_of_columns(REGISTERED, NUMBER, THEMES, AUTHOR, UPDATED)
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


class SessionIndexView(ThemedIndexView):
    def annotate_queryset(self, pages) -> QuerySet:
        pages = with_club(super().annotate_queryset(pages))
        return with_registrations(with_report(pages))


class ReportFilterSet(_ClubFilterSet):
    date = django_filters.DateFromToRangeFilter(label=_("Date"), widget=DateRangePickerWidget)

    class Meta:
        model = ReportPage
        fields = []


class ReportIndexView(ThemedIndexView):
    def annotate_queryset(self, pages) -> QuerySet:
        return with_club(super().annotate_queryset(pages))


class SessionViewSet(ThemedPageViewSet):
    model = SessionPage
    menu_label = _("Sessions")
    icon = "date"
    add_label = _("Announce a session")
    add_to_admin_menu = False  # the group is there
    index_view_class = SessionIndexView
    columns = dated_columns(
        NUMBER,
        CLUB,
        Column(
            "status",
            label=_("Session status"),
            accessor="get_status_display",
            sort_key="status",
            width="110",
        ),
        REGISTERED,
        _ReportColumn("report", label=_("Report"), accessor="report_pk", width="120"),
        date="starts_at",
    )
    filterset_class = SessionFilterSet
    ordering = "-starts_at"


class ChooseSessionView(RedirectView):
    """A report is written from its session: the sessions that have none."""

    def get_redirect_url(self, *args, **kwargs) -> str:
        return f"{reverse('sessions:index')}?has_report=false"


class ReportViewSet(ThemedPageViewSet):
    model = ReportPage
    menu_label = _("Reports of sessions")
    icon = "doc-full"
    add_label = _("Write a report")
    add_to_admin_menu = False
    index_view_class = ReportIndexView
    columns = dated_columns(NUMBER, CLUB)

    @property
    def choose_parent_view(self):
        return ChooseSessionView.as_view()

    filterset_class = ReportFilterSet
    ordering = "-date"


class ClubsViewSetGroup(ViewSetGroup):
    menu_label = _("Clubs")
    menu_icon = "group"
    menu_order = 112
    items = [SessionViewSet("sessions"), ReportViewSet("session_reports")]
