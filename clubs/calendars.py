"""Sessions as a calendar file (RFC 5545), which a reader's calendar keeps or re-reads."""

from datetime import timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, vDuration

from core.frame import absolute
from core.languages import association_name

PARIS = ZoneInfo("Europe/Paris")
# The clock changes of the European Union (directive 2000/84/EC), written as rules: they need no renewal.
TIME_ZONE = """\
BEGIN:VTIMEZONE
TZID:Europe/Paris
BEGIN:DAYLIGHT
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""


class CalendarMixin:
    """A page that is a session or has some below it, and beside it their calendar."""

    calendar_name = gettext_lazy("calendar.ics")

    def calendar_url(self, request) -> str:
        return absolute(f"{self.get_url(request)}{self.calendar_name}")

    def calendar_sessions(self, request):
        """The sessions below the page that the request may see, but those that are long over."""
        from clubs.models import SessionPage  # its module needs this one

        oldest = timezone.now() - timedelta(days=settings.CALENDAR_PAST_DAYS)
        sessions = SessionPage.objects.descendant_of(self, inclusive=True).live_for(request)
        recent = sessions.filter(starts_at__gte=oldest)
        return recent.for_cards(request).order_by("starts_at", "pk")


def to_ics(page, request) -> bytes:
    """The calendar of a page with a CalendarMixin, in the language in use."""
    calendar = Calendar()
    calendar.add("prodid", f"-//Parvis//{page.title}//{get_language().upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", f"{page.title} – {association_name(request)}")
    calendar.add("x-wr-timezone", PARIS.key)
    refresh = timedelta(hours=settings.CALENDAR_REFRESH_HOURS)
    calendar.add("refresh-interval", vDuration(refresh), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(refresh))
    calendar.add_component(Timezone.from_ical(TIME_ZONE))
    for session in page.calendar_sessions(request):
        calendar.add_component(_event(session, request))
    return calendar.to_ical()


def _event(session, request) -> Event:
    event = Event()
    address = absolute(session.get_url(request))
    event.add("uid", f"{session.translation_key}@{urlsplit(settings.BASE_URL).hostname}")
    event.add("sequence", session.calendar_sequence)
    # Without a METHOD, the time stamp is that of the last change (RFC 5545, 3.8.7.2).
    changed = session.last_published_at or session.starts_at
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("dtstart", session.starts_at.astimezone(PARIS))
    if session.ends_at:
        event.add("dtend", session.ends_at.astimezone(PARIS))
    event.add("summary", _summary(session))
    event.add("status", "CANCELLED" if session.is_cancelled else "CONFIRMED")
    if where := ", ".join(filter(None, [session.place, *session.address.splitlines()])):
        event.add("location", where)
    lines = [session.when.held, session.when.change, session.introduction, address]
    event.add("description", "\n".join(filter(None, lines)))
    event.add("url", address)
    return event


def _summary(session) -> str:
    """A calendar that doesn't know of cancellations shows the word."""
    title = session.title
    if session.club_title:
        title = _("%(club)s: %(title)s") % {"club": session.club_title, "title": title}
    return _("Cancelled – %(title)s") % {"title": title} if session.is_cancelled else title
