"""Serve the site on this machine with its background worker: `python -m tools.run`.

PORT chooses the port; EMPTY=1 serves the site that an association begins with, beside that of the demo. Ctrl-C (or
SIGTERM) stops site and worker and answers 0; when one of the two ends by itself the other is stopped, and the answer
is 1.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress

from demo import DEMO_EDITOR_EMAIL, DEMO_EMAIL, DEMO_MEMBER_EMAIL, DEMO_PASSWORD
from tools.ports import answers

MANAGE = [sys.executable, "manage.py"]
EMPTY = bool(os.environ.get("EMPTY"))


def stop(sentence: str) -> None:
    sys.exit(f"\nParvis: {sentence}")


def writes_code() -> bool:
    """Whether DEBUG is asked for, as the settings read it."""
    return os.environ.get("DEBUG", "").lower() in {"1", "true", "yes", "on"}


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


def prepare() -> None:
    """Bring the database to date, and fill it when there is nothing in it yet."""
    if EMPTY:
        prepare_empty()
        return
    if subprocess.call([*MANAGE, "load_demo", "--migrate", "--if-empty"]):
        stop("the database could not be prepared (manage.py load_demo): the lines above say why.")


def prepare_empty() -> None:
    """A database with nothing but an administrator, who makes the site on the first screen."""
    if subprocess.call([*MANAGE, "migrate", "--verbosity", "0"]):
        stop("the database could not be prepared (manage.py migrate): the lines above say why.")
    # On a second run she is there already.
    subprocess.run(
        [*MANAGE, "createsuperuser", "--noinput", "--email", DEMO_EMAIL],
        env=os.environ | {"DJANGO_SUPERUSER_PASSWORD": DEMO_PASSWORD},
        capture_output=True,
        check=False,
    )


def serve(port: int) -> int:
    # Those who write the code have it loaded again when it changes, and see what libraries warn of.
    plain = [] if writes_code() else ["--noreload", "--skip-checks"]
    commands = {
        "site": ["runserver", f"127.0.0.1:{port}", *plain],
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
        end(children)


def announce(port: int) -> None:
    if EMPTY:
        print(
            f"""
Parvis is running without content. Ctrl-C stops it.

    Set it up      http://localhost:{port}/admin/
    The site       http://localhost:{port}/
    Login          {DEMO_EMAIL}
    Password       {DEMO_PASSWORD}

    What you make stays in var/empty.sqlite3 and var/empty-media; remove both to begin again.
""",
            flush=True,
        )
        return
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


def end(children: dict[str, subprocess.Popen]) -> None:
    """Stop the children and whatever they started; work in hand has ten seconds to finish."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C would leave them running
    deadline = time.monotonic() + 10
    for name, child in children.items():
        if name == "background worker":
            child.terminate()  # what it has started, such as a PDF, is a part of the work in hand
        else:
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGTERM)
    for child in children.values():
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
        if EMPTY:
            os.environ |= {
                "DATABASE_URL": "sqlite:///var/empty.sqlite3",
                "MEDIA_ROOT": "var/empty-media",
            }
        os.environ.setdefault("BASE_URL", f"http://localhost:{port}")
        os.environ.setdefault("DJANGO_RUNSERVER_HIDE_WARNING", "true")
        if not writes_code():
            os.environ.setdefault("PYTHONWARNINGS", "ignore")
        prepare()
        return serve(port)
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
