"""What the content is now has a name, its generation; what depends on the content alone is kept as long as that name.

Any write to the database, but to what no page shows, begins a new generation once it is committed: the link
`<READY_PAGES_ROOT>/current` is replaced, which all processes read. A request reads it before it asks the database for
anything. So what is made from the content and kept under that name is never found once the content has changed: what
was begun before a change and ends after it goes where nobody looks any more. No lock is needed, and nothing is
ever taken out because something else has changed.

Kept that way are whole pages, as files (core.ready_pages), and values of a process (`kept`): see there what a value
may depend on. Where a site has no folder for ready pages there are no generations, and nothing is kept.

Where several machines share a database, each has its own folder, and core.other_machines tells the others. That takes
some milliseconds, and what has been closed must be closed at once: so values are kept on a single machine only.
"""

import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from datetime import time as day_time
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, models, transaction
from django.db.backends.signals import connection_created
from django.db.models import Min, Q
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from wagtail.models import Page

Made = TypeVar("Made")

# --- Tables that no page shows, written to by readers, by the background work or while an editor types.
UNSEEN = {
    *("core_change", "core_worker", "django_session", "django_tasks_database_dbtaskresult"),
    *("downloads_downloadcount", "search_askedquery", "operations_jobrun"),
    *("core_wordimport", "downloads_replacement"),
    *("enquiries_enquiry", "enquiries_attachment", "joining_application"),
    *("links_link", "links_linkuse", "proofs_proof", "proofs_remark"),
    *("members_attempt", "members_invitation", "members_signinlink", "members_user"),
    *("search_knownword", "wagtailsearch_indexentry"),
    *("otp_static_staticdevice", "otp_static_statictoken", "otp_totp_totpdevice"),
    *("wagtailadmin_editingsession", "wagtailadmin_formstate", "wagtailcore_revision"),
    *("wagtailcore_modellogentry", "wagtailcore_pagelogentry", "wagtailusers_userprofile"),
}
# What a draft writes into the row of its page.
_OF_DRAFTS = {
    *("latest_revision_id", "latest_revision_created_at", "draft_title", "has_unpublished_changes"),
    *("locked", "locked_at", "locked_by_id"),
}
_READS = re.compile(
    r"\s*\(*(?:SELECT|WITH|EXPLAIN|SHOW|SET|PRAGMA|VALUES|BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|DECLARE|FETCH|CLOSE)\b",
    re.I,
)
_WRITES = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM) "(\w+)"', re.I)
_SET = re.compile(r'"(\w+)" = ')

_state = threading.local()


def is_on() -> bool:
    return bool(settings.READY_PAGES_ROOT)


def begin() -> None:
    """Begins a new generation: from now on nothing is kept. Where the site has none, nothing happens."""
    if not is_on():
        return
    folder = root()
    generation = uuid4().hex
    try:
        folder.mkdir(parents=True, exist_ok=True)
        link = folder / f".{generation}"
        link.symlink_to(generation)
        link.replace(folder / "current")
    except OSError:  # a full disk: then there is no generation
        (folder / "current").unlink(missing_ok=True)


@dataclass(frozen=True)
class _Quiet:
    """A time in which nothing changes by itself, as the database of a generation has it."""

    generation: str
    since: float
    until: float

    def covers(self, generation: str, moment: float) -> bool:
        return self.generation == generation and self.since <= moment < self.until


