"""The sizes in which photos are shown: one spec per use, shared by templates, prefetching and background work.

A reader's request makes none: it shows those that exist and plans the others.
"""

import logging
import re
from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from datetime import timedelta
from functools import cache, partial
from operator import or_
from typing import Any

from django.conf import settings
from django.core.cache import cache as shared_cache
from django.db import transaction
from django.db.models import Prefetch, Q
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.images.models import Filter

from core.blocks.content import objects_in
from core.full_disk import is_disk_full
from core.placing import place
from core.tasks import SIZES as PRIORITY
from core.tasks import in_portions, task
from photos.encoding import Pixels, SignedFilter, output_format, signature_key

logger = logging.getLogger(__name__)

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
CHOSEN = ("portrait", "logo")
AHEAD = tuple(use for use in settings.PHOTO_SPECS if use not in CHOSEN)
# What every browser reads is made first, and for all photos that come in together; AVIF takes half of the time.
_ORDER = ["webp", "jpeg", "png", "avif"]
LATE = ("avif",)
_DELAY = timedelta(minutes=5)
_PLANNED_FOR = 3600  # seconds before a size that is still missing is asked for again


@cache
def filters(use: str) -> tuple[Filter, ...]:
    """Wagtail's filters for a use, the smallest first in each format; KeyError for one that doesn't exist."""
    return tuple(Filter(spec) for spec in Filter.expand_spec(settings.PHOTO_SPECS[use]))


def filters_for(photo, use: str) -> list[Filter]:
    """Those that a photo of its size fills, one at least in each format: none is shown larger than it is."""
    every = filters(use)
    smallest = min(map(_width, every))
    return [filter for filter in every if _width(filter) <= max(photo.width, smallest)]


def is_public(spec: str) -> bool:
    """Whether a spec is one of those shown to readers; the admin has its own."""
    return any(spec == filter.spec for use in settings.PHOTO_SPECS for filter in filters(use))


def ratio(photo, use: str) -> tuple[int, int]:
    """Width and height in which a use shows a photo, before any of its sizes is there."""
    found = re.search(r"fill-(\d+)x(\d+)", filters(use)[0].spec)
    return (int(found[1]), int(found[2])) if found else (photo.width, photo.height)


@cache
def _width(filter: Filter) -> int:
    found = re.search(r"-(\d+)(x\d+)?$", filter.spec)
    assert found, f"{filter.spec} has no width"  # noqa: S101
    return int(found[1])


# Showing


def existing(photo, use: str) -> dict:
    """The sizes of a use that are there, by spec; the others are planned. Nothing is made.

    A photo fetched with `prefetch` or `fetch_for_article` asks nothing of the database.
    """
    wanted = filters_for(photo, use)
    found = {f.spec: r for f, r in photo.find_existing_renditions(*wanted).items()}
    fetched = getattr(photo, "prefetched_renditions", None)
    if fetched is None:
        model = photo.get_rendition_model()
        model.cache_backend.set_many({r.get_cache_key(): r for r in found.values()})
    if len(found) < len(wanted):
        plan(photo, use)
        # After a new focal point the former crop serves until the new one is made.
        found = {rendition.filter_spec: rendition for rendition in fetched or ()} | found
    ordered = {f.spec: found[f.spec] for f in wanted if f.spec in found}
    return _whole_formats(ordered, wanted)


def _whole_formats(found: dict, wanted: list[Filter]) -> dict:
    """Without the formats of which a width is missing, as long as another one is whole.

    A browser takes the first format that it reads, however few widths that one has.
    """
    widths, there = defaultdict(set), defaultdict(set)
    for filter in wanted:
        format = output_format(filter)
        widths[format].add(filter.spec)
        there[format] |= {filter.spec} & set(found)
    whole = {format for format in widths if there[format] == widths[format]}
    keep = set().union(*(there[format] for format in whole or there))
    return {spec: rendition for spec, rendition in found.items() if spec in keep}


def prefetch(path: str, *uses: str) -> Prefetch:
    """For `prefetch_related`: the renditions of the photos found at `path`, so that showing them asks nothing.

    An empty path is that of photos themselves.
    """
    renditions = get_image_model().get_rendition_model().objects
    return Prefetch(
        f"{path}__renditions".removeprefix("__"),
        queryset=renditions.filter(filter_spec__in=_specs(uses)),
        to_attr="prefetched_renditions",
    )


