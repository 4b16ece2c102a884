import logging

from django.core.management.base import BaseCommand

from core.placing import place_all

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Compares the sizes of photos and covers of files that lie in the folders that a web server gives out with "
        "what the public may see, and moves those that lie wrong. Run it once an hour: licences end, pages expire, a "
        "server may have stopped in the middle of a change."
    )

    def handle(self, **options) -> None:
        moved = place_all()
        for name in moved.closed:
            logger.warning("%s lay open to all, and is closed", name)
        for name in moved.opened:
            logger.warning("%s was closed, and is open to all", name)
        if options["verbosity"]:
            self.stdout.write(f"Closed: {len(moved.closed)}. Opened: {len(moved.opened)}.")
