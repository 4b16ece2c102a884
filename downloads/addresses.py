"""The permanent link of a file outlives it: once the file is deleted, the link says so (see core.addresses)."""

from django.conf import settings
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import override

from core.addresses import give_back, withdraw
from core.visibility import published_once
from downloads.models import Document


@receiver(pre_delete, sender=Document)
def keep_permanent_link(instance, **kwargs) -> None:
    """That of a file which was never on a page that came out isn't kept."""
    pages = instance.pages()
    if published_once(pages).exists() or not pages.exists():
        withdraw(instance.title, _links(instance))


def open_permanent_link(document: Document) -> None:
    """Of a file that is back."""
    give_back(_links(document))


def _links(document: Document) -> list[str]:
    """In each language, and Wagtail's; without the name at their end, which may be any."""
    links = [reverse("wagtaildocs_serve", args=[document.pk, "x"])]
    for code, _name in settings.LANGUAGES:
        with override(code):
            links.append(reverse("file", args=[document.pk, "x"]))
    return [link.rpartition("/")[0] for link in links]
