"""Run a command with a throw-away PostgreSQL: `python -m tools.postgres pytest -x`.

The server lives in a temporary folder, listens on a free loopback port, and is stopped and removed
when the command ends, however it ends. The command gets its address as DATABASE_URL; the answer is the
command's own exit code.
"""

import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from tools import system
from tools.ports import free_port

# A crash loses nothing that matters here, so nothing waits for the disk.
FAST = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")
# What was committed outlives the server's processes, as on a real site; a crash of the machine is another matter.
OUTLIVING = ("fsync=off",)


class Cluster:
    """A server of its own, which `start` starts, and again after it was stopped or killed."""

    def __init__(self, folder: Path, options: Iterable[str]) -> None:
        self.options = options
        self.programs = Path(system.postgresql() or sys.exit("Parvis: PostgreSQL was not found."))
        self.folder, self.port = folder, free_port()
        self.process: subprocess.Popen | None = None
        password = secrets.token_hex(16)
        self.address = f"postgres://parvis:{password}@127.0.0.1:{self.port}/postgres"
        # PostgreSQL refuses to run as root; its packages make an account for it.
        self.account: dict[str, Any] = (
            {"user": "postgres", "group": "postgres", "extra_groups": []}
            if os.geteuid() == 0
            else {}
        )
        (folder / "password").write_text(password)
        if self.account:
            for path in (folder, folder / "password"):
                shutil.chown(path, "postgres", "postgres")
        locale = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
        subprocess.run(
            [self.programs / "initdb", "--pgdata", folder / "data", "--username", "parvis", "--auth", "scram-sha-256",
             "--pwfile", folder / "password", "--encoding", "UTF8", "--locale", locale, "--no-sync"],
            check=True, stdout=subprocess.DEVNULL, cwd="/", **self.account,
        )  # fmt: skip

    def start(self) -> None:
        options = (
            "listen_addresses=127.0.0.1",
            f"port={self.port}",
            "unix_socket_directories=",
            *self.options,
        )
        command: list[str | Path] = [self.programs / "postgres", "-D", self.folder / "data"]
        with (self.folder / "log").open("w") as log:
            self.process = subprocess.Popen(
                [*command, *(f"--{option}" for option in options)],
                stdout=log, stderr=log, cwd="/", start_new_session=True, **self.account,
            )  # fmt: skip
        wait(self.process, self.address, self.folder / "log")

    def stop(self, how: signal.Signals = signal.SIGQUIT) -> None:
        """At once, by default: there is nothing to save."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(30)


@contextmanager
def cluster(options: Iterable[str] = FAST) -> Iterator[Cluster]:
    """A server that runs, until the end of the block."""
    folder = Path(tempfile.mkdtemp(prefix="parvis-postgres-"))
    server = None
    try:
        server = Cluster(folder, options)
        server.start()
        yield server
    finally:
        if server:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def server() -> Iterator[str]:
    """The DATABASE_URL of a new, empty database in a server of its own."""
    with cluster() as running:
        yield running.address


def wait(process: subprocess.Popen, address: str, log: Path, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            psycopg.connect(address).close()
            return
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"Parvis: PostgreSQL doesn't start.\n{log.read_text()}")
            time.sleep(0.1)


def main(command: list[str]) -> int:
    # `kill` unwinds like Ctrl-C, so that the server is stopped then too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with server() as address:
        try:
            return subprocess.call(command, env=os.environ | {"DATABASE_URL": address})
        except KeyboardInterrupt:
            return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
