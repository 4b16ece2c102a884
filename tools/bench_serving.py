"""Measure what readers get: `python -m tools.postgres python -m tools.bench_serving [--size 1000] [--rounds 3]`.

nginx with the file of a server, granian with two processes, a worker, PostgreSQL and the load (wrk) on this machine,
in one run. Rounds alternate, so that what else the machine does falls on all alike; of each measure the median counts.

- ready: a page that nginx has as a file; static: the same bytes as a file of /static/;
- uncached: the same page with a cookie, which the application makes for each request, as many times as long as
  Wagtail takes for a page that only shows its title (tools/empty_wagtail.py); what doesn't depend on the visitor is
  kept from one request to the next (core.generations); "search" asks for the same word, "search_anew" for others each
  time;
- first: the same, each time after a change, when nothing is kept;
- search_to_bare: how many times as long as PostgreSQL's bare full-text query a search takes (tools/bench_search.py);
- stale: answers older than a publication by more than a second, while others read.

HTTPS is left out, and so are nginx's limits for one network address. The processor's time is that of nginx, granian and
PostgreSQL, without the load. Writes var/bench/serving.json.
"""

import argparse
import gzip
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from http.client import HTTPConnection
from itertools import permutations
from pathlib import Path

from tools import temporary_site
from tools.bench import Speed, load
from tools.ports import free_port

READERS = 16
# Pages of which the ready one is measured beside the same bytes as a static file.
READY = ("home", "list", "article", "report")
COMPRESSED = {"Accept-Encoding": "gzip"}
NOT_READY = COMPRESSED | {"Cookie": "bench=1"}
FIRST = 20  # requests, each after a change
# Two words each, more pairs than the site keeps searches of.
NOUNS = (
    "habitat", "logement", "quartier", "loyer", "travaux",
    "bailleur", "locataire", "charte", "visite", "chantier",
)  # fmt: skip
PAIRS = [f"{one}+{other}" for one, other in permutations(NOUNS, 2)]
TICK = os.sysconf("SC_CLK_TCK")


def plain(site: str) -> str:
    """nginx's file without limits and HTTPS, for an application that is told of HTTPS all the same."""
    site = re.sub(r"limit_(req|conn)\w* [^;]*;|ssl_\w+ [^;]*;", "", site)
    site = site.replace(" ssl http2;", ";")
    return site.replace("X-Forwarded-Proto $scheme", "X-Forwarded-Proto https")


def tree(root: int) -> set[int]:
    """A process and all below it."""
    children = defaultdict(set)
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            children[parent].add(int(entry.name))
    found, waiting = set(), {root}
    while waiting:
        process = waiting.pop()
        found.add(process)
        waiting |= children[process]
    return found


def seconds_of(roots: list[int]) -> float:
    """The processor's time that these processes and those below them have taken."""
    ticks = 0
    for process in set().union(*map(tree, roots)):
        try:
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += sum(map(int, fields[11:15]))  # its own, and that of those that have ended below it
    return ticks / TICK


def wait_until_idle(roots: list[int]) -> None:
    """What was asked for when the load ended is still being answered, and would count for the next measure."""
    before = -1.0
    while (now := seconds_of(roots)) - before > 0.02:
        before = now
        time.sleep(0.5)


def megabytes_of(roots: list[int]) -> float:
    """Their memory; what several share is counted once."""
    kilobytes = 0
    for process in set().union(*map(tree, roots)):
        text = Path(f"/proc/{process}/smaps_rollup").read_text()
        kilobytes += int(re.search(r"^Pss: +(\d+)", text, re.MULTILINE)[1])  # type: ignore[index]
    return kilobytes / 1000


def addresses() -> dict[str, str]:
    from clubs.models import ClubIndexPage, ReportPage, SessionPage
    from contacts.models import ContactsPage
    from core.visibility import everybody
    from downloads.models import LibraryPage
    from home.models import HomePage
    from news.models import NewsIndexPage, NewsPage

    models = {
        "home": HomePage, "list": NewsIndexPage, "article": NewsPage, "report": ReportPage,
        "session": SessionPage, "contacts": ContactsPage, "library": LibraryPage, "clubs": ClubIndexPage,
    }  # fmt: skip
    return {
        name: model.objects.live_for(everybody()).filter(locale__language_code="fr").first().url
        for name, model in models.items()
    }


def get(port: int, address: str, **headers: str) -> tuple[bytes, bool]:
    """The page, and whether nginx had it ready."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", address, headers=temporary_site.HEADERS | headers)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    if answer.status != 200:
        sys.exit(f"Parvis: {address} answered {answer.status}.")
    return content, "ETag" in answer.headers


def wait_for_worker() -> None:
    """What the site's content left to it is done: under load it would take long, and each write drops what is kept."""
    from django.utils import timezone
    from django_tasks import TaskResultStatus
    from django_tasks_db.models import DBTaskResult

    deadline = time.monotonic() + 900
    # Sizes of photos wait some minutes for those who publish: here for nobody.
    left = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    left.update(run_after=timezone.now())
    while left.exists() or DBTaskResult.objects.running().exists():
        if time.monotonic() > deadline:
            sys.exit("Parvis: the worker doesn't come to an end.")
        time.sleep(1)


