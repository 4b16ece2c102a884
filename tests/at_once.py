"""Requests sent at the same moment, each from its own thread and connection."""

import threading

from django.db import connection


def send_at_once(requests: list[tuple]) -> list:
    """The answers to (client, address, data), all sent at the same moment."""
    start, answers = threading.Barrier(len(requests)), [None] * len(requests)

    def send(place, client, address, data):
        start.wait()
        try:
            answers[place] = client.post(address, data)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=send, args=(place, *request))
        for place, request in enumerate(requests)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return answers
