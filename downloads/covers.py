"""Covers of files that the public may not see leave the public folder, and come back when it may."""

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from core.placing import place_soon, places
from core.visibility import everybody
from downloads.models import Document, PublicationFile


@places(Document)
def place(*document_pks: int) -> None:
    """Puts the cover of each of these files, or of all, in the folder where it belongs."""
    covers = Document.objects.exclude(cover="")
    if document_pks:
        covers = covers.filter(pk__in=document_pks)
    shown = covers.live_for(everybody()).values_list("pk", flat=True)
    public, storage = set(shown), Document.cover.field.storage
    for pk, name in covers.values_list("pk", "cover"):
        storage.place(name, pk in public)


@receiver(post_save, sender=Document)
def place_cover(instance, **kwargs):
    if instance.cover:
        place_soon(Document, instance.pk)


@receiver([post_save, post_delete], sender=PublicationFile)
def place_cover_of_file(instance, **kwargs):
    place_soon(Document, instance.document_id)
