"""Files that no row names: a process died, or its disk was full, between writing the file and keeping its row."""

import re
import time
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.files.storage import storages
from django.db.models import FileField, Model

from core.storage import CLOSED_FOLDER

# A file is written before its row is kept: what is still on its way is younger.
HOURS = 48


def _fields() -> Iterator[tuple[type[Model], FileField]]:
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, FileField):
                yield model, field


def named_files() -> set[str]:
    """The name of every file that a row has, of whatever model."""
    names: set[str] = set()
    for model, field in _fields():
        names.update(
            model._base_manager.exclude(**{field.name: ""}).values_list(field.name, flat=True)
        )
    return names


def orphans(hours: float = HOURS) -> Iterator[str]:
    """Names of files that are older than so many hours and that nothing has.

    Only folders in which rows have files are looked through; and none where there isn't a single row, as before a
    database is restored.
    """
    # Before the disk: a file that comes meanwhile is young.
    names, before = named_files(), time.time() - hours * 3600
    storage: Any = storages["default"]
    if not names:
        return
    places = [*names, *(f"{field.upload_to}/" for _model, field in _fields())]
    tops = {place.partition("/")[0] for place in places if re.match(r"\w+/", place)}
    for folder in sorted(f"{base}{top}" for base in ("", f"{CLOSED_FOLDER}/") for top in tops):
        for name, changed in storage.all_below(folder):
            if name.removeprefix(f"{CLOSED_FOLDER}/") not in names and changed < before:
                yield name


def remove_orphans(hours: float = HOURS) -> str:
    """Deletes them as any file of the site is deleted; says how many there were."""
    found = list(orphans(hours))
    for name in found:
        storages["default"].delete(name)
    return f"Removed: {len(found)}."
