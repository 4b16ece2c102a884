from django.core.management.base import BaseCommand

from downloads.covers import place


class Command(BaseCommand):
    help = "Puts each cover in the folder where it belongs: after a backup was restored, say."

    def handle(self, **options):
        place()
