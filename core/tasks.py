"""Background work: the order in which it is done, what is too long for one task, what becomes of a failure.

Django itself has tasks from 6.0 on; before, they come from its backport.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from time import monotonic

from django.conf import settings
from django.dispatch import receiver
from django.utils import timezone

try:
    from django.tasks import task, task_backends
    from django.tasks.signals import task_finished
except ImportError:
    from django_tasks import task, task_backends
    from django_tasks.signals import task_finished

__all__ = ["task"]

# A worker takes the highest first (-100 to 100). 0 is for what says nothing, such as Wagtail's own tasks.
MAIL = 50
VISIBILITY = 40
SEARCH = 20
FILES = -10
SIZES = -20
REPORTS = -30
LINKS = -40


def is_queued() -> bool:
    """Whether tasks wait in the database for a worker, rather than being done where they are asked for."""
    from django_tasks_db import DatabaseBackend

    return isinstance(task_backends["default"], DatabaseBackend)


def in_portions(keys: list, do: Callable, enqueue_rest: Callable[[list], object]) -> None:
    """Does what it can within `TASK_SECONDS`, and leaves the rest to a new task, so that mail goes in between."""
    started = monotonic()
    for number, key in enumerate(keys):
        if number and monotonic() - started > settings.TASK_SECONDS:
            enqueue_rest(keys[number:])
            return
        do(key)


def batches(keys: Iterable, size: int = 500) -> Iterable[list]:
    """Lists of a size that every database takes in one condition."""
    keys = list(keys)
    return (keys[start : start + size] for start in range(0, len(keys), size))


def given_up_before() -> datetime:
    """What was asked for before this moment and isn't done is tried no more, an hour after the last of the tries."""
    return timezone.now() - timedelta(minutes=sum(settings.TASK_RETRY_MINUTES) + 60)


@receiver(task_finished)
def try_again(task_result, **kwargs) -> None:
    """What failed is tried again after each of `TASK_RETRY_MINUTES`, then stays failed, for the operator to see."""
    from django_tasks_db.models import DBTaskResult

    if task_result.status != "FAILED" or not is_queued():
        return
    tried = len(task_result.worker_ids)
    if tried <= len(settings.TASK_RETRY_MINUTES):
        wait = timedelta(minutes=settings.TASK_RETRY_MINUTES[tried - 1])
        DBTaskResult.objects.filter(pk=task_result.id, status="FAILED").update(
            status="READY", run_after=timezone.now() + wait
        )
