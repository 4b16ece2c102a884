from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel, ObjectList
from wagtail.models import Page

from core.translated_fields import (
    TranslatedFields,
    TranslatedFieldsAdminForm,
    TranslatedFieldsPanel,
)
from core.validators import validate_single_line


class NoticeQuerySet(models.QuerySet):
    def current(self):
        """Those of today."""
        today = timezone.localdate()
        return self.filter(shown_from__lte=today, shown_until__gte=today)


class Notice(TranslatedFields, models.Model):
    """What all readers are told from one day until another: the office is closed, a visit has another door."""

    title = models.CharField(
        _("title"),
        max_length=120,
        validators=[validate_single_line],
        help_text=_("What readers have to know, in a few words: “The office is closed on 2 May”."),
    )
    text = models.CharField(_("text"), max_length=300, blank=True)
    page = models.ForeignKey(
        Page,
        verbose_name=_("page that says more"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Offered to those who may read it, in their language."),
    )
    shown_from = models.DateField(_("shown from"), default=timezone.localdate)
    shown_until = models.DateField(_("until"), help_text=_("The last day on which it is shown."))
    on_every_page = models.BooleanField(
        _("on every page"), default=True, help_text=_("Otherwise on the home page alone.")
    )

    translated_fields = ("title", "text")

    edit_handler = ObjectList(
        [
            "title",
            "text",
            FieldPanel("page"),
            MultiFieldPanel(
                [FieldRowPanel(["shown_from", "shown_until"]), "on_every_page"],
                heading=_("When and where"),
            ),
            MultiFieldPanel(
                [
                    HelpPanel(_("Left empty, the text of the main language is shown.")),
                    TranslatedFieldsPanel(),
                ],
                heading=_("Other languages"),
            ),
        ],
        base_form_class=TranslatedFieldsAdminForm,
    )

    objects = NoticeQuerySet.as_manager()

    keeps_history = True

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-shown_until", "-shown_from", "-pk"]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        if self.shown_from and self.shown_until and self.shown_until < self.shown_from:
            message = _("The notice ends before it begins: check both dates.")
            raise ValidationError({"shown_until": message})

    @classmethod
    def untranslated_in(cls, language: str) -> models.QuerySet:
        """Of those that readers meet or will meet."""
        return super().untranslated_in(language).filter(shown_until__gte=timezone.localdate())
