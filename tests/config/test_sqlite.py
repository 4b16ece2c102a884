"""SQLite as the site sets it up: several writers at once lose nothing."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from config.settings.base import database
from contacts.models import FieldOfWork, Organisation
from search.models import Entry
from tests.at_once import at_once
from tests.factories import locale
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


@pytest.fixture(scope="module")
def transactional_db(copied_db):
    """In place of pytest-django's, which tells from this name that there is a database to make."""


@pytest.fixture(scope="module")
def organisations(transactional_db) -> list[Organisation]:
    return Organisation.objects.bulk_create(
        Organisation(name=f"Organisme {number}", slug=f"organisme-{number}")
        for number in range(250)
    )


@pytest.mark.sqlite
def test_rows_are_written_while_they_are_read_and_others_write(organisations):
    """`iterator()` as Wagtail has it too; SQLite would refuse at once, without waiting."""
    for organisation in Organisation.objects.order_by("pk")[:5].iterator(chunk_size=1):
        at_once(lambda name: FieldOfWork.objects.create(name=name, locale=locale("fr")), ["Autre"])
        with transaction.atomic():
            Organisation.objects.filter(pk=organisation.pk).update(short_name="O")
    assert Organisation.objects.filter(short_name="O").count() == 5


@pytest.mark.sqlite
@pytest.mark.parametrize("command", ["update_index", "catch_up_index"])
def test_the_index_is_made_beside_a_working_site(command, organisations):
    stop = Event()

    def write(_number):
        while not stop.is_set():
            FieldOfWork.objects.create(name="Autre", locale=locale("fr"))
            connection.close()  # as a server's requests, each its own

    with ThreadPoolExecutor(2) as pool:
        writers = [pool.submit(write, number) for number in range(2)]
        try:
            call_command(command, verbosity=0)
        finally:
            stop.set()
    for writer in writers:
        writer.result()
    assert Entry.objects.filter(organisation__isnull=False).count() == len(organisations)
