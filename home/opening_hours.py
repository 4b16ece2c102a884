"""When the association's office is open: the form of a week, and how readers and search engines are told.

Hours are kept as a list of seven days from Monday on, each a list of spans: `[["09:00", "12:30"], ["14:00", "17:00"]]`.
"""

from dataclasses import dataclass
from datetime import time
from itertools import groupby

from django import forms
from django.template.loader import render_to_string
from django.utils import dates
from django.utils.safestring import SafeString
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from core.templatetags.parvis import hour

# As schema.org names them.
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_TIMES = 4  # of a day: from and until, twice

Hours = list[list[list[str]]]


@dataclass(frozen=True)
class DayHours:
    """« lundi à jeudi », « de 9 h à 12 h 30 et de 14 h à 17 h »."""

    days: str
    hours: str


def day_hours(week: Hours) -> list[DayHours]:
    """The days that have the same hours and follow one another, together; those that are closed are left out."""
    found = []
    for spans, days in groupby(range(len(week)), key=lambda day: week[day]):
        if spans:
            words = [_span_words(*map(time.fromisoformat, span)) for span in spans]
            found.append(DayHours(_day_words(list(days)), get_text_list(words, _("and"))))
    return found


def hours_data(week: Hours) -> list[dict]:
    """The same as schema.org data (OpeningHoursSpecification)."""
    days: dict[tuple, list[str]] = {}
    for name, spans in zip(DAYS, week, strict=False):
        for opens, closes in spans:
            days.setdefault((opens, closes), []).append(name)
    return [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": names,
            "opens": opens,
            "closes": closes,
        }
        for (opens, closes), names in days.items()
    ]


def _times_of(week: Hours) -> list[str | None]:
    """As many times for each day as the form has, None where it stays empty."""
    times: list[str | None] = []
    for day in range(len(DAYS)):
        spans = week[day] if day < len(week) else []
        times += [*(moment for span in spans for moment in span), *[None] * _TIMES][:_TIMES]
    return times


def _span_words(opens: time, closes: time) -> str:
    return _("%(start)s to %(end)s") % {"start": hour(opens), "end": hour(closes)}


def _day_words(days: list[int]) -> str:
    names = [str(dates.WEEKDAYS[day]) for day in days]
    if len(names) > 2:
        return _("%(first)s to %(last)s") % {"first": names[0], "last": names[-1]}
    return get_text_list(names, _("and"))


class WeekInput(forms.MultiWidget):
    """A line for each day, with two spans of hours."""

    def __init__(self, attrs=None) -> None:
        times = [forms.TimeInput({"type": "time"}, format="%H:%M") for _day in DAYS * _TIMES]
        super().__init__(times, attrs)

    def decompress(self, value: Hours | None) -> list[str | None]:
        return _times_of(value or [])

    def render(self, name, value, attrs=None, renderer=None) -> SafeString:
        labels = (_("%(day)s, from"), _("%(day)s, until"))
        inputs, moments = [], value or _times_of([])
        for place, (widget, moment) in enumerate(zip(self.widgets, moments, strict=False)):
            label = labels[place % 2] % {"day": dates.WEEKDAYS[place // _TIMES]}
            named = {"id": f"id_{name}_{place}", "aria-label": label}
            inputs.append(widget.render(f"{name}_{place}", moment, named, renderer))
        days = [
            {"name": dates.WEEKDAYS[day], "times": inputs[day * _TIMES : (day + 1) * _TIMES]}
            for day in range(len(DAYS))
        ]
        return render_to_string("admin/opening_hours.html", {"days": days})


class WeekField(forms.MultiValueField):
    widget = WeekInput

    def __init__(self, **options) -> None:
        fields = [forms.TimeField(required=False) for _day in DAYS * _TIMES]
        super().__init__(fields, require_all_fields=False, **options)

    def prepare_value(self, value) -> list:
        """The times of the form, from what was sent or from what is kept."""
        sent = value and len(value) == len(self.fields)
        return value if sent else _times_of(value or [])

    def has_changed(self, initial, data) -> bool:
        return super().has_changed(self.prepare_value(initial), data)

    def compress(self, times: list[time | None]) -> Hours:
        """Raises ValidationError for a span without its end, or one that doesn't come after what is before it."""
        week = []
        for day in range(len(times) // _TIMES):
            given = times[day * _TIMES : (day + 1) * _TIMES]
            pairs = [pair for pair in (given[:2], given[2:]) if any(pair)]
            moments = [moment for pair in pairs for moment in pair if moment]
            if len(moments) != 2 * len(pairs) or moments != sorted(set(moments)):
                sentence = _("%(day)s: write from when until when, the earlier hours first.")
                name = str(dates.WEEKDAYS[day]).capitalize()
                raise forms.ValidationError(sentence % {"day": name})
            week.append([[f"{moment:%H:%M}" for moment in pair if moment] for pair in pairs])
        return week if any(week) else []
