"""Sites that live in a temporary folder, for a check, a measure or a picture.

`python -m tools.temporary_site <command>` runs a command with the settings of a server.
"""

import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.ports import answers

HOST = "www.example.org"
# What the web server in front passes of a reader's browser.
HEADERS = {
    "Host": HOST,
    "X-Forwarded-Proto": "https",
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0",
}


def workstation(folder: Path) -> dict[str, str]:
    """The environment of a site for this machine, whose database and media are in `folder`."""
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
        "MEDIA_ROOT": f"{folder}/media",
    }


def production(folder: Path) -> dict[str, str]:
    """The environment of a site as a server has it; it answers to HOST and over HTTPS only."""
    return workstation(folder) | {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "STATIC_ROOT": f"{folder}/static",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "ALLOWED_HOSTS": HOST,
        "BASE_URL": f"https://{HOST}",
        "EMAIL_URL": "dummymail://",
        "DEFAULT_FROM_EMAIL": "site@example.org",
    }


def start_django(environment: dict[str, str]) -> None:
    """Be the site's Django from here on: its models can be imported."""
    import django

    os.environ |= environment
    sys.path.insert(1, "site")
    django.setup()


def build(*demo_options: str) -> None:
    """Make the site's database, with the demo content, which a server's settings don't know."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.dev"}
    command = ["load_demo", "--migrate", "--finish", *demo_options]
    subprocess.run([sys.executable, "manage.py", *command], env=environment, check=True)


def granian(
    port: int, application: str = "site/config/wsgi.py:application", workers: int = 2
) -> list[str]:
    """The command that serves the site, or another, as a server does."""
    command = [str(Path(sys.executable).with_name("granian")), "--interface=wsgi"]
    # Each thread has its own connection to the database, of which PostgreSQL gives a hundred.
    command += [f"--workers={workers}", "--blocking-threads=8"]
    return [*command, "--host=127.0.0.1", f"--port={port}", application]


@contextmanager
def serving(
    command: list[str], port: int, log: Path, environment: dict[str, str] | None = None
) -> Iterator[subprocess.Popen]:
    """A server that listens on the port, in an environment or in that of this process."""
    with log.open("w") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, env=environment)
    try:
        deadline = time.monotonic() + 30
        while not answers(port):
            if process.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"Parvis: the site doesn't start.\n{log.read_text()}")
            time.sleep(0.2)
        yield process
    finally:
        process.terminate()
        process.wait(10)


def main(command: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="parvis-") as folder:
        return subprocess.call(command, env=os.environ | production(Path(folder)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
