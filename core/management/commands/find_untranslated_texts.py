from django.conf import settings
from django.core.management.base import BaseCommand
from wagtail.models import Page

from core.translation.models import UntranslatedTexts


class Command(BaseCommand):
    help = (
        "Finds out which texts of published translations are still in the main language, so that readers are told. "
        "Each publication does so; this is for pages of a former version. Run again, it changes nothing."
    )

    def handle(self, **options) -> None:
        translations = Page.objects.filter(live=True, alias_of=None).exclude(
            locale__language_code=settings.LANGUAGE_CODE
        )
        for page in translations.order_by("pk").specific(defer=False):
            UntranslatedTexts.keep(page)
        marked = UntranslatedTexts.objects.count()
        self.stdout.write(
            f"Translations: {translations.count()}. With untranslated texts: {marked}."
        )
