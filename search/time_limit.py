"""A limit on the time that one search may take of the database, so that it doesn't stop the others."""

import time
from contextlib import contextmanager

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext_lazy as _

_SLOW = _("This search takes too long. Try fewer words, or rarer ones.")

# Compiling such a statement (jit) takes ten times as long as running it; read from a solid disk, the index is cheaper
# than whole tables.
_SET = (
    "SELECT set_config('statement_timeout', %s, true), set_config('jit', 'off', true), "
    "set_config('random_page_cost', '1.1', true)"
)
_RESET = (
    "SET LOCAL statement_timeout TO DEFAULT; SET LOCAL jit TO DEFAULT; "
    "SET LOCAL random_page_cost TO DEFAULT"
)


class Unanswered(Exception):
    """Why a search has no answer, in a sentence for the reader."""


@contextmanager
def limited():
    """Raises Unanswered when a statement takes longer than `SEARCH_SECONDS`."""
    limit = _on_postgresql if connection.vendor == "postgresql" else _on_sqlite
    try:
        with limit(settings.SEARCH_SECONDS):
            yield
    except OperationalError as error:
        if "timeout" in str(error) or "interrupted" in str(error):
            raise Unanswered(_SLOW) from error
        raise


@contextmanager
def _on_postgresql(seconds: float):
    is_nested = connection.in_atomic_block  # otherwise the transaction's end lifts the limit
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_SET, [str(int(seconds * 1000))])
        yield
        if is_nested:
            with connection.cursor() as cursor:
                cursor.execute(_RESET)


@contextmanager
def _on_sqlite(seconds: float):
    connection.ensure_connection()
    end = time.monotonic() + seconds
    connection.connection.set_progress_handler(lambda: time.monotonic() > end, 10_000)
    try:
        yield
    finally:
        connection.connection.set_progress_handler(None, 0)
