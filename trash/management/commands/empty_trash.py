from django.core.management.base import BaseCommand

from trash.models import TrashItem


class Command(BaseCommand):
    help = "Once a day: deletes for good what was in the bin for TRASH_KEPT_DAYS. Run again, it does nothing."

    def handle(self, **options) -> None:
        deleted = TrashItem.objects.ended().delete()[1].get("trash.TrashItem", 0)
        self.stdout.write(f"Deleted: {deleted}.")
