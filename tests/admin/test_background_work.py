"""Background work that has failed is seen by those who administer the site, and by the operator's command."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django_tasks_db.models import DBTaskResult

from core.models import Worker
from tests import factories
from tests.conftest import logged_in

TRACEBACK = 'Traceback …\n  File "renditions.py", line 3\nOSError: No space left on device\n'


@pytest.fixture
def failed(site) -> DBTaskResult:
    return DBTaskResult.objects.create(
        task_path="photos.handlers.make_sizes",
        args_kwargs={"args": [{}], "kwargs": {}},
        backend_name="default",
        status="FAILED",
        finished_at=timezone.now(),
        traceback=TRACEBACK,
        worker_ids=["one"] * 6,
    )


@pytest.fixture
def worker(db) -> Worker:
    return Worker.objects.create(name="one", seen_at=timezone.now())


def of_group(name: str):
    person = factories.user(f"{slugify(name)}@example.org")
    person.groups.add(Group.objects.get(name=name))
    return logged_in(person)


def test_administration_sees_what_has_failed_and_has_it_done_again(failed, worker):
    client = of_group("Administration")
    first = client.get(reverse("wagtailadmin_home")).content.decode()
    assert reverse("background_report") in first
    report = client.get(reverse("background_report")).content.decode()
    assert "make_sizes" in report
    assert "No space left on device" in report
    client.post(reverse("background_do_again", args=[failed.pk]))
    failed.refresh_from_db()
    assert (failed.status, failed.worker_ids) == ("READY", [])
    report = client.get(reverse("background_report")).content.decode()
    assert "make_sizes" not in report


def test_nothing_is_said_while_all_goes_well(site, worker):
    first = of_group("Administration").get(reverse("wagtailadmin_home")).content.decode()
    assert "Voir les travaux d’arrière-plan" not in first


@pytest.mark.parametrize("name", ["Rédaction", "Publication", "Adhésions"])
def test_others_are_told_nothing_of_it(name, failed):
    client = of_group(name)
    assert (
        reverse("background_report")
        not in client.get(reverse("wagtailadmin_home")).content.decode()
    )
    assert client.get(reverse("background_report")).status_code in {302, 403}
    client.post(reverse("background_do_again", args=[failed.pk]))
    failed.refresh_from_db()
    assert failed.status == "FAILED"


def test_the_command_ends_with_an_error_where_somebody_has_to_look(failed, worker, capsys):
    with pytest.raises(CommandError, match="failed"):
        call_command("check_background_work")
    assert "OSError: No space left on device" in capsys.readouterr().out
    DBTaskResult.objects.all().delete()
    call_command("check_background_work")
    assert "Workers: 1. Waiting: 0" in capsys.readouterr().out


def test_the_command_says_that_no_worker_is_running(failed, capsys):
    failed.status, failed.run_after = "READY", timezone.now()
    failed.save()
    with pytest.raises(CommandError, match="No worker is running"):
        call_command("check_background_work")
