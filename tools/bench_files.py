"""Measure files as a server gives them out and reads them: `python -m tools.bench_files [--clients 50] [--files 200]`.

In one run, on a site of its own in a temporary folder, with granian as docs/operators.md says: how fast a file of
20 MB is downloaded, beside the same from a plain static server (nginx if there is one, else granian's own); the memory
of the site's processes while many download at once, one in five of them slowly; then the background reading of many
PDFs, and what a reader of pages notices of each. Needs wrk, and Linux for the memory.
"""

import argparse
import getpass
import http.client
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from tools import temporary_site
from tools.bench import measure
from tools.ports import free_port

WEIGHT = 20 * 1024 * 1024  # bytes of the file
SLOW_EVERY, SLOW_RATE = 5, 2 * 1024 * 1024  # one client in five, bytes a second
MEGABYTE = 1024 * 1024


def get(port: int, path: str, rate: int = 0) -> int:
    """Reads an answer to its end, at `rate` bytes a second at most; answers the bytes of its body."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    connection.request("GET", path, headers=temporary_site.HEADERS)
    answer = connection.getresponse()
    if answer.status != 200:
        sys.exit(f"Parvis: {path} answered {answer.status}.")
    length = 0
    while block := answer.read(128 * 1024):
        length += len(block)
        if rate:
            time.sleep(len(block) / rate)
    connection.close()
    return length


class Watch:
    """Gathers in `seen` what `look` answers, time after time, until it is left."""

    def __init__(self, look: Callable, pause: float = 0.05) -> None:
        self.look, self.pause, self.seen = look, pause, []
        self._left = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        while not self._left.wait(self.pause):
            self.seen.append(self.look())

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_error):
        self._left.set()
        self._thread.join()


def timed(port: int, path: str) -> Callable[[], float]:
    """Asks for a page: milliseconds."""

    def ask() -> float:
        begun = time.perf_counter()
        get(port, path)
        return (time.perf_counter() - begun) * 1000

    return ask


def processes(parent: int) -> list[int]:
    """A process and all below it."""
    found = [parent]
    for pid in found:
        with suppress(OSError):
            for children in Path(f"/proc/{pid}/task").glob("*/children"):
                found += map(int, children.read_text().split())
    return found


def is_reader(pid: int) -> bool:
    """Whether a process is that of downloads.reader: until it is, it has the memory of the worker."""
    with suppress(OSError):
        return b"reader.py" in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False


def memory(pid: int, file: str, name: str) -> float:
    """What the system says of a process: MB, 0 for one that has ended."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/{file}").read_text().splitlines():
            if line.startswith(f"{name}:"):
                return int(line.split()[1]) / 1024
    return 0


def shared_out(parent: int) -> float:
    """MB of a process and all below it, what they share counted once."""
    return sum(memory(pid, "smaps_rollup", "Pss") for pid in processes(parent))


def latency(times: list[float]) -> tuple[float, float]:
    """Median and 95th percentile."""
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


def compare(name: str, idle: list[float], busy: list[float]) -> None:
    (median, p95), (busy_median, busy_p95) = latency(idle), latency(busy)
    print(
        f"a page meanwhile ({name}): median {busy_median:.0f} ms, p95 {busy_p95:.0f} ms ({len(busy)} requests); "
        f"when idle {median:.0f} and {p95:.0f} ms: × {busy_median / median:.1f} and × {busy_p95 / p95:.1f}",
        flush=True,
    )


