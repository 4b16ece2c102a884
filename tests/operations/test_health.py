"""How the site does: what /healthz, the command and the operator's page say, and to whom."""

import json
import shutil
from collections import namedtuple
from datetime import timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.conf import settings as the_settings
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import slugify
from django_tasks_db.models import DBTaskResult

from core import tasks
from core.models import Worker
from operations import health
from operations.backups.writing import OUTCOME
from operations.health import CHECKS, examine
from operations.models import JobRun
from tests import factories, page_types
from tests.conftest import logged_in
from tools.ports import free_port

CHECK = {check.name: check for check in CHECKS}
OTHER_SERVERS = {"bucket", "cache", "search_server"}  # of sites on several machines
PROXIED = {"X-Forwarded-For": "192.0.2.7"}


@pytest.fixture
def well(db, settings, tmp_path):
    """A server with which all is well."""
    settings.MEDIA_ROOT = str(tmp_path)
    settings.BASE_URL = "https://www.example.org"
    settings.BACKUP_ROOT = str(tmp_path)
    ready = tmp_path / "ready"
    ready.mkdir(mode=0o750)
    settings.READY_PAGES_ROOT = str(ready)
    backed_up()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.HEALTH_LIMITS = settings.HEALTH_LIMITS | {"housekeeping_minutes": 60, "free_disk": 1}
    now = timezone.now()
    Worker.objects.create(name="one", seen_at=now)
    for name in (
        "check_mail_server",
        "check_certificate",
        "check_ready_pages",
        "backup",
        "check_backup",
        "look_after_members",
    ):
        run_of(name, said=(now + timedelta(days=60)).isoformat())


def backed_up(**fields):
    """What a scheduled backup leaves beside itself."""
    now = timezone.now().isoformat()
    outcome = {"at": now, "ok": True, "said": "", "name": ".", "checked_at": now, "check_ok": True}
    Path(the_settings.BACKUP_ROOT, OUTCOME).write_text(json.dumps(outcome | fields))


def run_of(name: str, **fields) -> JobRun:
    now = timezone.now()
    ran = {"known_since": now, "started_at": now, "ended_at": now, "done_at": now}
    return JobRun.objects.update_or_create(name=name, defaults=ran | fields)[0]


def task_of(priority: int, **fields) -> DBTaskResult:
    task = DBTaskResult.objects.create(
        task_path="core.tasks.nothing",
        args_kwargs={"args": [], "kwargs": {}},
        backend_name="default",
        priority=priority,
        **{"status": "READY", "worker_ids": [], "traceback": ""} | fields,
    )
    DBTaskResult.objects.filter(pk=task.pk).update(enqueued_at=timezone.now() - timedelta(hours=9))
    return task


def no_worker():
    Worker.objects.all().delete()


def two_hours_ago():
    return timezone.now() - timedelta(hours=2)


def page_that_isnt_indexed():
    page = page_types.news_page(factories.site_root())
    type(page).objects.filter(pk=page.pk).update(
        latest_revision_created_at=timezone.now() - timedelta(hours=5)
    )


# By check: what makes it go wrong.
TROUBLES = {
    "worker": no_worker,
    "failed_tasks": lambda: task_of(0, status="FAILED", finished_at=timezone.now()),
    "index": page_that_isnt_indexed,
    "mail_server": lambda: run_of("check_mail_server", failures=2, said="ConnectionRefusedError"),
    "certificate": lambda: run_of("check_certificate", said=(timezone.now() + timedelta(days=9)).isoformat()),
    "ready_pages": lambda: run_of("check_ready_pages", failures=2, said="the home page comes from the application"),
    "backup": lambda: backed_up(at=(timezone.now() - timedelta(days=2)).isoformat()),
    "backup_proof": lambda: run_of("check_backup", failures=1, said="truncated"),
    "housekeeping": lambda: JobRun.objects.update(started_at=two_hours_ago()),
    "jobs": lambda: run_of("look_after_members", failures=2, said="ValueError"),
} | {
    f"waiting_{name}": lambda priority=priority: task_of(priority)
    for name, priority in {
        "mail": tasks.MAIL, "visibility": tasks.VISIBILITY, "index": tasks.SEARCH, "files": tasks.FILES,
        "sizes": tasks.SIZES, "reports": tasks.REPORTS, "other": 0,
    }.items()
}  # fmt: skip


