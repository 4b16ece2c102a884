"""What changes the entries of the search; the work itself is done in the background.

A task is a row written along with the change: either both are kept or neither.
"""

from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published

from contacts.models import Contact, Organisation
from downloads.describe import file_described
from downloads.models import Document
from search.indexing import refresh_carriers, refresh_object


@receiver(post_save)
def refresh_entry(sender, instance, created, raw=False, update_fields=None, **kwargs):
    """Of a page, the rows of its own come before those of its lists, which `page_published` waits for."""
    if raw or update_fields is not None:  # a draft is noted on the page's own row
        return
    if isinstance(instance, Page) and instance.alias_of_id is None and instance.depth:
        refresh_object.enqueue(Page._meta.label, instance.pk)
    elif isinstance(instance, Contact | Organisation):
        refresh_object.enqueue(instance._meta.label, instance.pk)
    elif isinstance(instance, Document) and not created:
        # Replaced: what the former file said isn't quoted until this one is read.
        if instance.read_at is None:
            instance.texts.all().delete()
        refresh_carriers.enqueue(instance.pk)


@receiver(page_published)
def refresh_published(sender, instance, **kwargs):
    if instance.alias_of_id is None:
        refresh_object.enqueue(Page._meta.label, instance.pk)


@receiver(file_described)
def refresh_texts(sender, **kwargs):
    refresh_carriers.enqueue(sender.pk)
