"""The draft report of a session, made with one button."""

from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from clubs.models import SessionPage, draft_report, report_of


@require_POST
def write_report(request, page_pk: int) -> HttpResponseBase:
    """The draft report of a session, made if there is none; the editor goes on in it."""
    session = get_object_or_404(SessionPage, pk=page_pk)
    report = report_of(session)
    if report is None:
        if not session.permissions_for_user(request.user).can_add_subpage():
            raise PermissionDenied
        report = draft_report(session, request.user)
        messages.success(
            request, gettext("The draft has the session’s title, date, place, contacts and themes.")
        )
    return redirect("wagtailadmin_pages:edit", report.pk)
