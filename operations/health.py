"""How the site does: one list of checks, of which /healthz, `manage.py check_health` and the operator's page are made.

Each says in a sentence what it has found and, where something is wrong, what to do about it, in the language in use.
What is slow or leaves the network is asked by housekeeping (operations.outside); a check reads what that found.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core import background, tasks
from core.workers import living
from operations import other_servers
from operations.backups import last_backup
from operations.findings import FAILURES, Finding, run_of
from operations.jobs import JOBS
from operations.models import JobRun
from search.indexing import behind

# Jobs that fail are a check of their own, but for these, of which another check speaks.
_SPOKEN_OF = {
    "check_mail_server",
    "check_certificate",
    "check_ready_pages",
    "backup",
    "check_backup",
    "check_background_work",
}
_CACHE_KEY = "operations.health"


@dataclass(frozen=True)
class Check:
    """`ask` returns None where a site has nothing of the kind, or nothing is known yet."""

    name: str
    label: str | Promise
    ask: Callable[[], Finding | None]
    needs_database: bool = True


@dataclass(frozen=True)
class Result:
    check: Check
    finding: Finding

    @property
    def is_well(self) -> bool:
        return self.finding.is_well


def _database() -> Finding:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:
        return Finding(
            False,
            _("The database doesn’t answer: the site shows nothing."),
            _("See whether PostgreSQL is running and its disk has room, then start it again."),
        )
    return Finding(True, _("It answers."))


def _storage() -> Finding:
    try:
        with tempfile.TemporaryFile(dir=settings.MEDIA_ROOT) as file:
            file.write(b"1")
    except OSError as error:
        return Finding(
            False,
            _("No file can be written where uploads are kept (%(error)s).")
            % {"error": error.strerror or type(error).__name__},
            _(
                "See that the folder MEDIA_ROOT exists, belongs to the service, and that its disk isn’t full."
            ),
        )
    return Finding(True, _("Files can be written."))


def _disk() -> Finding | None:
    least = _limit("free_disk")
    if least is None:
        return None
    free = min(shutil.disk_usage(folder).free for folder in _folders())
    said = _("%(size)s are free.") % {"size": filesizeformat(free)}
    if free >= least:
        return Finding(True, said)
    return Finding(
        False,
        said,
        _("Make room, or have the disk enlarged, before uploads and messages are refused."),
    )


def _folders() -> list[Path]:
    """What the site writes into, as far as it is on this machine."""
    folders = [Path(settings.MEDIA_ROOT)]
    if connection.vendor == "sqlite":
        folders.append(Path(connection.settings_dict["NAME"]).parent)
    return [folder for folder in folders if folder.is_dir()] or [Path("/")]


def _worker() -> Finding:
    if number := len(living()):
        return Finding(
            True,
            ngettext("%(number)d is running.", "%(number)d are running.", number)
            % {"number": number},
        )
    return Finding(
        False,
        _("None is running: photos, files, PDFs, messages and the search wait."),
        _("Start the service of the background work again (manage.py db_worker)."),
    )


def _waiting(priority: int, name: str) -> Finding | None:
    minutes = _limit("wait_minutes")[name]
    oldest = background.oldest_waiting(priority)
    if minutes is None:
        return None
    if oldest is None:
        return Finding(True, _("Nothing is waiting."))
    said = _("The first has been waiting for %(time)s.") % {"time": timesince(oldest)}
    if timezone.now() - oldest <= timedelta(minutes=minutes):
        return Finding(True, said)
    return Finding(
        False,
        said,
        _(
            "See whether a worker is running, and what it says in the log; a second one does more at a time."
        ),
    )


def _failed_tasks() -> Finding:
    number = background.failed_tasks().count()
    if not number:
        return Finding(True, _("None."))
    return Finding(
        False,
        ngettext(
            "%(number)d task of the background work has failed for good.",
            "%(number)d tasks of the background work have failed for good.",
            number,
        )
        % {"number": number},
        _("Reports > Background work says why, and has them done again."),
    )


def _index() -> Finding | None:
    minutes = _limit("index_minutes")
    if minutes is None:
        return None
    number = behind(timezone.now() - timedelta(minutes=minutes)).count()
    if not number:
        return Finding(True, _("It is up to date."))
    return Finding(
        False,
        ngettext(
            "%(number)d page is found by what it said before.",
            "%(number)d pages are found by what they said before.",
            number,
        )
        % {"number": number},
        _(
            "See whether a worker is running; manage.py catch_up_index makes up for what was missed."
        ),
    )


def _mail_server() -> Finding | None:
    run = run_of("check_mail_server")
    if run is None or run.started_at is None:
        return None
    if run.failures < FAILURES:
        return Finding(True, _("It answered on %(when)s.") % {"when": _moment(run.done_at)})
    return Finding(
        False,
        _("It doesn’t take messages: %(error)s") % {"error": run.said},
        _("Check EMAIL_URL, and ask who keeps the mail server. Messages wait, and go out later."),
    )


def _certificate() -> Finding | None:
    run = run_of("check_certificate")
    days = _limit("certificate_days")
    if run is None or run.started_at is None or days is None:
        return None
    renew = _("Renew it: see what certbot, or whoever gave you the certificate, says.")
    if run.failures >= FAILURES:
        return Finding(False, _("Browsers refuse it: %(error)s") % {"error": run.said}, renew)
    if run.done_at is None or run.failures:
        return None
    ends = datetime.fromisoformat(run.said)
    said = _("It holds until %(date)s.") % {"date": date_format(timezone.localtime(ends))}
    if ends - timezone.now() > timedelta(days=days):
        return Finding(True, said)
    return Finding(False, said, renew)


def _backup() -> Finding | None:
    hours = _limit("backup_hours")
    if hours is None:
        return None
    if not settings.BACKUP_ROOT:
        return Finding(True, _("None is scheduled: BACKUP_ROOT says where they would go."))
    run = run_of("backup") or JobRun(name="backup", known_since=timezone.now())
    last = last_backup()
    done = last.at if last and last.ok else run.done_at
    if done is None:
        said = _("There is none yet.")
    elif last and last.ok and last.path is None:
        said = _("The last one, of %(when)s, isn’t there any more.") % {"when": _moment(done)}
        done = None
    else:
        said = _("The last one is of %(when)s.") % {"when": _moment(done)}
    if run.failures >= FAILURES:
        said = _("%(said)s The next one has failed: %(error)s") % {"said": said, "error": run.said}
    elif timezone.now() - (done or run.known_since) <= timedelta(hours=hours):
        return Finding(True, said)
    return Finding(
        False,
        said,
        _(
            "See that BACKUP_ROOT has room and may be written, then run manage.py housekeeping --only backup."
        ),
    )


def _backup_proof() -> Finding | None:
    run, last = run_of("check_backup"), last_backup()
    if run is None:
        return None
    error = run.said if run.failures else ""
    if not error and last and last.checked_at:
        if last.check_ok:
            return Finding(
                True, _("It was found whole on %(when)s.") % {"when": _moment(last.checked_at)}
            )
        error = last.check_said
    if not error:
        return None
    return Finding(
        False,
        _("It couldn’t be restored: %(error)s") % {"error": error},
        _(
            "Make another one (manage.py housekeeping --only backup) and have it proven (--only check_backup)."
        ),
    )


def _housekeeping() -> Finding | None:
    minutes = _limit("housekeeping_minutes")
    if minutes is None:
        return None
    last = JobRun.objects.exclude(started_at=None).order_by("-started_at").first()
    if last and last.started_at and timezone.now() - last.started_at <= timedelta(minutes=minutes):
        return Finding(True, _("It ran on %(when)s.") % {"when": _moment(last.started_at)})
    if last:
        said = _("It hasn’t run since %(when)s.") % {"when": _moment(last.started_at)}
    else:
        said = _("It has never run.")
    return Finding(
        False,
        _("%(said)s What is scheduled isn’t published, nothing old is deleted.") % {"said": said},
        _("Start its timer again (manage.py housekeeping, every five minutes)."),
    )


def _jobs() -> Finding:
    labels = {job.name: str(job.label) for job in JOBS if job.name not in _SPOKEN_OF}
    failing = JobRun.objects.filter(name__in=labels, failures__gte=FAILURES)
    names = [labels[run.name] for run in failing.order_by("name")]
    if not names:
        return Finding(True, _("All of them go well."))
    return Finding(
        False,
        _("They fail: %(jobs)s.") % {"jobs": ", ".join(names)},
        _("The table below and the log say why; each is tried again by itself."),
    )


def _limit(name: str) -> Any:
    return settings.HEALTH_LIMITS[name]


def _moment(moment: datetime | None) -> str:
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT") if moment else "–"


CHECKS = [
    Check("database", gettext_lazy("Database"), _database, needs_database=False),
    Check("storage", gettext_lazy("Folder of files"), _storage, needs_database=False),
    Check("disk", gettext_lazy("Room on the disk"), _disk, needs_database=False),
    Check("bucket", gettext_lazy("Bucket of files"), other_servers.bucket, needs_database=False),
    Check("cache", gettext_lazy("Shared cache"), other_servers.cache, needs_database=False),
    Check(
        "search_server",
        gettext_lazy("Search server"),
        other_servers.search_server,
        needs_database=False,
    ),
    Check("ready_pages", gettext_lazy("Ready pages"), other_servers.ready_pages),
    Check("worker", gettext_lazy("Background workers"), _worker),
    *(
        Check(f"waiting_{name}", label, partial(_waiting, priority, name))
        for priority, name, label in (
            (tasks.MAIL, "mail", gettext_lazy("Messages to send")),
            (
                tasks.VISIBILITY,
                "visibility",
                gettext_lazy("Photos and files to open or close"),
            ),
            (tasks.SEARCH, "index", gettext_lazy("Pages to index")),
            (tasks.FILES, "files", gettext_lazy("Files to read")),
            (tasks.SIZES, "sizes", gettext_lazy("Sizes of photos to make")),
            (tasks.REPORTS, "reports", gettext_lazy("PDFs to make")),
            (0, "other", gettext_lazy("Other background work")),
        )
    ),
    Check("failed_tasks", gettext_lazy("Failed tasks"), _failed_tasks),
    Check("index", gettext_lazy("Search index"), _index),
    Check("mail_server", gettext_lazy("Mail server"), _mail_server),
    Check("certificate", gettext_lazy("Certificate of HTTPS"), _certificate),
    Check("backup", gettext_lazy("Last backup"), _backup),
    Check("backup_proof", gettext_lazy("Proof of the backup"), _backup_proof),
    Check("housekeeping", gettext_lazy("Housekeeping"), _housekeeping),
    Check("jobs", gettext_lazy("Periodic jobs"), _jobs),
]


def examine(checks: Iterable[Check] = CHECKS) -> list[Result]:
    """What each check finds now; raises nothing. Without a database nothing is said of what is kept there."""
    results, has_database = [], _database().is_well
    for check in checks:
        if check.needs_database and not has_database:
            continue
        try:
            finding = check.ask()
        except Exception as error:
            finding = Finding(
                False,
                _("This couldn’t be found out (%(error)s).") % {"error": type(error).__name__},
                _("See the log."),
            )
        if finding:
            results.append(Result(check, finding))
    return results


def states() -> dict[str, bool]:
    """By name of the check, whether it is well: as it was found in the last HEALTH_SECONDS, by this process."""
    known = cache.get(_CACHE_KEY)
    if known is None:
        known = {result.check.name: result.is_well for result in examine()}
        cache.set(_CACHE_KEY, known, settings.HEALTH_SECONDS)
    return known
