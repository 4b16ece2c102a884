import time
from functools import partial

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from clubs.models import SessionPage
from core.tasks import SEARCH, SIZES, is_queued
from demo import DEMO_EDITOR_EMAIL, DEMO_EMAIL, DEMO_MEMBER_EMAIL, DEMO_PASSWORD
from demo.artwork import Artwork
from demo.builder import build, media
from demo.content import table
from demo.kept import start_from_kept
from demo.progress import Progress
from home.models import AssociationSettings, HomePage
from news.models import NewsPage
from photos.renditions import make_renditions_of

# The share of the time that an empty database takes to be migrated, and about that of one migration.
MIGRATED, A_MIGRATION = 0.45, 0.004


class Command(BaseCommand):
    help = (
        "Builds the site of a fictional association: pages, news, publications, photos, contacts, clubs. "
        "Run again, it adds what is missing and changes nothing else."
    )
    requires_system_checks = []  # `runserver` makes them

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="Do nothing when the site has a home page."
        )
        parser.add_argument(
            "--migrate",
            action="store_true",
            help="Migrate the database first, while photos and files are drawn.",
        )
        parser.add_argument(
            "--finish",
            action="store_true",
            help="Do the background work too, but for the PDF of reports, so that a worker has nothing left.",
        )
        parser.add_argument(
            "--size",
            type=int,
            help="So many news items in total, and a quarter as many publications, for measures.",
        )

    def handle(self, *args, if_empty, migrate, finish, size, **options) -> None:
        start = time.monotonic()
        progress = Progress(self._write, self.stdout.isatty())
        if if_empty and self._is_loaded():
            if migrate:
                call_command("migrate", verbosity=0)
            self.stdout.write("The site has a home page already: no demo content was added.")
            return
        try:
            self._load(progress, migrate, size)
            if finish:
                self._finish_background_work(progress)
        except KeyboardInterrupt:
            raise CommandError("Stopped. The same command goes on from here.") from None
        finally:
            progress.end()
        self.stdout.write(
            self.style.SUCCESS(f"The demo site is ready, in {time.monotonic() - start:.0f} s.")
        )
        self.stdout.write(
            f"Accounts: {DEMO_EMAIL}, {DEMO_EDITOR_EMAIL} and {DEMO_MEMBER_EMAIL}, password {DEMO_PASSWORD} "
            "(known to everybody: change it before others reach this site)."
        )

    def _load(self, progress: Progress, migrate: bool, size: int | None) -> None:
        today = timezone.localdate()
        with Artwork(today, media.missing(today)) as artwork:
            share = self._migrate(progress) if migrate else 0
            self._refuse_another_site()
            build(artwork, lambda done, line: progress.tell(share + (1 - share) * done, line), size)
        self._home_photos_first()

    def _write(self, text: str) -> None:
        self.stdout.write(text, ending="")
        self.stdout.flush()

    def _is_loaded(self) -> bool:
        """The home page is published last: a load that was cut short goes on from where it was."""
        if HomePage._meta.db_table not in connection.introspection.table_names():
            return False
        return HomePage.objects.filter(
            locale__language_code=settings.LANGUAGE_CODE, latest_revision__isnull=False
        ).exists()

    def _migrate(self, progress: Progress) -> float:
        """The share of the whole that it has taken."""
        start_from_kept()
        executor = MigrationExecutor(connection)
        number = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        share = min(MIGRATED, number * A_MIGRATION)
        tell = partial(self._migrated, progress, share, number)
        # Without any migration too: what each role may do is given after them.
        call_command("migrate", stdout=_Migrations(tell))
        progress.tell(share, f"Database: {number} migrations" if number else "Database")
        return share

    def _migrated(self, progress: Progress, share: float, total: int, done: int) -> None:
        progress.move(share * done / total, f"Database: {done} of {total} migrations")

    def _refuse_another_site(self) -> None:
        name = AssociationSettings.load().name
        if name and name != table("association")["name"]:
            raise CommandError(
                f"This is the site of “{name}”: the demo would mix with its content. Use an empty database."
            )

    def _home_photos_first(self) -> None:
        """Before the index and the covers: the first visitor looks at the home page."""
        newest = NewsPage.objects.live().exclude(lead_photo=None).order_by("-date")[:5]
        next_sessions = SessionPage.objects.live().upcoming().exclude(lead_photo=None)[:3]
        photos = list({page.lead_photo_id for page in [*next_sessions, *newest]})
        make_renditions_of.using(priority=SEARCH + 1).enqueue(photos, ["lead", "card"])

    def _finish_background_work(self, progress: Progress) -> None:
        """The index, the covers and the sizes of photos."""
        if not is_queued() or connection.in_atomic_block:
            return
        progress.tell(1, "Search index, covers and sizes of photos ...")
        first = DBTaskResult.objects.ready().filter(priority__gte=SIZES)
        while number := first.count():
            call_command(
                "db_worker",
                batch=True,
                max_tasks=number,
                startup_delay=False,
                reload=False,
                verbosity=0,
            )


class _Migrations:
    """What `migrate` writes to, read for the number of migrations that it has begun."""

    def __init__(self, tell) -> None:
        self.tell, self.number = tell, 0

    def write(self, text: str) -> None:
        if text.startswith("  Applying "):
            self.number += 1
            self.tell(self.number)

    def flush(self) -> None:
        pass
