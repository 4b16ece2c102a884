"""Serve the site on this machine with its background worker: `python -m tools.run`.

PORT chooses the port. Ctrl-C (or SIGTERM) stops both and answers 0; when one of the two ends by
itself the other is stopped and the answer is 1.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable
from contextlib import suppress

from demo import DEMO_EDITOR_EMAIL, DEMO_EMAIL, DEMO_MEMBER_EMAIL, DEMO_PASSWORD
from tools.ports import answers

MANAGE = [sys.executable, "manage.py"]


def stop(sentence: str):
    sys.exit(f"\nParvis: {sentence}")


def chosen_port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        stop(f"PORT is {text}, and a port is a number such as 8001: make run PORT=8001")
    port = int(text)
    with socket.socket() as probe:
        # As the server will: an address that was just left free can be taken again at once.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            stop(f"port {port} is kept for the administrator, choose another: make run PORT=8001")
        except OSError:
            taken = True
        else:
            taken = False
    if taken or answers(port):  # macOS lets two programs share a port, and the other one answers
        stop(
            f"port {port} is taken, stop the other program or choose another: make run PORT={port + 1}"
        )
    return port


def prepare():
    """Bring the database to date, and fill it when there is nothing in it yet."""
    for command in (["migrate", "--verbosity", "0"], ["load_demo", "--if-empty"]):
        if subprocess.call(MANAGE + command):
            stop(
                f"the database could not be prepared (manage.py {command[0]}): the lines above say why."
            )


def serve(port: int) -> int:
    commands = {
        "site": ["runserver", f"127.0.0.1:{port}"],
        "background worker": ["db_worker", "--no-startup-delay"],
    }
    children: dict[str, subprocess.Popen] = {}
    announced = False
    try:
        for name, command in commands.items():
            # Each leads a group of its own: Ctrl-C reaches this process alone, which stops them in turn.
            children[name] = subprocess.Popen(MANAGE + command, start_new_session=True)
        while all(child.poll() is None for child in children.values()):
            if not announced and answers(port):
                announce(port)
                announced = True
            time.sleep(0.2)
        dead = next(name for name, child in children.items() if child.poll() is not None)
        print(f"\nParvis: the {dead} ended by itself, so all is stopped: the lines above say why.")
        return 1
    except KeyboardInterrupt:
        print("\nParvis: stopping ...", flush=True)
        return 0
    finally:
        end(children.values())


def announce(port: int):
    print(
        f"""
Parvis is running. Ctrl-C stops it.

    The site       http://localhost:{port}/
    For editors    http://localhost:{port}/admin/
    For members    http://localhost:{port}/espace-adherents/
    Demo logins    {DEMO_EDITOR_EMAIL} (editor), {DEMO_EMAIL} (administrator),
                   {DEMO_MEMBER_EMAIL} (member)
    Password       {DEMO_PASSWORD}

    Mail is printed here, its links included: ask for one at the members' door with any address
    that ends in @{DEMO_MEMBER_EMAIL.partition("@")[2]}.
""",
        flush=True,
    )


def end(children: Iterable[subprocess.Popen]):
    """Stop the children and whatever they started; work in hand has ten seconds to finish."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C would leave them running
    deadline = time.monotonic() + 10
    for child in children:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGTERM)
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)


def main() -> int:
    # A closed terminal and `kill` end the same way as Ctrl-C.
    for sign in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, signal.default_int_handler)
    try:
        port = chosen_port()
        os.environ.setdefault("BASE_URL", f"http://localhost:{port}")
        os.environ.setdefault("DJANGO_RUNSERVER_HIDE_WARNING", "true")
        prepare()
        return serve(port)
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
