"""Does the periodic jobs that are due, one after the other, one run at a time."""

import fcntl
import logging
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.management import CommandError
from django.db import connection
from django.utils import timezone

from operations.jobs import Job, needed_jobs
from operations.models import JobRun

logger = logging.getLogger(__name__)

_LOCK = 0x70617276  # the site's own number for it in the database
_SAID_LENGTH = 500
_TOLD_AGAIN = timedelta(days=1)


class AlreadyRunning(Exception):
    """Another process is doing the periodic jobs."""


@contextmanager
def alone() -> Iterator[None]:
    """Raises AlreadyRunning beside another run, of any machine. The lock goes whenever its process ends."""
    path = Path(settings.MEDIA_ROOT, ".housekeeping")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning from None
        with _alone_of_all_machines():
            yield


@contextmanager
def _alone_of_all_machines() -> Iterator[None]:
    if not settings.SEVERAL_MACHINES:
        yield
        return
    # On a connection of its own: a job may close the other one. PostgreSQL lets go of the lock whenever it ends.
    with closing(connection.copy()) as own, own.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            raise AlreadyRunning
        yield


@dataclass(frozen=True)
class Scheduled:
    """A job, how it went the last time, and when it is due."""

    job: Job
    run: JobRun

    @property
    def due_at(self) -> datetime:
        due = self.job.every.next(self.run.done_at, self.run.known_since)
        if not self.run.failures:
            return due
        # At the next run of housekeeping, then ever later.
        waits = settings.TASK_RETRY_MINUTES
        wait = timedelta(minutes=waits[min(self.run.failures, len(waits)) - 1])
        ended = self.run.ended_at or self.run.started_at or due
        return max(due, ended + wait)


def schedule() -> list[Scheduled]:
    """The jobs that this site needs, in their order, as the database knows them."""
    runs = JobRun.objects.in_bulk()
    now = timezone.now()
    return [
        Scheduled(job, runs.get(job.name) or JobRun(name=job.name, known_since=now))
        for job in needed_jobs()
    ]


def do_due() -> list[JobRun]:
    """Does what is due; returns the failures that are news: the first of several in a row, and one a day after it.

    Raises AlreadyRunning.
    """
    with alone():
        now = timezone.now()
        known = schedule()
        for entry in known:
            _bring_up_to_date(entry.run, now)
        due = [entry for entry in known if entry.due_at <= now]
        # One that ends the whole process doesn't keep the others from being done.
        due.sort(key=lambda entry: entry.run.failures > 0)
        failed = [entry.run for entry in due if not _do(entry)]
        return [run for run in failed if _is_news(run)]


def do_one(name: str) -> JobRun:
    """Does a job now, due or not. Raises KeyError where the site has none of that name, and AlreadyRunning."""
    entry = {entry.job.name: entry for entry in schedule()}[name]
    with alone():
        _bring_up_to_date(entry.run, timezone.now())
        _do(entry)
    return entry.run


def _bring_up_to_date(run: JobRun, now: datetime) -> None:
    changed = run.not_after(now) or run._state.adding
    if run.was_stopped:
        run.ended_at = run.started_at
        run.failures += 1
        run.said = "It was stopped before its end."
    elif not changed:
        return
    run.save()


def _do(entry: Scheduled) -> bool:
    """Whether it went well."""
    job, run = entry.job, entry.run
    run.started_at, run.ended_at = timezone.now(), None
    run.save()
    begun = time.monotonic()
    try:
        said, failed = job.do(), None
    except (Exception, SystemExit) as error:  # the others are done all the same
        failed = error
        said = str(error) if isinstance(error, CommandError) else f"{type(error).__name__}: {error}"
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
    run.seconds = round(time.monotonic() - begun, 2)
    run.ended_at = timezone.now()
    run.said = said[:_SAID_LENGTH]
    if failed is None:
        run.failures, run.told_at, run.done_at = 0, None, run.started_at
        logger.info("%s: done in %.1f s", job.name, run.seconds)
    else:
        run.failures += 1
        # Told once; what it is tried again for is the same.
        level = logging.INFO if run.told_at else logging.ERROR
        # A command that ends itself says why in a sentence.
        trace = None if run.told_at or isinstance(failed, CommandError) else failed
        logger.log(level, "%s: failed after %.1f s", job.name, run.seconds, exc_info=trace)
    run.save()
    return failed is None


def _is_news(run: JobRun) -> bool:
    now = timezone.now()
    if run.told_at and now - run.told_at < _TOLD_AGAIN:
        return False
    run.told_at = now
    run.save()
    return True
