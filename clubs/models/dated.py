"""What is held on a date and may be moved or cancelled: a session of a club, a date of a course."""

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldRowPanel, InlinePanel
from wagtail.models import Orderable

from clubs.dates import When
from core.refusals import ON_PUBLICATION
from core.visibility import LivePageQuerySet


class DatedPageQuerySet(LivePageQuerySet):
    def upcoming(self):
        """Today's and later ones, the nearest first; a cancelled one stays until its day."""
        return self.filter(starts_at__gte=_today()).order_by("starts_at", "pk")

    def past(self):
        return self.filter(starts_at__lt=_today()).order_by("-starts_at", "-pk")

    def moved_or_cancelled(self, days: int):
        """Those to come that are held within so many days, or were to be, and were moved or cancelled."""
        today = timezone.localdate()
        status = self.model.Status
        changed = self.upcoming().filter(status__in=[status.MOVED, status.CANCELLED])
        known_for = changed.filter(former_dates__date__range=(today, today + timedelta(days=days)))
        near = Q(starts_at__lt=_today() + timedelta(days=days + 1))
        return changed.filter(near | Q(pk__in=known_for.order_by().values("pk")))

    def newly_announced(self):
        return self.filter(first_published_at__isnull=False).order_by("-first_published_at", "-pk")


class DatedMixin(models.Model):
    """For a page whose child relation `former_dates` has a FormerDate; its `facts` name the `dated_facts`."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        MOVED = "moved", _("Moved")
        CANCELLED = "cancelled", _("Cancelled")

    place: str
    attendance: str
    former_dates: Any

    starts_at = models.DateTimeField(_("begins"), db_index=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.PLANNED)
    # How often what a calendar keeps of the session has changed since it was first published (RFC 5545, 3.8.7.4).
    calendar_sequence = models.PositiveIntegerField(default=0, editable=False)
    address = models.CharField(_("address"), max_length=300, blank=True)

    dated_facts = ("starts_at", "ends_at", "status", "former_dates", "address")

    own_to_each_date = ("status", "former_dates", "calendar_sequence")

    dated_panels = [
        FieldRowPanel(["starts_at", "ends_at"]),
        InlinePanel(
            "former_dates",
            heading=_("Former dates"),
            label=_("Former date"),
            help_text=_(
                "Filled in by itself when you change the date of a session that is published."
            ),
        ),
    ]

    class Meta:
        abstract = True

    def save(self: Any, *args, update_fields=None, **kwargs) -> None:
        """The count rises with each change of a session that readers know; Wagtail's form doesn't call `publish`."""
        with transaction.atomic():
            if update_fields is None and not self._state.adding:
                self.take_facts()  # those that are compared
                known = type(self)._default_manager.select_for_update(of=("self",)).get(pk=self.pk)
                changed = known.first_published_at and known.calendar_facts != self.calendar_facts
                self.calendar_sequence = known.calendar_sequence + bool(changed)
            super().save(*args, update_fields=update_fields, **kwargs)

    def values_of_next(self) -> dict:
        """The same day of the week and hours, at the first such day that is to come and after this one."""
        local = timezone.localtime
        start = local(self.starts_at)
        latest = max(start.date(), timezone.localdate())
        days = (latest - start.date()).days // 7 * 7 + 7

        def later(moment: datetime) -> datetime:
            return timezone.make_aware(local(moment).replace(tzinfo=None) + timedelta(days))

        ends_at = later(self.ends_at) if self.ends_at else None
        values = {"starts_at": later(self.starts_at), "ends_at": ends_at}
        return super().values_of_next() | values  # type: ignore[misc]

    @property
    def day(self):
        return timezone.localdate(self.starts_at)

    @property
    def last_day(self):
        return timezone.localdate(self.ends_at) if self.ends_at else self.day

    @property
    def is_cancelled(self) -> bool:
        return self.status == self.Status.CANCELLED

    @cached_property
    def when(self) -> When:
        """The date as readers see it."""
        return When(self.starts_at, self.ends_at, self.former_date, self.is_cancelled)

    @cached_property
    def former_date(self) -> date | None:
        """The last day from which the session was moved, or None."""
        if self.status != self.Status.MOVED:
            return None
        former = list(self.former_dates.all())
        return former[-1].date if former else None

    @cached_property
    def published(self) -> Any:
        """The session as readers see it now, if they do."""
        rows: Any = type(self)._default_manager
        return rows.filter(pk=self.pk, live=True).first() if self.pk else None

    @property
    def published_day(self):
        return self.published.day if self.published else None

    def keep_published_date(self) -> None:
        """Note the day that readers know as a former one, when the session is now on another.

        Nothing is noted of a draft, and a session put back on the day that readers know wasn't moved.
        """
        if not self.published:
            return
        former = list(self.former_dates.all())
        if self.day == self.published_day:
            if former and former[-1].date == self.day:
                self.former_dates.remove(former[-1])
                self.status = self.published.status
            return
        if not former or former[-1].date != self.published_day:
            line = self.former_dates.model(date=self.published_day, sort_order=len(former))
            self.former_dates.add(line)
        if self.status == self.Status.PLANNED:
            self.status = self.Status.MOVED

    def clean(self) -> None:
        super().clean()
        self.check_times()

    def check_times(self) -> None:
        """Raises ValidationError by field where the end comes before the beginning."""
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            message = _("The session ends before it begins: check both times.")
            raise ValidationError({"ends_at": ValidationError(message, code=ON_PUBLICATION)})

    def with_content_json(self, content):
        """The count of changes is the published row's, never a draft's."""
        session = super().with_content_json(content)  # type: ignore[misc]
        session.calendar_sequence = self.calendar_sequence
        return session

    @property
    def calendar_facts(self) -> tuple:
        """What makes those who noted the session look again when it changes."""
        return (
            self.starts_at,
            self.ends_at,
            self.status,
            self.attendance,
            self.place,
            self.address,
        )


class FormerDate(Orderable):
    """A day for which a page was announced before it was moved; each type has its own, with a ParentalKey `page`."""

    date = models.DateField(_("date"))

    panels = ["date"]

    class Meta(Orderable.Meta):
        abstract = True


def _today() -> datetime:
    """The beginning of the day, where the site is."""
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
