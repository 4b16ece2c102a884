"""The databases of the tests: made once, kept as templates, and copied for each who writes.

One template is the migrated database, others hold a site besides, with its media. A template is known by a
fingerprint of what it depends on, so that a changed migration or another version of a package makes it anew. On
SQLite it is a file in pytest's cache; on PostgreSQL a database beside the copies, for as long as the server lives.
"""

import fcntl
import hashlib
import pickle
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test import override_settings
from django_tasks.base import TASK_MIN_PRIORITY

from tests import background

PREFIX = "parvis_test"
# Of files that a site is built with.
PARTS = {".py", ".html", ".mo", ".toml"}


def fingerprint(parts: list[str], files: Iterable[Path]) -> str:
    digest = hashlib.sha256(repr(parts).encode())
    for file in sorted(files):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


@cache
def of_migrations() -> str:
    """The fingerprint of every migration, of the settings and of the versions of all packages."""
    packages = sorted(f"{package.name} {package.version}" for package in distributions())
    files = [
        file for app in apps.get_app_configs() for file in Path(app.path).glob("migrations/*.py")
    ]
    files += Path(settings.ROOT, "site", "config").rglob("*.py")
    files.append(
        settings.ROOT / "home" / "roles.py"
    )  # what each group may do, given after the migrations
    return fingerprint([*packages, str(settings.LANGUAGES)], files)


@cache
def of_project() -> str:
    """The fingerprint of the whole project on this day: what a site is built with, and when."""
    folders = {Path(app.path) for app in apps.get_app_configs()} | {settings.ROOT / "templates"}
    own = [
        folder
        for folder in folders
        if folder.is_relative_to(settings.ROOT) and ".venv" not in folder.as_posix()
    ]
    own += [settings.ROOT / "tests", settings.ROOT / "locale"]
    files = [file for folder in own for file in folder.rglob("*") if file.suffix in PARTS]
    return fingerprint([str(date.today()), of_migrations()], files)


class SQLite:
    """Databases that are files; a live server's threads would share one connection to one in memory."""

    def __init__(self, cache: Path, folder: Path):
        self.cache, self.folder = cache, folder

    def template(self, name: str) -> str:
        return str(self.cache / f"{name}.sqlite3")

    def new(self) -> str:
        return str(self.folder / f"{secrets.token_hex(4)}.sqlite3")

    def exists(self, name: str) -> bool:
        return Path(name).exists()

    def create(self, name: str, source: str | None = None):
        if source:
            shutil.copyfile(source, name)

    def rename(self, name: str, template: str):
        shutil.move(name, template)

    def drop(self, name: str):
        for suffix in ("", "-wal", "-shm"):
            Path(name + suffix).unlink(missing_ok=True)

    def starting_with(self, name: str) -> list[str]:
        return [str(path) for path in self.cache.glob(f"{name}*.sqlite3")]


class PostgreSQL:
    """Databases of the server that DATABASE_URL names."""

    def template(self, name: str) -> str:
        return name

    def new(self) -> str:
        return f"{PREFIX}_copy_{secrets.token_hex(4)}"

    def exists(self, name: str) -> bool:
        return bool(self.execute("SELECT 1 FROM pg_database WHERE datname = %s", name))

    def create(self, name: str, source: str | None = None):
        template = f' TEMPLATE "{source}"' if source else ""
        self.execute(f'CREATE DATABASE "{name}"{template}')

    def rename(self, name: str, template: str):
        self.execute(f'ALTER DATABASE "{name}" RENAME TO "{template}"')

    def drop(self, name: str):
        self.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def starting_with(self, name: str) -> list[str]:
        names = self.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", name)
        return [name for (name,) in names]

    def execute(self, statement: str, *values: str) -> list[tuple]:
        with connection._nodb_cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []


class Databases:
    """The databases of a run, on the kind of server that the settings name."""

    def __init__(self, cache: Path, folder: Path):
        self.cache, self.folder = cache, folder
        self.kind = SQLite(cache, folder) if connection.vendor == "sqlite" else PostgreSQL()

    @contextmanager
    def copy(self) -> Iterator[None]:
        """The connection goes to a copy of the migrated database meanwhile."""
        with self.for_a_while(self.copied(self.migrated())):
            yield

    @contextmanager
    def copy_of_site(
        self, name: str, build: Callable[[], Any], least: int = TASK_MIN_PRIORITY
    ) -> Iterator[Any]:
        """The same with a copy of a site, its media too; the value is what `build()` returned for it.

        `least` is the lowest priority of the background work that is done for it.
        """
        template = self.built(name, build, least)
        copy = self.copied(template)
        parts, folder = self.parts(template), self.folder / secrets.token_hex(4)
        shutil.copytree(parts / "media", folder)
        value = pickle.loads((parts / "value").read_bytes())  # noqa: S301 its own
        with self.for_a_while(copy), override_settings(MEDIA_ROOT=str(folder)):
            yield value

    @contextmanager
    def for_a_while(self, name: str):
        try:
            with going_to(name):
                yield
        finally:
            self.kind.drop(name)

    def copied(self, template: str) -> str:
        name = self.kind.new()
        with self.alone("copy"):
            self.kind.create(name, template)
        return name

    def migrated(self) -> str:
        """The name of the migrated database, made now where there is none of this fingerprint."""

        def migrate():
            call_command("migrate", verbosity=0)

        return self.template("migrated", of_migrations(), migrate)

    def built(self, name: str, build: Callable[[], Any], least: int) -> str:
        """The name of the database of a site, with its media and value beside it in `parts`."""
        of = of_project()
        parts = self.parts(self.kind.template(f"{PREFIX}_{name}_{of}"))

        def build_parts():
            for former in self.cache.glob(f"{connection.vendor}-{PREFIX}_{name}_*"):
                shutil.rmtree(former)
            Path(parts, "media").mkdir(parents=True)
            media = override_settings(MEDIA_ROOT=str(parts / "media"))
            with media, background.followed(least), transaction.atomic():
                value = build()
            Path(parts, "value").write_bytes(pickle.dumps(value))

        return self.template(name, of, build_parts, self.migrated())

    def template(self, name: str, of: str, make: Callable, source: str | None = None) -> str:
        """Its database's name; one process makes it while others that want the same wait."""
        template = self.kind.template(f"{PREFIX}_{name}_{of}")
        with self.alone(name):
            if not self.kind.exists(template):
                for former in self.kind.starting_with(f"{PREFIX}_{name}_"):
                    self.kind.drop(former)
                self.make(template, make, source)
        return template

    def make(self, template: str, make: Callable, source: str | None):
        """Under another name until it is whole."""
        name = self.kind.new()
        with self.alone("copy"):
            self.kind.create(name, source)
        try:
            with going_to(name):
                make()
            self.kind.rename(name, template)
        finally:
            self.kind.drop(name)

    def parts(self, template: str) -> Path:
        return self.cache / f"{connection.vendor}-{Path(template).stem}"

    @contextmanager
    def alone(self, work: str):
        with (self.cache / f"{work}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


@contextmanager
def going_to(name: str):
    """The connection's database; those that threads open meanwhile go there too."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
