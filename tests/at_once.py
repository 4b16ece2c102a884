"""What many do at the same moment, each in her own thread and on her own connection."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection


def at_once(work: Callable, things: Sequence, people: int | None = None) -> list:
    """The answers to the same work on several things, by so many people at a time, who begin together."""
    people = people or len(things)

    def done(thing):
        try:
            return work(thing)
        finally:
            connection.close()

    with ThreadPoolExecutor(people, initializer=Barrier(people).wait) as pool:
        return list(pool.map(done, things))


def send_at_once(requests: Sequence[tuple]) -> list:
    """The answers to (client, address, data), all posted at the same moment."""
    return at_once(lambda request: request[0].post(*request[1:]), requests)
