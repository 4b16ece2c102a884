from django.db import models
from django.db.models.signals import post_delete
from django.utils.translation import gettext_lazy as _

from clubs.models.printed import PagePDF, delete_file
from training.models.catalogue import CataloguePage
from training.models.courses import CoursePage


class CoursePDF(PagePDF):
    """The sheet of a course."""

    page = models.OneToOneField(
        CoursePage,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="pdf",
        editable=False,
    )

    class Meta(PagePDF.Meta):
        abstract = False
        verbose_name = _("PDF of a course")
        verbose_name_plural = _("PDFs of courses")


class CataloguePDF(PagePDF):
    """All courses that everybody may read, with their contents."""

    page = models.OneToOneField(
        CataloguePage,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="pdf",
        editable=False,
    )

    class Meta(PagePDF.Meta):
        abstract = False
        verbose_name = _("PDF of the catalogue")
        verbose_name_plural = _("PDFs of the catalogue")


post_delete.connect(delete_file, sender=CoursePDF)
post_delete.connect(delete_file, sender=CataloguePDF)
