"""The periodic jobs: each when it is due, whatever the clocks do and whatever becomes of the others."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command, get_commands
from django.db import DatabaseError
from django.utils import timezone

from operations import housekeeping
from operations.jobs import EACH_TIME, HOURLY, JOBS, MONTHLY, NIGHTLY, WEEKLY, Job
from operations.models import JobRun
from tests.source_rules import ROOT

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 10, 11, tzinfo=UTC)


class Site:
    """A site with these jobs, whose clock a test sets; `done` are the names of those done, in order."""

    def __init__(self, monkeypatch):
        self.now, self.done, self.broken, self.jobs = NOON, [], {}, []
        monkeypatch.setattr(timezone, "now", lambda: self.now)
        monkeypatch.setattr(housekeeping, "needed_jobs", lambda: self.jobs)

    def job(self, name: str, every=EACH_TIME) -> Job:
        def do():
            self.done.append(name)
            if error := self.broken.get(name):
                raise error

        self.jobs.append(Job(name, name, every, function=do))

    def run(self, **later) -> list[str]:
        """What a run does so much later."""
        self.now += timedelta(**later)
        self.done.clear()
        self.failed = [run.name for run in housekeeping.do_due()]
        return list(self.done)

    def moments(self, start: datetime, length: timedelta, step: int = 10) -> list[datetime]:
        """When something was done by runs every so many minutes from a moment on."""
        end, found = start + length, []
        self.now = start
        while self.now < end:
            if self.run(minutes=step):
                found.append(self.now)
        return found


@pytest.fixture
def site(monkeypatch, tmp_path, settings):
    settings.MEDIA_ROOT = str(tmp_path)
    return Site(monkeypatch)


def test_every_job_is_a_command_that_exists_or_a_function():
    names = [job.name for job in JOBS]
    assert len(set(names)) == len(names)
    assert {job.name for job in JOBS if not job.function} <= set(get_commands())


def test_the_first_run_of_a_site_leaves_what_is_heavy_to_the_night(site):
    for name, every in (("often", EACH_TIME), ("hourly", HOURLY), ("nightly", NIGHTLY), ("weekly", WEEKLY),
                        ("monthly", MONTHLY)):  # fmt: skip
        site.job(name, every)
    assert site.run() == ["often", "hourly"]
    assert site.run(minutes=5) == ["often"]
    assert site.run(hours=1) == ["often", "hourly"]
    assert site.run(hours=15) == ["often", "hourly", "nightly"]


@pytest.mark.parametrize(
    ("start", "hours"),
    [(datetime(2026, 3, 27, 22, tzinfo=UTC), [2, 1, 1]), (datetime(2026, 10, 23, 22, tzinfo=UTC), [1, 2, 2])],
    ids=["an hour forward", "an hour back"],
)  # fmt: skip
def test_a_night_has_one_run_when_the_clocks_change(site, start, hours):
    site.job("nightly", NIGHTLY)
    site.now = start
    site.run()
    nights = site.moments(start, timedelta(days=3))
    assert [(night.hour, night.minute) for night in nights] == [(hour, 0) for hour in hours]


@pytest.mark.parametrize("error", [timedelta(hours=1), timedelta(hours=-1)])
@pytest.mark.parametrize("every", [HOURLY, NIGHTLY], ids=["hourly", "nightly"])
def test_a_clock_that_was_wrong_by_an_hour_repeats_and_skips_nothing(site, every, error):
    site.job("job", every)
    site.now = NOON - timedelta(hours=12) + error
    site.run()
    # Until just after the quiet hour by the wrong clock, then it is set right.
    wrong = site.moments(site.now, timedelta(hours=3, minutes=10) - error)
    right = site.moments(site.now - error, timedelta(hours=36))
    gap = right[0] - (wrong[-1] - error)
    if every is NIGHTLY:
        assert len(wrong) == len(right) == 1
        assert timedelta(hours=23) <= gap <= timedelta(hours=25)
    else:
        assert gap <= timedelta(hours=1, minutes=20)


def test_a_clock_that_was_years_ahead_stops_nothing(site):
    site.job("hourly", HOURLY)
    site.now += timedelta(days=3000)
    site.run()
    site.now = NOON
    site.run()
    assert site.run(hours=1) == ["hourly"]


def test_weeks_and_months_are_done_once_and_made_up_for(site):
    site.job("weekly", WEEKLY)
    site.job("monthly", MONTHLY)
    site.run()
    # The first of April is a Wednesday; the server stood still from March 12th to April 2nd.
    assert site.run(days=1) == []
    assert site.run(days=22) == ["weekly", "monthly"]
    assert site.run(minutes=5) == []
    assert site.run(days=4) == ["weekly"]


@pytest.mark.parametrize("error", [ValueError("no"), SystemExit(3), DatabaseError("gone")])
def test_a_failure_stops_no_other_and_is_told_once(site, error, caplog):
    for name in ("one", "two", "three"):
        site.job(name, HOURLY)
    site.broken["two"] = error
    assert site.run() == ["one", "two", "three"]
    assert site.failed == ["two"]
    assert [record.levelname for record in caplog.records if "two" in record.getMessage()] == [
        "ERROR"
    ]
    caplog.clear()
    assert site.run(minutes=5) == ["two"], "the others aren't due"
    assert site.failed == []
    assert not caplog.records
    assert JobRun.objects.get(name="two").failures == 2
    site.run(days=1)
    assert site.failed == ["two"]
    del site.broken["two"]
    site.run(days=1)
    assert JobRun.objects.get(name="two").failures == 0


def test_what_fails_is_tried_ever_less_often(site, settings):
    settings.TASK_RETRY_MINUTES = [1, 5, 20, 60, 240]
    site.job("hourly", HOURLY)
    site.broken["hourly"] = ValueError("no")
    site.run()
    tries = site.moments(NOON, timedelta(hours=12), step=5)
    assert [(moment - NOON).seconds // 60 for moment in tries] == [5, 10, 30, 90, 330, 570]


def test_the_command_says_what_failed_with_status_1(site, capsys):
    site.job("good")
    site.job("bad")
    site.broken["bad"] = OSError("No space left on device")
    with pytest.raises(CommandError, match="bad: OSError: No space left") as told:
        call_command("housekeeping")
    assert told.value.returncode == 1
    assert "good" not in str(told.value)
    site.now += timedelta(minutes=5)
    call_command("housekeeping")  # tried again, not told again
    assert JobRun.objects.get(name="bad").failures == 2
    call_command("housekeeping", list=True)
    good, bad = capsys.readouterr().out.splitlines()
    assert good == "good (each time): 2026-03-10 12:05, went well; next at 2026-03-10 12:05"
    assert "failed 2 times: OSError: No space left on device; next at 2026-03-10 12:10" in bad


def test_one_job_is_done_at_once_by_its_name(site, capsys):
    site.job("nightly", NIGHTLY)
    call_command("housekeeping", only="nightly")
    assert site.done == ["nightly"]
    with pytest.raises(CommandError, match="There are: nightly"):
        call_command("housekeeping", only="else")
    site.broken["nightly"] = ValueError("no")
    for _time in range(2):
        with pytest.raises(CommandError, match="nightly: ValueError: no"):
            call_command("housekeeping", only="nightly")


def test_one_run_at_a_time_and_a_killed_one_leaves_no_lock(site, tmp_path, capsys):
    site.job("hourly", HOURLY)
    code = (
        "import sys, time, django; django.setup()\n"
        "from operations.housekeeping import alone\n"
        "with alone():\n    print('in', flush=True)\n    time.sleep(60)\n"
    )
    environment = os.environ | {
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}",
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "MEDIA_ROOT": str(tmp_path),
    }
    other = subprocess.Popen([sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE)
    try:
        assert other.stdout.readline() == b"in\n"
        call_command("housekeeping")
        assert "running already" in capsys.readouterr().out
        with pytest.raises(CommandError, match="try again"):
            call_command("housekeeping", only="hourly")
        assert site.done == []
    finally:
        other.send_signal(signal.SIGKILL)
        other.wait(10)
        other.stdout.close()
    call_command("housekeeping")
    assert site.done == ["hourly"]


def test_a_job_that_was_killed_is_done_again_after_the_others(site):
    for name in ("deadly", "other"):
        site.job(name, HOURLY)
    site.broken["deadly"] = KeyboardInterrupt()  # as good as a kill: nothing is written after it
    with pytest.raises(KeyboardInterrupt):
        site.run()
    site.broken.clear()
    assert site.run(minutes=5) == ["other", "deadly"]


@pytest.mark.both_databases
def test_all_jobs_run_on_an_installed_site(tmp_path, settings):
    """The real ones, one after the other, tasks in the database."""
    settings.TASKS = {"default": {"BACKEND": "core.task_backends.DatabaseBackend"}}
    settings.MEDIA_ROOT = str(tmp_path)
    for job in JOBS:
        if job.is_needed():
            call_command("housekeeping", only=job.name, verbosity=0)
    assert not JobRun.objects.filter(failures__gt=0)
    assert JobRun.objects.filter(done_at__isnull=False).count() == sum(
        job.is_needed() for job in JOBS
    )
