"""Several machines with one database: each tells the others when pages have changed, and hears when they did.

Ready pages (core.ready_pages) lie on each machine's own disk. PostgreSQL itself carries the word: a transaction that
changes what a page shows also says NOTIFY, which reaches all who listen once it is committed, and only then. So a
machine drops its pages some milliseconds after any other has committed, and nothing can be committed without it.

A machine that hears nothing mustn't go on giving old pages. So the web server looks for them below a link that has the
name of the present second (deploy/nginx/parvis.conf), and the links of this second and the next are made only after the
database has answered on the very connection that listens. Without that, pages come from the application within two
seconds, whatever has stopped: the network, the database, or the application.
"""

import logging
import os
import select
import time
from contextlib import closing, suppress
from pathlib import Path
from threading import Thread
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.signals import connection_created
from django.dispatch import receiver

from core import generations, ready_pages

logger = logging.getLogger(__name__)

CHANNEL = "parvis_pages"
_BEAT = 0.25  # seconds between two questions to the database
_AGAIN = 1  # second, after which a lost connection is made anew
_SWEEP = 15 * 60  # seconds
# Of a network that swallows everything.
_TIMES = {"connect_timeout": 2, "tcp_user_timeout": 1000}  # seconds, milliseconds


@receiver(connection_created)
def watch(connection: Any, **kwargs: Any) -> None:
    """Every statement of every connection goes by `_tell_after`, where there are several machines."""
    if settings.SEVERAL_MACHINES and _tell_after not in connection.execute_wrappers:
        connection.execute_wrappers.append(_tell_after)


def _tell_after(execute, sql, params, many, context):
    if not generations.changes_pages(sql):
        return execute(sql, params, many, context)
    own = context["connection"]
    if own.get_autocommit() and generations.is_write(sql):
        # Both or neither, whenever this process dies.
        with transaction.atomic(using=own.alias):
            result = execute(sql, params, many, context)
            own.connection.execute(f"NOTIFY {CHANNEL}")
            return result
    result = execute(sql, params, many, context)
    # For each statement: a savepoint that is undone takes its word back.
    own.connection.execute(f"NOTIFY {CHANNEL}")
    return result


def follow() -> None:
    """In a process that serves pages: has a thread listen to the other machines, where there are some."""
    if settings.SEVERAL_MACHINES and generations.is_on():
        Thread(target=_follow, name="other machines", daemon=True).start()


def _follow() -> None:
    while True:
        try:
            _listen()
        except Exception:
            logger.exception("What other machines change can’t be heard: no page is given ready")
        (generations.root() / "current").unlink(missing_ok=True)
        time.sleep(_AGAIN)


def _listen() -> None:
    own = connection.copy()
    own.settings_dict["OPTIONS"] = own.settings_dict["OPTIONS"] | _TIMES
    with closing(own):
        own.ensure_connection()
        line = own.connection
        line.add_notify_handler(lambda notice: generations.begin())
        line.execute(f"LISTEN {CHANNEL}")
        generations.begin()  # whatever was said before
        sweep_at = time.monotonic() + _SWEEP
        while True:
            line.execute("SELECT 1")  # with the answer comes all that was said
            _lend()
            if time.monotonic() > sweep_at:
                ready_pages.sweep()
                sweep_at = time.monotonic() + _SWEEP
            select.select([line.fileno()], [], [], _BEAT)


def _lend() -> None:
    """Lets the web server give ready pages in this second and the next."""
    root, now = generations.root(), int(time.time())
    for second in (now, now + 1):
        with suppress(FileExistsError):
            (root / str(second)).symlink_to("current")
    with os.scandir(root) as entries:
        old = [entry for entry in entries if entry.name.isdigit() and int(entry.name) < now]
    for entry in old:
        Path(entry).unlink(missing_ok=True)
