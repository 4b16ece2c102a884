"""When a session is held, in words: the one place that says it, for pages, lists, feeds, calendars and mail."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.templatetags.parvis import day, day_month, hour


@dataclass(frozen=True)
class When:
    """`starts_at` and `ends_at` are aware; `former` is the last day from which the session was moved, or None."""

    starts_at: datetime
    ends_at: datetime | None = None
    former: date | None = None
    cancelled: bool = False

    def __str__(self) -> str:
        """« jeudi 20 octobre 2026, de 9 h à 16 h 30, au lieu du 13 octobre »."""
        return ", ".join(filter(None, [self.held, self.change]))

    @property
    def held(self) -> str:
        """« jeudi 20 octobre 2026, de 9 h à 16 h 30 », whatever the date was before."""
        start, end = self._start, self._end
        first = {"day": _long(start), "time": hour(start)}
        if end is None:
            return _("%(day)s, from %(time)s") % first
        if end.date() == start.date():
            return _("%(day)s, from %(time)s to %(end)s") % (first | {"end": hour(end)})
        both = first | {"last_day": _long(end), "end": hour(end)}
        return _("from %(day)s at %(time)s to %(last_day)s at %(end)s") % both

    @property
    def short(self) -> str:
        """« 20 octobre 2026 (au lieu du 13 octobre) »: for a line or the subject of a message."""
        return f"{day(self._start)} ({self.change})" if self.change else day(self._start)

    @property
    def change(self) -> str:
        """« au lieu du 13 octobre », « séance annulée », or nothing."""
        if self.cancelled:
            return _("session cancelled")
        return _("instead of %(date)s") % {"date": self.former_day} if self.former else ""

    @property
    def former_day(self) -> str:
        """« 13 octobre », with its year where that isn't the session's."""
        if not self.former:
            return ""
        same_year = self.former.year == self._start.year
        return day_month(self.former) if same_year else day(self.former)

    @property
    def html(self) -> SafeString:
        """The same words, with the date marked up for machines and the former one struck."""
        held = format_html('<time datetime="{}">{}</time>', self._start.isoformat(), self.held)
        return format_html("{}, {}", held, self.change_html) if self.change else held

    @property
    def change_html(self) -> SafeString:
        if self.cancelled or not self.former:
            return format_html("{}", self.change)
        struck = format_html(
            '<del datetime="{}">{}</del>', self.former.isoformat(), self.former_day
        )
        return format_html(_("instead of {}"), struck)

    @property
    def _start(self) -> datetime:
        return timezone.localtime(self.starts_at)

    @property
    def _end(self) -> datetime | None:
        return timezone.localtime(self.ends_at) if self.ends_at else None


def _long(moment: datetime) -> str:
    return f"{formats.date_format(moment, 'l')} {day(moment)}"