def static_server(folder: Path, port: int) -> tuple[str, list[str]]:
    """A plain server of the folder's files under /static/: its name and its command."""
    if nginx := shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin"):
        temporary = "".join(
            f"{name}_temp_path {folder}/temp;"
            for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        Path(folder, "nginx.conf").write_text(
            f"user {getpass.getuser()}; worker_processes 2; daemon off; pid {folder}/nginx.pid; "
            "error_log stderr; events {} "
            f"http {{ access_log off; sendfile on; {temporary} server {{ listen 127.0.0.1:{port}; root {folder}; }} }}"
        )
        return "nginx", [nginx, "-c", f"{folder}/nginx.conf"]
    static = ["--static-path-mount", str(folder / "static")]
    return "granian, static files", temporary_site.granian(port) + static


def downloads(site: int, static: int, server: str, path: str, seconds: int) -> None:
    rates = {}
    for name, url in {
        "the site": f"http://127.0.0.1:{site}{path}",
        server: f"http://127.0.0.1:{static}/static/bench.pdf",
    }.items():
        rates[name] = measure(url, seconds).rate * WEIGHT / MEGABYTE
        print(f"20 MB from {name}: {rates[name]:.0f} MB/s", flush=True)
    print(f"{server} / the site: × {rates[server] / rates['the site']:.1f}")


def crowd(port: int, pid: int, path: str, page: str, clients: int, idle: list[float]) -> None:
    """Many downloads at once: memory, and a page meanwhile."""
    before, lengths = shared_out(pid), []
    threads = [
        threading.Thread(
            target=lambda rate: lengths.append(get(port, path, rate)),
            args=(0 if number % SLOW_EVERY else SLOW_RATE,),
        )
        for number in range(clients)
    ]
    begun = time.perf_counter()
    with Watch(lambda: shared_out(pid)) as weighed, Watch(timed(port, page)) as asked:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    lasted = time.perf_counter() - begun
    if lengths != [WEIGHT] * clients:
        sys.exit(f"Parvis: {clients - lengths.count(WEIGHT)} downloads were cut short.")
    print(
        f"{clients} clients at once, {clients // SLOW_EVERY} of them at {SLOW_RATE // MEGABYTE} MB/s: {lasted:.1f} s; "
        f"memory {before:.0f} MB before, {max(weighed.seen):.0f} MB at most"
    )
    compare("downloads", idle, asked.seen)


def make_documents(count: int) -> None:
    """PDFs as they come: most of 24 pages, and of ten one each that is a scan, damaged or encrypted, has a thousand
    pages or opens into hundreds of megabytes."""
    from demo.files.pdf import pdf
    from tests import factories, files

    ordinary = [pdf(f"Rapport {number}", pages=24) for number in range(5)]
    odd = [
        files.scan(12), ordinary[0][: len(ordinary[0]) // 2], files.encrypted_pdf(), files.pdf(1000), files.pdf_bomb()
    ]  # fmt: skip
    for number in range(count):
        kind, turn = number % 20, number // 20 % 5
        data = odd[kind // 4] if kind % 4 == 0 else ordinary[turn]
        factories.document(f"Fichier {number}", data=data)


def reading(port: int, page: str, count: int, idle: list[float]) -> None:
    """The worker reads the files that wait, and a page is asked for meanwhile."""
    from django.db.models import Sum

    from downloads.models import Document

    new = Document.objects.filter(read_at=None)
    before = set(new.values_list("pk", flat=True))
    make_documents(count)
    made = Document.objects.filter(read_at=None).exclude(pk__in=before)
    keys = list(made.values_list("pk", flat=True))
    command = [sys.executable, "manage.py", "db_worker", "--batch", "--interval=0"]
    begun = time.perf_counter()
    worker = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def peaks() -> tuple[float, float]:
        own, *children = processes(worker.pid)
        weights = [memory(child, "status", "VmHWM") for child in children if is_reader(child)]
        return memory(own, "status", "VmHWM"), max(weights, default=0)

    with Watch(peaks, 0.01) as weighed, Watch(timed(port, page)) as asked:
        worker.wait()
    lasted = time.perf_counter() - begun
    done = Document.objects.filter(pk__in=keys).exclude(read_at=None)
    pages = done.aggregate(pages=Sum("page_count"))["pages"]
    problems = Counter(done.exclude(problem="").values_list("problem", flat=True))
    print(
        f"{done.count()} of {count} PDFs read in {lasted:.0f} s: {pages} pages, {pages / lasted:.0f} pages a second; "
        f"not read: {dict(problems)}; peak memory of a reading {max(child for _own, child in weighed.seen):.0f} MB, "
        f"of the worker {max(own for own, _child in weighed.seen):.0f} MB"
    )
    compare("reading", idle, asked.seen)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=50, help="downloads at once")
    parser.add_argument("--files", type=int, default=200, help="PDFs to read")
    parser.add_argument("--seconds", type=int, default=5, help="length of each measure of speed")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="parvis-bench-") as name:
        folder = Path(name)
        temporary_site.start_django(temporary_site.production(folder))
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        from tests import factories

        factories.site_root()
        data = b"%PDF-1.7\n" + os.urandom(WEIGHT - 9)
        publication = factories.publication("Rapport de vingt mégaoctets", data=data)
        path, page = publication.files.get().document.url, publication.get_url()
        Path(folder, "static", "bench.pdf").write_bytes(data)
        port, static_port = free_port(), free_port()
        server, command = static_server(folder, static_port)
        with (
            temporary_site.serving(command, static_port, folder / "static.log"),
            temporary_site.serving(temporary_site.granian(port), port, folder / "log") as site,
        ):
            for _warming in range(20):
                get(port, page)
            with Watch(timed(port, page)) as idle:
                time.sleep(options.seconds)
            downloads(port, static_port, server, path, options.seconds)
            crowd(port, site.pid, path, page, options.clients, idle.seen)
            reading(port, page, options.files, idle.seen)


if __name__ == "__main__":
    main()
