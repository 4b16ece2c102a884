"""A database beside the site's own, empty at first, that takes its place at once or leaves no trace."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection, transaction

_ASIDE = "parvis_restoring"


@contextmanager
def aside() -> Iterator[Callable[[], None]]:
    """The connection goes to an empty database beside the site's own meanwhile; what is given puts it in its place."""
    connection.close()
    former = connection.settings_dict
    database = _kind()(former)
    try:
        connection.settings_dict = database.make()
        yield database.take_place
    finally:
        connection.close()
        connection.settings_dict = former
        database.remove()


def remove_aside() -> None:
    """What a killed process has left of it."""
    _kind()(connection.settings_dict).remove()


def _kind() -> type["_SchemaAside"] | type["_FileAside"]:
    return _SchemaAside if connection.vendor == "postgresql" else _FileAside


class _FileAside:
    """SQLite: another file, copied over the site's own in one transaction, which processes that have it open see."""

    def __init__(self, own: dict):
        self.own, self.path = own, Path(f"{own['NAME']}.restoring")

    def make(self) -> dict:
        self.remove()
        return self.own | {"NAME": str(self.path)}

    def take_place(self) -> None:
        connection.close()
        with (
            closing(sqlite3.connect(self.path)) as source,
            closing(sqlite3.connect(self.own["NAME"])) as target,
        ):
            source.backup(target)

    def remove(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)


class _SchemaAside:
    """PostgreSQL: another schema, whose tables are moved in one transaction into the place of the site's."""

    def __init__(self, own: dict):
        self.own = own

    def make(self) -> dict:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP SCHEMA IF EXISTS {_ASIDE} CASCADE")
            cursor.execute(f"CREATE SCHEMA {_ASIDE}")
        connection.close()
        options = dict(self.own["OPTIONS"])
        options["options"] = f"{options.get('options', '')} -c search_path={_ASIDE}".strip()
        return self.own | {"OPTIONS": options}

    def take_place(self) -> None:
        aside = set(connection.introspection.table_names())
        connection.close()
        connection.settings_dict = self.own
        quote = connection.ops.quote_name
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '20s'")
            cursor.execute("SELECT current_schema()")
            own = quote(cursor.fetchone()[0])
            # Those of a newer version too, which this one's models don't name.
            cursor.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tableowner = current_user"
            )
            if former := [quote(name) for (name,) in cursor.fetchall()]:
                cursor.execute(f"DROP TABLE {', '.join(former)} CASCADE")
            for function in _functions(cursor, own):
                cursor.execute(f"DROP ROUTINE {function}")
            for name in sorted(aside):
                cursor.execute(f"ALTER TABLE {_ASIDE}.{quote(name)} SET SCHEMA {own}")
            # Those of the search, which a migration makes.
            for function in _functions(cursor, _ASIDE):
                cursor.execute(f"ALTER ROUTINE {function} SET SCHEMA {own}")

    def remove(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP SCHEMA IF EXISTS {_ASIDE} CASCADE")
        connection.close()


def _functions(cursor, schema: str) -> list[str]:
    """The site's own functions in a schema of PostgreSQL, as statements name them; none of an extension."""
    cursor.execute(
        "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = %s::regnamespace"
        " AND pg_get_userbyid(proowner) = current_user AND NOT EXISTS"
        " (SELECT 1 FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')",
        [schema],
    )
    return [name for (name,) in cursor.fetchall()]
