from django.core.management.base import BaseCommand

from search.indexing import refresh, stale


class Command(BaseCommand):
    help = (
        "Indexes what has changed since it was indexed: what a worker that stopped has left undone."
    )

    def handle(self, **options) -> None:
        number = sum(refresh(items) for items in stale())
        if options["verbosity"]:
            self.stdout.write(f"{number}")
