"""Sessions as a calendar file (RFC 5545), which a reader's calendar keeps or re-reads."""

from datetime import timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.languages import association_name
from core.layout import absolute

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


def to_ics(page, request) -> bytes:
    """The calendar of a page with a CalendarMixin, in the language in use."""
    return _calendar(page, sessions_of(page, request), request)


def calendar_of(page) -> bytes:
    """The calendar of what is held on a date, for those who come to it; in the language in use."""
    return _calendar(page, [page])


def _calendar(page, sessions, request=None) -> bytes:
    # Imported here, and below: it takes 7 MB of each process.
    from icalendar import Calendar, Timezone, vDuration

    calendar = Calendar()
    name = " ".join(page.title.split())  # on one line, whatever was kept from before
    calendar.add("prodid", f"-//Parvis//{name}//{get_language().upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", f"{name} – {association_name(request)}")
    calendar.add("x-wr-timezone", PARIS.key)
    refresh = timedelta(hours=settings.CALENDAR_REFRESH_HOURS)
    calendar.add("refresh-interval", vDuration(refresh), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(refresh))
    calendar.add_component(Timezone.from_ical(TIME_ZONE))
    for session in sessions:
        calendar.add_component(_event(session, request))
    return calendar.to_ical()


def sessions_of(page, request):
    """The sessions below the page, itself included, that the request may see, but those that are long over."""
    oldest = timezone.now() - timedelta(days=settings.CALENDAR_PAST_DAYS)
    model = page.session_model
    sessions = model.objects.descendant_of(page, inclusive=True).live_for(request)
    recent = sessions.filter(starts_at__gte=oldest)
    return recent.for_cards(request).order_by("starts_at", "pk")


def _event(session, request):
    from icalendar import Event

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
    if club := getattr(session, "club_title", ""):
        title = _("%(club)s: %(title)s") % {"club": club, "title": title}
    return _("Cancelled – %(title)s") % {"title": title} if session.is_cancelled else title
