"""Measure the site as a server runs it: `python -m tools.bench [--size 1000] [--seconds 5]`.

In one run: builds a demo of `size` items in a temporary folder, counts the SQL queries of the home
page, the news list and an article, then asks granian for each of them, and for the same bytes as a
static file, with 8 connections at a time. Needs wrk.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tools import temporary_site
from tools.ports import free_port

CONNECTIONS = 8


@dataclass
class Speed:
    requests: int
    rate: float  # requests per second
    p50: float  # latency, in milliseconds
    p95: float
    p99: float


@dataclass
class Measured:
    name: str
    path: str
    queries: int
    size: int  # bytes
    dynamic: Speed | None = None
    static: Speed | None = None


def look(static: Path) -> list[Measured]:
    """The pages with their SQL counts; the bytes of each are kept as a file of the static folder."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from home.models import HomePage
    from news.models import NewsIndexPage, NewsPage

    pages = {"home": HomePage, "list": NewsIndexPage, "article": NewsPage}
    client, found = Client(headers={"host": temporary_site.HOST}), []
    for name, model in pages.items():
        path = model.objects.live().filter(locale__language_code="fr").first().get_url()
        client.get(path, secure=True)  # fills what a process keeps for good
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(path, secure=True)
        if answer.status_code != 200:
            sys.exit(f"Parvis: {path} answered {answer.status_code}.")
        Path(static, f"bench-{name}.html").write_bytes(answer.content)
        found.append(Measured(name, path, len(queries), len(answer.content)))
    return found


def load(
    url: str, seconds: int, headers: dict[str, str] | None = None, words: Iterable[str] = ()
) -> Speed:
    """`words`, each of letters and plus signs, stand one after the other for WORDS in the address."""
    command = [
        "wrk",
        "--threads=2",
        f"--connections={CONNECTIONS}",
        "--timeout=30s",
        "--script=tools/bench.lua",
    ]
    said = temporary_site.HEADERS | (headers or {})
    command += [f"--header={name}: {value}" for name, value in said.items()]
    command += [f"--duration={seconds}s", url, "--", *words]
    answer = subprocess.check_output(command, text=True)
    line = next(line for line in answer.splitlines() if line.startswith("RESULT"))
    requests, microseconds, failed, *latencies = map(int, line.split()[1:])
    if failed:
        sys.exit(f"Parvis: {failed} of {requests} requests to {url} failed.")
    return Speed(
        requests, requests / microseconds * 1e6, *(latency / 1000 for latency in latencies)
    )


def measure(url: str, seconds: int) -> Speed:
    load(url, 1)  # only warms up
    return load(url, seconds)


def report(pages: list[Measured]) -> None:
    row = "{:8} {:>4} {:>6} {:>8} {:>7} {:>7} {:>7} {:>8} {:>6}"
    print()
    print(row.format("", "SQL", "kB", "req/s", "p50 ms", "p95 ms", "p99 ms", "static", "ratio"))
    for page in pages:
        speed, plain = page.dynamic, page.static
        if speed is None or plain is None:
            continue
        times = (f"{time:.1f}" for time in (speed.rate, speed.p50, speed.p95, speed.p99))
        static, ratio = f"{plain.rate:.0f}", f"{plain.rate / speed.rate:.0f}"
        print(row.format(page.name, page.queries, page.size // 1000, *times, static, ratio))
    print(
        "\nstatic: the same bytes as a file, requests per second; ratio: how much faster that is."
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=1000, help="number of news items")
    parser.add_argument("--seconds", type=int, default=5, help="length of each measure")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="parvis-bench-") as name:
        folder = Path(name)
        print(f"Building a site of {options.size} items ...", flush=True)
        temporary_site.start_django(temporary_site.production(folder))
        temporary_site.build(f"--size={options.size}")
        from django.core.management import call_command

        call_command("collectstatic", interactive=False, verbosity=0)
        pages = look(folder / "static")
        print("Measuring ...", flush=True)
        port = free_port()
        with temporary_site.serving(temporary_site.granian(port), port, folder / "log"):
            site = f"http://127.0.0.1:{port}"
            for page in pages:
                page.dynamic = measure(site + page.path, options.seconds)
                page.static = measure(f"{site}/static/bench-{page.name}.html", options.seconds)
    report(pages)


if __name__ == "__main__":
    main()
