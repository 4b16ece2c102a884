"""Counts the SQL of a page."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def queries(client: Client, address: str) -> list[str]:
    """The SQL of a page, but for what a process learns once and keeps."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    assert answer.status_code == 200, address
    return [query["sql"] for query in captured]


def report(sql: list[str]) -> str:
    return f"{len(sql)} queries:\n" + "\n".join(line[:300] for line in sql)
