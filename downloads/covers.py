"""Covers of files that the public may not see leave the public folder, and come back when it may."""

from functools import partial

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction, ReferenceIndex
from wagtail.signals import page_published, page_unpublished, post_page_move

from core.tasks import task
from core.visibility import everybody
from downloads.models import Document, PublicationFile


def place(*document_pks: int) -> None:
    """Puts the cover of each of these files, or of all, in the folder where it belongs."""
    covers = Document.objects.exclude(cover="")
    if document_pks:
        covers = covers.filter(pk__in=document_pks)
    shown = covers.live_for(everybody()).values_list("pk", flat=True)
    public, storage = set(shown), Document.cover.field.storage
    for pk, name in covers.values_list("pk", "cover"):
        storage.place(name, pk in public)


@task()
def place_covers(document_pks: list[int]) -> None:
    """In the background, for these files; for all where there are none."""
    place(*document_pks)


@task()
def place_covers_of(page_pk: int) -> None:
    """In the background, for the files that a page names."""
    named = ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id=str(page_pk),
        to_content_type=ContentType.objects.get_for_model(Document),
    )
    if files := [int(key) for key in named.values_list("to_object_id", flat=True)]:
        place(*files)


@receiver(post_save, sender=Document)
def place_cover(instance, **kwargs):
    if instance.cover:
        transaction.on_commit(partial(place_covers.enqueue, [instance.pk]))


@receiver([post_save, post_delete], sender=PublicationFile)
def place_cover_of_file(instance, **kwargs):
    transaction.on_commit(partial(place_covers.enqueue, [instance.document_id]))


@receiver(page_published)
def place_covers_of_page(instance, **kwargs):
    transaction.on_commit(partial(place_covers_of.enqueue, instance.pk))


@receiver([page_unpublished, post_page_move])
@receiver([post_save, post_delete], sender=PageViewRestriction)
@receiver([post_save, post_delete], sender=CollectionViewRestriction)
def place_all_covers(**kwargs):
    transaction.on_commit(partial(place_covers.enqueue, []))


@receiver(post_delete)
def place_covers_after_deletion(sender, **kwargs):
    if issubclass(sender, Page):
        place_all_covers()