def asked(**headers):
    cache.clear()
    return Client().get("/healthz", headers=headers)


@pytest.mark.parametrize("scheduled", [True, False])
def test_the_last_backup_is_known_before_housekeeping_has_run(scheduled, well, settings):
    JobRun.objects.all().delete()
    if not scheduled:
        settings.BACKUP_ROOT = ""
    [backup] = [result for result in examine() if result.check.name == "backup"]
    assert backup.is_well
    assert ("BACKUP_ROOT" in backup.finding.sentence) is not scheduled


@pytest.mark.parametrize("name", TROUBLES)
def test_each_trouble_is_found_and_nothing_else(name, well):
    assert [result.check.name for result in examine() if not result.is_well] == []
    TROUBLES[name]()
    [wrong] = [result for result in examine() if not result.is_well]
    assert wrong.check.name == name
    assert wrong.finding.sentence
    assert wrong.finding.remedy
    answer = asked()
    assert answer.status_code == 503
    assert answer.json()["checks"][name] == "not ok"


def test_the_other_checks_have_their_trouble_too():
    assert set(CHECK) - set(TROUBLES) == {"database", "storage", "disk"} | OTHER_SERVERS


@pytest.mark.parametrize(
    ("outcome", "wrong"),
    [({"name": "gone"}, "backup"), ({"check_ok": False, "check_said": "damaged"}, "backup_proof")],
)
def test_a_backup_that_is_gone_or_was_found_damaged(outcome, wrong, well):
    backed_up(**outcome)
    run_of("backup", known_since=timezone.now() - timedelta(days=9))
    assert [r.check.name for r in examine() if not r.is_well] == [wrong]


def test_a_folder_that_cant_be_written_and_a_full_disk(well, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = str(tmp_path / "gone")
    assert [r.check.name for r in examine() if not r.is_well] == ["storage"]
    settings.MEDIA_ROOT = str(tmp_path)
    usage = namedtuple("usage", "total used free")(10**12, 10**12, 0)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage)
    assert [r.check.name for r in examine() if not r.is_well] == ["disk"]


@pytest.mark.parametrize("mode", [0o500, 0o700, None])
def test_a_folder_of_ready_pages_that_the_site_or_the_web_server_cant_use(
    mode, well, settings, tmp_path
):
    root = tmp_path / "others"
    settings.READY_PAGES_ROOT = str(root)
    if mode:
        root.mkdir()
        root.chmod(mode)
    assert [r.check.name for r in examine() if not r.is_well] == ["ready_pages"]
    if mode:
        root.chmod(0o750)
        assert [r.check.name for r in examine() if not r.is_well] == []
        settings.SEVERAL_MACHINES = True
        assert [r.check.name for r in examine() if not r.is_well] == ["ready_pages"]


def test_each_server_of_several_machines_is_asked(well, settings):
    nowhere = f"127.0.0.1:{free_port()}"
    settings.S3_URL = f"http://key:secret@{nowhere}/files"
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": "core.bucket.BucketStorage"}}
    settings.CACHES = settings.CACHES | {
        "default": {"BACKEND": "core.shared_cache.SharedCache", "LOCATION": f"redis://{nowhere}"}
    }
    settings.WAGTAILSEARCH_BACKENDS = {
        "default": {"BACKEND": "search.backends.opensearch", "URLS": [f"http://{nowhere}"]}
    }
    wrong = [result for result in examine() if not result.is_well]
    assert {result.check.name for result in wrong} == OTHER_SERVERS
    assert not [result for result in wrong if "secret" in f"{result.finding}"]


@pytest.mark.both_databases
def test_all_is_well_on_both_databases(well):
    task_of(tasks.MAIL, run_after=timezone.now() + timedelta(hours=1))  # to be tried again
    assert [r.check.name for r in examine() if not r.is_well] == []
    assert {r.check.name for r in examine()} == set(CHECK) - OTHER_SERVERS
    TROUBLES["waiting_mail"]()
    assert [r.check.name for r in examine() if not r.is_well] == ["waiting_mail"]


