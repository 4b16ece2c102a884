from django.core.management.base import BaseCommand

from clubs.models import ReportPage, ReportPDF
from clubs.pdf.tasks import make_report_pdfs


class Command(BaseCommand):
    help = (
        "Has the background worker make the PDFs that published reports lack, "
        "also those that show a photo whose licence has ended."
    )

    def handle(self, **options) -> None:
        made = ReportPDF.objects.current().values("page")
        missing = ReportPage.objects.filter(live=True, alias_of=None).exclude(pk__in=made)
        keys = list(missing.values_list("pk", flat=True))
        if keys:
            make_report_pdfs.enqueue(keys)
        self.stdout.write(f"PDFs to make: {len(keys)}")
