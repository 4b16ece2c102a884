"""A migrated database without content, kept with the project: to make one takes half a minute, as long as the demo.

It is of the last release (tools/release_dump.py writes it); the migrations since are applied to it like to any other.
"""

import gzip
import sqlite3
import tempfile
from pathlib import Path

from django.db import connection

KEPT = Path(__file__).with_name("migrated.sqlite3.gz")


def start_from_kept() -> None:
    """Put it in the place of an SQLite database without tables; anything else is left alone."""
    if connection.vendor != "sqlite" or connection.introspection.table_names():
        return
    connection.close()
    path = Path(connection.settings_dict["NAME"])
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    path.write_bytes(gzip.decompress(KEPT.read_bytes()))


def packed() -> bytes:
    """The connection's SQLite database, whole and compressed; the same content always gives the same bytes."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "db.sqlite3")
        with sqlite3.connect(connection.settings_dict["NAME"]) as database:
            database.execute("VACUUM INTO ?", [str(copy)])
        return gzip.compress(copy.read_bytes(), 9, mtime=0)
