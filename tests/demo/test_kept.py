"""The database that `make run` starts from is the one that the migrations make."""

import sqlite3

import pytest
from django.core.management import call_command
from django.db import connection

from demo.kept import start_from_kept
from tests.databases import going_to

pytestmark = pytest.mark.sqlite

# Of each group, what it may do; the tables and their columns; the migrations.
ASKED = {
    "roles": """
        SELECT auth_group.name, app_label, codename FROM auth_group_permissions
        JOIN auth_group ON auth_group.id = group_id
        JOIN auth_permission ON auth_permission.id = permission_id
        JOIN django_content_type ON django_content_type.id = content_type_id
    """,
    "columns": """
        SELECT tables.name, columns.name, columns.type, columns."notnull", columns.pk
        FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns
        WHERE tables.type = 'table' AND tables.name NOT LIKE 'sqlite_%'
    """,
    "indexes": "SELECT tbl_name, name FROM sqlite_master WHERE type = 'index'",
    "migrations": "SELECT app, name FROM django_migrations",
    "pages": "SELECT path, title, slug FROM wagtailcore_page",
    "collections": "SELECT path, name FROM wagtailcore_collection",
    "locales": "SELECT language_code FROM wagtailcore_locale",
}


def test_it_is_brought_to_date_as_if_it_had_seen_every_migration(
    django_db_setup, django_db_blocker, databases
):
    name = databases.kind.new()
    with django_db_blocker.unblock(), going_to(name):
        start_from_kept()
        assert len(connection.introspection.table_names()) > 100
        call_command("migrate", verbosity=0)
        call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    kept, migrated = sqlite3.connect(name), sqlite3.connect(databases.migrated())
    for what, query in ASKED.items():
        rows = sorted(kept.execute(query).fetchall(), key=repr)
        assert rows == sorted(migrated.execute(query).fetchall(), key=repr), what


def test_a_database_with_tables_is_left_alone(django_db_setup, django_db_blocker, databases):
    with django_db_blocker.unblock():
        before = connection.introspection.table_names()
        start_from_kept()
        assert connection.introspection.table_names() == before
