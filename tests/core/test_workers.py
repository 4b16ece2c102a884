"""Workers and sites that are killed: whatever they were doing is done in the end, and no photo stays open."""

import os
import random
import signal
import subprocess
import sys
import time
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import override_settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import PageViewRestriction

from core.models import Change, Worker
from core.placing import place_all
from core.workers import _look_after, take_back_tasks
from members.links import ask_for_link, invite
from members.models import SignInLink
from news.models import NewsPage
from photos.handlers import place_photos
from photos.renditions import make_renditions_of
from search.handlers import index
from search.models import Entry
from tests import factories, page_types
from tests.background import QUEUED
from tests.conftest import sections
from tests.source_rules import ROOT
from tools.ports import free_port

pytestmark = pytest.mark.both_databases

ROUNDS = 4
# An editor in a hurry, in a process of its own.
EDITOR = """
import sys, random, itertools
import django; django.setup()
from django.db import transaction
from news.models import NewsPage
from wagtail.models import PageViewRestriction
print("ready", flush=True)
for number in itertools.count():
    with transaction.atomic():
        page = random.choice(NewsPage.objects.all())
        restrictions = PageViewRestriction.objects.filter(page=page)
        if restrictions:
            restrictions.delete()
        elif number % 3 and page.live:
            page.unpublish()
        elif number % 2:
            PageViewRestriction.objects.create(page=page, restriction_type="login")
        else:
            page.title = f"Titre {number}"
            page.save_revision().publish()
"""


@pytest.fixture(scope="module")
def transactional_db(copied_db):
    """In place of pytest-django's, which tells from this name that there is a database to make."""


@pytest.fixture(scope="module")
def own_media(tmp_path_factory):
    """A folder without the files of other tests, whose rows are gone: they would be closed as left behind."""
    folder = tmp_path_factory.mktemp("own-media")
    with override_settings(MEDIA_ROOT=str(folder)):
        yield folder


@pytest.fixture(scope="module")
def valmire(news):
    return factories.member_organisation()


@pytest.fixture(scope="module")
def environment(transactional_db, own_media, tmp_path_factory) -> dict[str, str]:
    """For processes that share the test's database and files, and call a worker dead after a second."""
    folder = tmp_path_factory.mktemp("settings")
    Path(folder, "impatient.py").write_text(
        "from config.settings.dev import *\n"
        f"DATABASES['default'] = {connection.settings_dict!r}\n"
        f"MEDIA_ROOT = {str(own_media)!r}\n"
        "WORKER_BEAT_SECONDS, WORKER_LEASE_SECONDS = 0.2, 1\n"
        "TASK_RETRY_MINUTES = [0] * 20\n"
        "LOGGING['handlers']['console']['level'] = 'INFO'\n"
    )
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "impatient",
        "PYTHONPATH": f"{folder}:{ROOT}:{ROOT / 'site'}",
    }


@pytest.fixture(scope="module")
def news(environment) -> list[NewsPage]:
    with override_settings(TASKS=QUEUED):
        site = sections()
        with transaction.atomic():
            return [
                page_types.news_page(
                    site.home, slug=f"n-{number}", lead_photo=factories.photo(f"Photo {number}")
                )
                for number in range(6)
            ]


def start(environment: dict[str, str], *command: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, *command],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def kill_at_random(process: subprocess.Popen, ready: str, most: float) -> None:
    """Some time after the line that says that it works."""
    said = []
    for line in process.stdout:
        said.append(line)
        if ready in line:
            break
    else:
        raise AssertionError("".join(said))
    time.sleep(random.uniform(0, most))  # noqa: S311
    process.send_signal(signal.SIGKILL)
    process.wait()


def work_to_the_end(environment: dict[str, str]) -> str:
    time.sleep(1.5)  # the dead are known to be dead
    worker = ["manage.py", "db_worker", "--batch", "--no-startup-delay", "--interval=0"]
    process = start(environment, *worker)
    said, _nothing = process.communicate(timeout=240)
    assert process.returncode == 0, said
    return said


