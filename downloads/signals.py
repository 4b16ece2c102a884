from functools import partial

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from downloads.describe import describe_document
from downloads.models import Document, DocumentVersion


@receiver(post_save, sender=Document)
def describe_new_file(instance, created, raw=False, update_fields=None, **kwargs):
    """A file is read once when it comes, and again when it is replaced."""
    if not raw and (created or instance.read_at is None):
        transaction.on_commit(partial(describe_document.enqueue, instance.pk))


@receiver(post_delete, sender=DocumentVersion)
def delete_former_file(instance, **kwargs):
    """With the last row that names it: a version that was restored is a document's file again."""
    name, storage = instance.file.name, instance.file.storage
    others = DocumentVersion.objects.filter(file=name).exclude(pk=instance.pk)
    if not others.exists() and not Document.objects.filter(file=name).exists():
        transaction.on_commit(partial(storage.delete, name))
