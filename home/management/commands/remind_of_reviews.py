from django.core.management.base import BaseCommand

from home.reminders import remind


class Command(BaseCommand):
    help = (
        "Once a day: writes to those who are named on pages that nobody has looked through for REVIEW_DAYS. "
        "Run again, it writes to nobody twice."
    )

    def handle(self, **options) -> None:
        self.stdout.write(f"Reminded: {remind()}.")
