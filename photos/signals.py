from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail.signals import page_published

from core.publication import photos_of
from core.visibility import can_see_photo
from photos.models import Photo
from photos.renditions import make_ahead, remove_hidden_files


@receiver(post_save, sender=Photo)
def make_renditions_ahead(instance, raw=False, **kwargs):
    """A photo without its credit can't be published: its sizes wait until they can be signed."""
    if raw:
        return
    if not can_see_photo(instance):
        transaction.on_commit(remove_hidden_files.enqueue)
    elif instance.credit:
        make_ahead(instance.pk)


@receiver(page_published)
def make_renditions_of_page(instance, **kwargs):
    make_ahead(*photos_of(instance))
