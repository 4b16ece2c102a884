"""What follows a change for photos: where their files lie, and the sizes in which they are shown.

The files of photos that the public may not see leave the public folder, and come back when it may: those of private
pages go with the last public page that shows them; those whose licence has ended or whose people have withdrawn,
wherever they stand.
"""

from collections.abc import Iterable

from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail.models import Page

from core import tasks
from core.changes import Changed, Happened, follows, keys_of
from core.placing import place, place_after_commit, places
from core.references import named_by, pages_under
from core.visibility import can_see_photo, public_photos
from photos.models import Photo, Rendition
from photos.renditions import make_renditions_of


@places(Photo, storage="renditions", folder="images")
def files_of(photo_pks: list[int]) -> Iterable[tuple[str, bool]]:
    public = public_photos(*photo_pks)
    renditions = Rendition.objects.filter(image__in=photo_pks).values_list("image", "file")
    return [(name, photo in public) for photo, name in renditions]


@receiver(post_save, sender=Rendition)
def place_new_size(instance, **kwargs) -> None:
    """A file is closed when it is written, and opened once its row is kept: one without a row would stay open, and
    whoever closes the files of a photo meanwhile doesn't see it yet.
    """
    place_after_commit(Photo, instance.image_id)


@follows(
    {
        Photo: {Happened.SAVED, Happened.SHOWN},
        Page: {Happened.PUBLISHED, Happened.UNPUBLISHED, Happened.MOVED, Happened.RESTRICTED},
    },
    priority=tasks.VISIBILITY,
    at_once=True,
)
def place_photos(changed: Changed) -> None:
    pages = pages_under(keys_of(changed, Page))
    place(Photo, {*keys_of(changed, Photo), *named_by(Photo, Page, pages)})


@follows({Photo: {Happened.SAVED, Happened.SHOWN}}, priority=tasks.SIZES)
def make_sizes(changed: Changed) -> None:
    """A photo without its credit can't be published: its sizes wait until they can be signed."""
    photos = Photo.objects.filter(pk__in=keys_of(changed, Photo)).exclude(credit="")
    make_renditions_of.func([photo.pk for photo in photos if can_see_photo(photo)])