def settle(port: int, address: str) -> None:
    """Waits until a page is ready and stays so."""
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline:
        get(port, address)
        time.sleep(2)
        if get(port, address)[1]:
            return
    sys.exit(f"Parvis: {address} isn't kept ready.")


def stale_answers(port: int, publications: int) -> dict[str, int]:
    """Of a page that is published again and again while others read it."""
    from core.visibility import everybody
    from news.models import NewsPage

    page = NewsPage.objects.live_for(everybody()).filter(locale__language_code="fr").first()
    # When each version was acknowledged.
    acknowledged, found, ends = [], {"answers": 0, "ready": 0, "stale": 0}, threading.Event()

    def read() -> None:
        while not ends.is_set():
            asked = time.monotonic()
            least = max(
                (number for number, moment in acknowledged if asked - moment > 1), default=0
            )
            content, ready = get(port, page.url)
            number = int(re.search(rb"<title>Version (\d+)", content)[1])  # type: ignore[index]
            found["answers"] += 1
            found["ready"] += ready
            found["stale"] += number < least

    def publish(number: int) -> None:
        page.title = page.seo_title = f"Version {number}"
        page.save_revision().publish()
        acknowledged.append((number, time.monotonic()))

    publish(0)
    readers = [threading.Thread(target=read) for _reader in range(READERS)]
    for reader in readers:
        reader.start()
    for number in range(1, publications + 1):
        publish(number)
        time.sleep(0.1)
    time.sleep(2)
    ends.set()
    for reader in readers:
        reader.join()
    return found


def beside(database: str, name: str) -> str:
    """The address of a new database of the same server."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    return re.sub(r"/[^/?]*(?=\?|$)", f"/{name}", database)


def search_to_bare(database: str, folder: Path, publications: int) -> float:
    """With so many publications."""
    kept = folder / "search.json"
    command = [sys.executable, "-m", "tools.bench_search", f"--write={kept}"]
    environment = os.environ | {"DATABASE_URL": beside(database, "parvis_search")}
    environment |= {"READY_PAGES_ROOT": "", "MEDIA_ROOT": f"{folder}/search-media"}
    subprocess.run([*command, "--sizes", str(publications)], env=environment, check=True)
    return round(json.loads(kept.read_text())[str(publications)], 2)


def make_empty_site(database: str) -> None:
    """In a database beside the site's."""
    os.environ["EMPTY_DATABASE_URL"] = beside(database, "parvis_empty")
    subprocess.run([sys.executable, "-m", "tools.empty_wagtail"], check=True)


def postmaster() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        own = cursor.fetchone()[0]
    return int(Path(f"/proc/{own}/stat").read_text().rpartition(")")[2].split()[1])


def report(
    speeds: dict[tuple[str, str], list[Speed]], spent: dict[tuple[str, str], list[float]]
) -> dict:
    """Prints the table; returns the medians."""
    row = "{:9} {:9} {:>9} {:>8} {:>8} {:>8}"
    print("\n" + row.format("", "", "req/s", "p50 ms", "p99 ms", "CPU ms"))
    rate = {}
    for (kind, name), found in speeds.items():
        rate[kind, name] = statistics.median(speed.rate for speed in found)
        cpu = statistics.median(spent[kind, name])
        p50, p99 = (statistics.median(getattr(speed, key) for speed in found) for key in ("p50", "p99"))  # fmt: skip
        print(row.format(kind, name, f"{rate[kind, name]:.0f}", f"{p50:.1f}", f"{p99:.1f}", f"{cpu:.3f}"))  # fmt: skip
    ready = [name for kind, name in speeds if kind == "ready"]
    uncached = [name for kind, name in speeds if kind == "uncached"]
    cpu_ms = {name: statistics.median(spent["uncached", name]) for name in uncached}
    return {
        "ready_to_static": {
            name: round(rate["ready", name] / rate["static", name], 2) for name in ready
        },
        "ready_rps": {name: round(rate["ready", name]) for name in ready},
        "uncached_rps": {name: round(rate["uncached", name], 1) for name in uncached},
        "cpu_ms": {name: round(cost, 1) for name, cost in cpu_ms.items()},
        "uncached_to_empty": {
            name: round(cost / cpu_ms["empty"], 1)
            for name, cost in cpu_ms.items()
            if name != "empty"
        },
    }


def first_of_generation(port: int, address: str, roots: list[int]) -> float:
    """What a page costs of which nothing is kept, as after each publication: processor's time in ms."""
    from core import generations

    wait_until_idle(roots)
    before = seconds_of(roots)
    for _time in range(FIRST):
        generations.begin()
        get(port, address, **NOT_READY)
    return (seconds_of(roots) - before) * 1000 / FIRST


