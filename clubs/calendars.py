"""The address of the calendar beside a page; clubs.calendar_files makes the file."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy

from core.layout import absolute


class CalendarMixin:
    """A page that is a session or has some below it, and beside it their calendar."""

    slug: str
    get_url: Callable[..., str]
    calendar_name = gettext_lazy("calendar.ics")
    # The page type, with a clubs.models.DatedMixin, of what the calendar holds.
    session_model: Any

    def calendar_url(self, request) -> str:
        return absolute(f"{self.get_url(request)}{self.calendar_name}")
