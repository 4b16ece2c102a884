"""Two machines with one PostgreSQL, one Valkey (or Redis) and one bucket: what one does, the other knows.

Each is nginx and granian with a server's settings, and a worker, with folders of its own. The bucket is moto's server:
no S3 server comes from a package registry. It refuses unsigned requests for what isn't public, as others do.
"""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlencode

import botocore.session
import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection
from django.test import override_settings
from django.utils import timezone
from django_otp import DEVICE_ID_SESSION_KEY
from django_tasks_db.models import DBTaskResult
from moto.server import ThreadedMotoServer

from core.bucket import BucketStorage
from core.workers import living
from photos.models import Rendition
from photos.renditions import make_renditions
from tests import factories, page_types
from tests.config.test_ready_pages import is_ready, unlimited
from tests.config.test_served import address_of_database
from tests.conftest import logged_in, sections
from tests.source_rules import ROOT
from tests.web_server import UNVERIFIED, web_server
from tools import system, temporary_site
from tools.bench_serving import tree
from tools.ports import answers, free_port

pytestmark = pytest.mark.postgresql

BUCKET = "parvis-files"
SIGN_IN = "/espace-adherents/connexion/"
MEMBERS = 16
SECOND = 1.0


@dataclass
class Machine:
    port: int
    application: subprocess.Popen
    folder: Path
    environment: dict[str, str]

    def ask(self, address: str, method: str = "GET", body: str = "", seconds: int = 30, **headers):
        line = HTTPSConnection("127.0.0.1", self.port, timeout=seconds, context=UNVERIFIED)
        headers |= {"Host": temporary_site.HOST}
        if body:
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        line.request(method, address, body, headers)
        answer = line.getresponse()
        answer.content = answer.read()
        line.close()
        return answer

    def send(self, address: str, cookie: str = "", **fields: str):
        """A form of the page at an address."""
        page = self.ask(address, Cookie=cookie)
        text = page.content.decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', text)[1]
        given = re.search(r"__Host-csrftoken=\w+", str(page.headers))[0]
        return self.ask(
            address,
            "POST",
            urlencode({"csrfmiddlewaretoken": token} | fields),
            Cookie=f"{cookie}; {given}".strip("; "),
            Referer=f"https://{temporary_site.HOST}{address}",
        )


@contextmanager
def process(command: list, port: int = 0, **options) -> Iterator[subprocess.Popen]:
    started = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options
    )
    try:
        deadline = time.monotonic() + 20
        while port and not answers(port):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield started
    finally:
        started.terminate()
        started.wait(20)


@contextmanager
def bucket_server() -> Iterator[SimpleNamespace]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    place = f"127.0.0.1:{server.get_host_and_port()[1]}"
    client = botocore.session.get_session().create_client(
        "s3",
        endpoint_url=f"http://{place}",
        region_name="fr-par",
        aws_access_key_id="parvis",
        aws_secret_access_key="secret/+",
    )
    client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "fr-par"})
    yield SimpleNamespace(
        place=place,
        client=client,
        url=f"http://parvis:secret%2F%2B@{place}/{BUCKET}?region=fr-par",
    )
    server.stop()


@pytest.fixture(scope="module")
def content(copied_db, media_root) -> SimpleNamespace:
    site = sections()
    site.page = page_types.news_page(site.home, title="Version 0", lead_photo=factories.photo())
    site.closed = page_types.news_page(
        site.home, title="Pour les adhérents", lead_photo=factories.photo("Chantier")
    )
    factories.restrict(site.closed)
    for page in (site.page, site.closed):
        make_renditions(page.lead_photo, {"lead": "format-jpeg|width-480"})
    closed = factories.collection()
    factories.restrict_collection(closed)
    site.publication = factories.publication("Bilan", collection=closed)
    site.members = [factories.member(f"m{number}@valmire.example.org") for number in range(MEMBERS)]
    return site


@pytest.fixture(scope="module")
def shared(tmp_path_factory) -> Iterator[SimpleNamespace]:
    """What the machines have in common, besides the database."""
    if system.valkey() is None:
        pytest.skip("neither Valkey nor Redis is installed")
    cache, folder = free_port(), tmp_path_factory.mktemp("shared")
    command = [system.valkey(), "--port", str(cache), "--bind", "127.0.0.1", "--save", ""]
    with process(command, cache, cwd=folder) as valkey, bucket_server() as bucket:
        environment = os.environ | temporary_site.production(folder)
        environment |= {
            "DATABASE_URL": address_of_database(),
            "SEVERAL_MACHINES": "true",
            "CACHE_URL": f"redis://127.0.0.1:{cache}/0",
            "S3_URL": bucket.url,
            "EMAIL_URL": f"filemail:///{folder}/mail",
        }
        yield SimpleNamespace(bucket=bucket, valkey=valkey, folder=folder, environment=environment)


def manage(command: str) -> list[str]:
    return [sys.executable, "manage.py", *command.split()]


