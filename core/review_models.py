"""How long each type of page may go unread by those who wrote it (settings.REVIEW_DAYS), and when it was read last."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


def delay_of(model: type[models.Model]) -> timedelta | None:
    """None for what tells of a day and stays as it was, or fills itself."""
    days = settings.REVIEW_DAYS.get(model._meta.label, settings.REVIEW_DAYS["default"])
    return timedelta(days=days) if days else None


class Review(models.Model):
    """When somebody last said that a page is still true, and when somebody was last asked to (core.reviews)."""

    page = models.OneToOneField(
        Page, verbose_name=_("page"), on_delete=models.CASCADE, related_name="review"
    )
    reviewed_at = models.DateTimeField(_("reviewed on"), null=True)
    reminded_at = models.DateTimeField(_("reminded on"), null=True)

    wagtail_reference_index_ignore = True  # no use of the page

    class Meta:
        verbose_name = _("review")

    def __str__(self) -> str:
        return str(self.page_id)

    @classmethod
    def day_of(cls, page: Any) -> date | None:
        """The day on which somebody said that a page is still true, where it hasn't been published since."""
        if not delay_of(type(page)):
            return None
        at = page.review.reviewed_at if hasattr(page, "review") else None
        published = page.last_published_at
        return timezone.localdate(at) if at and not (published and published > at) else None
