"""Photos of private pages: their files leave the public folder with the last public page that shows them."""

from functools import partial

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_unpublished, post_page_move

from core.tasks import task
from core.visibility import public_photos
from photos.models import Rendition


@task()
def place_photos() -> None:
    """In the background, once pages or restrictions have changed: each size in the folder where it belongs."""
    public = public_photos()
    for photo_pk, name in Rendition.objects.values_list("image", "file").iterator():
        Rendition.file.field.storage.place(name, photo_pk in public)


@receiver(post_save, sender=Rendition)
def place_rendition(instance, created, **kwargs):
    if created:
        public = instance.image_id in public_photos(instance.image_id)
        instance.file.storage.place(instance.file.name, public)


@receiver([page_published, page_unpublished, post_page_move])
@receiver([post_save, post_delete], sender=PageViewRestriction)
def place_photos_later(**kwargs):
    transaction.on_commit(partial(place_photos.enqueue))


@receiver(post_delete)
def place_photos_after_deletion(sender, **kwargs):
    if issubclass(sender, Page):
        place_photos_later()
