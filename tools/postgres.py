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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tools import system
from tools.ports import free_port

# A crash loses nothing that matters here, so nothing waits for the disk.
FAST = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")


@contextmanager
def server() -> Iterator[str]:
    """The DATABASE_URL of a new, empty database in a server of its own."""
    programs = Path(system.postgresql() or sys.exit("Parvis: PostgreSQL was not found."))
    folder = Path(tempfile.mkdtemp(prefix="parvis-postgres-"))
    data, password, port = folder / "data", secrets.token_hex(16), free_port()
    # PostgreSQL refuses to run as root; its packages make an account for it.
    account = (
        {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
    )
    process = None
    try:
        (folder / "password").write_text(password)
        if account:
            for path in (folder, folder / "password"):
                shutil.chown(path, "postgres", "postgres")
        locale = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
        subprocess.run(
            [programs / "initdb", "--pgdata", data, "--username", "parvis", "--auth", "scram-sha-256",
             "--pwfile", folder / "password", "--encoding", "UTF8", "--locale", locale, "--no-sync"],
            check=True, stdout=subprocess.DEVNULL, cwd="/", **account,
        )  # fmt: skip
        options = ("listen_addresses=127.0.0.1", f"port={port}", "unix_socket_directories=", *FAST)
        with (folder / "log").open("w") as log:
            process = subprocess.Popen(
                [programs / "postgres", "-D", data, *(f"--{option}" for option in options)],
                stdout=log, stderr=log, cwd="/", start_new_session=True, **account,
            )  # fmt: skip
        address = f"postgres://parvis:{password}@127.0.0.1:{port}"
        wait(process, f"{address}/postgres", folder / "log")
        yield f"{address}/postgres"
    finally:
        if process and process.poll() is None:
            process.send_signal(signal.SIGQUIT)  # at once: there is nothing to save
            process.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def wait(process: subprocess.Popen, address: str, log: Path, seconds: float = 30):
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
