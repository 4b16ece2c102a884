"""The site, its worker and its database killed at any moment while editors work: nothing acknowledged is missing."""

import hashlib
import json
import multiprocessing
import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import close_old_connections, connection, transaction
from django.test import Client, override_settings
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from wagtail.models import Collection

from core.models import Change
from core.placing import place_all
from downloads.models import Document
from members.models import User
from news.models import NewsPage
from operations.orphans import named_files, remove_orphans
from search.models import Entry
from tests import factories, page_types
from tests.admin import forms
from tests.background import QUEUED
from tests.conftest import logged_in, sections
from tools import postgres

pytestmark = pytest.mark.postgresql

# Of publications, uploads and replacements that are acknowledged: two hundred take minutes, `FAULTS=200` asks for them.
WORKS = int(os.environ.get("FAULTS", "20"))
SEED = 17
VICTIMS = ["site", "worker", "database"]
IMPATIENT = {
    "TASKS": QUEUED,
    "WORKER_BEAT_SECONDS": 0.2,
    "WORKER_LEASE_SECONDS": 1,
    "TASK_RETRY_MINUTES": [0] * 50,
}
process = multiprocessing.get_context("fork").Process


@pytest.fixture(scope="module")
def own_cluster(copied_db) -> Iterator[postgres.Cluster]:
    """A server that may be killed, with a copy of the module's database; connections go there meanwhile."""
    with postgres.cluster(postgres.OUTLIVING) as cluster:
        source = connection.settings_dict
        whence = (
            f"postgres://{source['USER']}:{source['PASSWORD']}@{source['HOST']}:{source['PORT']}"
            f"/{source['NAME']}"
        )
        dump = subprocess.run(
            [cluster.programs / "pg_dump", "--no-owner", whence], check=True, capture_output=True
        )
        load = [cluster.programs / "psql", "--quiet", "--set=ON_ERROR_STOP=1", cluster.address]
        subprocess.run(load, input=dump.stdout, check=True, stdout=subprocess.DEVNULL)
        before = dict(source)
        password = cluster.address.split(":")[2].partition("@")[0]
        connection.close()
        source.update(USER="parvis", PASSWORD=password, HOST="127.0.0.1", PORT=cluster.port)
        source.update(NAME="postgres", CONN_HEALTH_CHECKS=True)
        try:
            yield cluster
        finally:
            connection.close()
            source.update(before)


@pytest.fixture(scope="module")
def house(own_cluster, tmp_path_factory) -> Iterator[SimpleNamespace]:
    """Pages and files to work on, an editor, and a folder without the files of other tests."""
    folder = tmp_path_factory.mktemp("faults")
    with override_settings(MEDIA_ROOT=str(folder / "media"), **IMPATIENT):
        with transaction.atomic():
            home = sections().home
            editor = factories.editor()
            pages = [page_types.news_page(home, slug=f"n-{number}").pk for number in range(4)]
            documents = [factories.document(f"Fichier {number}").pk for number in range(3)]
        client = logged_in(
            editor
        )  # each screen once here, so that the processes begin with it in their memory
        for kind, key in (("publication", pages[0]), ("replacement", documents[0]), ("upload", 0)):
            assert send(client, {"kind": kind, "key": key, "name": "warm"}).status_code == 302
        connection.close()
        yield SimpleNamespace(
            editor=editor.pk, pages=pages, documents=documents, said=folder / "said"
        )


def edit(house, seed: int) -> None:
    """An editor in a hurry, and the site that answers her, until killed; says what she tries and what was answered."""
    chance, client = random.Random(seed), Client()  # noqa: S311
    client.raise_request_exception = False
    said = house.said.open("a", buffering=1)
    for number in range(1000):
        name = f"{seed}-{number}"
        kind = chance.choice(["publication", "upload", "replacement"])
        keys = {"publication": house.pages, "replacement": house.documents, "upload": [0]}
        work = {"kind": kind, "key": chance.choice(keys[kind]), "name": name}
        print(json.dumps({"tried": work}), file=said)
        close_old_connections()
        try:
            client.force_login(User.objects.get(pk=house.editor))
            answer = send(client, work)
        except Exception:  # the database is away: no answer reaches the editor
            time.sleep(0.3)
            continue
        if answer.status_code == 302 and "/admin/" in answer["Location"]:
            print(json.dumps({"done": work}), file=said)


def content(name: str) -> bytes:
    return f"commune;logements\nValmire;{name}\n".encode() * 200


def send(client, work: dict):
    if work["kind"] == "publication":
        return forms.edit(client, NewsPage.objects.get(pk=work["key"]), title=work["name"])
    values = {
        "title": work["name"],
        "file": SimpleUploadedFile(f"{work['name']}.csv", content(work["name"]), "text/csv"),
        "collection": Collection.get_first_root_node().pk,
        "language": "fr",
    }
    if work["kind"] == "upload":
        return client.post(reverse("wagtaildocs:add"), values)
    return client.post(reverse("wagtaildocs:edit", args=[work["key"]]), values)


