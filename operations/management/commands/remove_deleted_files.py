from django.core.management.base import BaseCommand

from operations.backups import remove_deleted_files


class Command(BaseCommand):
    help = (
        "Removes for good the files that were deleted two days ago (DELETED_FILES_HOURS); until then they are "
        "kept, where nothing serves them, for a backup that began before. Run it once an hour."
    )

    def handle(self, **options) -> None:
        number = remove_deleted_files()
        if options["verbosity"]:
            self.stdout.write(f"{number}")
