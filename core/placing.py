"""Images stay in the folder where they belong, as what the public may see changes (see core.storage).

An app says which files its objects have and whether the public may see them; moving them is the same for all.
"""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.core.files.storage import storages
from django.db import models, transaction

from core.tasks import batches

# Of the objects with these keys: the name of each file and whether the public may see it.
Files = Callable[[list[int]], Iterable[tuple[str, bool]]]


@dataclass(frozen=True)
class _Placed:
    storage: str  # its name in settings.STORAGES
    folder: str
    files: Files


@dataclass
class Moved:
    """Names of files, by what was done."""

    opened: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)


_TIMES = 10
_placed: dict[type[models.Model], _Placed] = {}
_waiting = threading.local()  # by model label, the keys for which a transaction asks


def places(model: type[models.Model], *, storage: str, folder: str):
    """For the function that gives the files of a model's objects."""

    def register(files: Files) -> Files:
        _placed[model] = _Placed(storage, folder, files)
        return files

    return register


def placed_models() -> tuple[type[models.Model], ...]:
    return tuple(_placed)


def place(model: type[models.Model], keys: Iterable[int]) -> Moved:
    """Puts the files of these objects where they belong."""
    placed, moved = _placed[model], Moved()
    for batch in batches(keys):
        _settle(storages[placed.storage], partial(placed.files, batch), moved)
    return moved


def place_after_commit(model: type[models.Model], key: int) -> None:
    """The same once the transaction is committed, for all its objects at once."""
    _waiting.__dict__.setdefault(model._meta.label, set()).add(key)
    transaction.on_commit(partial(_place_waiting, model), robust=True)


def _place_waiting(model: type[models.Model]) -> None:
    """Of the objects of a transaction, the first brings all."""
    if keys := _waiting.__dict__.pop(model._meta.label, None):
        place(model, keys)


def place_all() -> Moved:
    """Compares what lies on the disk with the rule, and mends it; files that nothing owns are closed."""
    every = Moved()
    for model, placed in _placed.items():
        moved = place(model, model._base_manager.order_by("pk").values_list("pk", flat=True))
        every.opened += moved.opened
        every.closed += moved.closed
        storage: Any = storages[placed.storage]
        lying = set(storage.public_names(placed.folder))
        # Asked after the disk: a file comes with its row, and goes before it.
        for batch in batches(model._base_manager.order_by("pk").values_list("pk", flat=True)):
            lying -= {name for name, _public in placed.files(batch)}
        unknown = [(name, False) for name in lying]
        _settle(storage, partial(list, unknown), every)
    return every


def _settle(storage, files: Callable[[], Iterable[tuple[str, bool]]], moved: Moved) -> None:
    """Until nothing moves: whoever moves a file last has read the rule after it."""
    for _time in range(_TIMES):
        done = [(name, public) for name, public in files() if storage.place(name, public)]
        moved.opened += [name for name, public in done if public]
        moved.closed += [name for name, public in done if not public]
        if not done:
            break
