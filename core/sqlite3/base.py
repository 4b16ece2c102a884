"""Django's backend for SQLite, but that no query is left open while its rows are worked on.

SQLite refuses at once, without waiting, that a connection begins to write while it still reads, if another process
has written since: « database is locked ». `QuerySet.iterator()` would leave its query open, here and in Wagtail.
"""

from django.db.backends.sqlite3 import base, features


class DatabaseFeatures(features.DatabaseFeatures):
    can_use_chunked_reads = False


class DatabaseWrapper(base.DatabaseWrapper):
    features_class = DatabaseFeatures
