from functools import partial

from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver

from photos.models import Photo
from photos.renditions import make_renditions_of


@receiver(post_save, sender=Photo)
def make_renditions_ahead(instance, raw=False, **kwargs):
    if not raw:
        transaction.on_commit(partial(make_renditions_of.enqueue, instance.pk))
