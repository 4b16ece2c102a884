"""The tables of the database, row by row and column by column, as each database gives and takes them.

A table is read and written by the type of its columns alone, as a model without behaviour says it: a block, a choice or
a class that has gone since keeps its text, and a backup of SQLite goes into PostgreSQL.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps as installed
from django.apps.registry import Apps
from django.core.exceptions import ValidationError
from django.core.files.storage import Storage
from django.core.management.color import no_style
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader

from core.storage import CLOSED_FOLDER, Closable
from operations.backups.problems import BackupError

# Made again after a restore, or of no use to another server: the search, what refers to what, who is signed in, what
# works there.
LEFT_OUT = {
    "wagtailsearch_indexentry", "wagtailsearch_indexentry_fts", "wagtailcore_referenceindex",
    "search_entry", "search_entry_themes", "search_filetext", "search_knownword",
    "django_session", "core_worker", "wagtailadmin_editingsession", "operations_jobrun",
}  # fmt: skip
# By the type of a column, what it is read and written with where that isn't the type itself.
_PLAIN = {
    "AutoField": "IntegerField",
    "BigAutoField": "BigIntegerField",
    "SmallAutoField": "SmallIntegerField",
    "CharField": "TextField",
    "SlugField": "TextField",
    "FileField": "TextField",
    "FilePathField": "TextField",
}
_CHUNK = 100  # rows read at once: one of them may hold the text of a long report
_AS_JSON = bool | int | float | str | list | dict | None

Migrations = set[tuple[str, str]]


@dataclass(frozen=True)
class Table:
    """`model` has its columns alone; `files` the storage of those that name a file."""

    name: str
    model: type[models.Model]
    files: dict[str, Storage] = field(default_factory=dict)

    @property
    def columns(self) -> dict[str, models.Field]:
        return {column.column: column for column in self.model._meta.concrete_fields}

    def rows(self) -> Iterator[models.Model]:
        """Each row, in the order of their keys.

        No query is left open between them, for SQLite would keep all its rows in memory.
        """
        last, rows = None, self.model._base_manager.order_by("pk")
        while True:
            chunk = list((rows if last is None else rows.filter(pk__gt=last))[:_CHUNK])
            yield from chunk
            if len(chunk) < _CHUNK:
                return
            last = chunk[-1].pk

    def line(self, row: models.Model) -> bytes:
        values = {name: _written(column, row) for name, column in self.columns.items()}
        return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"

    def row(self, line: bytes) -> models.Model:
        """The row of a line; raises BackupError."""
        try:
            values = json.loads(line)
            columns = self.columns
            if not isinstance(values, dict) or values.keys() != columns.keys():
                raise ValueError("not the columns of this table")
            return self.model(**{
                column.attname: _read(column, values[name]) for name, column in columns.items()
            })  # fmt: skip
        except (ValueError, TypeError, ValidationError) as error:
            raise BackupError(
                f"The backup is damaged: a row of {self.name} can’t be read ({error})."
            ) from error

    def file_paths(self, row: models.Model) -> Iterator[tuple[str, Storage, str]]:
        """(where a backup has it, storage, name) of each file that a row names."""
        for attribute, storage in self.files.items():
            if name := getattr(row, attribute):
                yield media_path(storage, name), storage, name

    def write(self, rows: Iterable[models.Model]) -> None:
        self.model._base_manager.bulk_create(rows, batch_size=500)

    def count(self) -> int:
        return self.model._base_manager.count()


def media_path(storage: Storage, name: str) -> str:
    """Below MEDIA_ROOT. What may be open to all comes back closed, until the rule opens it."""
    return f"{CLOSED_FOLDER}/{name}" if isinstance(storage, Closable) else name


def tables_at(migrations: Migrations) -> dict[str, Table]:
    """The tables as they are after these migrations, by name; raises BackupError if this version doesn't know them.

    A backup can so be read by a later version, and taken by one whose migrations the database hasn't seen yet.
    """
    loader = MigrationLoader(None)
    known = known_migrations(loader, migrations)
    if known == set(loader.graph.nodes):
        found = installed.get_models(include_auto_created=True)
    else:
        state = loader.project_state(sorted(known))
        found = state.apps.get_models(include_auto_created=True)
    kept = [model for model in found if model._meta.managed and not model._meta.proxy]
    named = {model._meta.db_table: model for model in kept}
    return {name: _table(named[name]) for name in sorted(named) if name not in LEFT_OUT}


def known_migrations(loader: MigrationLoader, migrations: Migrations) -> Migrations:
    """Those of the code's migrations that a database with these has seen."""
    replaced = {
        former for migration in loader.disk_migrations.values() for former in migration.replaces
    }
    if unknown := migrations - loader.disk_migrations.keys() - replaced:
        app, name = min(unknown)
        raise BackupError(
            f"The database of the backup is newer than this version of the site, or another’s: the migration "
            f"{name} of {app} isn’t known here. Install the version that made the backup, or a later one."
        )
    return {
        node
        for node, migration in loader.graph.nodes.items()
        if node in migrations or (migration.replaces and migrations.issuperset(migration.replaces))
    }


def empty(tables: Iterable[str]) -> None:
    """Removes all rows of these tables."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sql_flush(no_style(), sorted(tables)):
            cursor.execute(statement)


def count_on(tables: Iterable[Table]) -> None:
    """New rows get keys after those that were written with theirs."""
    names = {table.name for table in tables}
    own = [model for model in installed.get_models(include_auto_created=True)
           if model._meta.db_table in names]  # fmt: skip
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), own):
            cursor.execute(statement)


def _table(model: type[models.Model]) -> Table:
    columns = {
        f"column_{number}": _plain(column)
        for number, column in enumerate(model._meta.local_concrete_fields)
    }
    files = {
        f"column_{number}": column.storage
        for number, column in enumerate(model._meta.local_concrete_fields)
        if isinstance(column, models.FileField)
    }
    meta = type("Meta", (), {
        "db_table": model._meta.db_table, "managed": False, "apps": Apps(), "app_label": "backups",
    })  # fmt: skip
    body = {"__module__": __name__, "Meta": meta, **columns}
    return Table(model._meta.db_table, type("Row", (models.Model,), body), files)


def _plain(column: models.Field) -> models.Field:
    target: Any = column
    while target.remote_field:
        target = target.target_field
    kind = target.get_internal_type()
    options = (
        {"max_digits": target.max_digits, "decimal_places": target.decimal_places}
        if kind == "DecimalField"
        else {}
    )
    return getattr(models, _PLAIN.get(kind, kind))(
        db_column=column.column, null=column.null, primary_key=column.primary_key, **options
    )


def _written(column: models.Field, row: models.Model) -> Any:
    value = getattr(row, column.attname)
    return value if isinstance(value, _AS_JSON) else column.value_to_string(row)


def _read(column: models.Field, value: Any) -> Any:
    if isinstance(column, models.JSONField):
        # A column that is never NULL may hold JSON's own null.
        nothing = value is None and not column.null
        return models.Value(None, models.JSONField()) if nothing else value
    if value is None and not column.null:
        raise ValueError(f"{column.column} is empty")
    return column.to_python(value)
