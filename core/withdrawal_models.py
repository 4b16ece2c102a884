"""What was published and isn't any more: it is told at its addresses, with what replaces it (core.addresses)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page


class Withdrawal(models.Model):
    """A page, in all its languages, or a file that was published and isn't any more, with what replaces it.

    The page may still be there as a draft; the addresses are those of what has been deleted.
    """

    title = models.CharField(_("title"), max_length=255, editable=False)
    translation_key = models.UUIDField(_("key of the page"), null=True, unique=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn on"), auto_now_add=True, db_index=True)
    replacement = models.ForeignKey(
        Page,
        verbose_name=_("page that replaces it"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Its address is shown to those who may read it, in their language."),
    )
    replacement_link = models.URLField(
        _("or an address elsewhere"),
        blank=True,
        help_text=_("Shown where no page of this site replaces it."),
    )

    panels = [
        FieldPanel("title", read_only=True),
        FieldPanel("withdrawn_at", read_only=True),
        "replacement",
        "replacement_link",
    ]

    class Meta:
        verbose_name = _("withdrawn page or file")
        verbose_name_plural = _("withdrawn pages and files")
        ordering = ["-withdrawn_at"]

    def __str__(self) -> str:
        return self.title


class WithdrawnAddress(models.Model):
    """Where something that has been deleted was read."""

    address = models.CharField(_("address"), max_length=255, unique=True)
    withdrawal = models.ForeignKey(
        Withdrawal,
        verbose_name=_("withdrawal"),
        on_delete=models.CASCADE,
        related_name="addresses",
    )

    class Meta:
        verbose_name = _("withdrawn address")

    def __str__(self) -> str:
        return self.address