def test_nothing_is_left_undone_by_processes_that_are_killed(news, environment):
    worker = ["manage.py", "db_worker", "--no-startup-delay", "--interval=0.05", "--no-reload"]
    for _round in range(ROUNDS):
        working = start(environment, *worker)
        editing = start(environment, "-c", EDITOR)
        kill_at_random(editing, "ready", 1.5)
        kill_at_random(working, "Starting worker", 0.7)
    said = work_to_the_end(environment)
    left = DBTaskResult.objects.exclude(status="SUCCESSFUL").filter(run_after__lt=timezone.now())
    assert not [(task.task_path, task.status) for task in left], said
    assert not DBTaskResult.objects.filter(status__in=["RUNNING", "FAILED"]).exists()
    assert not Change.objects.exists()
    for page in NewsPage.objects.all():
        assert Entry.objects.get(page=page).title == page.title
    moved = place_all()
    assert not moved.closed
    assert not moved.opened


def test_the_hourly_check_mends_what_lies_wrong_and_tells(news, environment, capsys, caplog):
    page = NewsPage.objects.first()
    with override_settings(TASKS=QUEUED):
        page.save_revision().publish()
        rendition = page.lead_photo.get_rendition("format-webp|width-480")
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    storage, name = rendition.file.storage, rendition.file.name
    assert not storage.is_public(name)
    storage.place(name, True)
    stray = Path(settings.MEDIA_ROOT, "images", "orphan.webp")
    stray.write_bytes(b"left behind")
    call_command("place_images")
    assert not storage.is_public(name)
    assert not stray.exists()
    assert "Closed: 2. Opened: 0." in capsys.readouterr().out
    assert name in caplog.text
    call_command("place_images")
    assert "Closed: 0. Opened: 0." in capsys.readouterr().out


def test_a_task_that_kills_its_workers_is_given_up(transactional_db):
    task = DBTaskResult.objects.create(
        task_path="photos.handlers.make_sizes",
        args_kwargs={"args": [{}], "kwargs": {}},
        backend_name="default",
        status="RUNNING",
        started_at=timezone.now(),
        worker_ids=["dead"] * (len(settings.TASK_RETRY_MINUTES) + 1),
    )
    take_back_tasks()
    task.refresh_from_db()
    assert task.status == "FAILED"
    assert "died" in task.traceback
    task.delete()


@pytest.mark.parametrize("jump", [3600, -3600])
def test_a_clock_that_jumps_takes_no_task_from_a_worker_that_lives(jump, transactional_db):
    """All workers said that they were alive when the clock said something else; one of them looks around first."""
    then = timezone.now() - timedelta(seconds=jump)
    for name in ("living", "first", "dead"):
        Worker.objects.create(name=name, seen_at=then)
    tasks = {
        name: DBTaskResult.objects.create(
            task_path="photos.handlers.make_sizes",
            args_kwargs={"args": [{}], "kwargs": {}},
            backend_name="default",
            status="RUNNING",
            started_at=then,
            worker_ids=[name],
        )
        for name in ("living", "dead")
    }
    _look_after("first")
    assert {task.refresh_from_db() or task.status for task in tasks.values()} == {"RUNNING"}
    _look_after("living")
    _look_after("first")
    states = {name: task.refresh_from_db() or task.status for name, task in tasks.items()}
    assert states == {"living": "RUNNING", "dead": "READY"}
    Worker.objects.all().delete()
    DBTaskResult.objects.filter(pk__in=[task.pk for task in tasks.values()]).delete()


@pytest.mark.parametrize("again", [True, False])
def test_mail_that_fails_is_tried_again(again, transactional_db, tmp_path, settings):
    """First the server is away; then it is back, and the message goes out once."""
    settings.TASKS = QUEUED
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.TASK_RETRY_MINUTES = [5] if again else []
    DBTaskResult.objects.all().delete()
    person = factories.user(f"ana-{again}@example.org")
    ask_for_link(person.email, "fr", "")
    call_command("db_worker", batch=True, startup_delay=False, reload=False, verbosity=0)
    task = DBTaskResult.objects.get()
    assert "ConnectionRefusedError" in task.traceback
    if not again:
        assert task.status == "FAILED"
        return
    assert task.status == "READY"
    assert task.run_after > timezone.now()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    DBTaskResult.objects.update(run_after=timezone.now())
    call_command("db_worker", batch=True, startup_delay=False, reload=False, verbosity=0)
    assert [message.to for message in mail.outbox] == [[person.email]]
    task.refresh_from_db()
    assert task.status == "SUCCESSFUL"