@pytest.fixture(scope="module")
def machines(content, shared, media_root, tmp_path_factory) -> Iterator[list[Machine]]:
    with ExitStack() as stack:
        before = shared.environment | {"MEDIA_ROOT": str(media_root)}
        prepare = [
            stack.enter_context(process(manage(command), cwd=ROOT, env=before))
            for command in ("collectstatic --no-input", "fill_bucket")
        ]
        assert [one.wait(60) for one in prepare] == [0, 0]
        begun = []
        for name in ("one", "other"):
            folder, port = tmp_path_factory.mktemp(name), free_port()
            folder.chmod(0o755)
            environment = shared.environment | {
                "MEDIA_ROOT": f"{folder}/media",
                "READY_PAGES_ROOT": f"{folder}/ready",
            }
            Path(folder, "media").mkdir()
            command = temporary_site.granian(port, workers=1)
            application = stack.enter_context(
                process(command, cwd=ROOT, env=environment, start_new_session=True)
            )
            begun.append((folder, port, application, environment))
        found = []
        for folder, port, application, environment in begun:
            deadline = time.monotonic() + 40
            while not answers(port):
                assert time.monotonic() < deadline
                time.sleep(0.1)
            nginx = folder / "nginx"
            nginx.mkdir()
            front = web_server(
                nginx, port, folder / "media", temporary_site.HOST, unlimited, folder / "ready",
                current="$parvis_second",
            )  # fmt: skip
            found.append(Machine(stack.enter_context(front), application, folder, environment))
        yield found


@pytest.fixture(scope="module")
def editor_cookie(shared, machines) -> str:
    """Of an administrator who has given her second factor."""
    return cookie_of(factories.administrator(), shared)


def cookie_of(person, shared) -> str:
    with override_settings(SECRET_KEY=shared.environment["SECRET_KEY"]):
        client = logged_in(person)
        device = person.totpdevice_set.create(name="téléphone", confirmed=True)
        session = client.session
        session[DEVICE_ID_SESSION_KEY] = device.persistent_id
        session.save()
    return f"__Host-sessionid={session.session_key}"


def ready(machine: Machine, address: str):
    """The page, once the machine has it ready."""
    deadline = time.monotonic() + 10
    while not is_ready(answer := machine.ask(address)):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    return answer


def publish(machine: Machine, page, title: str, cookie: str) -> None:
    page.title = title
    page.save_revision()
    address = f"/admin/bulk/wagtailcore/page/publish/?id={page.pk}"
    answer = machine.send(address, cookie)
    assert answer.status in (200, 302)
    page.refresh_from_db()
    assert page.title == title


def says(machine: Machine, address: str, title: str, seconds: float = SECOND) -> bool:
    """Whether a machine gives a page with this title in so many seconds."""
    return until(lambda: title in machine.ask(address).content.decode(), seconds)


