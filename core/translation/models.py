from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from core.translation.missing import untranslated_texts


class UntranslatedTexts(models.Model):
    """The texts of a published translation that are in the main language, found out when it is published."""

    page = models.OneToOneField(
        Page, verbose_name=_("page"), on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    texts = models.JSONField(_("texts"), default=list, editable=False)  # without markup

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("untranslated texts")
        verbose_name_plural = _("untranslated texts")

    def __str__(self) -> str:
        return str(self.page)

    @classmethod
    def of(cls, page: Page) -> list[str]:
        kept = UntranslatedTexts.objects.filter(page=page.pk).values_list("texts", flat=True)
        return kept.first() or []

    @classmethod
    def keep(cls, page: Page) -> None:
        """To be called once a page is published as it stands."""
        cls._write(page, untranslated_texts(page))

    @classmethod
    def add(cls, page: Page) -> None:
        """To be called when facts have brought texts along; what was untranslated still is."""
        cls._write(page, [*cls.of(page), *untranslated_texts(page)])

    @classmethod
    def _write(cls, page: Page, texts: Iterable[str]) -> None:
        if texts := sorted(set(texts)):
            UntranslatedTexts.objects.update_or_create(page_id=page.pk, defaults={"texts": texts})
        else:
            UntranslatedTexts.objects.filter(page=page.pk).delete()
