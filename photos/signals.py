from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail.signals import page_published

from core.publication import photos_of
from core.visibility import can_see_photo
from photos.models import Photo
from photos.renditions import make_ahead


@receiver(post_save, sender=Photo)
def make_renditions_ahead(instance, raw=False, **kwargs):
    """A photo without its credit can't be published: its sizes wait until they can be signed."""
    if raw:
        return
    if instance.credit and can_see_photo(instance):
        make_ahead(instance.pk)


@receiver(page_published)
def make_renditions_of_page(instance, **kwargs):
    make_ahead(*photos_of(instance))
