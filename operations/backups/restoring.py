"""Puts a site back as a backup has it: all or nothing, even where it is killed.

The backup is proven first, its files are copied beside those of the site, its rows written in one transaction; only
when all that has succeeded do they take the place of what was there. Files change places just before the transaction
ends, and a row of that transaction has the token of this restore: of one that was killed, the database says whether
the files that are there now are the right ones (`settle`).
"""

import fcntl
import logging
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from core.storage import DELETED_FOLDER
from operations.backups.aside import aside, remove_aside
from operations.backups.problems import BackupError
from operations.backups.reading import Backup, hash_of, media_folder, opened, verify
from operations.backups.tables import Migrations, Table, count_on, empty, known_migrations
from operations.backups.writing import applied_migrations, make_backup
from operations.models import JobRun

logger = logging.getLogger(__name__)

Say = Callable[[str], object]
# What somebody has put into a site, by table and condition; migrations alone make none of it.
_CONTENT = {
    "members_user": "1 = 1",
    "photos_photo": "1 = 1",
    "downloads_document": "1 = 1",
    "wagtailcore_page": "depth > 2",
}
# Below MEDIA_ROOT, while a restore is at work; it is locked as long as that lives.
FOLDER = ".restoring"
# The run that says which restore the rows of the database come from: `said` is its token, `ended_at` None until what
# isn't kept has been made anew.
RUN = "restore"


def restore(
    path: Path,
    *,
    finish: Callable[[Backup], None],
    identity: Path | None = None,
    replace: bool = False,
    safety: Path | None = None,
    say: Say,
) -> None:
    """Restores a backup into the site's database and MEDIA_ROOT, which must be empty, unless it may `replace` them.

    With a folder for `safety`, what is replaced is backed up there first. The search, references and places of images
    are made by `finish` (operations.backups.finishing). Raises BackupError, and has then changed nothing, unless it
    comes from `finish`.
    """
    if settings.S3_URL:
        raise BackupError(
            "The files of this site lie in a bucket: restore without S3_URL, then run manage.py fill_bucket with it."
        )
    with alone() as folder:
        backup = _restored(folder, path, identity, replace, safety, say)
        logger.info("Restored: the backup of %s", backup.manifest.made_at)
        _settle_files(folder)
        finish(backup)


def _restored(
    folder: Path,
    path: Path,
    identity: Path | None,
    replace: bool,
    safety: Path | None,
    say: Say,
) -> Backup:
    with _errors(), opened(path, identity, folder) as backup:
        if not replace and (found := occupied()):
            raise BackupError(
                f"The site isn’t empty: {found}. Restore on an empty one, or add --replace."
            )
        tables = verify(backup)
        say(
            f"The backup of {backup.manifest.made_at}, version {backup.manifest.version}, is whole."
        )
        if replace and safety and occupied():
            made = make_backup(safety)
            say(f"What the site holds now is kept in {made.path}.")
        _restore(backup, tables, folder)
        return backup


@contextmanager
def _errors() -> Iterator[None]:
    """What disk and database refuse, as a sentence: nothing has been changed then."""
    try:
        yield
    except OSError as error:
        raise BackupError(
            f"The backup couldn’t be restored: {error.strerror or error}. Nothing was changed."
        ) from error
    except DatabaseError as error:
        said = str(error).strip().splitlines()
        raise BackupError(
            f"The database refused the backup: {said[0] if said else error!r}. Nothing was changed."
        ) from error


class Running(BackupError):
    """Another process restores a backup."""


@contextmanager
def alone() -> Iterator[Path]:
    """An empty folder to restore in, for one process at a time; what a killed one has left is settled first.

    Raises Running. The kernel lets go of the lock whenever its process ends.
    """
    folder = working_folder()
    with _errors(), ExitStack() as stack:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        held = os.open(folder, os.O_RDONLY)
        stack.callback(os.close, held)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Running("Another restore is running: wait until it has ended.") from None
        if any(folder.iterdir()):
            _settle_files(folder)
            remove_aside()
        (folder / "token").write_text(secrets.token_hex())
        lock = stack.pop_all()
    with lock:
        try:
            yield folder
        finally:
            _settle_files(folder)
            folder.rmdir()


def working_folder() -> Path:
    return Path(settings.MEDIA_ROOT, FOLDER)


def _settle_files(folder: Path) -> None:
    """Empties the folder of a restore: the uploaded files are then those of the database's rows.

    `staged` holds those of the backup; `leaving` the site's own while they go, and `former` once all have gone and
    those of the backup come. Whoever is killed in here is followed by another one.
    """
    media, leaving, former = folder.parent, folder / "leaving", folder / "former"
    if former.exists() and not _has_rows_of((folder / "token").read_text()):
        undone = Path(tempfile.mkdtemp(dir=folder))
        for path in _uploads(media):
            path.rename(undone / path.name)
        former.rename(leaving)
    if leaving.exists():
        for path in list(leaving.iterdir()):
            _put_back(path, media / path.name)
        leaving.rmdir()
    if former.exists():
        former.rename(folder / "replaced")  # at once: half of it isn't taken for the whole
    for path in list(folder.iterdir()):
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def _has_rows_of(token: str) -> bool:
    try:
        with connection.cursor() as cursor:
            if JobRun._meta.db_table not in connection.introspection.table_names(cursor):
                return False
        return JobRun.objects.filter(name=RUN, said=token).exists()
    except DatabaseError as error:
        raise BackupError(
            "The database doesn’t say whether the backup is in it: its files and those of the site are kept until it "
            "does. Run this again then, or housekeeping."
        ) from error