def until(true, seconds: float) -> bool:
    """Whether it comes true in so many seconds: once they are over it is asked a last time, which may take longer."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.05)
    return true()


def test_what_is_published_on_one_is_read_on_the_other_within_a_second(
    machines, content, editor_cookie
):
    """The ready pages of both are dropped, whichever has made the change."""
    one, other = machines
    address = content.page.get_url()
    for number, (here, there) in enumerate(((one, other), (other, one)), start=1):
        assert f"Version {number - 1}" in ready(there, address).content.decode()
        ready(there, "/actualites/")
        publish(here, content.page, f"Version {number}", editor_cookie)
        for place in (address, "/actualites/"):
            assert says(there, place, f"Version {number}")
            assert f"Version {number}" in ready(here, place).content.decode()
            assert f"Version {number}" in ready(there, place).content.decode()


def test_a_machine_that_can_hear_nothing_gives_no_ready_page(machines, content, editor_cookie):
    one, other = machines
    address = content.page.get_url()
    ready(other, address)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
            "WHERE datname = current_database() AND query = 'SELECT 1' AND pid <> pg_backend_pid()"
        )
        assert cursor.fetchone()[0] >= 2
    publish(one, content.page, "Sans écoute", editor_cookie)
    assert says(other, address, "Sans écoute")
    ready(other, address)
    for pid in tree(other.application.pid):
        os.kill(pid, signal.SIGSTOP)
    try:
        publish(one, content.page, "Sans réponse", editor_cookie)
        time.sleep(2)
        with pytest.raises(TimeoutError):
            other.ask(address, seconds=1)
    finally:
        for pid in tree(other.application.pid):
            os.kill(pid, signal.SIGCONT)
    assert says(other, address, "Sans réponse", 5)


def test_tries_at_a_password_count_on_both(machines, content):
    email = content.members[0].email
    statuses = [
        machines[number % 2].send(SIGN_IN, email=email, password="faux").status
        for number in range(settings.SIGN_IN_LIMITS["tries_by_account"] + 2)
    ]
    assert statuses == [422] * settings.SIGN_IN_LIMITS["tries_by_account"] + [429, 429]


def test_each_task_is_done_once_by_either(machines, content, shared):
    """Links by mail, asked for on both, which wait until a worker of each has begun."""
    for number, member in enumerate(content.members):
        assert machines[number % 2].send(SIGN_IN, email=member.email, link="1").status == 302
    left = DBTaskResult.objects.exclude(status__in=["SUCCESSFUL", "FAILED"])
    assert left.update(run_after=timezone.now() + timedelta(hours=1)) >= MEMBERS
    with ExitStack() as stack:
        for machine in machines:
            command = manage("db_worker --interval 0.05 --no-startup-delay")
            stack.enter_context(process(command, cwd=ROOT, env=machine.environment))
        assert until(lambda: len(living()) == 2, 60)
        left.update(run_after=timezone.now())
        assert until(lambda: not left.exists(), 60)
    sent = "".join(path.read_text() for path in Path(shared.folder, "mail").iterdir())
    written = re.findall(r"^To: (.*)$", sent, re.MULTILINE)
    assert sorted(written) == sorted(member.email for member in content.members)
    workers = DBTaskResult.objects.values_list("worker_ids", flat=True)
    assert {len(ids) for ids in workers} == {1}
    assert len({name for ids in workers for name in ids}) == 2


@pytest.fixture
def storage(shared, settings) -> BucketStorage:
    settings.S3_URL = shared.bucket.url
    return BucketStorage()


def test_a_file_in_the_bucket_is_kept_as_one_in_a_folder(storage):
    """Under a plain name, in parts, under a second name; and for a while once it is deleted, for a backup."""
    before = time.time_ns()
    name = storage.generate_filename("documents/Été à l’ombre.pdf")
    assert name == "documents/Ete_a_l_ombre.pdf"
    assert storage.save(name, ContentFile(b"0123456789")) == name
    assert storage.url(name) == f"/media/{name}"
    assert storage.save(name, ContentFile(b"x")) != name
    assert b"".join(storage.part(name, 2, 4)) == b"234"
    assert storage.put_beside(name, "trash/1")
    assert not storage.put_beside("documents/nothing.pdf", "trash/2")
    storage.delete(name)
    assert not storage.exists(name)
    with pytest.raises(FileNotFoundError):
        list(storage.part(name, 0, 1))
    with storage.as_it_was(name, before) as file:
        assert file.read() == b"0123456789"
    assert storage.as_it_was(name, time.time_ns()) is None
    assert storage.remove_deleted(before) == 0
    assert storage.remove_deleted(time.time_ns()) == 1
    assert [found for found, _changed in storage.all_below("trash")] == ["trash/1"]


def test_no_private_file_is_public_in_the_bucket_or_on_either_machine(
    machines, content, shared, storage, editor_cookie
):
    storage.save("documents/ebauche.pdf", ContentFile(b"%PDF"))
    client, place = shared.bucket.client, shared.bucket.place
    keys = [found["Key"] for found in client.list_objects_v2(Bucket=BUCKET)["Contents"]]
    sizes = {
        page: Rendition.objects.filter(image=page.lead_photo).first()
        for page in (content.page, content.closed)
    }
    public = {size.file.name for size in content.page.lead_photo.renditions.all()}
    document = content.publication.files.get().document
    names = [*(size.file.name for size in sizes.values()), document.file.name]
    assert {*names, document.cover.name or names[0]} <= set(keys)
    for key in keys:
        grants = client.get_object_acl(Bucket=BUCKET, Key=key)["Grants"]
        assert [grant["Grantee"]["Type"] for grant in grants] == ["CanonicalUser"]
        stranger = HTTPConnection(place)
        stranger.request("GET", f"/{BUCKET}/{key}")
        assert stranger.getresponse().status == 403, key
    member = cookie_of(content.members[1], shared)
    for machine in machines:
        said = []
        for address, status, cookie in (
            (sizes[content.page].url, 200, ""),
            (sizes[content.closed].url, 404, ""),
            (sizes[content.closed].url, 200, member),
            (document.url, 302, ""),
            (document.url, 200, member),
            *((f"/media/{key}", 404, "") for key in keys if key not in public),
            (content.page.get_url(), 200, ""),
            ("/publications/", 200, member),
        ):
            answer = machine.ask(address, Cookie=cookie)
            assert answer.status == status, address
            caches = answer.headers["Cache-Control"] or ""
            assert not cookie or "no-store" in caches, address
            said.append(f"{answer.headers}{answer.content!r}")
        assert place not in "".join(said)
        assert "X-Amz" not in "".join(said)
        with document.file.open("rb") as file:
            kept = file.read()
        assert machine.ask(document.url, Cookie=member).content == kept
        part = machine.ask(document.url, Cookie=member, Range="bytes=5-9")
        assert (part.status, part.content) == (206, kept[5:10])
    # What was open closes on both within a second.
    open_photo = sizes[content.page].url
    machines[0].send(f"/admin/bulk/wagtailcore/page/unpublish/?id={content.page.pk}", editor_cookie)
    for machine in machines:
        assert until(lambda machine=machine: machine.ask(open_photo).status == 404, SECOND)


def test_while_the_shared_cache_is_away_the_site_goes_on(machines, shared, content):
    shared.valkey.kill()
    shared.valkey.wait()
    for machine in machines:
        assert machine.ask("/publications/?page=1").status == 200
        assert machine.ask("/recherche/?q=bilan").status == 200
