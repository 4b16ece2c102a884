"""Images stay in the folder where they belong, as what the public may see changes (see core.storage).

An app says how its images are placed; what calls for it is the same for all.
"""

from collections.abc import Callable
from functools import partial

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction, ReferenceIndex
from wagtail.signals import page_published, page_unpublished, post_page_move

from core.tasks import task

# By model: a function that places the images of its objects by their keys, of all without any.
_PLACED: dict[type[models.Model], Callable[..., None]] = {}


def places(model: type[models.Model]):
    """For the function that places the images of a model's objects: `place(*keys)`."""

    def register(place):
        _PLACED[model] = place
        return place

    return register


def place_soon(model: type[models.Model], *keys: int) -> None:
    """In the background, once what is being saved is."""
    transaction.on_commit(partial(place_images.enqueue, model._meta.label, list(keys)))


def place_all() -> None:
    for place in _PLACED.values():
        place()


@task()
def place_images(label: str, keys: list[int]) -> None:
    _PLACED[apps.get_model(label)](*keys)


@task()
def place_images_of(page_pk: int) -> None:
    """Of what a page names."""
    named = ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page), object_id=str(page_pk)
    )
    for model, place in _PLACED.items():
        of_model = named.filter(to_content_type=ContentType.objects.get_for_model(model))
        if keys := of_model.values_list("to_object_id", flat=True):
            place(*map(int, keys))


@receiver(page_published)
def place_after_publication(instance, **kwargs):
    transaction.on_commit(partial(place_images_of.enqueue, instance.pk))


@receiver([page_unpublished, post_page_move])
@receiver([post_save, post_delete], sender=PageViewRestriction)
@receiver([post_save, post_delete], sender=CollectionViewRestriction)
def place_after_change_of_rights(**kwargs):
    for model in _PLACED:
        place_soon(model)


@receiver(post_delete)
def place_after_deletion(sender, **kwargs):
    if issubclass(sender, Page):
        place_after_change_of_rights()
