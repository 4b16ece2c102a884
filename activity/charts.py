"""Charts as shapes on a grid of whole numbers, which a template draws as SVG, with a table of the numbers below."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise

_STEP, _BAR = 40, 28  # from one month to the next, and a bar's own width
_TOP, _HEIGHT = 16, 96  # room for the numbers, then the highest bar
_FOOT = 18  # for the months


@dataclass(frozen=True)
class Bar:
    x: int
    y: int
    height: int
    value: str  # empty for nothing
    month: str  # its initial

    @property
    def middle(self) -> int:
        return self.x + _BAR // 2


@dataclass(frozen=True)
class MonthChart:
    """Twelve bars, as high as their numbers; one that counts something is seen."""

    title: str | Promise
    bars: list[Bar]
    bar_width: int = _BAR
    width: int = 12 * _STEP
    base: int = _TOP + _HEIGHT
    height: int = _TOP + _HEIGHT + _FOOT


def month_chart(title: str | Promise, numbers: list[int]) -> MonthChart:
    most = max(numbers) or 1
    bars = []
    for month, number in enumerate(numbers):
        height = max(round(number * _HEIGHT / most), 1 if number else 0)
        initial = date_format(date(2000, month + 1, 1), "F")[0].upper()
        x = month * _STEP + (_STEP - _BAR) // 2
        bars.append(Bar(x, _TOP + _HEIGHT - height, height, _short(number), initial))
    return MonthChart(title, bars)


@dataclass(frozen=True)
class Cell:
    """A number in a table, with a bar as long as its `share` of the largest one of its column, in hundredths."""

    number: int
    share: int


def shares(numbers: list[int]) -> list[Cell]:
    most = max(numbers, default=0) or 1
    return [Cell(number, round(100 * number / most)) for number in numbers]


def _short(number: int) -> str:
    """What stands over a bar: from ten thousand on, in thousands."""
    if number < 10_000:
        return number_format(number, force_grouping=True) if number else ""
    return f"{number_format(round(number / 1000), force_grouping=True)}k"