def test_a_mail_server_that_is_away_for_a_day_loses_nothing(valmire, settings):
    """Each time that the message is tried again, the clock is put to the moment."""
    settings.TASKS = QUEUED
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    DBTaskResult.objects.all().delete()
    invite("ida@valmire.example.org", valmire, factories.administrator(), "fr")
    waited = timedelta()
    while waited < timedelta(days=1):
        DBTaskResult.objects.update(run_after=timezone.now())
        call_command("db_worker", batch=True, startup_delay=False, reload=False, verbosity=0)
        task = DBTaskResult.objects.get()
        assert task.status == "READY", task.traceback
        waited += task.run_after - timezone.now()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox.clear()
    DBTaskResult.objects.update(run_after=timezone.now())
    call_command("db_worker", batch=True, startup_delay=False, reload=False, verbosity=0)
    assert [message.to for message in mail.outbox] == [["ida@valmire.example.org"]]


def test_what_waited_for_a_worker_for_a_day_is_all_done(news, valmire, settings):
    settings.TASKS = QUEUED
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox.clear()
    DBTaskResult.objects.all().delete()
    invite("noe@valmire.example.org", valmire, factories.administrator("un@example.org"), "fr")
    news[0].title = "Après la panne"
    news[0].save_revision().publish()
    ago = timezone.now() - timedelta(days=1)
    assert DBTaskResult.objects.update(enqueued_at=ago) > 1
    Worker.objects.update(seen_at=ago)
    with pytest.raises(CommandError, match="No worker is running"):
        call_command("check_background_work", stdout=StringIO())
    call_command("prune_db_task_results", verbosity=0)
    call_command("db_worker", batch=True, startup_delay=False, reload=False, verbosity=0)
    assert not DBTaskResult.objects.exclude(status="SUCCESSFUL").exists()
    assert [message.to for message in mail.outbox] == [["noe@valmire.example.org"]]
    assert Entry.objects.get(page=news[0]).title == "Après la panne"


def test_a_link_that_has_ended_meanwhile_isnt_sent(transactional_db, settings):
    settings.TASKS = QUEUED
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox.clear()
    DBTaskResult.objects.all().delete()
    ask_for_link(factories.user("late@example.org").email, "fr", "")
    SignInLink.objects.update(expires_at=timezone.now())
    call_command("db_worker", batch=True, startup_delay=False, reload=False, verbosity=0)
    assert not mail.outbox
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"


def test_nothing_waits_behind_the_sizes_of_photos(news, settings):
    """What was asked for after them is done before: mail, then what opens and closes, then the index."""
    settings.TASKS = QUEUED
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    DBTaskResult.objects.all().delete()
    photos = [page.lead_photo_id for page in news]
    for _time in range(5):
        make_renditions_of.enqueue(photos, ["share"], [])
    index.enqueue({"wagtailcore.Page": [news[0].pk]})
    place_photos.enqueue({"photos.Photo": photos})
    ask_for_link(factories.user("eva@example.org").email, "fr", "")
    call_command(
        "db_worker", batch=True, max_tasks=3, startup_delay=False, reload=False, verbosity=0
    )
    done = DBTaskResult.objects.filter(status="SUCCESSFUL").order_by("started_at")
    assert [task.task_path for task in done] == [
        "members.links.send_link",
        "photos.handlers.place_photos",
        "search.handlers.index",
    ]
    DBTaskResult.objects.all().delete()


def test_mail_goes_before_what_was_asked_for_earlier(news, settings):
    settings.TASKS = QUEUED
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    news[0].save_revision().publish()
    person = factories.user("bea@example.org")
    ask_for_link(person.email, "fr", "")
    call_command(
        "db_worker", batch=True, max_tasks=1, startup_delay=False, reload=False, verbosity=0
    )
    assert [message.to for message in mail.outbox] == [[person.email]]


def test_a_long_task_lets_mail_go_in_between(news, settings):
    """Each photo takes longer than a task may."""
    settings.TASKS, settings.TASK_SECONDS = QUEUED, 0
    DBTaskResult.objects.all().delete()
    photos = [page.lead_photo_id for page in news[:3]]
    make_renditions_of.enqueue(photos, ["share"], [])
    call_command(
        "db_worker", batch=True, max_tasks=1, startup_delay=False, reload=False, verbosity=0
    )
    rest = DBTaskResult.objects.get(status="READY")
    assert rest.args_kwargs["args"][0] == photos[1:]
