from functools import partial

from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver

from downloads.describe import describe_document
from downloads.models import Document


@receiver(post_save, sender=Document)
def describe_new_file(instance, created, raw=False, update_fields=None, **kwargs):
    """A file is read once when it comes, and again when it is replaced."""
    if not raw and (created or instance.page_count is None):
        transaction.on_commit(partial(describe_document.enqueue, instance.pk))
