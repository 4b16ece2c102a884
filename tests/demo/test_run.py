"""`make run` as whoever tries the site sees it: on the console, with the demo loaded before."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest
from django.conf import settings
from django.db import connection

from demo import DEMO_MEMBER_EMAIL
from demo.progress import Progress
from tests.demo.test_load_demo import copy_of_demo
from tools.ports import free_port

pytestmark = pytest.mark.sqlite


@pytest.fixture(scope="module")
def run(django_db_setup, django_db_blocker, databases, tmp_path_factory) -> Iterator[tuple]:
    """(its address, the file of what it prints, the process) of `make run`."""
    printed = tmp_path_factory.mktemp("run") / "console"
    with django_db_blocker.unblock(), copy_of_demo(databases), printed.open("w") as console:
        port = free_port()
        environment = os.environ | {
            "PORT": str(port),
            "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
            "MEDIA_ROOT": settings.MEDIA_ROOT,
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "PYTHONUNBUFFERED": "1",
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "tools.run"],
            cwd=settings.ROOT,
            env=environment,
            stdout=console,
            stderr=console,
        )
        try:
            _wait_for("Parvis is running", printed)
            yield f"http://localhost:{port}", printed, process
        finally:
            process.kill() if process.poll() is None else None
            process.wait()


def _wait_for(words: str, printed: Path) -> str:
    deadline = time.monotonic() + 120
    while words not in (said := printed.read_text()):
        assert time.monotonic() < deadline, said
        time.sleep(0.2)
    return said


def test_the_console_shows_addresses_mail_and_errors_alone(run):
    """A page, an address that doesn't exist, a form that sends a message by the background worker."""
    address, printed, process = run
    browser = build_opener(HTTPCookieProcessor())
    assert browser.open(f"{address}/").status == 200
    with pytest.raises(HTTPError):
        browser.open(f"{address}/nulle-part/")
    door = f"{address}/espace-adherents/connexion/"
    token = re.search(
        r'name="csrfmiddlewaretoken" value="(\w+)"', browser.open(door).read().decode()
    )
    assert token
    form = {"csrfmiddlewaretoken": token[1], "email": DEMO_MEMBER_EMAIL, "link": "1"}
    browser.addheaders.append(("Referer", door))
    browser.open(door, urlencode(form).encode())
    said = _wait_for(f"To: {DEMO_MEMBER_EMAIL}", printed)
    said = _wait_for(f"{address}/espace-adherents/", printed)

    process.send_signal(signal.SIGTERM)  # as Ctrl-C, which a job in the background ignores
    assert process.wait(30) == 0
    said = printed.read_text()
    assert f"The site       {address}/" in said
    for noise in ("Task id", "GET /", "Not Found", "Warning", "Watching", "Django version"):
        assert noise not in said
    before_mail = said.partition("Content-Type:")[0]
    assert len(before_mail.splitlines()) < 20


def test_a_load_is_a_bar_on_a_terminal_and_lines_elsewhere():
    bar, lines = StringIO(), StringIO()
    for stream, on_terminal in ((bar, True), (lines, False)):
        progress = Progress(stream.write, on_terminal)
        progress.move(0.1, "Database: 20 of 200 migrations")
        progress.tell(0.5, "News: 40 items")
        progress.end()
    assert lines.getvalue() == "  News: 40 items\n"
    shown = bar.getvalue().split("\r\033[K")
    assert shown[1].endswith("10%  Database: 20 of 200 migrations")
    assert "█" * 12 + "░" * 12 + "  50%  News: 40 items" in shown[2]
    assert shown[-1] == ""
