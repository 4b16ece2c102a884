from django.urls import path, reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button

from clubs.admin_views import (
    ImportWord,
    RegistrationsView,
    WordImportProgress,
    may_import,
    original_document,
    write_report,
)
from clubs.booklets import AddToSeries, may_add
from clubs.models import ClubPage, ReportPage, SessionPage, report_of
from clubs.models.meetings import MeetingPage
from clubs.viewsets import ClubsViewSetGroup


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
        path("clubs/word/<int:pk>/", WordImportProgress.as_view(), name="clubs_word_import"),
        path("clubs/word/<int:pk>/document/", original_document, name="clubs_word_document"),
    ]


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
    if model is SessionPage and page.permissions_for_user(user).can_edit():
        yield Button(
            _("Registered members"),
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


@hooks.register("after_create_page")
def tell_of_missing_number(request, page):
    """Whoever numbered a meeting at the same time as somebody else is told that the number went."""
    asked = request.POST.get("edition")
    if isinstance(page, MeetingPage) and asked and page.edition is None:
        messages.warning(
            request,
            _("“%(title)s” has no number: another session took no. %(edition)s meanwhile.")
            % {"title": page.title, "edition": asked},
        )


@hooks.register("after_copy_page")
def tell_of_copys_number(request, page, new_page):
    copy = new_page.specific
    if isinstance(copy, MeetingPage) and page.specific.edition and copy.edition is None:
        messages.warning(
            request, _("“%(title)s” has no number yet: its model keeps it.") % {"title": copy.title}
        )
