"""The lists of those who registered: for one session, and for all of them."""

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.auth import permission_denied
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, TitleColumn
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import Page

from clubs.models import Registration, SessionPage
from clubs.registrations.notices import untold
from clubs.registrations.permissions import may_look_after, may_read, registering_page
from core.exports import SpreadsheetMixin
from core.file_responses import file_name
from core.templatetags.parvis import day
from core.viewsets import ExplainedReportView
from core.visibility import known_pages


def sessions_to_look_after(request) -> QuerySet[SessionPage]:
    """For those who look after registrations: the sessions that they know of, and all those that somebody comes to."""
    known = known_pages(request).order_by().values("pk")
    registered = Registration.objects.order_by().values("page__translation_key")
    return SessionPage.objects.filter(Q(pk__in=known) | Q(translation_key__in=registered))


def _wishes(row: Registration) -> str:
    """The meal and the needs, in one cell."""
    return ", ".join(filter(None, [row.get_meal_display() if row.meal else "", row.needs]))


class _RegistrationsView(SpreadsheetMixin, ExplainedReportView):
    model = Registration
    empty_message = _("Nobody has registered yet.")
    header_icon = "group"
    is_searchable = False
    default_ordering: str | tuple[str, ...] = ("is_waiting", "registered_at", "pk")
    columns = [
        Column("name", label=_("Name"), sort_key="surname"),
        Column("employer", label=_("Organisation"), sort_key="employer"),
        Column("written_to", label=_("Email address"), sort_key="written_to"),
        Column("state", label=_("State"), sort_key="is_waiting", width="130"),
        Column("wishes", label=_("Needs"), accessor=_wishes),
        BooleanColumn("was_present", label=_("Present"), sort_key="was_present", width="90"),
        DateColumn("registered_at", label=_("Registered on"), sort_key="registered_at"),
    ]
    list_export = [
        "surname",
        "given_name",
        "employer",
        "written_to",
        "state",
        "get_meal_display",
        "needs",
        "was_present",
        "registered_at",
    ]
    export_headings = {
        "surname": _("Surname"),
        "given_name": _("First name"),
        "employer": _("Organisation"),
        "written_to": _("Email address"),
        "registered_at": _("Registered on"),
        "state": _("State"),
        "get_meal_display": _("Meal"),
        "needs": _("Needs"),
        "was_present": _("Present"),
    }


class RegistrationsView(_RegistrationsView):
    """Those who come to one session, and those who wait."""

    page_title = _("Registered people")
    index_url_name = "clubs_registrations"
    index_results_url_name = "clubs_registrations_results"

    def dispatch(self, request, page_pk: int) -> HttpResponseBase:
        self.page = registering_page(page_pk)
        if not may_read(request, self.page):
            raise PermissionDenied
        return super().dispatch(request)

    def get_base_queryset(self) -> QuerySet:
        return self.page.registrations_in_any_language.with_words()

    @cached_property
    def columns(self) -> list[Column]:  # type: ignore[override]
        """Whoever looks after them opens a registration by its own link, to cancel it or to note needs."""
        name, *others = _RegistrationsView.columns
        if may_look_after(self.request, self.page):
            name = TitleColumn(
                "name",
                label=name.label,
                sort_key=name.sort_key,
                get_url=lambda row: reverse("own_registration", args=[row.token]),
            )
        return [name, *others]

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        sheet = HeaderButton(
            gettext("Sign-in sheet"),
            reverse("clubs_sign_in_sheet", args=[self.page.pk]),
            icon_name="download",
            priority=20,
        )
        if not may_look_after(self.request, self.page):
            return [sheet]
        presence = HeaderButton(
            gettext("Who is present"),
            reverse("clubs_presence", args=[self.page.pk]),
            icon_name="check",
            priority=10,
        )
        write = HeaderButton(
            gettext("Tell them of the change")
            if untold(self.page).exists()
            else gettext("Write to all"),
            reverse("clubs_write_to_all", args=[self.page.pk]),
            icon_name="mail",
            priority=30,
        )
        return [presence, sheet, write]

    def get_page_subtitle(self) -> str:
        return self.page.get_admin_display_title()

    def get_index_url(self) -> str:
        return reverse(self.index_url_name, args=[self.page.pk])

    def get_index_results_url(self) -> str:
        return reverse(self.index_results_url_name, args=[self.page.pk])

    def get_filename(self) -> str:
        return file_name(self.page.title, "")


class RegistrationFilterSet(WagtailFilterSet):
    starts_at = django_filters.DateFromToRangeFilter(
        label=_("Date of the session"),
        field_name="starts_at",
        widget=DateRangePickerWidget,
    )
    page = django_filters.ModelChoiceFilter(
        label=_("Session"),
        queryset=lambda request: Page.objects.filter(
            pk__in=Registration.objects.order_by().values("page")
        ).order_by("title__alphabetical"),
    )

    class Meta:
        model = Registration
        fields = []


class AllRegistrationsView(_RegistrationsView):
    """The registrations for every session, those of the next ones first, for those who look after registrations."""

    page_title = _("Registrations")
    index_url_name = "clubs_all_registrations"
    index_results_url_name = "clubs_all_registrations_results"
    filterset_class = RegistrationFilterSet
    default_ordering = "-starts_at"
    columns = [
        TitleColumn(
            "page",
            label=_("Session"),
            sort_key="page__title",
            get_url=lambda line: reverse("clubs_registrations", args=[line.page_id]),
        ),
        Column(
            "starts_at",
            label=_("Date"),
            accessor=lambda line: day(line.starts_at),
            sort_key="starts_at",
        ),
        *_RegistrationsView.columns,
    ]
    list_export = ["page.title", "starts_at", *_RegistrationsView.list_export]
    export_headings = {
        "page.title": _("Session"),
        "starts_at": _("Date"),
        **_RegistrationsView.export_headings,
    }

    def dispatch(self, request, *args, **kwargs) -> HttpResponseBase:
        if not request.user.has_perm("clubs.view_registration"):
            return permission_denied(request)
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> QuerySet:
        return Registration.objects.select_related("page").with_words().with_start()

    def get_filename(self) -> str:
        return file_name(str(self.page_title), "")
