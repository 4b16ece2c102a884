"""Photos of private pages: their files leave the public folder with the last public page that shows them."""

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


@task()
def place_photos() -> None:
    """In the background: each size of every photo in the folder where it belongs."""
    _place(Rendition.objects.all(), public_photos())


@task()
def place_photos_of(page_pk: int) -> None:
    """The same for the photos that a page shows."""
    shown = ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id=str(page_pk),
        to_content_type=ContentType.objects.get_for_model(Photo),
    )
    photos = [int(key) for key in shown.values_list("to_object_id", flat=True)]
    if photos:
        _place(Rendition.objects.filter(image__in=photos), public_photos(*photos))


def _place(renditions, public: set[int]) -> None:
    for photo_pk, name in renditions.values_list("image", "file").iterator():
        Rendition.file.field.storage.place(name, photo_pk in public)


@receiver(post_save, sender=Rendition)
def place_rendition(instance, created, **kwargs):
    if created:
        public = instance.image_id in public_photos(instance.image_id)
        instance.file.storage.place(instance.file.name, public)


@receiver(page_published)
def place_photos_of_page(instance, **kwargs):
    transaction.on_commit(partial(place_photos_of.enqueue, instance.pk))


@receiver([page_unpublished, post_page_move])
@receiver([post_save, post_delete], sender=PageViewRestriction)
def place_all_photos(**kwargs):
    transaction.on_commit(place_photos.enqueue)


@receiver(post_delete)
def place_photos_after_deletion(sender, **kwargs):
    if issubclass(sender, Page):
        place_all_photos()
