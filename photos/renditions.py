"""The sizes in which photos are shown: one spec per use, shared by templates, prefetching and background work."""

import re
from collections.abc import Iterable
from functools import partial

from django.db import transaction
from django.db.models import Prefetch, prefetch_related_objects
from wagtail.images import get_image_model
from wagtail.images.models import Filter

from core.blocks.content import objects_in
from core.tasks import task

# WebP carries no EXIF, so that no position of a phone goes out with a photo.
SPECS = {
    "lead": "format-webp|width-{480,720,960,1280,1920}",
    "body": "format-webp|width-{480,720,960,1280}",
    "card": "format-webp|fill-{240x160,400x267,800x534}",
    "gallery": "format-webp|fill-{400x300,800x600}",
    "large": "format-webp|width-1920",
    "portrait": "format-webp|fill-{96x96,192x192}",
    "logo": "format-webp|max-{240x120,480x240}",
    "share": "format-webp|fill-1200x630",
}
# How wide the photo stands on the page, for the browser to choose from the srcset.
SIZES = {
    "lead": "(min-width: 80rem) 58rem, (min-width: 62rem) 72vw, calc(100vw - 2.25rem)",
    "body": "(min-width: 48rem) 40rem, calc(100vw - 2.25rem)",
    "card": "(min-width: 62rem) 17rem, (min-width: 40rem) 27vw, 9rem",
    "gallery": "(min-width: 62rem) 19rem, 46vw",
    "portrait": "5.5rem",
    "logo": "8rem",
}


# Portraits and logos are few: their sizes are made when a photo is chosen as one.
AHEAD = tuple(use for use in SPECS if use not in ("portrait", "logo"))


def filters(use: str) -> list[Filter]:
    """Wagtail's filters for a use, the smallest first; KeyError for one that doesn't exist."""
    return [Filter(spec) for spec in Filter.expand_spec(SPECS[use])]


def filters_for(photo, use: str) -> list[Filter]:
    """Those that a photo of its size fills, one at least: none is shown larger than it is."""
    smallest, *larger = filters(use)
    return [smallest, *(filter for filter in larger if _width(filter) <= photo.width)]


def _width(filter: Filter) -> int:
    return int(re.search(r"-(\d+)(x\d+)?$", filter.spec)[1])


def prefetch(path: str, *uses: str) -> Prefetch:
    """For `prefetch_related`: the renditions of the photos found at `path`, so that showing them asks nothing."""
    return _prefetch(f"{path}__renditions", *uses)


def _prefetch(path: str, *uses: str) -> Prefetch:
    specs = [filter.spec for use in uses for filter in filters(use)]
    return Prefetch(
        path,
        queryset=get_image_model().get_rendition_model().objects.filter(filter_spec__in=specs),
        to_attr="prefetched_renditions",
    )


def fetch_for_article(page, *others) -> None:
    """One query for the renditions of the photos of a page, in its body too, and of other photos, None let by."""
    lead_photo = getattr(page, "lead_photo", None)
    photos = [lead_photo, *objects_in(page.body, get_image_model()), *others]
    prefetch_related_objects([photo for photo in photos if photo], _prefetch("renditions", *SPECS))


def make_renditions(photo, uses: Iterable[str] = AHEAD) -> None:
    """The sizes of a photo; those that exist aren't made again."""
    photo.get_renditions(*(filter for use in uses for filter in filters_for(photo, use)))


@task()
def make_renditions_of(photo_pk: int, uses: list[str]) -> None:
    """In the background, after an upload, a new focal point or a choice. A photo deleted meanwhile is passed over."""
    if photo := get_image_model().objects.filter(pk=photo_pk).first():
        make_renditions(photo, uses)


def make_ahead(photo_pk: int | None, uses: Iterable[str] = AHEAD) -> None:
    """Have the sizes made once what is being saved is."""
    if photo_pk:
        transaction.on_commit(partial(make_renditions_of.enqueue, photo_pk, list(uses)))
