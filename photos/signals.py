from django.db.models.signals import post_save
from django.dispatch import receiver

from photos.models import Photo
from photos.renditions import make_ahead


@receiver(post_save, sender=Photo)
def make_renditions_ahead(instance, raw=False, **kwargs):
    if not raw:
        make_ahead(instance.pk)
