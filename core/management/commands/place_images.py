from django.core.management.base import BaseCommand

from core.placing import place_all


class Command(BaseCommand):
    help = (
        "Moves sizes of photos and covers of files into or out of the folders that a web server gives out: what the "
        "public may not see leaves them. Run it once a day, for licences that end, and after restoring a backup."
    )

    def handle(self, **options):
        place_all()
