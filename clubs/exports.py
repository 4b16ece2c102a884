"""The meetings of clubs as a table, for spreadsheets and for programs."""

from django.utils.translation import gettext_lazy as _

from clubs.history import Meeting
from core.exports import Table
from core.layout import absolute


def _row(meeting: Meeting, request) -> dict:
    session, report = meeting.open_session, meeting.open_report
    return {
        "title": meeting.page.title,
        "date": meeting.day.isoformat(),
        "change": meeting.when.change,
        "club": meeting.club_title,
        "place": meeting.place,
        "host": meeting.host.name if meeting.host else "",
        "summary": meeting.page.introduction,
        "session": absolute(session.get_url(request)) if session else "",
        "report": absolute(report.get_url(request)) if report else "",
    }


MEETINGS = Table(
    "seances",
    {
        "title": _("Title"),
        "date": _("Date"),
        "change": _("Change"),
        "club": _("Club"),
        "place": _("Place"),
        "host": _("Host"),
        "summary": _("Summary"),
        "session": _("Session"),
        "report": _("Report"),
    },
    _row,
)
