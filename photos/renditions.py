"""The sizes in which photos are shown: one spec per use, shared by templates, prefetching and background work.

A reader's request makes none: it shows those that exist and plans the others.
"""

import logging
import re
from collections import defaultdict
from collections.abc import Container, Iterable
from datetime import timedelta
from functools import partial
from operator import or_

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import Prefetch, Q
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.images.models import Filter

from core.blocks.content import objects_in
from core.tasks import task
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
_LATE = {"avif"}
_DELAY = timedelta(minutes=5)
_PLANNED_FOR = 3600  # seconds before a size that is still missing is asked for again


def filters(use: str) -> list[Filter]:
    """Wagtail's filters for a use, the smallest first in each format; KeyError for one that doesn't exist."""
    return [Filter(spec) for spec in Filter.expand_spec(settings.PHOTO_SPECS[use])]


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


def _width(filter: Filter) -> int:
    return int(re.search(r"-(\d+)(x\d+)?$", filter.spec)[1])


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
    """For `prefetch_related`: the renditions of the photos found at `path`, so that showing them asks nothing."""
    renditions = get_image_model().get_rendition_model().objects
    return Prefetch(
        f"{path}__renditions",
        queryset=renditions.filter(filter_spec__in=_specs(uses)),
        to_attr="prefetched_renditions",
    )


def _specs(uses: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(filter.spec for use in uses for filter in filters(use)))


def fetch_for_article(page, *others) -> None:
    """One query for the renditions of the photos of a page, in its body too, and of other photos, None let by."""
    photo_model = get_image_model()
    wanted = [
        (photo, settings.PHOTO_SPECS)
        for photo in (page.share_photo, getattr(page, "lead_photo", None), *others)
        if photo
    ]
    for block in page.body:
        uses = ("gallery", "large") if block.block_type == "gallery" else ("body",)
        wanted += [(photo, uses) for photo in objects_in(block.value, photo_model)]
    if not wanted:
        return
    keys = defaultdict(set)
    for photo, uses in wanted:
        keys[tuple(uses)].add(photo.pk)
    condition = Q()
    for uses, photos in keys.items():
        condition = or_(condition, Q(image__in=photos, filter_spec__in=_specs(uses)))
    found = defaultdict(list)
    for rendition in get_image_model().get_rendition_model().objects.filter(condition):
        found[rendition.image_id].append(rendition)
    for photo, _uses in wanted:
        photo.prefetched_renditions = found[photo.pk]
        for rendition in found[photo.pk]:
            rendition.image = photo


# Making


def make_renditions(photo, uses: Iterable[str] = AHEAD, but: Container[str] = ()) -> None:
    """The sizes of a photo, each in its own time; those that exist and are signed as they should aren't made again.

    `but` names formats that wait.
    """
    key = signature_key(photo)
    there = {(r.filter_spec, r.focal_point_key): r for r in photo.renditions.all()}
    made = {spec for spec, _key in there}
    uses = [*uses, *(use for use in CHOSEN if made & set(_specs([use])))]
    wanted = {
        f: there.get((f.spec, f.get_cache_key(photo))) for u in uses for f in filters_for(photo, u)
    }
    missing = [
        filter
        for filter, rendition in wanted.items()
        if (not rendition or rendition.signature != key) and output_format(filter) not in but
    ]
    if not missing:
        return
    pixels = Pixels(photo, missing)
    for filter in sorted(missing, key=lambda filter: _ORDER.index(output_format(filter))):
        file = photo.generate_rendition_file(SignedFilter(filter.spec, pixels))
        if rendition := wanted[filter]:
            rendition.replace_file(file, key)
        else:
            photo.renditions.get_or_create(
                filter_spec=filter.spec,
                focal_point_key=filter.get_cache_key(photo),
                defaults={"file": file, "signature": key},
            )


@task()
def make_renditions_of(photo_pks: list[int], uses: list[str], but: list[str]) -> None:
    """In the background. A photo that can't be read keeps none of the others waiting."""
    for photo in get_image_model().objects.filter(pk__in=photo_pks).iterator():
        try:
            make_renditions(photo, uses, but)
        except (OSError, SyntaxError, ValueError) as error:
            logger.warning("The sizes of photo %s can't be made: %s", photo.pk, error)


def make_ahead(*photo_pks: int | None, uses: Iterable[str] = AHEAD) -> None:
    """Have the sizes made once what is being saved is; None is let by."""
    if found := [pk for pk in photo_pks if pk]:
        transaction.on_commit(partial(_enqueue, found, list(uses)), robust=True)


def _enqueue(photo_pks: list[int], uses: list[str]) -> None:
    make_renditions_of.enqueue(photo_pks, uses, sorted(_LATE))
    late = make_renditions_of
    if late.get_backend().supports_defer:
        late = late.using(run_after=timezone.now() + _DELAY)
    late.enqueue(photo_pks, uses, [])


def plan(photo, use: str) -> None:
    """The same from a reader's request, which finds a size missing: asked for once an hour."""
    if cache.add(f"renditions-planned:{photo.pk}:{use}", True, timeout=_PLANNED_FOR):
        make_ahead(photo.pk, uses=[use])
