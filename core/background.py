"""How the background work stands: what waits, what is tried again, what has failed for good."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, F, Min, QuerySet, When
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult, get_date_max

from core import tasks
from core.workers import living

_WORK = {
    tasks.MAIL: _("Mail"),
    tasks.VISIBILITY: _("Photos and files, open or closed to the public"),
    tasks.SEARCH: _("Search"),
    tasks.FILES: _("Files to read"),
    tasks.SIZES: _("Sizes of photos"),
    tasks.REPORTS: _("PDFs of reports"),
    tasks.LINKS: _("Links to other sites"),
}


@dataclass(frozen=True)
class Background:
    workers: int  # alive
    waiting: int
    late: int  # seconds that the first in the queue has been waiting
    again: int  # failed, to be tried again
    failed: int  # for good

    @property
    def stands_still(self) -> bool:
        return bool(self.waiting and not self.workers)

    @property
    def needs_somebody(self) -> bool:
        return bool(self.failed) or self.stands_still


def failed_tasks() -> QuerySet[DBTaskResult]:
    """Those that nobody will try again, the last first."""
    return DBTaskResult.objects.failed().order_by("-finished_at")


def state() -> Background:
    ready = DBTaskResult.objects.ready()
    first = ready.order_by("enqueued_at").first()
    return Background(
        workers=len(living()),
        waiting=ready.count(),
        late=int((timezone.now() - first.enqueued_at).total_seconds()) if first else 0,
        again=DBTaskResult.objects.filter(status="READY").exclude(traceback="").count(),
        failed=failed_tasks().count(),
    )


def oldest_waiting(priority: int) -> datetime | None:
    """Since when the first task of a priority (core.tasks) waits; one to be tried again, since it may be."""
    since = Case(
        When(run_after=get_date_max(), then="enqueued_at"),
        default=Greatest(F("run_after"), F("enqueued_at")),
    )
    waiting = DBTaskResult.objects.ready().filter(priority=priority).order_by()
    return waiting.aggregate(oldest=Min(since))["oldest"]


def work_of(task: DBTaskResult) -> str:
    """What a task is about, in the editor's words."""
    return str(_WORK.get(task.priority, _("Other work")))


def error_of(task: DBTaskResult) -> str:
    """The last line of what Python said."""
    return task.traceback.strip().rpartition("\n")[2]


def do_again(task: DBTaskResult) -> None:
    """As if it had never been tried."""
    DBTaskResult.objects.failed().filter(pk=task.pk).update(
        status="READY", run_after=timezone.now(), worker_ids=[]
    )
