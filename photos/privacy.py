"""The files of photos that the public may not see leave the public folder, and come back when it may.

Those of private pages go with the last public page that shows them; those whose licence has ended or whose people
have withdrawn, wherever they stand.
"""

from functools import partial

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page, PageViewRestriction, ReferenceIndex
from wagtail.signals import page_published, page_unpublished, post_page_move

from core.tasks import task
from core.visibility import public_photos
from photos.models import Photo, Rendition


def place(*photo_pks: int) -> None:
    """Puts each size of these photos, or of all, in the folder where it belongs."""
    public = public_photos(*photo_pks)
    renditions = Rendition.objects.all()
    if photo_pks:
        renditions = renditions.filter(image__in=photo_pks)
    for photo_pk, name in renditions.values_list("image", "file").iterator():
        Rendition.file.field.storage.place(name, photo_pk in public)


@task()
def place_photos(photo_pks: list[int]) -> None:
    """In the background, for these photos; for all where there are none."""
    place(*photo_pks)


@task()
def place_photos_of(page_pk: int) -> None:
    """In the background, for the photos that a page shows."""
    shown = ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id=str(page_pk),
        to_content_type=ContentType.objects.get_for_model(Photo),
    )
    if photos := [int(key) for key in shown.values_list("to_object_id", flat=True)]:
        place(*photos)


@receiver(post_save, sender=Rendition)
def place_rendition(instance, **kwargs):
    place(instance.image_id)


@receiver(post_save, sender=Photo)
def place_photo(instance, created, **kwargs):
    if not created:
        transaction.on_commit(partial(place_photos.enqueue, [instance.pk]))


@receiver(page_published)
def place_photos_of_page(instance, **kwargs):
    transaction.on_commit(partial(place_photos_of.enqueue, instance.pk))


@receiver([page_unpublished, post_page_move])
@receiver([post_save, post_delete], sender=PageViewRestriction)
def place_all_photos(**kwargs):
    transaction.on_commit(partial(place_photos.enqueue, []))


@receiver(post_delete)
def place_photos_after_deletion(sender, **kwargs):
    if issubclass(sender, Page):
        place_all_photos()
