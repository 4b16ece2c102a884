"""Wagtail's database search with the site's own analyser (search.word_forms), on PostgreSQL and on SQLite.

An index row has two columns. `body` holds the terms of all searchable fields, `title` those of the title. No database
analyses anything: it compares terms.
"""

from django.db import connection

if connection.vendor == "postgresql":
    from search.backends.postgres import SearchBackend
else:
    from search.backends.sqlite import SearchBackend

__all__ = ["SearchBackend"]
