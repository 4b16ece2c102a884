"""How long a course lasts, in words and in the classes by which readers look for one."""

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Case, CharField, Q, QuerySet, Value, When
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from core.facets import value_rows

HOURS_A_DAY = Decimal(7)  # the legal length of a working day in France, of 35 hours a week


def duration_words(days: Decimal | None, hours: Decimal | None) -> str:
    """« 2 jours (14 heures) », « une demi-journée », or nothing."""
    parts = [words for words in (_days(days), _hours(hours)) if words]
    return f"{parts[0]} ({parts[1]})" if len(parts) == 2 else "".join(parts)


def _days(days: Decimal | None) -> str:
    if not days:
        return ""
    if days == Decimal("0.5"):
        return str(_("half a day"))
    number = number_format(days.normalize(), use_l10n=True)
    # French counts 1,5 as singular, English doesn't.
    return ngettext("%(number)s day", "%(number)s days", _counted(days)) % {"number": number}


def _hours(hours: Decimal | None) -> str:
    if not hours:
        return ""
    number = number_format(hours.normalize(), use_l10n=True)
    return ngettext("%(number)s hour", "%(number)s hours", _counted(hours)) % {"number": number}


def _counted(number: Decimal) -> int:
    """The whole number by which a plural is chosen: « 1,5 jour » but "1.5 days"."""
    if number == number.to_integral_value():
        return int(number)
    return int(number) if get_language() == "fr" else int(number) + 1


class DurationFacet:
    """Half a day, one day, two days, longer; a course of which only the hours are known by these."""

    name: str = "duree"
    label: str | Promise = _("Duration")
    is_chronological = True

    CLASSES = {
        "demi-journee": (_("half a day"), Decimal("0.5")),
        "un-jour": (_("one day"), Decimal(1)),
        "deux-jours": (_("two days"), Decimal(2)),
        "plus": (_("three days or more"), None),
    }

    def filter(self, items: QuerySet, values: list[str]) -> QuerySet:
        wanted = Q(pk__in=[])
        for value in values:
            if value in self.CLASSES:
                wanted |= self._within(value)
        return items.filter(wanted)

    def rows(self, items: QuerySet) -> QuerySet:
        cases = [When(self._within(name), then=Value(name)) for name in self.CLASSES]
        known = items.exclude(days=None, hours=None)
        return value_rows(known, self.name, Case(*cases, output_field=CharField()))

    def options(self, rows: Iterable[tuple]) -> list[tuple[str, str, int]]:
        counts = {value: number for value, _name, _key, number in rows}
        return [
            (name, capfirst(str(label)), counts[name])
            for name, (label, _most) in self.CLASSES.items()
            if name in counts
        ]

    def _within(self, name: str) -> Q:
        names = list(self.CLASSES)
        place = names.index(name)
        most = self.CLASSES[name][1]
        least = self.CLASSES[names[place - 1]][1] if place else None
        least = least or Decimal(0)
        days, hours = Q(days__gt=least), Q(days=None, hours__gt=least * HOURS_A_DAY)
        if most is not None:
            days &= Q(days__lte=most)
            hours &= Q(hours__lte=most * HOURS_A_DAY)
        return days | hours
