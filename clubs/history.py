"""The meetings of clubs as a visitor may see them: an announced session, a report, or both as one."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Length, Substr, TruncDate
from django.utils import timezone
from wagtail.models import Page

from clubs.dates import When
from contacts.models import Organisation
from core.languages import original_of
from core.routing import site_for
from core.visibility import LivePageQuerySet, is_teaser, live_pages, named_pages

if TYPE_CHECKING:
    from clubs.models import ReportPage, SessionPage


@dataclass(frozen=True)
class Meeting:
    """One meeting; `session` and `report` are those that the visitor may name, one of them at least.

    Of one that is reserved, nothing but its title and summary is for the visitor. `club_title` is the title of the
    club above, or nothing where the visitor may not see it.
    """

    session: "SessionPage | None" = None
    report: "ReportPage | None" = None
    session_is_reserved: bool = False
    report_is_reserved: bool = False
    club_title: str = ""

    @property
    def page(self) -> Page:
        """What says most of it: the report, or until there is one that the visitor may read the session."""
        return next(iter(self._open), self.report or self.session)

    @property
    def open_session(self) -> "SessionPage | None":
        """The session, if the visitor may read it."""
        return None if self.session_is_reserved else self.session

    @property
    def open_report(self) -> "ReportPage | None":
        """The report, if the visitor may read it."""
        return None if self.report_is_reserved else self.report

    @property
    def _open(self) -> list["SessionPage | ReportPage"]:
        return [half for half in (self.open_report, self.open_session) if half]

    @property
    def _half(self) -> "SessionPage | ReportPage":
        half = self.session or self.report
        assert half is not None, "a meeting is a session, its report, or both"  # noqa: S101
        return half

    @property
    def is_reserved(self) -> bool:
        return not self._open

    @property
    def when(self) -> When:
        return self._half.when

    @property
    def host(self) -> Organisation | None:
        return next((half.host for half in self._open if half.host), None)

    @property
    def place(self) -> str:
        return next((half.place for half in self._open if half.place), "")

    @property
    def day(self) -> date:
        return self._half.day

    @property
    def is_past(self) -> bool:
        """A session of today isn't yet; a report without a session is of what is over."""
        return self.session is None or self.day < timezone.localdate()

    @property
    def is_cancelled(self) -> bool:
        return bool(self.session and self.session.is_cancelled)

    @property
    def order(self) -> tuple[datetime, int]:
        """For sorting: a meeting without an hour comes first in its day."""
        if self.session:
            return self.session.starts_at, self.page.pk or 0
        return timezone.make_aware(datetime.combine(self.day, time())), self.page.pk or 0


def club_path(page: Page, request) -> str:
    """The tree path of the club of a page; a club stands below the list of clubs, and that below the home page."""
    return page.path[: _club_depth(request) * Page.steplen]


def _club_depth(request) -> int:
    site = site_for(request)
    return (site.root_page.depth if site else 1) + 2


def meeting_pages(request) -> LivePageQuerySet:
    """The sessions and reports that the request may name, each with `sessionpage` or `reportpage`.

    `day` is the day of the meeting; `club_title` and `club_audience` are those of the club above, if it can
    be seen.
    """
    club = (
        live_pages(request)
        .order_by()
        .filter(path=Substr(OuterRef("path"), 1, _club_depth(request) * Page.steplen))
    )
    return (
        named_pages(request)
        .filter(Q(sessionpage__isnull=False) | Q(reportpage__isnull=False))
        .select_related("sessionpage__host", "reportpage__host", "reportpage__lead_photo")
        .prefetch_related("sessionpage__former_dates")
        .defer("sessionpage__body", "sessionpage__programme", "reportpage__body")
        .annotate(
            day=Coalesce(TruncDate("sessionpage__starts_at"), "reportpage__date"),
            club_title=Subquery(club.values("title")[:1]),
            club_audience=Subquery(club.values("clubpage__audience")[:1]),
        )
    )


