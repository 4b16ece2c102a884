from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from operations.backups import BackupError
from operations.backups.finishing import finish
from operations.backups.restoring import restore


class Command(BaseCommand):
    help = (
        "Puts a site back as a backup has it, into the database and the MEDIA_ROOT of this one, which may be of the "
        "other kind of database. All of it is proven first: what is damaged, newer or not a backup is refused, and "
        "nothing is changed. A backup of a former version is brought to this one. Stop the site and its worker "
        "meanwhile, and run this as the account that they run as."
    )
    requires_system_checks = []  # there may be no database yet

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "path", type=Path, metavar="FOLDER",
            help="A dated folder, a folder of backups (its newest one is taken), or an encrypted file.",
        )  # fmt: skip
        parser.add_argument(
            "--identity",
            type=Path,
            metavar="FILE",
            help="The secret key of age of an encrypted file.",
        )
        parser.add_argument(
            "--replace", action="store_true",
            help="Replace what the site holds. It is backed up first, into --safety or BACKUP_ROOT.",
        )  # fmt: skip
        parser.add_argument(
            "--safety", type=Path, metavar="FOLDER",
            default=Path(settings.BACKUP_ROOT) if settings.BACKUP_ROOT else None,
            help="The folder of backups for what is replaced (BACKUP_ROOT by default).",
        )  # fmt: skip
        parser.add_argument(
            "--no-safety", action="store_true", help="Replace it without a backup: it is then lost."
        )

    def handle(self, *, path, identity, replace, safety, no_safety, **options) -> None:
        if replace and not safety and not no_safety:
            raise CommandError(
                "Name a folder for a backup of what is replaced, --safety FOLDER, or add --no-safety to lose it."
            )
        say = self._say if options["verbosity"] else self._say_nothing
        try:
            restore(
                path,
                finish=lambda backup: finish(backup, say),
                identity=identity,
                replace=replace,
                safety=None if no_safety else safety,
                say=say,
            )
        except BackupError as error:
            raise CommandError(str(error)) from error
        say(self.style.SUCCESS("The site is restored: start its server and its worker."))

    def _say(self, line: str) -> None:
        self.stdout.write(line)

    def _say_nothing(self, line: str) -> None:
        pass
