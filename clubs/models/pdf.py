from pathlib import PurePosixPath
from secrets import token_urlsafe

from django.db import models, transaction
from django.db.models import Q
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clubs.models.reports import ReportPage


def unguessable_name(pdf, filename: str) -> str:
    """A report may be private, its file is given out by the page alone."""
    return f"reports/{token_urlsafe(24)}{PurePosixPath(filename).suffix}"


class ReportPDFQuerySet(models.QuerySet):
    def current(self):
        """Those that readers may be given, if they may see the report."""
        in_time = Q(shown_until=None) | Q(shown_until__gte=timezone.localdate())
        return self.exclude(file="").filter(in_time)


class ReportPDF(models.Model):
    """The file made from a published report (clubs.pdf), or what kept it from being made."""

    page = models.OneToOneField(
        ReportPage,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="pdf",
        editable=False,
    )
    file = models.FileField(upload_to=unguessable_name, max_length=200, blank=True, editable=False)
    page_count = models.PositiveIntegerField(default=0, editable=False)
    weight = models.PositiveIntegerField(default=0, editable=False)  # bytes
    # Of all that the file was made from: what hasn't changed isn't made again.
    digest = models.CharField(max_length=64, editable=False)
    # The first end of a licence among its photos.
    shown_until = models.DateField(null=True, editable=False)
    problem = models.TextField(blank=True, editable=False)
    made_at = models.DateTimeField(auto_now=True)

    objects = models.Manager.from_queryset(ReportPDFQuerySet)()

    class Meta:
        verbose_name = _("PDF of a report")
        verbose_name_plural = _("PDFs of reports")

    def __str__(self):
        return self.file.name or self.problem

    @property
    def is_current(self) -> bool:
        """The same as `current`."""
        in_time = self.shown_until is None or self.shown_until >= timezone.localdate()
        return bool(self.file) and in_time


@receiver(post_delete, sender=ReportPDF)
def delete_file(instance, **kwargs):
    """With the page, or because the page was unpublished or published again."""
    if instance.file:
        transaction.on_commit(lambda: instance.file.delete(save=False))
