"""Background work in tests: recorded, and done only where a test asks for it.

`followed()` stands for a commit and for what the worker then does; the fixtures `worker` and `module_worker`
(tests/conftest.py) for a worker that does each task as soon as it is enqueued. PDFs, which take many seconds and are
made anew with each photo and contact that they show, are made only where `printing()` says so.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.test import TestCase
from django_tasks import TaskResult, TaskResultStatus
from django_tasks.backends.immediate import ImmediateBackend
from django_tasks.base import TASK_MIN_PRIORITY
from django_tasks.utils import get_random_id, normalize_json

from core.task_backends import REPLACED
from core.tasks import REPORTS

# Tasks wait in the database, as on a server, for a worker that a test starts itself.
QUEUED = {"default": {"BACKEND": "core.task_backends.DatabaseBackend"}}


class RecordingBackend(ImmediateBackend):
    """Keeps tasks as (task, args, kwargs), for all threads; does them where `at_once` is set."""

    recorded: list[tuple] = []
    at_once = False
    # What has a lower priority is recorded, and left undone.
    least = REPORTS + 1

    def enqueue(self, task, args, kwargs) -> TaskResult | None:
        # A database takes JSON alone.
        args, kwargs = normalize_json(list(args)), normalize_json(kwargs)
        if RecordingBackend.at_once and task.priority >= RecordingBackend.least:
            return super().enqueue(task, args, kwargs)
        self.validate_task(task)
        if task.module_path in REPLACED:
            return None
        self.recorded.append((task, args, kwargs))
        return TaskResult(
            task=task,
            id=get_random_id(),
            status=TaskResultStatus.READY,
            enqueued_at=None,
            started_at=None,
            finished_at=None,
            last_attempted_at=None,
            args=args,
            kwargs=kwargs,
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )

    def work(self, since: int, least: int):
        """Does what was recorded from the given place on, and what comes of it; the same task once."""
        while work := self.recorded[since:]:
            del self.recorded[since:]
            once = {repr(entry): entry for entry in work if entry[0].priority >= least}
            for entry in once.values():
                with TestCase.captureOnCommitCallbacks(execute=True):
                    super().enqueue(*entry)


@contextmanager
def followed(least: int = TASK_MIN_PRIORITY) -> Iterator[None]:
    """What is changed in the block is committed at its end, and what follows is done, from a priority on."""
    least = max(least, RecordingBackend.least)
    since = len(RecordingBackend.recorded)
    with working(at_once=False):
        with TestCase.captureOnCommitCallbacks(execute=True):
            yield
        RecordingBackend("default", {}).work(since, least)


@contextmanager
def printing() -> Iterator[None]:
    """PDFs are made too."""
    before, RecordingBackend.least = RecordingBackend.least, TASK_MIN_PRIORITY
    try:
        yield
    finally:
        RecordingBackend.least = before


@contextmanager
def working(at_once: bool) -> Iterator[None]:
    """Whether each task is done as soon as it is enqueued."""
    before, RecordingBackend.at_once = RecordingBackend.at_once, at_once
    try:
        yield
    finally:
        RecordingBackend.at_once = before
