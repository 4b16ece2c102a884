"""Django's backend for SQLite, with a function to sort by, and no query left open while its rows are worked on.

SQLite refuses at once, without waiting, that a connection begins to write while it still reads, if another process
has written since: « database is locked ». `QuerySet.iterator()` would leave its query open, here and in Wagtail.
"""

from django.db.backends.sqlite3 import base, features

from core.typography import sort_key


class DatabaseFeatures(features.DatabaseFeatures):
    can_use_chunked_reads = False


class DatabaseWrapper(base.DatabaseWrapper):
    features_class = DatabaseFeatures

    def get_new_connection(self, conn_params):
        connection = super().get_new_connection(conn_params)
        connection.create_function("alphabetical", 1, _alphabetical, deterministic=True)
        return connection


def _alphabetical(text: str | None) -> str | None:
    """For core.collation."""
    return None if text is None else sort_key(text)
