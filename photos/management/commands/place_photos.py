from django.core.management.base import BaseCommand

from photos.privacy import place


class Command(BaseCommand):
    help = (
        "Moves the sizes of photos into or out of the folder that a web server gives out: those whose licence has "
        "ended, or that private pages alone show, leave it. Run it once a day, and after restoring a backup."
    )

    def handle(self, **options):
        place()
