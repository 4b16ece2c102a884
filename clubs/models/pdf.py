from django.db import models
from django.db.models.signals import post_delete
from django.utils.translation import gettext_lazy as _

from clubs.models.printed import PagePDF, delete_file, unguessable_name
from clubs.models.reports import ReportPage

__all__ = ["ReportPDF", "unguessable_name"]  # the migrations know it here


class ReportPDF(PagePDF):
    page = models.OneToOneField(
        ReportPage,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="pdf",
        editable=False,
    )

    class Meta(PagePDF.Meta):
        abstract = False
        verbose_name = _("PDF of a report")
        verbose_name_plural = _("PDFs of reports")


post_delete.connect(delete_file, sender=ReportPDF)
