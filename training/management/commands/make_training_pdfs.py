from django.core.management.base import BaseCommand

from training.tasks import make_training_pdfs, missing_pdfs


class Command(BaseCommand):
    help = (
        "Has the background worker make the PDFs that published courses and catalogues lack, "
        "also those that show a photo whose licence has ended."
    )

    def handle(self, **options) -> None:
        if keys := missing_pdfs():
            make_training_pdfs.enqueue(keys)
        self.stdout.write(f"PDFs to make: {len(keys)}")
