"""The calendar of what goes out and of what is withdrawn: by month, and as a list."""

from calendar import Calendar
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.ui.tables import Column, Table, TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.permissions import page_permission_policy

from clubs.month import read_month
from core.templatetags.parvis import language_name, month
from home.schedule import Entry, entries


@dataclass(frozen=True)
class Day:
    date: date
    in_month: bool
    is_today: bool
    entries: list[Entry]


class _ScheduleView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """For who may write pages; each is told of those that she may change."""

    permission_policy = page_permission_policy
    any_permission_required = ["add", "change", "publish"]
    page_title = _("Publication calendar")
    header_icon = "calendar"

    @cached_property
    def entries(self) -> list[Entry]:
        return entries(self.request.user)

    def get_breadcrumbs_items(self) -> list[dict]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]


class MonthView(_ScheduleView):
    """The month of `?month=2026-12`; the present one where that is no month."""

    template_name = "admin/schedule_month.html"

    def get_context_data(self, **kwargs) -> dict:
        today = timezone.localdate()
        first = read_month(self.request.GET.get("month", "")) or today.replace(day=1)
        weeks = Calendar().monthdatescalendar(first.year, first.month)
        of_month = [entry for entry in self.entries if _month_of(entry.day) == first]
        later = (entry.day for entry in self.entries if _month_of(entry.day) > first)
        return super().get_context_data(**kwargs) | {
            "title": month(first),
            "is_present": first == today.replace(day=1),
            "is_empty": not of_month,
            "before": _address(first - timedelta(days=1)),
            "after": _address(first + timedelta(days=31)),
            "next_filled": _address(next(later, None)),
            "weekdays": [(date_format(day, "D"), date_format(day, "l")) for day in weeks[0]],
            "weeks": [[self._day(day, first, today) for day in week] for week in weeks],
        }

    def _day(self, day: date, first: date, today: date) -> Day:
        found = [entry for entry in self.entries if entry.day == day]
        return Day(day, day.month == first.month, day == today, found)


class ListView(_ScheduleView):
    """What is to come from today on, and what was planned for a day that has passed and hasn't gone out."""

    template_name = "admin/schedule_list.html"
    columns = [
        Column("when", label=_("When"), width="16%"),
        TitleColumn("title", label=_("Title"), get_url=lambda entry: entry.edit_url),
        Column("kind", label=_("Type"), width="14%"),
        Column(
            "language",
            label=_("Language"),
            accessor=lambda entry: language_name(entry.page.locale.language_code),
            width="10%",
        ),
        Column("what", label=_("What happens"), accessor="what.label", width="16%"),
        Column("standing", label=_("State"), accessor="standing.label", width="16%"),
    ]

    def get_context_data(self, **kwargs) -> dict:
        now = timezone.now()
        passed = [entry for entry in self.entries if entry.moment <= now]
        to_come = [entry for entry in self.entries if entry.moment > now]
        return super().get_context_data(**kwargs) | {
            "passed": Table(self.columns, passed) if passed else None,
            "to_come": Table(self.columns, to_come) if to_come else None,
        }


def _month_of(day: date) -> date:
    return day.replace(day=1)


def _address(day: date | None) -> dict[str, str] | None:
    """The title and the address of the month of a day, if there is one."""
    if day is None:
        return None
    return {"title": month(day), "url": f"{reverse('schedule')}?month={day:%Y-%m}"}