def test_it_never_breaks_even_without_a_database(well, monkeypatch):
    def refuse(*args, **kwargs):
        raise OperationalError("connection refused by 192.0.2.1")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", refuse)
        answer = asked()
    assert answer.status_code == 503
    assert answer.json()["checks"] == {"database": "not ok", "storage": "ok", "disk": "ok"}


def test_a_check_that_breaks_is_a_check_that_fails(well, monkeypatch):
    monkeypatch.setattr(health, "living", lambda: 1 / 0)
    assert asked().json()["checks"]["worker"] == "not ok"


def test_everybody_is_told_a_word_and_the_machine_which_checks_fail(well, settings):
    assert asked(**PROXIED).json() == {"status": "ok"}
    no_worker()
    answer = asked(**PROXIED)
    assert (answer.status_code, answer.json()) == (503, {"status": "not ok"})
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]
    assert "checks" in asked().json()
    assert "checks" not in asked(Authorization="Bearer ", **PROXIED).json(), "no token is no key"
    settings.HEALTH_TOKEN = "a long secret"
    assert "checks" in asked(Authorization="Bearer a long secret", **PROXIED).json()
    assert "checks" not in asked(Authorization="Bearer é", **PROXIED).json()


def test_details_hold_nothing_private(well):
    run_of("look_after_members", failures=3, said="ValueError: ana@example.org")
    assert b"ana@" not in asked().content
    assert set(asked().json()["checks"].values()) == {"ok", "not ok"}


def test_it_is_cheap(well, django_assert_max_num_queries):
    with django_assert_max_num_queries(35):
        asked()
    with django_assert_max_num_queries(0):
        Client().get("/healthz")


def test_other_methods_are_refused(well):
    assert Client().post("/healthz").status_code == 405
    assert Client().head("/healthz").status_code == 200


def test_the_command_says_the_same_with_its_status(well, capsys):
    call_command("check_health")
    no_worker()
    with pytest.raises(CommandError, match="Not well: worker"):
        call_command("check_health")
    out = capsys.readouterr().out
    assert "worker: NOT OK. None is running" in out
    call_command("check_health", "database", "storage")
    with pytest.raises(CommandError, match="no check nothing"):
        call_command("check_health", "nothing")


def of_group(name: str):
    person = factories.user(f"{slugify(name)}@example.org")
    person.groups.add(Group.objects.get(name=name))
    return logged_in(person)


@pytest.mark.parametrize("who", ["Administration", "superuser"])
def test_the_operators_page_says_what_is_wrong_and_what_to_do(who, site, well):
    client = logged_in(factories.administrator()) if who == "superuser" else of_group(who)
    address = reverse("site_health")
    assert address in client.get(reverse("wagtailadmin_home")).content.decode()
    page = client.get(address).content.decode()
    assert "Tout va bien" in page
    assert "Vérifier la dernière sauvegarde" in page
    no_worker()
    cache.clear()
    page = BeautifulSoup(client.get(address).content, "html.parser")
    assert "Relancez le service" in page.select_one("#wrong-section").text
    home = BeautifulSoup(client.get(reverse("wagtailadmin_home")).content, "html.parser")
    assert home.select(f'main a[href="{address}"]')


@pytest.mark.parametrize("name", ["Rédaction", "Publication", "Adhésions"])
def test_others_are_told_nothing(name, site, well):
    no_worker()
    client = of_group(name)
    assert reverse("site_health") not in client.get(reverse("wagtailadmin_home")).content.decode()
    assert client.get(reverse("site_health")).status_code in {302, 403}


def test_every_sentence_is_in_both_languages(well):
    for trouble in (*TROUBLES.values(), lambda: None):
        trouble()
    said = {}
    for language in ("fr", "en"):
        with translation.override(language):
            said[language] = {
                str(text)
                for result in examine()
                for text in (result.check.label, result.finding.sentence, result.finding.remedy)
                if text
            }
    assert len(said["fr"] & said["en"]) <= 1
