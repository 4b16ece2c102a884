from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from operations.backups import BackupError
from operations.backups.trial import try_backup


class Command(BaseCommand):
    help = (
        "Proves a backup by restoring it into a database and a folder of its own, which are removed afterwards; the "
        "site isn’t touched. Ends with an error and a sentence if anything is missing or was changed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "path", nargs="?", type=Path, metavar="FOLDER",
            help="A dated folder, a folder of backups (its newest one is taken; BACKUP_ROOT by default), or an "
            "encrypted file.",
        )  # fmt: skip
        parser.add_argument(
            "--identity",
            type=Path,
            metavar="FILE",
            help="The secret key of age of an encrypted file.",
        )

    def handle(self, *, path, identity, **options) -> None:
        if path is None and not settings.BACKUP_ROOT:
            raise CommandError("Name a backup, or set BACKUP_ROOT.")
        try:
            said = try_backup(path or Path(settings.BACKUP_ROOT), identity)
        except BackupError as error:
            raise CommandError(str(error)) from error
        if options["verbosity"]:
            self.stdout.write(said)
            self.stdout.write(self.style.SUCCESS("The backup can be restored."))
