"""The files of photos that the public may not see leave the public folder, and come back when it may.

Those of private pages go with the last public page that shows them; those whose licence has ended or whose people
have withdrawn, wherever they stand.
"""

from django.db.models.signals import post_save
from django.dispatch import receiver

from core.placing import place_soon, places
from core.visibility import public_photos
from photos.models import Photo, Rendition


@places(Photo)
def place(*photo_pks: int) -> None:
    """Puts each size of these photos, or of all, in the folder where it belongs."""
    public = public_photos(*photo_pks)
    renditions = Rendition.objects.all()
    if photo_pks:
        renditions = renditions.filter(image__in=photo_pks)
    for photo_pk, name in renditions.values_list("image", "file").iterator():
        Rendition.file.field.storage.place(name, photo_pk in public)


@receiver(post_save, sender=Rendition)
def place_rendition(instance, **kwargs):
    place(instance.image_id)


@receiver(post_save, sender=Photo)
def place_photo(instance, created, **kwargs):
    if not created:
        place_soon(Photo, instance.pk)
