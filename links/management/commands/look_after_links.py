from django.conf import settings
from django.core.management.base import BaseCommand

from links.models import Link
from links.reading import read_all
from links.tasks import visit_due


class Command(BaseCommand):
    help = (
        "Every night: reads the links of all published content, and has those that are due visited in the background, "
        "LINK_LIMITS['links'] at most. Run again, it visits none twice."
    )

    def handle(self, **options) -> None:
        read_all()
        due = min(Link.objects.due().count(), settings.LINK_LIMITS["links"])
        if due:
            visit_due.enqueue(due)
        self.stdout.write(f"Links: {Link.objects.count()}, to visit: {due}.")
