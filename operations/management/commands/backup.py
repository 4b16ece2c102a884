from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from operations.backups import BackupError
from operations.backups.writing import make_backup


class Command(BaseCommand):
    help = (
        "Makes a backup of the database and of the uploaded files while the site is in use. FOLDER gets a dated folder "
        "of its own for each; files that haven’t changed since the former one are hard links to it, and take no room. "
        "Any program may copy FOLDER to another machine (restic, borg, rsync --hard-links). The environment of the "
        "site, with its secrets, isn’t in it: keep that too. `restore` puts a backup back, on SQLite or PostgreSQL; "
        "`check_backup` proves one."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "folder", nargs="?", type=Path, metavar="FOLDER",
            help="A folder of backups, or an empty one (BACKUP_ROOT by default).",
        )  # fmt: skip
        parser.add_argument(
            "--archive", action="store_true",
            help="One file, encrypted with age for the public key BACKUP_RECIPIENT; nothing is written in the clear.",
        )  # fmt: skip
        parser.add_argument(
            "--recipient",
            default="",
            metavar="KEY",
            help="The same for another public key of age (age1…).",
        )
        parser.add_argument(
            "--keep", metavar="D,W,M",
            help="Afterwards, keep the newest of each of the last D days, W weeks and M months that have one, and "
            "remove the others: 7,4,6. By default nothing is removed from FOLDER; BACKUP_KEEP is for BACKUP_ROOT.",
        )  # fmt: skip

    def handle(self, *, folder, archive, recipient, keep, **options) -> None:
        scheduled = folder is None
        if scheduled:
            if not settings.BACKUP_ROOT:
                raise CommandError("Name a folder for the backup, or set BACKUP_ROOT.")
            folder = Path(settings.BACKUP_ROOT)
        if archive or (scheduled and not recipient):
            recipient = recipient or settings.BACKUP_RECIPIENT
        if archive and not recipient:
            raise CommandError(
                "Name a public key of age with --recipient, or set BACKUP_RECIPIENT."
            )
        numbers = _numbers(keep) if keep else settings.BACKUP_KEEP if scheduled else []
        try:
            made = make_backup(folder, recipient=recipient, keep=numbers)
        except BackupError as error:
            raise CommandError(str(error)) from error
        manifest = made.manifest
        if options["verbosity"]:
            self.stdout.write(str(made.path))
            self.stdout.write(
                f"{sum(manifest.rows.values())} rows, {len(manifest.media())} uploaded files; of "
                f"{len(manifest.files)} files {made.copied} are new. {made.seconds:.0f} s."
            )
        if manifest.missing:
            self.stderr.write(self.style.WARNING(
                f"{len(manifest.missing)} files that the database names are lost: {', '.join(manifest.missing[:5])}."
            ))  # fmt: skip


def _numbers(keep: str) -> list[int]:
    try:
        numbers = [int(number) for number in keep.split(",")]
        if len(numbers) == 3 and min(numbers) >= 0 and any(numbers):
            return numbers
    except ValueError:
        pass
    raise CommandError("--keep wants three numbers, of days, weeks and months: 7,4,6.")
