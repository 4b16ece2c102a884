"""The periodic jobs of a site: what each does, how often, and whether this site needs it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core import generations, ready_pages
from operations import backups, journal, orphans, outside, revisions
from operations.backups import finishing

# What was begun within so short a time isn't due again, whatever the clocks say: they may have been set by an hour.
_APART = timedelta(hours=2)


@dataclass(frozen=True)
class Every:
    """So long after it was begun the last time; at once where it has never been done."""

    label: str | Promise
    minutes: int = 0

    def next(self, done_at: datetime | None, known_since: datetime) -> datetime:
        return done_at + timedelta(minutes=self.minutes) if done_at else known_since


@dataclass(frozen=True)
class AtNight:
    """At HOUSEKEEPING_HOUR by the clocks of the site's time zone, on the days that `on` lets through.

    What a site has never done is done at the first such hour, not all at once on its first day.
    """

    label: str | Promise
    on: Callable[[date], bool]

    def next(self, done_at: datetime | None, known_since: datetime) -> datetime:
        after = done_at + _APART if done_at else known_since
        zone = timezone.get_default_timezone()
        day = after.astimezone(zone).date()
        while True:
            moment = datetime.combine(day, time(settings.HOUSEKEEPING_HOUR), zone)
            if self.on(day) and moment >= after:
                return moment
            day += timedelta(days=1)


EACH_TIME = Every(_("each time"))
EACH_QUARTER = Every(_("every quarter of an hour"), 15)
HOURLY = Every(_("every hour"), 60)
NIGHTLY = AtNight(_("every night"), lambda day: True)
WEEKLY = AtNight(_("in the night to Sunday"), lambda day: day.weekday() == 6)
MONTHLY = AtNight(_("in the first night of the month"), lambda day: day.day == 1)


@dataclass(frozen=True)
class Job:
    """A command of manage.py, or a function that returns what it has to say; either raises where it fails."""

    name: str
    label: str | Promise
    every: Every | AtNight
    function: Callable[[], Any] | None = None
    arguments: Callable[[], list[str]] = list
    is_needed: Callable[[], bool] = lambda: True

    def do(self) -> str:
        """What it says at its end."""
        if self.function:
            return str(self.function() or "")
        said = StringIO()
        call_command(self.name, *self.arguments(), stdout=said, stderr=said)
        return said.getvalue().strip().rpartition("\n")[2]


def _has_backups() -> bool:
    return bool(settings.BACKUP_ROOT)


def _has_ready_pages() -> bool:
    """Of several machines each sweeps its own disk (core.other_machines)."""
    return generations.is_on() and not settings.SEVERAL_MACHINES


# In the order in which they are done when several are due: first what readers see, a backup before anything is deleted.
JOBS = [
    Job(
        "settle_restore",
        _("Undo or finish a restore that was stopped"),
        EACH_TIME,
        function=finishing.settle,
    ),
    Job("publish_scheduled", _("Publish and withdraw what editors have scheduled"), EACH_TIME),
    Job("check_background_work", _("See to work left by workers that died"), EACH_QUARTER),
    Job("place_images", _("Close the photos and covers that the public may not see"), HOURLY),
    Job("catch_up_index", _("Index what the search has missed"), HOURLY),
    Job(
        "check_mail_server",
        _("Ask the mail server whether it takes messages"),
        HOURLY,
        function=outside.check_mail_server,
        is_needed=outside.has_mail_server,
    ),
    Job(
        "backup",
        _("Back up the database and the files"),
        NIGHTLY,
        function=backups.make_scheduled_backup,
        is_needed=_has_backups,
    ),
    Job(
        "check_backup",
        _("Prove the last backup"),
        MONTHLY,
        function=backups.check_scheduled_backup,
        is_needed=_has_backups,
    ),
    Job(
        "sweep_ready_pages",
        _("Remove ready pages that are out of date"),
        EACH_QUARTER,
        function=ready_pages.sweep,
        is_needed=_has_ready_pages,
    ),
    Job(
        "prune_revisions",
        _("Delete old versions of which there are many a day"),
        NIGHTLY,
        function=revisions.prune,
    ),
    Job("empty_trash", _("Delete for good what was in the bin for its time"), NIGHTLY),
    Job("remove_deleted_files", _("Remove files that were deleted two days ago"), HOURLY),
    Job("look_after_members", _("Tell of memberships that end, remove old links"), NIGHTLY),
    Job("remind_of_reviews", _("Remind of pages to look through"), NIGHTLY),
    Job("look_after_enquiries", _("Delete old messages to contacts"), NIGHTLY),
    Job("look_after_applications", _("Delete old applications to join"), NIGHTLY),
    Job("look_after_proofs", _("Delete old links to drafts, with their remarks"), NIGHTLY),
    Job("look_after_links", _("Find the links of the content, and visit other sites"), NIGHTLY),
    Job("look_after_registrations", _("Delete old registrations"), NIGHTLY),
    Job(
        "remove_orphans",
        _("Remove files that belong to nothing"),
        WEEKLY,
        function=orphans.remove_orphans,
    ),
    Job("clearsessions", _("Remove sessions that have ended"), NIGHTLY),
    Job("prune_db_task_results", _("Forget background work long done"), NIGHTLY),
    Job(
        "prune_journal",
        _("Delete old lines of the journal"),
        NIGHTLY,
        function=journal.prune,
    ),
    Job(
        "check_certificate",
        _("Read until when the certificate of HTTPS holds"),
        NIGHTLY,
        function=outside.check_certificate,
        is_needed=outside.has_certificate,
    ),
    Job(
        "check_ready_pages",
        _("Ask the web server whether it gives ready pages"),
        HOURLY,
        function=outside.check_ready_pages,
        is_needed=lambda: generations.is_on() and outside.has_certificate(),
    ),
    Job("make_report_pdfs", _("Make the PDFs that reports lack"), NIGHTLY),
    Job("make_training_pdfs", _("Make the PDFs that courses and catalogues lack"), NIGHTLY),
    Job("update_index", _("Make the whole search index anew"), WEEKLY),
]


def needed_jobs() -> list[Job]:
    """Those that this site needs, by its settings."""
    return [job for job in JOBS if job.is_needed()]
