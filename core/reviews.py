"""Whether pages are still true: which ones nobody has looked through for as long as their type allows."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page, get_page_models

from core.review_models import Review, delay_of


def due(pages: QuerySet[Page]) -> QuerySet[Page]:
    """Those of the pages that readers have and that are to be looked through, each with `looked_at`.

    A publication is a look, too.
    """
    found = _with_looks(pages.filter(live=True, alias_of=None, depth__gt=1))
    return found.filter(_before("looked_at"))


def to_remind_of(pages: QuerySet[Page]) -> QuerySet[Page]:
    """Those of the due pages of which nobody was told within the delay of their type."""
    return due(pages).filter(Q(review__reminded_at=None) | _before("review__reminded_at"))


def note_reminders(keys: list[int]) -> None:
    for key in keys:
        Review.objects.update_or_create(page_id=key, defaults={"reminded_at": timezone.now()})


def is_reviewed(page: Page) -> bool:
    """Whether pages of its type are looked through from time to time, and readers have this one."""
    return bool(page.live and page.alias_of_id is None and page.depth > 1) and bool(
        page.specific_class and delay_of(page.specific_class)
    )


def review(page: Page, user) -> None:
    """Says that a page is still true. Nothing of the page itself changes, so there is no revision."""
    with transaction.atomic():
        Review.objects.update_or_create(page_id=page.pk, defaults={"reviewed_at": timezone.now()})
        log(page, "reviews.still_true", user=user)


def _with_looks(pages: QuerySet[Page]) -> QuerySet[Page]:
    # On SQLite the greatest of something and nothing is nothing.
    reviewed = Coalesce(F("review__reviewed_at"), F("last_published_at"))
    return pages.annotate(looked_at=Greatest(F("last_published_at"), reviewed))


def _before(name: str) -> Q:
    """Whether a moment is longer ago than the delay of the page's type."""
    now, found = timezone.now(), Q(pk__in=[])
    for delay, types in _types_by_delay():
        found |= Q(content_type__in=types, **{f"{name}__lt": now - delay})
    return found


def _types_by_delay() -> Iterator[tuple[timedelta, list[ContentType]]]:
    by_delay = defaultdict(list)
    for model, kind in ContentType.objects.get_for_models(*get_page_models()).items():
        if delay := delay_of(model):
            by_delay[delay].append(kind)
    yield from by_delay.items()