class Recent:
    """The values that were used last, for several threads: of more than `limit`, those used the longest ago go."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._values: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Made]) -> Made:
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = make()
        with self._lock:
            self._values[key] = value
            if len(self._values) > self._limit:
                self._values.popitem(last=False)
        return value


class Kept(Recent):
    """Values of one generation, as long as nothing changes by itself."""

    LIMIT = 200  # of the demo they take some 15 MB

    def __init__(self, quiet: _Quiet) -> None:
        super().__init__(self.LIMIT)
        self.quiet = quiet


# For a quarter of an hour at most, as pages are: what might be overlooked lasts no longer.
_LONGEST = 1000  # seconds
_kept: Kept | None = None


def keep_for(request: HttpRequest, generation: str, began: float) -> None:
    """From now on the request is given what is kept under the name that it has read, and keeps what it makes.

    Only a reader's is: a preview shows what isn't published, and who writes reads what she has just written.
    """
    global _kept
    if (
        not generation
        or request.method not in {"GET", "HEAD"}
        or getattr(request, "is_dummy", False)
        or settings.SEVERAL_MACHINES
    ):
        return
    known = _kept
    if not (known and known.quiet.covers(generation, began)):
        try:
            until = min(next_change(generation, began), began + _LONGEST)
        except DatabaseError:
            return  # the view will say so
        _kept = known = Kept(_Quiet(generation, began, until))
    request._kept = known  # type: ignore[attr-defined]


def is_kept(request: Any) -> bool:
    """Whether anything is kept for the request."""
    return getattr(request, "_kept", None) is not None


def kept(request: Any, key: tuple, make: Callable[[], Made]) -> Made:
    """What `make` gives, from now until the content changes the same for all requests, which mustn't change it.

    It may depend on the content that all readers see, on the language in use, the host, the day, and on what
    `key` names; on nothing else of the request. What depends on the visitor is core.visibility.kept_for's. No more than
    a page may it read what is written without a new generation (UNSEEN).
    """
    values = getattr(request, "_kept", None)
    if values is None:
        return make()
    return values.get((get_language(), request.get_host(), *key), make)


def kept_with(request: Any, owner: Any, key: Hashable, make: Callable[[], Made]) -> Made:
    """What `make` gives of an object that is kept, as long as that one is: by the object and the key alone."""
    if not is_kept(request):
        return make()
    values = owner.__dict__.setdefault("_kept_with", {})
    if key not in values:
        values[key] = make()
    return values[key]


_quiet: _Quiet | None = None


def next_change(generation: str, began: float) -> float:
    """The next moment at which pages change by themselves, as a number of seconds since 1970."""
    global _quiet
    known = _quiet
    if known and known.covers(generation, began):
        return known.until
    since = datetime.fromtimestamp(began, UTC)
    today = timezone.localdate(since)
    midnight = timezone.make_aware(datetime.combine(today + timedelta(days=1), day_time.min))
    moments = [midnight]
    for model in apps.get_models():
        fields = [
            field for field in model._meta.local_fields if type(field) is models.DateTimeField
        ]
        if issubclass(model, Page) and fields:
            future: dict[str, Any] = {
                f"next_{field.name}": Min(field.name, filter=Q(**{f"{field.name}__gt": since}))
                for field in fields
            }
            moments += filter(None, model._base_manager.aggregate(**future).values())
    _quiet = _Quiet(generation, began, min(moments).timestamp())
    return _quiet.until


@receiver(connection_created)
def watch(connection, **kwargs) -> None:
    """Every statement of every connection goes by `_begin_after`."""
    if _begin_after not in connection.execute_wrappers:
        connection.execute_wrappers.append(_begin_after)


def _begin_after(execute, sql, params, many, context):
    result = execute(sql, params, many, context)
    if is_on() and changes_pages(sql):
        _state.pending = True
        transaction.on_commit(_begin_once, using=context["connection"].alias, robust=True)
    return result


def _begin_once() -> None:
    """Of the writes of a transaction, the first begins it for all."""
    if _state.__dict__.pop("pending", False):
        begin()


def changes_pages(sql: Any) -> bool:
    """Whether a statement may change what a page shows. What isn't understood does."""
    sql = str(sql)
    if _READS.match(sql):
        return False
    found = _WRITES.match(sql)
    if not found:
        return True
    table = found[1]
    if table == Page._meta.db_table and sql.upper().startswith("UPDATE"):
        changed = _SET.findall(sql.partition(" WHERE ")[0])
        return not (changed and _OF_DRAFTS.issuperset(changed))
    return table not in UNSEEN


def is_write(sql: Any) -> bool:
    """Whether a statement writes rows, and does nothing else."""
    return bool(_WRITES.match(str(sql)))


def current() -> str:
    """The name of the generation that is now; empty where its folder can't be read."""
    try:
        return (root() / "current").readlink().name
    except OSError:
        return ""


def root() -> Path:
    return Path(settings.READY_PAGES_ROOT)
