"""Counts the SQL of a page."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

# What stands around queries and reads nothing.
FRAMES = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "SELECT set_config", "SET LOCAL")


def queries(client: Client, address: str) -> list[str]:
    """The SQL of a page, but for what a process learns once and keeps."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    assert answer.status_code == 200, address
    return [query["sql"] for query in captured if not query["sql"].startswith(FRAMES)]


def report(sql: list[str]) -> str:
    return f"{len(sql)} queries:\n" + "\n".join(line[:300] for line in sql)
