from django.core.management.base import BaseCommand

from downloads.describe import describe_documents
from downloads.models import Document
from downloads.reader import VERSION


class Command(BaseCommand):
    help = (
        "Has the files read again, in the background, that an earlier version of the site has read."
    )

    def handle(self, **options) -> None:
        keys = list(Document.objects.filter(read_with__lt=VERSION).values_list("pk", flat=True))
        if keys:
            describe_documents.enqueue(keys)
        if options["verbosity"]:
            self.stdout.write(f"{len(keys)}")
