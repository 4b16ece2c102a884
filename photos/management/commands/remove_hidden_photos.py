from django.core.management.base import BaseCommand

from photos.renditions import remove_hidden


class Command(BaseCommand):
    help = (
        "Removes from the disk the public sizes of photos whose licence has ended. Run it once a day; "
        "a licence that is renewed has them made again."
    )

    def handle(self, **options):
        self.stdout.write(f"{remove_hidden()} files removed.")
