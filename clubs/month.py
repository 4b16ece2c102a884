"""The sessions of one month, as a calendar on the wall has them."""

import re
from calendar import Calendar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Max, Min, Q
from django.utils import formats, timezone
from django.utils.translation import gettext as _

# Years that an address may ask for.
FIRST_YEAR, LAST_YEAR = 1950, 2150


@dataclass(frozen=True)
class Day:
    date: date
    in_month: bool
    is_today: bool
    sessions: list


class Month:
    """The month that `?mois=2026-10` asks for.

    `sessions` is what the request may see; `reserved` are those to come of which it may read the title only: they stand
    beside every month to come, so that none tells their day. `problem` is a sentence for the reader when the address
    is wrong; the answer then has `status` 404, and the month is the present one.
    """

    def __init__(self, request, sessions, reserved=()) -> None:
        today = timezone.localdate()
        asked = read_month(request.GET.get("mois", ""))
        self.problem = "" if asked else _("This month doesn’t exist.")
        self.first = asked or today.replace(day=1)
        after = (self.first + timedelta(days=31)).replace(day=1)
        start, end = _midnight(self.first), _midnight(after)
        self.sessions = list(
            sessions.filter(Q(starts_at__gte=start) | Q(ends_at__gt=start), starts_at__lt=end)
            .for_cards(request)
            .order_by("starts_at", "pk")
        )
        around = sessions.order_by().aggregate(
            before=Max("starts_at", filter=Q(starts_at__lt=start)),
            after=Min("starts_at", filter=Q(starts_at__gte=end)),
        )
        self.previous, self.next = (_address(around[side]) for side in ("before", "after"))
        self.reserved = list(reserved) if self.first >= today.replace(day=1) else []
        self.weeks = [
            [
                Day(day, day.month == self.first.month, day == today, self._sessions_on(day))
                for day in week
            ]
            for week in Calendar().monthdatescalendar(self.first.year, self.first.month)
        ]

    @property
    def status(self) -> int:
        return 404 if self.problem else 200

    @property
    def title(self) -> str:
        return formats.date_format(self.first, "F Y")

    @property
    def own_query(self) -> str:
        """What tells this month from the list, as a query; nothing where the address asks for none that exists."""
        return "" if self.problem else f"mois={self.first:%Y-%m}"

    @property
    def own_title(self) -> str:
        """The same for the title of the document."""
        return "" if self.problem else self.title

    @property
    def weekdays(self) -> list[dict[str, str]]:
        """The head of each column, from Monday, short and in full."""
        return [
            {
                "short": formats.date_format(day.date, "D"),
                "full": formats.date_format(day.date, "l"),
            }
            for day in self.weeks[0]
        ]

    def _sessions_on(self, day: date) -> list:
        return [session for session in self.sessions if session.day <= day <= session.last_day]


def read_month(text: str) -> date | None:
    """The first day of « 2026-10 »; None where that is no month."""
    found = re.fullmatch(r"([0-9]{4})-(0[1-9]|1[0-2])", text)
    year, month = map(int, found.groups()) if found else (0, 0)
    return date(year, month, 1) if FIRST_YEAR <= year <= LAST_YEAR else None


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _address(moment: datetime | None) -> dict[str, str] | None:
    """The nearest month with a session on one side: its title and its address, or None."""
    if moment is None:
        return None
    day = timezone.localdate(moment)
    return {"title": formats.date_format(day, "F Y"), "url": f"?mois={day:%Y-%m}"}