def _specs(uses: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(filter.spec for use in uses for filter in filters(use)))


def fetch_for_article(page, *others) -> None:
    """One query for the renditions of the photos of a page, in its body too, and of other photos, None let by."""
    photo_model = get_image_model()
    wanted: list[tuple[Any, Iterable[str]]] = [
        (photo, settings.PHOTO_SPECS)
        for photo in (page.share_photo, getattr(page, "lead_photo", None), *others)
        if photo
    ]
    for block in getattr(page, "body", ()):
        sizes = ("gallery", "large") if block.block_type == "gallery" else ("body",)
        wanted += [(photo, sizes) for photo in objects_in(block.value, photo_model)]
    if not wanted:
        return
    keys = defaultdict(set)
    for photo, uses in wanted:
        keys[tuple(uses)].add(photo.pk)
    condition = Q()
    for key, photos in keys.items():
        condition = or_(condition, Q(image__in=photos, filter_spec__in=_specs(key)))
    found = defaultdict(list)
    for rendition in get_image_model().get_rendition_model().objects.filter(condition):
        found[rendition.image_id].append(rendition)
    for photo, _uses in wanted:
        photo.prefetched_renditions = found[photo.pk]
        for rendition in found[photo.pk]:
            rendition.image = photo


# Making


def make_renditions(photo, uses: Iterable[str] = AHEAD, but: Container[str] = ()) -> bool:
    """The sizes of a photo; those that exist and are signed as they should aren't made again.

    `but` names formats that wait; returns whether some do.
    """
    key = signature_key(photo)
    there = {(r.filter_spec, r.focal_point_key): r for r in photo.renditions.all()}
    made = {spec for spec, _key in there}
    uses = [*uses, *(use for use in CHOSEN if made & set(_specs([use])))]
    wanted = {
        f: there.get((f.spec, f.get_cache_key(photo))) for u in uses for f in filters_for(photo, u)
    }
    every = [f for f, rendition in wanted.items() if not rendition or rendition.signature != key]
    missing = [filter for filter in every if output_format(filter) not in but]
    if missing:
        pixels = Pixels(photo, missing)
    files = {
        filter: photo.generate_rendition_file(SignedFilter(filter.spec, pixels))
        for filter in sorted(missing, key=lambda filter: _ORDER.index(output_format(filter)))
    }
    with transaction.atomic():  # they are kept together, and placed once
        for filter, file in files.items():
            if rendition := wanted[filter]:
                rendition.replace_file(file, key)
            else:
                photo.renditions.get_or_create(
                    filter_spec=filter.spec,
                    focal_point_key=filter.get_cache_key(photo),
                    defaults={"file": file, "signature": key},
                )
    return len(missing) < len(every)


@task(priority=PRIORITY)
def make_renditions_of(
    photo_pks: list[int], uses: Sequence[str] = AHEAD, but: Sequence[str] = LATE
) -> None:
    """In the background; what waits has a task of its own. A photo that can't be read keeps no other waiting."""
    waiting: list[int] = []

    def make(pk: int) -> None:
        if photo := get_image_model().objects.filter(pk=pk).first():
            try:
                if make_renditions(photo, uses, but):
                    waiting.append(pk)
                # Those of a process that died before it came to it; others lie where they belong.
                place(type(photo), [pk])
            except (OSError, SyntaxError, ValueError) as error:
                if is_disk_full(error):
                    raise  # all of it is tried again
                logger.warning("The sizes of photo %s can't be made: %s", pk, error)

    def enqueue_rest(pks: list[int]) -> None:
        make_renditions_of.enqueue(pks, list(uses), list(but))

    in_portions(photo_pks, make, enqueue_rest)
    if waiting:
        late = make_renditions_of
        if late.get_backend().supports_defer:
            late = late.using(run_after=timezone.now() + _DELAY)
        late.enqueue(waiting, list(uses), [])


def plan(photo, use: str) -> None:
    """The same from a reader's request, which finds a size missing: asked for once an hour."""
    if shared_cache.add(f"renditions-planned:{photo.pk}:{use}", True, timeout=_PLANNED_FOR):
        transaction.on_commit(partial(make_renditions_of.enqueue, [photo.pk], [use]), robust=True)
