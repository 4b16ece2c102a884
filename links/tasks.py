"""Visits the links of the site in the background, one after the other, and never two of a host at once."""

import logging
from datetime import datetime, timedelta
from time import monotonic

from django.conf import settings
from django.utils import timezone

from core.tasks import LINKS, task
from links import visits
from links.models import Link

logger = logging.getLogger(__name__)

_ONLINE = timedelta(hours=1)


@task(priority=LINKS)
def visit_due(left: int) -> None:
    """At most so many of those that are due; what isn't done within `TASK_SECONDS` is left to another task."""
    started = monotonic()
    while left > 0:
        link = _next()
        if link is None:
            break
        if not _visit(link):
            logger.warning("No other site answers: links are visited again tomorrow")
            return
        left -= 1
        if monotonic() - started > settings.TASK_SECONDS:
            break
    if left > 0 and Link.objects.due().exists():
        later = visit_due
        if later.get_backend().supports_defer:
            later = later.using(run_after=timezone.now() + _pause())
        later.enqueue(left)


def _pause() -> timedelta:
    return timedelta(seconds=settings.LINK_LIMITS["pause"])


def _next() -> Link | None:
    """One whose host has been left alone for a while; it is this task's from now on, and no other's."""
    since = timezone.now() - _pause()
    busy = Link.objects.filter(checked_at__gt=since).values("host")
    for link in Link.objects.due().exclude(host__in=busy)[:10]:
        mine = Link.objects.filter(pk=link.pk, checked_at=link.checked_at)
        if mine.update(checked_at=timezone.now()):
            return link
    return None


def _visit(link: Link) -> bool:
    """Notes what came of it; False where it isn't the link, but this machine that reaches nothing."""
    before: datetime | None = link.checked_at
    answer = visits.visit(link.address)
    if answer.status or answer.failure in {visits.PRIVATE, visits.MALFORMED} or _is_online(link):
        link.note(answer)
        return True
    Link.objects.filter(pk=link.pk).update(checked_at=before)
    return False


def _is_online(link: Link) -> bool:
    """Whether other sites answer; where none is known, it is taken for granted."""
    others = Link.objects.exclude(host=link.host).filter(answered_at__isnull=False)
    last = others.order_by("-answered_at").first()
    if last is None or last.answered_at > timezone.now() - _ONLINE:
        return True
    answer = visits.visit(last.address)
    if answer.status:
        last.note(answer)
    return bool(answer.status)
