"""SQLite as the site sets it up: several writers at once lose nothing."""

import subprocess
import sys

import pytest
from django.db import connection

from config.settings.base import database
from tests.source_rules import ROOT

WRITERS, WRITES = 8, 40
# Each writer is a process of its own, as the workers of a server are.
WRITER = """
import sys
from django.db import connection, transaction
for number in range(int(sys.argv[1])):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM note")
        cursor.execute("INSERT INTO note (words) VALUES (%s)", [f"{number} " * 50])
"""
PREPARE = """
from django.db import connection
connection.cursor().execute("CREATE TABLE note (id INTEGER PRIMARY KEY, words TEXT)")
"""
COUNT = """
from django.db import connection
print(connection.cursor().execute("SELECT count(*) FROM note").fetchone()[0])
"""


@pytest.mark.sqlite
def test_the_connection_writes_ahead_and_waits(db):
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        journal = cursor.fetchone()[0]
        cursor.execute("PRAGMA busy_timeout")
        wait = cursor.fetchone()[0]
        cursor.execute("PRAGMA foreign_keys")
        assert cursor.fetchone()[0] == 1
    # A database in memory has no journal to write ahead.
    assert journal in {"wal", "memory"}
    assert wait >= 20_000


def test_transactions_take_the_lock_at_their_start():
    options = database("sqlite:////tmp/any.sqlite3")["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in options["init_command"]
    assert options["timeout"] >= 20


def test_eight_writers_at_once_lose_nothing(tmp_path):
    environment = {
        "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3",
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}",
    }

    def start(code: str, *arguments: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "-c", code, *arguments],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def said_by(process: subprocess.Popen) -> str:
        said, problems = process.communicate(timeout=120)
        assert process.returncode == 0, problems
        return said

    said_by(start(PREPARE))
    for writer in [start(WRITER, str(WRITES)) for _number in range(WRITERS)]:
        said_by(writer)
    assert int(said_by(start(COUNT))) == WRITERS * WRITES
