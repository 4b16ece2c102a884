"""When a session is held, in words: the one place that says it, for pages, lists, feeds, calendars and mail."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.templatetags.parvis import date_words, day, day_month, hour


def _in_words(say: Callable[["When"], Any]) -> property:
    """A property that is put into words once in each language: lists say the same dates again and again."""
    said = lru_cache(maxsize=1000)(lambda when, _language: say(when))
    return property(lambda when: said(when, get_language()), doc=say.__doc__)


@dataclass(frozen=True)
class When:
    """`starts_at` and `ends_at` are aware; a date stands in place of `starts_at` where no hour is known.

    `former` is the last day from which the session was moved, or None.
    """

    starts_at: datetime | date
    ends_at: datetime | None = None
    former: date | None = None
    cancelled: bool = False

    def __str__(self) -> str:
        """« jeudi 20 octobre 2026, de 9 h à 16 h 30, au lieu du 13 octobre »."""
        return ", ".join(filter(None, [self.held, self.change]))

    @property
    def held(self) -> str:
        """« jeudi 20 octobre 2026, de 9 h à 16 h 30 », whatever the date was before."""
        return self._held(lambda moment: f"{_weekday(moment)} {day(moment)}")

    @_in_words
    def hours(self) -> str:
        """« Jeudi, de 9 h à 16 h 30 »: beside a tile, which has said the rest."""
        return capfirst(self.held if self._lasts_days else self._held(_weekday))

    @_in_words
    def short(self) -> str:
        """« 20 octobre 2026 (au lieu du 13 octobre) »: for a line or the subject of a message."""
        return f"{day(self._start)} ({self.change})" if self.change else day(self._start)

    @_in_words
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

    @_in_words
    def html(self) -> SafeString:
        """The same words, with the date marked up for machines and the former one struck."""
        held = format_html('<time datetime="{}">{}</time>', self.iso, self.held)
        return format_html("{}, {}", held, self.change_html) if self.change else held

    @_in_words
    def change_html(self) -> SafeString:
        if self.cancelled or not self.former:
            return format_html("{}", self.change)
        struck = format_html(
            '<del datetime="{}">{}</del>', self.former.isoformat(), self.former_day
        )
        return format_html(_("instead of {}"), struck)

    @property
    def iso(self) -> str:
        """The beginning, as ISO 8601 writes it."""
        return self._start.isoformat()

    @property
    def end_iso(self) -> str:
        return self._end.isoformat() if self._end else ""

    @_in_words
    def tile(self) -> dict[str, str | int]:
        """The day or days, the month or months and the year of the date tile."""
        start, end = self._start, (self._end if self._lasts_days else None) or self._start
        if end == start:
            number, *suffix = day(start).split()[0].partition("er")
            days = format_html("{}<sup>{}</sup>", number, suffix[0]) if suffix[0] else number
            return {"days": days, "month": date_words(start, "F"), "year": start.year}
        months = "F" if (start.year, start.month) == (end.year, end.month) else "N"
        return {
            "days": f"{start.day}–{end.day}",
            "month": _span(date_words(start, months), date_words(end, months)),
            "year": _span(str(start.year), str(end.year)),
        }

    def _held(self, say_day: Callable[[date], str]) -> str:
        start, end = self._start, self._end
        if not isinstance(start, datetime):
            return say_day(start)
        words = {"day": say_day(start), "time": hour(start)}
        if end is None:
            return _("%(day)s, from %(time)s") % words
        words |= {"last_day": say_day(end), "end": hour(end)}
        if self._lasts_days:
            return _("from %(day)s at %(time)s to %(last_day)s at %(end)s") % words
        return _("%(day)s, from %(time)s to %(end)s") % words

    @property
    def _lasts_days(self) -> bool:
        start, end = self._start, self._end
        return isinstance(start, datetime) and end is not None and end.date() != start.date()

    @property
    def _start(self) -> datetime | date:
        return _local(self.starts_at)

    @property
    def _end(self) -> datetime | None:
        return timezone.localtime(self.ends_at) if self.ends_at else None


def _local(moment: datetime | date) -> datetime | date:
    return timezone.localtime(moment) if isinstance(moment, datetime) else moment


def _weekday(moment: date) -> str:
    return date_words(moment, "l")


def _span(first: str, last: str) -> str:
    return first if first == last else f"{first}–{last}"
