"""After a restore: makes what a backup doesn't keep, and checks that the site is what it was.

Housekeeping does the first where the restore was killed meanwhile (`settle`).
"""

from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone, translation
from wagtail.coreutils import get_dummy_request

from core import generations
from core.placing import place_all
from core.storage import CLOSED_FOLDER
from core.visibility import everybody, live_pages
from downloads.models import Document
from operations.backups.problems import BackupError
from operations.backups.reading import Backup, hash_of
from operations.backups.restoring import RUN, Running, Say, alone, working_folder
from operations.backups.tables import tables_at
from operations.backups.writing import applied_migrations
from operations.journal import RESTORE, note
from operations.models import JobRun
from search.search import ask

_SAMPLE = 20


def finish(backup: Backup, say: Say) -> None:
    """Makes the search, the references and the places of images, then reports each check.

    Raises BackupError with what is wrong, once all has been said; the site is restored all the same.
    """
    is_former = set(backup.manifest.migrations) != applied_migrations()
    if is_former:
        say("The database was brought to this version; files are read again in the background.")
    _make(is_former)
    problems = [
        problem
        for check in (_rows, _files, _links, _search, _closed)
        for problem in check(backup, say)
    ]
    for problem in problems:
        say(f"WRONG: {problem}")
    if problems:
        raise BackupError(f"The site is restored, but not as it was: {problems[0]}")


def settle() -> str:
    """What housekeeping does after a restore that was killed: undoes it where the database hasn't its rows, finishes it
    where it has; says which."""
    unfinished = JobRun.objects.filter(name=RUN, ended_at=None)
    if not working_folder().exists() and not unfinished.exists():
        return ""
    try:
        with alone():
            if not unfinished.exists():
                return "What a restore that was stopped has left is removed: files and database belong together."
            _make(of_former_version=True)
            return "A restore that was stopped before its end is finished."
    except Running:
        return "A restore is running."


def _make(of_former_version: bool) -> None:
    generations.begin()
    if of_former_version:
        call_command("read_files", verbosity=0)
        call_command("find_untranslated_texts", verbosity=0, stdout=StringIO())
    call_command("rebuild_references_index", verbosity=0, stdout=StringIO())
    place_all()
    call_command("update_index", verbosity=0, stdout=StringIO())
    JobRun.objects.filter(name=RUN).update(ended_at=timezone.now())
    note(RESTORE)


def _rows(backup: Backup, say: Say) -> list[str]:
    """They were counted as they were written; a later migration may have added some."""
    rows = backup.manifest.rows
    say(f"Rows: {sum(rows.values())} in {len(rows)} tables, as many as in the backup.")
    return []


def _files(backup: Backup, say: Say) -> list[str]:
    root, problems = Path(settings.MEDIA_ROOT), []
    media = backup.manifest.media()
    for name, kept in media.items():
        path = root / name
        if not path.exists():  # the rule has opened it
            path = root / name.removeprefix(f"{CLOSED_FOLDER}/")
        if not path.exists() or hash_of(path) != kept.sha256:
            problems.append(f"the file {name} isn’t what it was.")
    say(f"Files: {len(media)}, each with its hash.")
    return problems


def _links(backup: Backup, say: Say) -> list[str]:
    missing, number = set(), 0
    for table in tables_at(applied_migrations()).values():
        if not table.files:
            continue
        for row in table.rows():
            for path, storage, name in table.file_paths(row):
                if storage.exists(name):
                    number += 1
                else:
                    missing.add(path)
    before = set(backup.manifest.missing)
    lost = (
        f" {len(before)} files were lost before the backup: {', '.join(sorted(before)[:5])}."
        if before
        else ""
    )
    say(f"Links: {number} rows find their file.{lost}")
    return [f"the file {path} is missing." for path in sorted(missing - before)]


def _search(backup: Backup, say: Say) -> list[str]:
    """Some pages that everybody may read are looked for by their titles."""
    problems, number = [], 0
    pages = live_pages(everybody()).filter(depth__gt=2, alias_of=None).select_related("locale")
    for page in pages.order_by("-pk")[:_SAMPLE]:
        with translation.override(page.locale.language_code):
            request = get_dummy_request(path=page.url, site=page.get_site())
            request.user = everybody().user
            search = ask(request, f'"{page.title}"')
        if search.problem or not search.query.clauses:
            continue
        number += 1
        if not search.entries.exists():
            problems.append(f"the search doesn’t find “{page.title}”.")
    say(f"Search: {number} titles looked for, {number - len(problems)} found.")
    return problems


def _closed(backup: Backup, say: Say) -> list[str]:
    """What the public may not see lies closed, and the site refuses it to whoever has no account."""
    again = place_all()
    problems = [f"{name} lies open to all." for name in again.closed]
    seen = Document.objects.live_for(everybody()).values("pk")
    closed = Document.objects.exclude(pk__in=seen).order_by("-pk")
    for document in closed[:_SAMPLE]:
        if Client().get(document.url, secure=True, headers={"host": _host()}).status_code == 200:
            problems.append(f"the file “{document.title}” is given to whoever asks.")
    say(
        f"Permissions: {closed.count()} files are closed to the public, nothing lies open that shouldn’t."
    )
    return problems


def _host() -> str:
    return settings.ALLOWED_HOSTS[0].lstrip(".")
