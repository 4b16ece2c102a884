"""Dates of publications as people write them, and as precisely: « 2017 », « 11/2017 », « mai 2026 »."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.templatetags.parvis import at_precision

_FIRST_YEAR = 1900
_YEARS_AHEAD = 2  # what is announced for later than that is rather what a study looks ahead to
_PRECISIONS = ("day", "month", "year")  # the finest first

# The twelve months without their accents, in French and in English, whole or shortened.
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv january jan",
            "fevrier fevr fev february feb",
            "mars march mar",
            "avril avr april apr",
            "mai may",
            "juin june jun",
            "juillet juil july jul",
            "aout august aug",
            "septembre sept september sep",
            "octobre oct october",
            "novembre nov november",
            "decembre dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_YEAR, _MONTH, _DAY = (
    r"(?P<year>(?:19|20)\d\d)",
    r"(?P<month>0?[1-9]|1[0-2])",
    r"(?P<day>0?[1-9]|[12]\d|3[01])",
)
_NAME = rf"(?P<name>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?"
_GAP, _SIGN = r"[\s._-]+", r"[-./]"
_COMPACT = r"(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])"
_FORMS = (
    rf"{_YEAR}(?P<sign>{_SIGN}){_MONTH}(?P=sign){_DAY}",
    rf"{_DAY}(?P<sign>{_SIGN}){_MONTH}(?P=sign){_YEAR}",
    rf"{_COMPACT}(?P<day>0[1-9]|[12]\d|3[01])",
    rf"{_DAY}(?:er|st|nd|rd|th)?{_GAP}{_NAME}{_GAP}{_YEAR}",
    rf"{_NAME}{_GAP}{_DAY},{_GAP}{_YEAR}",
    rf"{_YEAR}{_SIGN}{_MONTH}",
    rf"{_MONTH}{_SIGN}{_YEAR}",
    _COMPACT,
    rf"{_NAME}{_GAP}{_YEAR}",
    _YEAR,
)
_WHOLE = [re.compile(form) for form in _FORMS]
# Neither in the midst of a number or a word, nor a part of a longer range such as « 2019-2024 ».
_AMONG_WORDS = [
    re.compile(rf"(?<!\d)(?<!\d[/.-])(?<![a-z](?=[a-z]))(?:{form})(?!\d)(?![/.-]\d)")
    for form in _FORMS
]
# The dates of what a text refers to aren't its own.
_REFERENCE = re.compile(
    r"\b(?:lois?|decrets?|arretes?|ordonnances?|circulaires?|directives?|conventions?|accords?|acts?)\b[^.;\n]{,40}"
)
_COVER = 3_000  # characters: how far a date on a first page is looked for


@dataclass(frozen=True)
class PartialDate:
    """A date known to its day, its month or its year: `day` is then the first one that it can be."""

    day: date
    precision: str  # PublicationPage.Precision

    def __str__(self) -> str:
        """In the language in use, with the spaces of a keyboard."""
        return " ".join(at_precision(self.day, self.precision).split())


def written(text: str) -> PartialDate | None:
    """The date that a text is, or None where it is none or something else besides."""
    plain = _plain(text).strip()
    for form in _WHOLE:
        if match := form.fullmatch(plain):
            return _date(match)
    return None


def date_in_name(name: str) -> PartialDate | None:
    """The date in the name of a file without its extension, or in a title."""
    return _only(_found(re.sub(r"(?<=\d\d)[_ ]+(?=\d\d)", "-", name).replace("_", " ")))


def date_in_text(text: str) -> PartialDate | None:
    """The date on a first page. Texts are full of years: one counts where it stands alone on its line."""
    cover = text[:_COVER]
    lines = [found for line in cover.splitlines() if (found := written(line))]
    fine = [found for found in _found(cover) if found.precision != "year"]
    return _only(fine or lines)


def _found(text: str) -> Iterator[PartialDate]:
    plain = _REFERENCE.sub("|", _plain(text))
    last_year = timezone.localdate().year + _YEARS_AHEAD
    for form in _AMONG_WORDS:
        for match in form.finditer(plain):
            if (found := _date(match)) and found.day.year <= last_year:
                yield found
        # What has been read as a day isn't read once more as the month or the year in it.
        plain = form.sub("|", plain)


def _only(dates: Iterable[PartialDate]) -> PartialDate | None:
    """The finest; of two different ones that are as fine, none: which one it is must be asked."""
    found = set(dates)
    for precision in _PRECISIONS:
        if alike := [one for one in found if one.precision == precision]:
            return alike[0] if len(alike) == 1 else None
    return None


def _date(match: re.Match) -> PartialDate | None:
    parts = match.groupdict()
    name = parts.get("name")
    month = _MONTHS[name] if name else int(parts.get("month") or 0)
    day = int(parts.get("day") or 0)
    precision = "day" if day else "month" if month else "year"
    try:
        found = date(int(parts["year"]), month or 1, day or 1)
    except ValueError:  # 31 June
        return None
    return PartialDate(found, precision)


def _plain(text: str) -> str:
    """In small letters without accents."""
    apart = unicodedata.normalize("NFKD", text.lower())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


class PartialDateField(forms.CharField):
    """A date typed as precisely as it is known; its value is a PartialDate, or None."""

    default_error_messages = {
        "invalid": _("Write a year, a month or a day: 2017, 11/2017 or 12/11/2017.")
    }

    def to_python(self, value):
        text = super().to_python(value)
        if not text or isinstance(value, PartialDate):
            return value or None
        found = written(text)
        if not found or found.day.year < _FIRST_YEAR:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return found

    def prepare_value(self, value):
        return str(value) if isinstance(value, PartialDate) else value

    def has_changed(self, initial, data) -> bool:
        return super().has_changed(str(initial or ""), data)