def measure(port: int, empty_port: int, roots: list[int], options: argparse.Namespace) -> dict:
    pages = addresses()
    site, empty = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{empty_port}"
    ready = () if options.made_only else READY
    measures = [("ready", name, site, pages[name], COMPRESSED) for name in ready]
    measures += [("static", name, site, f"/static/bench-{name}.html", COMPRESSED) for name in ready]
    made = pages | {"search": "/recherche/?q=habitat"}
    measures += [("uncached", name, site, address, NOT_READY) for name, address in made.items()]
    measures.append(("uncached", "search_anew", site, "/recherche/?q=WORDS", NOT_READY))
    measures.append(("uncached", "empty", empty, "/", NOT_READY))
    speeds, spent, first = defaultdict(list), defaultdict(list), defaultdict(list)
    for _round in range(options.rounds):
        settle(port, pages["home"])
        for kind, name, server, address, headers in measures:
            url = f"{server}{address}"
            if kind == "ready":
                settle(port, address)
            words = PAIRS if "WORDS" in address else ()
            load(url, 1, headers, words)
            wait_until_idle(roots)
            before = seconds_of(roots)
            speed = load(url, options.seconds, headers, words)
            wait_until_idle(roots)
            print(f"{kind} {name}: {speed.rate:.0f}/s", flush=True)
            speeds[kind, name].append(speed)
            spent[kind, name].append((seconds_of(roots) - before) * 1000 / max(speed.requests, 1))
        for name, address in made.items():
            first[name].append(first_of_generation(port, address, roots))
    found = report(speeds, spent)
    empty_cost = statistics.median(spent["uncached", "empty"])
    medians = {name: statistics.median(costs) for name, costs in first.items()}
    return found | {
        "first_cpu_ms": {name: round(cost, 1) for name, cost in medians.items()},
        "first_to_empty": {name: round(cost / empty_cost, 1) for name, cost in medians.items()},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=1000, help="news items and publications")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=3, help="length of each measure")
    parser.add_argument("--workers", type=int, default=2, help="of the application; 1 on one core")
    parser.add_argument("--search", type=int, default=10_000, help="publications searched; 0: none")
    parser.add_argument("--publications", type=int, default=100, help="while others read")
    parser.add_argument("--made-only", action="store_true", help="only what the application makes")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="parvis-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        database = os.environ["DATABASE_URL"]
        environment = temporary_site.production(folder) | {
            "DATABASE_URL": database,
            "READY_PAGES_ROOT": f"{folder}/ready",
            "MALLOC_ARENA_MAX": "2",
        }
        print(f"Building a site of {options.size} items ...", flush=True)
        temporary_site.start_django(environment)
        temporary_site.build(f"--size={options.size}")
        from django.core.management import call_command
        from django.test import Client

        from tests.web_server import web_server

        call_command("collectstatic", interactive=False, verbosity=0)
        visitor = Client(headers=temporary_site.HEADERS)
        pages = addresses()
        for page in READY:
            content = visitor.get(pages[page]).content
            (folder / f"static/bench-{page}.html").write_bytes(content)
            (folder / f"static/bench-{page}.html.gz").write_bytes(gzip.compress(content, 6))
        worker = subprocess.Popen(
            [sys.executable, "manage.py", "db_worker", "--verbosity=0"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        make_empty_site(database)
        application, empty = free_port(), free_port()
        nginx = folder / "nginx"
        nginx.mkdir(mode=0o755)
        try:
            with (
                temporary_site.serving(
                    temporary_site.granian(application, workers=options.workers),
                    application,
                    folder / "log",
                ) as site,
                temporary_site.serving(
                    temporary_site.granian(empty, "tools.empty_wagtail:application"),
                    empty,
                    folder / "empty.log",
                ) as empty_site,
                web_server(
                    nginx, application, folder / "media", temporary_site.HOST, plain,
                    folder / "ready", folder / "static",
                ) as port,
            ):  # fmt: skip
                print("Waiting for the worker ...", flush=True)
                wait_for_worker()
                print("Measuring ...", flush=True)
                server = int((nginx / "pid").read_text())
                roots = [site.pid, empty_site.pid, server, postmaster()]
                found = measure(port, empty, roots, options)
                found["memory_mb"] = round(megabytes_of([site.pid, server, worker.pid]))
                if not options.made_only:
                    print("Publishing while others read ...", flush=True)
                    found |= stale_answers(port, options.publications)
        finally:
            worker.terminate()
            worker.wait(60)
        if options.search:
            print(f"Searching {options.search} publications ...", flush=True)
            found["search_to_bare"] = search_to_bare(database, folder, options.search)
    print(json.dumps(found, indent=1))
    target = Path("var/bench/serving.json")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
