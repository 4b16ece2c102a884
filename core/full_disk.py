"""A disk without room: how that is known, and what goes on all the same."""

import errno
import logging
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, transaction

logger = logging.getLogger(__name__)

# As systems, PostgreSQL and SQLite say it.
_SAID = re.compile(r"No space left on device|[Dd]isk quota exceeded|disk is full")


def is_disk_full(error: BaseException | None) -> bool:
    """Whether it came of a full disk, itself or by what it followed from."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
            return True
        if isinstance(error, OSError | DatabaseError) and _SAID.search(str(error)):
            return True
        error = error.__cause__ or error.__context__
    return False


def ask_for_room(folder: str | os.PathLike[str], size: int) -> None:
    """Raises OSError (ENOSPC) when a file of that size would leave less than settings.DISK_RESERVE (bytes).

    Asked first: what is written until the disk is full leaves half a file there, and no room for the database.
    """
    there = Path(folder)
    while not there.exists():
        there = there.parent
    if shutil.disk_usage(there).free < size + settings.DISK_RESERVE:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder))


@contextmanager
def dispensable() -> Iterator[None]:
    """Around what is written when somebody reads, such as a count: on a full disk she reads all the same."""
    try:
        with transaction.atomic():
            yield
    except DatabaseError as error:
        if not is_disk_full(error):
            raise
        logger.exception("Not counted: the disk is full")
