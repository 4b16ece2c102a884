"""The addresses of organisations bear their names: they are found again when these change, and say when one is gone."""

from django.db import transaction
from django.db.models import Exists
from django.db.models.signals import pre_delete, pre_save
from django.dispatch import receiver
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from contacts.models import Organisation
from core.addresses import address_key, withdraw
from core.references import references_on
from core.visibility import published_once
from directory.known import known_or, organisation_url
from directory.models import DirectoryPage


@receiver(pre_save, sender=Organisation)
def keep_page(instance, raw: bool = False, **kwargs) -> None:
    """A redirect through the directory, so that only those who may see that are led on."""
    if raw or not instance.pk:
        return
    stored = Organisation.objects.filter(pk=instance.pk).first()
    if not stored or not instance.slug or stored.slug == instance.slug:
        return
    with transaction.atomic():
        for directory, former in _addresses(stored):
            new = address_key(organisation_url(directory, instance))
            Redirect.objects.filter(old_path__in=[former, new]).delete()
            Redirect.objects.create(
                old_path=former,
                redirect_page=directory,
                redirect_page_route_path=f"/{instance.slug}/",
                automatically_created=True,
            )


@receiver(pre_delete, sender=Organisation)
def keep_withdrawn_page(instance, **kwargs) -> None:
    if addresses := [former for _directory, former in _addresses(instance)]:
        withdraw(instance.name, addresses)


def _addresses(organisation: Organisation) -> list[tuple[DirectoryPage, str]]:
    """Its address below each directory that has been published, if some reader has known of it there."""
    named = Organisation.objects.filter(
        Exists(references_on(Organisation, Page.objects.filter(live=True).order_by()))
    )
    if not known_or(named).filter(pk=organisation.pk).exists():
        return []
    directories = published_once(DirectoryPage.objects.all())
    return [
        (directory, address_key(organisation_url(directory, organisation)))
        for directory in directories
        if directory.get_url()
    ]
