"""What the page of a session says before its day, and what after."""

from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from clubs.structured_data import event
from core.templatetags.parvis import day

# How long after a session its page says that the report is being prepared.
REPORT_AWAITED = timedelta(days=365)


class AnnouncementMixin:
    """For clubs.models.SessionPage, which has the fields."""

    title: str
    search_description: str
    introduction: str
    day: Any  # a property, a date
    ends_at: datetime | None
    is_cancelled: Any  # a property
    place: str
    address: str
    report_expected_on: date | None
    when: Any  # a property, clubs.dates.When

    @property
    def is_over(self) -> bool:
        """Without an end it lasts until the end of its day."""
        return self.ends_at < timezone.now() if self.ends_at else self.day < timezone.localdate()

    @property
    def is_announced(self) -> bool:
        """Whether it is still to be held."""
        return not (self.is_cancelled or self.is_over)

    @property
    def map_url(self) -> str:
        """A search on OpenStreetMap, another site, for the reader to follow."""
        where = ", ".join((self.address or self.place).splitlines())
        return f"https://www.openstreetmap.org/search?{urlencode({'query': where})}"

    @property
    def report_note(self) -> str:
        """When the report is expected: said from the end of the session until it is there, or long overdue."""
        today = timezone.localdate()
        if not self.is_over or self.is_cancelled or today - self.day > REPORT_AWAITED:
            return ""
        if self.report_expected_on and self.report_expected_on >= today:
            return _("The report is expected on %(date)s.") % {"date": day(self.report_expected_on)}
        return _("The report is being prepared.")

    @property
    def feed_title(self) -> str:
        """« Visite des Tilleuls — 20 octobre 2026 (au lieu du 13 octobre) »."""
        return f"{self.title} — {self.when.short}"

    @property
    def description(self) -> str:
        return self.search_description or f"{capfirst(str(self.when))}. {self.introduction}".strip()

    def structured_data(self, request) -> dict:
        return event(self, request)
