from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from clubs import remarks
from clubs.models import ClubPage, ReportPage, SessionPage, report_of
from clubs.models.meetings import MeetingPage
from clubs.models.registrations import RegistrationMixin
from clubs.registrations.notices import untold
from clubs.registrations.permissions import may_look_after
from clubs.views.attendance import Presence, send_certificates, sign_in_sheet
from clubs.views.booklets import AddToSeries, may_add
from clubs.views.notices import WriteToAll
from clubs.views.registrations import AllRegistrationsView, RegistrationsView
from clubs.views.reports import write_report
from clubs.views.word_import import ImportWord, WordImportProgress, may_import
from clubs.viewsets import ClubsViewSetGroup
from core.remarks import HOOK


@hooks.register("register_admin_viewset")
def register_clubs():
    return ClubsViewSetGroup()


@hooks.register("register_admin_urls")
def register_actions():
    return [
        path("clubs/<int:page_pk>/report/", write_report, name="clubs_write_report"),
        path("clubs/<int:page_pk>/series/", AddToSeries.as_view(), name="clubs_add_to_series"),
        path("clubs/<int:page_pk>/word/", ImportWord.as_view(), name="clubs_import_word"),
        path(
            "clubs/<int:page_pk>/registrations/",
            RegistrationsView.as_view(),
            name="clubs_registrations",
        ),
        path(
            "clubs/<int:page_pk>/registrations/results/",
            RegistrationsView.as_view(results_only=True),
            name="clubs_registrations_results",
        ),
        path("clubs/<int:page_pk>/presence/", Presence.as_view(), name="clubs_presence"),
        path("clubs/<int:page_pk>/sign-in-sheet/", sign_in_sheet, name="clubs_sign_in_sheet"),
        path("clubs/<int:page_pk>/write/", WriteToAll.as_view(), name="clubs_write_to_all"),
        path(
            "clubs/<int:page_pk>/certificates/", send_certificates, name="clubs_send_certificates"
        ),
        path(
            "reports/registrations/",
            AllRegistrationsView.as_view(),
            name="clubs_all_registrations",
        ),
        path(
            "reports/registrations/results/",
            AllRegistrationsView.as_view(results_only=True),
            name="clubs_all_registrations_results",
        ),
        path("clubs/word/<int:pk>/", WordImportProgress.as_view(), name="clubs_word_import"),
    ]


class _RegistrationsItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm("clubs.view_registration")


@hooks.register("register_reports_menu_item")
def list_registrations():
    return _RegistrationsItem(
        gettext_lazy("Registrations"),
        reverse("clubs_all_registrations"),
        icon_name="group",
        order=60,
    )


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def report_buttons(page, user, next_url=None, view_name=None):
    """Reports and registrations, on sessions and clubs, in the editor and in the explorer."""
    model = page.specific_class
    if model is SessionPage and (report := report_of(page)):
        yield Button(
            _("Open the report"),
            reverse("wagtailadmin_pages:edit", args=[report.pk]),
            icon_name="doc-full",
            priority=16,
        )
    elif model is SessionPage and page.permissions_for_user(user).can_add_subpage():
        address = reverse("clubs_write_report", args=[page.pk])
        yield Button(
            _("Write the report"),
            address,
            icon_name="doc-full",
            priority=16,
            attrs={
                "data-controller": "w-action",
                "data-action": "w-action#post",
                "data-w-action-url-value": address,
            },
        )
    if issubclass(model or Page, RegistrationMixin) and page.permissions_for_user(user).can_edit():
        yield Button(
            _("Registered people"),
            reverse("clubs_registrations", args=[page.pk]),
            icon_name="group",
            priority=18,
        )
    if model is ReportPage and may_add(page.specific_deferred, user):
        yield Button(
            _("Add to a series"),
            reverse("clubs_add_to_series", args=[page.pk]),
            icon_name="list-ol",
            priority=16,
        )
    if model in (ClubPage, SessionPage) and may_import(page, user):
        yield Button(
            _("Import a report (Word)"),
            reverse("clubs_import_word", args=[page.pk]),
            icon_name="upload",
            priority=17,
        )


@hooks.register("after_publish_page")
def offer_to_tell_of_change(request, page) -> None:
    """Whoever moves or cancels what people have registered for is led to the message to them."""
    if not isinstance(page, RegistrationMixin) or not may_look_after(request, page):
        return
    if number := untold(page).count():
        sentence = ngettext(
            "%(number)s person has registered and doesn’t know of the change yet.",
            "%(number)s people have registered and don’t know of the change yet.",
            number,
        )
        address = reverse("clubs_write_to_all", args=[page.pk])
        messages.warning(
            request,
            sentence % {"number": number},
            buttons=[messages.button(address, _("Write to them"))],
        )


@hooks.register("after_create_page")
def tell_of_missing_number(request, page) -> None:
    """Whoever numbered a meeting at the same time as somebody else is told that the number went."""
    asked = request.POST.get("edition")
    if isinstance(page, MeetingPage) and asked and page.edition is None:
        messages.warning(
            request,
            _("“%(title)s” has no number: another session took no. %(edition)s meanwhile.")
            % {"title": page.title, "edition": asked},
        )


@hooks.register("after_copy_page")
def tell_of_copys_number(request, page, new_page) -> None:
    copy = new_page.specific
    if isinstance(copy, MeetingPage) and page.specific.edition and copy.edition is None:
        messages.warning(
            request, _("“%(title)s” has no number yet: its model keeps it.") % {"title": copy.title}
        )


hooks.register(HOOK, remarks.times)
