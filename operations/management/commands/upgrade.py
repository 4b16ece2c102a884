import signal
from argparse import ArgumentParser
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.utils.translation import gettext as _

from core import generations
from operations.snapshots import Snapshot, SnapshotError


class Command(BaseCommand):
    help = (
        "Brings the site to the version of the code: its database, its style sheets and scripts on a server, what "
        "former versions have read and indexed; then checks it, and asks it for its home page. Where anything fails, "
        "the database and the files are as they were before. Run again, it changes nothing. The web server's and the "
        "worker's processes are stopped meanwhile."
    )
    requires_system_checks = []  # it runs them itself, once the database is up to date

    def add_arguments(self, parser: ArgumentParser) -> None:
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument(
            "--undo",
            action="store_true",
            help="Bring back database and files as they were before the last upgrade. What was written since is lost.",
        )
        choice.add_argument(
            "--forget",
            action="store_true",
            help="Remove what the last upgrade has set aside, so that the disk has its room back.",
        )

    def handle(self, undo: bool, forget: bool, **options) -> None:
        generations.begin()
        snapshot = Snapshot()
        if forget:
            snapshot.forget()
        elif not undo:
            self._upgrade(snapshot)
        elif snapshot.exists():
            self._bring_back(snapshot)
        else:
            self.stdout.write(_("Nothing is set aside: database and files stay as they are."))

    def _upgrade(self, snapshot: Snapshot) -> None:
        self._say(f"Parvis {settings.VERSION}")
        try:
            snapshot.take()
        except SnapshotError as error:
            raise CommandError(_("Nothing was changed. %(error)s") % {"error": error}) from error
        # `kill` unwinds like Ctrl-C.
        before = signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            self._bring_to_date()
        except BaseException as error:
            self.stderr.write(self.style.ERROR(f"{type(error).__name__}: {error}"))
            self._bring_back(snapshot)
            raise CommandError(
                _("The upgrade has failed: database and files are as they were.")
            ) from error
        finally:
            signal.signal(signal.SIGTERM, before)
        self.stdout.write(
            self.style.SUCCESS(_("The site is up to date: restart its server and its worker."))
        )

    def _bring_back(self, snapshot: Snapshot) -> None:
        try:
            snapshot.bring_back()
        except (SnapshotError, OSError) as error:
            raise CommandError(
                _(
                    "Database and files could not be brought back: %(error)s\n"
                    "They are kept in %(folder)s. Run “manage.py upgrade --undo” once that is mended."
                )
                % {"error": error, "folder": snapshot.folder}
            ) from error
        self.stdout.write(_("Database and files are as they were before the upgrade."))

    def _bring_to_date(self) -> None:
        self._migrate()
        on_server = isinstance(staticfiles_storage, ManifestFilesMixin)
        if on_server:
            self._say(_("Style sheets and scripts"))
            call_command("collectstatic", interactive=False, verbosity=0)
        self._say(_("What former versions have read, in the background"))
        call_command("read_files", verbosity=0)
        call_command("find_untranslated_texts", stdout=self.stdout)
        self._say(_("Search index"))
        call_command("update_index", verbosity=0)
        self._say(_("Checks"))
        call_command("check", deploy=on_server, stdout=self.stdout, stderr=self.stderr)
        # What doesn't depend on the services, which are stopped.
        call_command("check_health", "database", "storage", stdout=self.stdout)
        self._ask_for_home_page()
        try:
            call_command("check_background_work", stdout=self.stdout)
        except CommandError as error:
            self.stderr.write(self.style.WARNING(str(error)))

    def _migrate(self) -> None:
        executor = MigrationExecutor(connection)
        number = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        if not number:
            self._say(_("The database is up to date"))
            return
        self._say(_("Database: %(number)s migrations") % {"number": number})
        call_command("migrate", verbosity=0)

    def _ask_for_home_page(self) -> None:
        """As a browser does, by the address that the site has for the public."""
        host = urlsplit(settings.BASE_URL).hostname or "localhost"
        visitor = Client(raise_request_exception=False)
        answer = visitor.get("/", secure=True, headers={"host": host}, follow=True)
        if answer.status_code != 200:
            raise CommandError(
                _("The home page answers with the status %(status)s.")
                % {"status": answer.status_code}
            )

    def _say(self, line: str) -> None:
        self.stdout.write(self.style.MIGRATE_HEADING(line))
