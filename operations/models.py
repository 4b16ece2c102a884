from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _


class JobRun(models.Model):
    """How a periodic job went the last time (operations.jobs)."""

    name = models.CharField(_("name"), primary_key=True, max_length=60)
    known_since = models.DateTimeField(_("known since"))
    started_at = models.DateTimeField(_("begun on"), null=True)
    # None while it runs, and where it was stopped before its end.
    ended_at = models.DateTimeField(_("ended on"), null=True)
    # When the last run that went well was begun.
    done_at = models.DateTimeField(_("done on"), null=True)
    seconds = models.FloatField(_("seconds"), null=True)
    failures = models.PositiveIntegerField(_("failures"), default=0)  # in a row
    told_at = models.DateTimeField(_("told on"), null=True)
    said = models.TextField(_("what it said"), blank=True)

    class Meta:
        verbose_name = _("periodic job")
        verbose_name_plural = _("periodic jobs")

    def __str__(self) -> str:
        return self.name

    @property
    def was_stopped(self) -> bool:
        """Begun and never ended, for whoever knows that it isn't running."""
        return bool(self.started_at and not self.ended_at)

    def not_after(self, now: datetime) -> bool:
        """Brings moments that lie in the future back to now: the clock has been set back since. Whether any did."""
        future = [
            name
            for name in ("known_since", "started_at", "ended_at", "done_at", "told_at")
            if (moment := getattr(self, name)) and moment > now
        ]
        for name in future:
            setattr(self, name, now)
        return bool(future)
