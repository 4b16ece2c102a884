"""What follows a change of content: noted when it happens, done after the commit.

Signal receivers only `note` what happened to an object. A note is a row written in the transaction of the change, so
that both are kept or neither, with savepoints as with whole transactions. After the commit `distribute` reduces the
notes to one entry an object, in which a deletion wins, and gives each handler all its keys at once.

Handlers are functions in the `handlers.py` of each app, registered with `follows`. Most are tasks for the background
worker. Those marked `at_once` run in the process that made the change, so that what is closed is closed when its
answer is given; one that fails becomes a task. Notes of a process that died before it came to `distribute` are
distributed by the worker.
"""

import logging
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models, transaction

from core.models import Change
from core.references import root_model
from core.tasks import task

logger = logging.getLogger(__name__)

Happened = Change.Happened
Followed = type[models.Model] | Callable[[type[models.Model]], bool]
# By model label, the keys of what has changed.
Changed = dict[str, list]

_ROWS = 2000  # notes distributed together
_state = threading.local()


@dataclass(frozen=True)
class Handler:
    task: Any  # of Django: `func`, `name`, `enqueue`
    followed: Mapping[Followed, frozenset[str]]
    at_once: bool

    def wanted(self, changes: dict[type[models.Model], dict[str, set[str]]]) -> Changed:
        """The keys of the changed objects that this handler follows."""
        found = defaultdict(list)
        for model, objects in changes.items():
            follow = frozenset().union(
                *(kinds for followed, kinds in self.followed.items() if _is(model, followed))
            )
            to_python = model._meta.pk.to_python
            for key, happened in objects.items():
                if happened & follow:
                    found[model._meta.label].append(to_python(key))
        return dict(found)


_handlers: list[Handler] = []


def follows(followed: Mapping[Followed, Iterable[str]], *, priority: int, at_once: bool = False):
    """Registers a function that gets all keys of a transaction: `{"photos.Photo": [3, 7]}`; returns its task.

    `followed` says which changes it follows, by model; a base model stands for all models derived from it, and a
    function for those of which it is true.
    """

    def register(function):
        handler = task(priority=priority)(function)
        kinds = {model: frozenset(happened) for model, happened in followed.items()}
        _handlers.append(Handler(handler, kinds, at_once))
        return handler

    return register


def _is(model: type[models.Model], followed: Followed) -> bool:
    return issubclass(model, followed) if isinstance(followed, type) else followed(model)


def keys_of(changed: Changed, model: type[models.Model]) -> list:
    return changed.get(model._meta.label, [])


def note(model: type[models.Model], key, happened: str) -> None:
    """Remembers what happened to an object, with the change itself; of a page, whatever its type."""
    Change.objects.create(model=root_model(model)._meta.label, key=str(key), happened=happened)
    _state.pending = True
    transaction.on_commit(_distribute_once, robust=True)


def note_all(model: type[models.Model], keys: Iterable, happened: str) -> None:
    for key in keys:
        note(model, key, happened)


def distribute() -> None:
    """Gives the handlers all that is noted and committed. Called again, it finds nothing left."""
    if getattr(_state, "busy", False):
        return  # a handler has noted something: the loop below comes to it
    _state.busy = True
    try:
        while rows := list(Change.objects.order_by("pk")[:_ROWS]):
            if not _hand_over(rows):
                break  # another process has taken them
    finally:
        _state.busy = False


@contextmanager
def together() -> Iterator[None]:
    """What several transactions of the block note is distributed at its end, as the changes of one are."""
    if getattr(_state, "busy", False):
        yield
        return
    _state.busy = True
    try:
        yield
    finally:
        _state.busy = False
        transaction.on_commit(distribute, robust=True)


def _distribute_once() -> None:
    """Of the notes of a transaction, the first brings all to the handlers."""
    if _state.__dict__.pop("pending", False):
        distribute()


def _hand_over(rows: list[Change]) -> bool:
    """Runs what is done at once, then writes the tasks in place of the notes: whatever stops it, nothing is lost."""
    changes = _reduced(rows)
    due = [(handler, handler.wanted(changes)) for handler in _handlers]
    left = [
        handler
        for handler, wanted in due
        if wanted and not (handler.at_once and _done(handler, wanted))
    ]
    with transaction.atomic():
        keys = [row.pk for row in rows]
        taken = list(Change.objects.select_for_update(skip_locked=True).filter(pk__in=keys))
        changes = _reduced(taken)
        for handler in left:
            if wanted := handler.wanted(changes):
                handler.task.enqueue(wanted)
        Change.objects.filter(pk__in=[row.pk for row in taken]).delete()
    return bool(taken)


def _done(handler: Handler, wanted: Changed) -> bool:
    try:
        handler.task.func(wanted)
    except Exception:
        logger.exception("%s is left to the worker", handler.task.name)
        return False
    return True


def _reduced(rows: Iterable[Change]) -> dict[type[models.Model], dict[str, set[str]]]:
    """By model and key, what happened; of what was deleted, nothing else."""
    found = defaultdict(lambda: defaultdict(set))
    for row in rows:
        with suppress(LookupError):  # noted by a version that had this model
            found[apps.get_model(row.model)][row.key].add(row.happened)
    return {
        model: {
            key: {Happened.DELETED} if Happened.DELETED in happened else happened
            for key, happened in objects.items()
        }
        for model, objects in found.items()
    }
