"""Background workers that die, and the tasks that they leave behind.

A worker says every few seconds that it is alive. A task that runs in the name of one that hasn't for
`WORKER_LEASE_SECONDS` is done again by another, or by the same one after its restart.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from threading import Event, Thread
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from core.changes import distribute
from core.models import Worker

logger = logging.getLogger(__name__)


@contextmanager
def alive(name: str) -> Iterator[None]:
    """Around the work of a worker: says that it is alive, and looks after what dead ones have left."""
    look_after = partial(_look_after, name)
    look_after()
    distribute()
    stop = Event()
    # Apart, because much may be left to distribute, and a worker that is silent meanwhile is held for dead.
    threads = [
        Thread(target=_repeat, args=(work, stop), daemon=True) for work in (look_after, distribute)
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()
        Worker.objects.filter(name=name).delete()


def living() -> set[str]:
    """The names of the workers that are alive."""
    now, lease = timezone.now(), timedelta(seconds=settings.WORKER_LEASE_SECONDS)
    # What was said by a clock that has been set back since lies in the future.
    seen = Worker.objects.filter(seen_at__gt=now - lease, seen_at__lt=now + lease)
    return set(seen.values_list("name", flat=True))


def take_back_tasks() -> int:
    """Has the tasks of dead workers done again; returns how many there were.

    One that several workers have died of is given up.
    """
    alive, number = living(), 0
    most = len(settings.TASK_RETRY_MINUTES) + 1
    for task in DBTaskResult.objects.running():
        if task.worker_ids and task.worker_ids[-1] in alive:
            continue
        change: dict[str, Any] = {"status": "READY"}
        if len(task.worker_ids) >= most:
            change = {
                "status": "FAILED",
                "finished_at": timezone.now(),
                "traceback": "\n".join([task.traceback, "The workers that did this task died."]),
            }
        # Unless its worker has ended it, or another has taken it, just now.
        left = DBTaskResult.objects.running().filter(pk=task.pk, started_at=task.started_at)
        if left.update(**change):
            number += 1
            logger.warning("Task %s (%s) was left by a dead worker", task.pk, task.task_path)
    return number


def _look_after(name: str) -> None:
    now, lease = timezone.now(), timedelta(seconds=settings.WORKER_LEASE_SECONDS)
    before = Worker.objects.filter(name=name).values_list("seen_at", flat=True).first()
    Worker.objects.update_or_create(name=name, defaults={"seen_at": now})
    if before and not now - lease < before <= now:
        return  # the machine slept or its clock was set: the others say that they are alive first
    Worker.objects.filter(seen_at__lt=now - 10 * lease).delete()
    take_back_tasks()


def _repeat(work: Callable[[], object], stop: Event) -> None:
    while not stop.wait(settings.WORKER_BEAT_SECONDS):
        try:
            work()
        except Exception:  # whatever it is, the next beat may succeed
            logger.exception("What a worker does every few seconds has failed")
        finally:
            connection.close()
