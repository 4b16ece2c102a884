import time

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django_tasks_db.models import DBTaskResult

from demo import DEMO_EDITOR_EMAIL, DEMO_EMAIL, DEMO_MEMBER_EMAIL, DEMO_PASSWORD
from demo.builder import build
from demo.content import table
from home.models import AssociationSettings, HomePage


class Command(BaseCommand):
    help = (
        "Builds the site of a fictional association: pages, news, publications, photos, contacts, clubs. "
        "Run again, it adds what is missing and changes nothing else."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--if-empty", action="store_true", help="Do nothing when the site has a home page."
        )
        parser.add_argument(
            "--size",
            type=int,
            help="So many news items in total, and a quarter as many publications, for measures.",
        )

    def handle(self, *args, if_empty, size, **options):
        # The home page is published last: a load that was cut short goes on from where it was.
        if (
            if_empty
            and HomePage.objects.filter(
                locale__language_code=settings.LANGUAGE_CODE, latest_revision__isnull=False
            ).exists()
        ):
            self.stdout.write("The site has a home page already: no demo content was added.")
            return
        self._refuse_another_site()
        start = time.monotonic()
        build(size, self._say, self._finish_background_work)
        self.stdout.write(
            self.style.SUCCESS(f"The demo site is ready, in {time.monotonic() - start:.0f} s.")
        )
        self.stdout.write(
            f"Accounts: {DEMO_EMAIL}, {DEMO_EDITOR_EMAIL} and {DEMO_MEMBER_EMAIL}, password {DEMO_PASSWORD} "
            "(known to everybody: change it before others reach this site)."
        )

    def _say(self, line: str):
        self.stdout.write(f"  {line}")
        self.stdout.flush()

    def _refuse_another_site(self):
        name = AssociationSettings.load().name
        if name and name != table("association")["name"]:
            raise CommandError(
                f"This is the site of “{name}”: the demo would mix with its content. Use an empty database."
            )

    def _finish_background_work(self):
        """The smaller photos, the covers and the search index, so that the first visitor waits for nothing.

        What waits for them, such as the PDF of reports, is left to the site's own background worker.
        """
        backend = settings.TASKS["default"]["BACKEND"]
        if not backend.startswith("django_tasks_db") or connection.in_atomic_block:
            return
        self._say("Smaller photos, covers and search index ...")
        call_command(
            "db_worker",
            batch=True,
            max_tasks=DBTaskResult.objects.ready().filter(priority__gte=0).count(),
            startup_delay=False,
            reload=False,
            verbosity=0,
        )
