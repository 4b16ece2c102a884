"""The ways to narrow the catalogue that no other list has."""

import re
from collections.abc import Iterable
from datetime import date

from django.db.models import Case, CharField, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.facets import value_rows
from core.templatetags.parvis import month
from training.dates import DatesByCourse, next_date

_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
TO_COME = "a-programmer"


class NextDateFacet:
    """The month of the next date of each course that is held, and those whose date is still to be set."""

    name: str = "date"
    label: str | Promise = _("Next date")
    is_chronological = True

    def __init__(self, dates: DatesByCourse) -> None:
        self.months: dict[str, list] = {}
        for key, sessions in dates.items():
            if coming := next_date(sessions):
                self.months.setdefault(f"{coming.day:%Y-%m}", []).append(key)

    def filter(self, items: QuerySet, values: list[str]) -> QuerySet:
        wanted = [key for value in values for key in self.months.get(value, ())]
        found = items.filter(translation_key__in=wanted)
        return (
            found | items.exclude(translation_key__in=self._dated) if TO_COME in values else found
        )

    def rows(self, items: QuerySet) -> QuerySet:
        cases = [
            When(translation_key__in=keys, then=Value(name)) for name, keys in self.months.items()
        ]
        value = Case(*cases, default=Value(TO_COME), output_field=CharField())
        return value_rows(items, self.name, value)

    def options(self, rows: Iterable[tuple]) -> list[tuple[str, str, int]]:
        counts = {value: number for value, _name, _key, number in rows}
        return [(value, self._label(value), counts[value]) for value in sorted(counts)]

    @property
    def _dated(self) -> list:
        return [key for keys in self.months.values() for key in keys]

    def _label(self, value: str) -> str:
        if found := _MONTH.fullmatch(value):
            return capfirst(month(date(int(found[1]), int(found[2]), 1)))
        return str(_("Date to be set"))