def take_tasks() -> None:
    call_command("db_worker", interval=0.05, startup_delay=False, reload=False, verbosity=0)


def spoken(house, what: str) -> list[dict]:
    lines = house.said.read_text().splitlines() if house.said.exists() else []
    found = [json.loads(line) for line in lines if line.endswith("}")]
    return [line[what] for line in found if what in line]


@pytest.fixture(scope="module")
def troubled(house, own_cluster) -> SimpleNamespace:
    """After so many works with somebody killed after every few of them; then a worker did what was left."""
    chance, killed = random.Random(SEED), dict.fromkeys(VICTIMS, 0)  # noqa: S311
    running: dict = {"site": None, "worker": None}
    connection.close()

    def look_after() -> None:
        """Starts whoever isn't there, as systemd does."""
        for name, target, args in (
            ("site", edit, (house, sum(killed.values()))),
            ("worker", take_tasks, ()),
        ):
            if running[name] is None or not running[name].is_alive():
                running[name] = process(target=target, args=args, daemon=True)
                running[name].start()

    try:
        while (done := len(spoken(house, "done"))) < WORKS:
            look_after()
            enough = done + chance.randint(0, 4)
            while len(spoken(house, "done")) < enough:
                time.sleep(0.05)
                look_after()
            time.sleep(chance.uniform(0, 0.5))
            victim = chance.choice(VICTIMS)
            killed[victim] += 1
            if victim == "database":
                own_cluster.stop(signal.SIGKILL)
                time.sleep(chance.uniform(0.2, 0.6))
                own_cluster.start()
            else:
                running[victim].kill()
                running[victim].join()
    finally:
        for one in running.values():
            one.kill()
            one.join()
    time.sleep(1.5)  # the dead are known to be dead
    call_command(
        "db_worker", batch=True, interval=0, startup_delay=False, reload=False, verbosity=0
    )
    return SimpleNamespace(
        house=house,
        killed=killed,
        tried=spoken(house, "tried"),
        done=spoken(house, "done"),
    )


def may_be(troubled, kind: str, key: int) -> set[str]:
    """The names that something may have: of the last work that was acknowledged, or of one tried since."""
    done = [work["name"] for work in troubled.done if (work["kind"], work["key"]) == (kind, key)]
    tried = [work["name"] for work in troubled.tried if (work["kind"], work["key"]) == (kind, key)]
    return set(tried[tried.index(done[-1]) :]) if done else {*tried, ""}  # its name of before


def test_everybody_was_killed_while_they_worked(troubled):
    assert all(troubled.killed.values()), troubled.killed
    assert len(troubled.done) >= WORKS
    assert {work["kind"] for work in troubled.done} == {"publication", "upload", "replacement"}


def test_what_was_published_is_out_whole(troubled):
    for key in troubled.house.pages:
        page = NewsPage.objects.get(pk=key)
        allowed = may_be(troubled, "publication", key)
        assert page.title in allowed or "" in allowed
        assert page.live
        out = page.live_revision.as_object() if page.live_revision else page
        assert out.title == page.title, "half published"
        assert Entry.objects.get(page=page).title == page.title
        with override_settings(ALLOWED_HOSTS=["*"]):
            answer = Client().get(page.url)
        assert page.title in answer.content.decode()


def test_files_that_came_are_there_as_they_were_sent(troubled):
    uploaded = {work["name"] for work in troubled.done if work["kind"] == "upload"}
    found = {document.title: document for document in Document.objects.all()}
    assert uploaded <= set(found)
    for document in found.values():
        data = document.file.read()
        assert hashlib.sha1(data).hexdigest() == document.file_hash  # noqa: S324
        for version in document.versions.all():
            assert version.file.storage.exists(version.file.name)
    for name in uploaded:
        assert found[name].file.open().read() == content(name)
    for key in troubled.house.documents:
        document, allowed = Document.objects.get(pk=key), may_be(troubled, "replacement", key)
        assert document.title in allowed or "" in allowed
        if document.title in allowed:
            assert document.file.open().read() == content(document.title)


def test_no_file_is_left_without_a_row(troubled):
    """Of works that were cut short between the two."""
    remove_orphans(hours=0)
    root = Path(settings.MEDIA_ROOT)
    lying = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
    lying = {name.removeprefix("closed/") for name in lying if not name.startswith("deleted/")}
    assert lying == {*named_files()}


def test_no_work_is_left_undone(troubled):
    assert not Change.objects.exists()
    left = DBTaskResult.objects.exclude(status="SUCCESSFUL")
    assert not list(left.values_list("task_path", "status", "traceback"))
    moved = place_all()
    assert not moved.opened
    assert not moved.closed