def meetings_below(page: Page, request) -> LivePageQuerySet:
    """Those of `meeting_pages` that a list shows below a club, or below the list of clubs.

    Beside the page's own they may be what the main language alone has: no report then of a session that is translated.
    """
    pages, original = meeting_pages(request), original_of(page, request)
    own = Q(path__startswith=page.path)
    if original is None:
        return pages.filter(own)
    here = named_pages(request).filter(own).order_by().values("translation_key")
    there = named_pages(request).filter(path__startswith=original.path, translation_key__in=here)
    session = Substr("path", 1, Length("path") - Page.steplen)
    deepest = (_club_depth(request) + 2) * Page.steplen
    others = pages.filter(path__startswith=original.path).exclude(translation_key__in=here)
    others = others.alias(above=session, length=Length("path")).exclude(
        length=deepest, above__in=there.order_by().values("path")
    )
    return pages.filter(own | Q(pk__in=others.order_by().values("pk")))


def meeting_of(page: Page, request) -> Meeting:
    """The half of a meeting that one of `meeting_pages` is."""
    session, report = getattr(page, "sessionpage", None), getattr(page, "reportpage", None)
    reserved = is_teaser(request, page)
    return Meeting(
        session,
        report,
        session_is_reserved=bool(session and reserved),
        report_is_reserved=bool(report and reserved),
        club_title=page.club_title or "",
    )


class History:
    """The meetings of the club of a page, which is the club itself or one of its sessions and reports.

    One query, whatever the number of meetings.
    """

    def __init__(self, page: Page, request) -> None:
        self._page = page
        if page.depth == _club_depth(request):
            pages = meetings_below(page, request)
        else:
            pages = meeting_pages(request).filter(path__startswith=club_path(page, request))
        self._pages = list(pages.order_by("path"))
        # From the earliest to the latest.
        self.meetings = self._in_order(request)

    def _in_order(self, request) -> list[Meeting]:
        meetings: dict[str, Meeting] = {}
        for page in self._pages:
            meeting = meeting_of(page, request)
            above = meetings.get(page.path[: -page.steplen])
            if meeting.report and above and above.session:
                meetings[above.session.path] = replace(
                    above, report=meeting.report, report_is_reserved=meeting.report_is_reserved
                )
            else:
                meetings[page.path] = meeting
        return sorted(meetings.values(), key=lambda meeting: meeting.order)

    @property
    def upcoming(self) -> list["SessionPage"]:
        """Today's and later sessions, the nearest first; a cancelled one stays until its day."""
        coming = [meeting for meeting in self.meetings if not meeting.is_past]
        return [meeting.session for meeting in coming if meeting.session]

    @property
    def past(self) -> list[Meeting]:
        """The latest first."""
        return [meeting for meeting in reversed(self.meetings) if meeting.is_past]

    @cached_property
    def meeting(self) -> Meeting:
        """The meeting that the page is about; of a draft only what readers may see already, and itself."""
        for meeting in self.meetings:
            if self._page.pk in {part.pk for part in (meeting.session, meeting.report) if part}:
                return meeting
        if hasattr(self._page, "starts_at"):
            return Meeting(session=self._page)
        above = self._page.path[: -self._page.steplen]
        sessions = (meeting.session for meeting in self.meetings if meeting.session)
        return Meeting(next((one for one in sessions if one.path == above), None), self._page)

    @property
    def session(self) -> "SessionPage | None":
        return self.meeting.session

    @property
    def report(self) -> "ReportPage | None":
        return self.meeting.report

    @property
    def audience(self) -> str:
        """The club's: a value of clubs.models.Audience, or nothing where the club can't be seen."""
        return self._pages[0].club_audience or "" if self._pages else ""

    @property
    def earlier(self) -> list[Meeting]:
        return [meeting for meeting in self._others if meeting.order < self.meeting.order]

    @property
    def later(self) -> list[Meeting]:
        return [meeting for meeting in self._others if meeting.order > self.meeting.order]

    def neighbours(self, part: str) -> tuple[Page | None, Page | None]:
        """The nearest pages before and after that may be read: each the `part` of its meeting.

        `part` is "open_session" or "open_report".
        """

        def nearest(meetings):
            pages = (getattr(meeting, part) for meeting in meetings)
            return next((page for page in pages if page), None)

        return nearest(reversed(self.earlier)), nearest(self.later)

    @property
    def _others(self) -> list[Meeting]:
        return [meeting for meeting in self.meetings if meeting is not self.meeting]

    @property
    def earlier_hosts(self) -> list[Organisation]:
        """Those who had the club before, once each, in the order of their first time."""
        held = [meeting for meeting in self.earlier if not meeting.is_cancelled]
        return list(dict.fromkeys(meeting.host for meeting in held if meeting.host))