def _put_back(path: Path, target: Path) -> None:
    """Into a folder too that was made anew meanwhile."""
    if path.is_dir() and target.is_dir():
        for inner in list(path.iterdir()):
            _put_back(inner, target / inner.name)
        path.rmdir()
    else:
        path.rename(target)


def occupied() -> str:
    """What a site holds that a restored one would lose, in a few words; nothing if it is empty."""
    names = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table, condition in _CONTENT.items():
            if table in names:
                cursor.execute(f"SELECT 1 FROM {table} WHERE {condition} LIMIT 1")  # noqa: S608 constants
                if cursor.fetchone():
                    return f"its database has rows in {table}"
    media = Path(settings.MEDIA_ROOT)
    if media.is_dir() and any(
        path.is_file() for top in _uploads(media) for path in [top, *top.rglob("*")]
    ):
        return f"there are files in {media}"
    return ""


def _restore(backup: Backup, tables: dict[str, Table], folder: Path) -> None:
    wanted = set(backup.manifest.migrations)
    _stage(backup, folder / "staged")
    if _stands_at(wanted):
        with transaction.atomic():
            _load(backup, tables)
            _exchange(folder)
    else:
        with aside() as take_place:
            _migrate(wanted)
            with transaction.atomic():
                _load(backup, tables)
            _forget()
            call_command("migrate", verbosity=0)
            _exchange(folder)
            take_place()
    _forget()


def _exchange(folder: Path) -> None:
    """Puts the files that lie ready in the place of the site's; holds once the transaction around it does."""
    JobRun.objects.update_or_create(
        name=RUN,
        defaults={
            "known_since": timezone.now(),
            "started_at": timezone.now(),
            "said": (folder / "token").read_text(),
        },
    )
    media, leaving = folder.parent, folder / "leaving"
    leaving.mkdir()
    for path in _uploads(media):
        path.rename(leaving / path.name)
    leaving.rename(folder / "former")
    for path in list((folder / "staged").iterdir()):
        path.rename(media / path.name)
    os.sync()


def _stage(backup: Backup, staged: Path) -> None:
    source = media_folder(backup)
    staged.mkdir()
    for name, kept in backup.manifest.media().items():
        target = staged / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if backup.temporary:
            (source / name).rename(target)
        else:
            shutil.copyfile(source / name, target, follow_symlinks=False)
            if hash_of(target) != kept.sha256:
                raise BackupError(
                    f"The file {name} was changed while it was copied. Nothing was changed."
                )
        if settings.FILE_UPLOAD_PERMISSIONS is not None:
            target.chmod(settings.FILE_UPLOAD_PERMISSIONS)


def _load(backup: Backup, tables: dict[str, Table]) -> None:
    """Puts the rows of a backup in the place of all that the tables hold; inside a transaction."""
    existing = set(
        connection.introspection.django_table_names(only_existing=True, include_views=False)
    )
    # The rows of the search's own table take this one with them.
    empty((existing | tables.keys()) - {"wagtailsearch_indexentry_fts", "django_migrations"})
    parts = backup.manifest.parts()
    for name, table in tables.items():
        chunk = []
        for row in backup.rows(table, parts[name]):
            chunk.append(row)
            if len(chunk) == 100:
                table.write(chunk)
                chunk = []
        table.write(chunk)
        if (number := table.count()) != backup.manifest.rows[name]:
            raise BackupError(
                f"{number} rows of {name} were written instead of {backup.manifest.rows[name]}."
            )
    connection.check_constraints()
    count_on(tables.values())


def _stands_at(wanted: Migrations) -> bool:
    """Whether the site's tables are those of the backup and of this version, as after an installation of it."""
    every = set(MigrationLoader(None).graph.nodes)
    return applied_migrations() == wanted and wanted >= every


def _migrate(wanted: Migrations) -> None:
    """Brings an empty database to some migrations."""
    known = known_migrations(MigrationLoader(None), wanted)
    executor = MigrationExecutor(connection)
    nodes = executor.loader.graph.node_map
    last = [
        key for key in known
        if not any(child.key in known and child.key[0] == key[0] for child in nodes[key].children)
    ]  # fmt: skip
    executor.migrate(sorted(last))


def _forget() -> None:
    """The keys of content types, and all that processes keep of the database."""
    ContentType.objects.clear_cache()
    for cache in caches.all():
        cache.clear()


def _uploads(media: Path) -> list[Path]:
    """What lies in MEDIA_ROOT, but what was deleted and, with a dot in front, what a restore or a job is at."""
    return [
        path
        for path in media.iterdir()
        if path.name != DELETED_FOLDER and not path.name.startswith(".")
    ]
