"""When the PDF of a report is made, kept and taken away.

It goes when the report is published again or unpublished, so that nobody is given a former version, and comes
back once it has been made anew in the background. What else it shows (the photos' credits, the association's
name and colours, the addresses of the pages above) has it made again as well, if that changes it.
"""

import logging
import subprocess
import tempfile
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.db import transaction

from clubs.models import ReportPage, ReportPDF
from clubs.pdf.pages import PrintedReport
from clubs.pdf.process import NO_LIBRARIES, run_press
from core.tasks import task

logger = logging.getLogger(__name__)

# After what readers wait for: search, covers, sizes of photos.
PRIORITY = -20


class NotMade(Exception):
    """In words for the operator."""


@task(priority=PRIORITY)
def make_report_pdf(page_pk: int) -> None:
    """In the background. A report deleted or unpublished meanwhile is passed over."""
    if page := ReportPage.objects.filter(pk=page_pk, live=True, alias_of=None).first():
        make(page)


def make_ahead(page_pks: Iterable[int]) -> None:
    """Have PDFs made once what is being saved is."""
    for pk in page_pks:
        transaction.on_commit(partial(make_report_pdf.enqueue, pk))


def make(page: ReportPage) -> None:
    """Makes and keeps the PDF of a published report, unless the one that is there would be the same."""
    report = PrintedReport(page)
    if ReportPDF.objects.current().filter(page=page, digest=report.digest).exists():
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pdf = ReportPDF(page=page, digest=report.digest, shown_until=report.shown_until)
        try:
            report.write(folder)
            pdf.page_count = print_pdf(folder, report.address)
        except NotMade as error:
            logger.error("The PDF of report %s isn’t made: %s", page.pk, error)
            pdf.problem = str(error)
            _keep(pdf, None)
        else:
            _keep(pdf, folder / "report.pdf")


def print_pdf(folder: Path, base_url: str) -> int:
    """Makes `report.pdf` of what `PrintedReport.write` put into the folder. Returns its number of pages."""
    words = [folder, base_url, settings.REPORT_PDF_MEGABYTES]
    try:
        answer = run_press(*words, timeout=settings.REPORT_PDF_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise NotMade(f"it takes more than {settings.REPORT_PDF_SECONDS} s") from error
    if answer.returncode == NO_LIBRARIES:
        raise NotMade("Pango is missing, docs/operators.md says what to install")
    if answer.returncode or not answer.stdout.strip().isdecimal():
        raise NotMade(answer.stderr.strip()[-2000:] or f"exit status {answer.returncode}")
    return int(answer.stdout)


def _keep(pdf: ReportPDF, path: Path | None) -> None:
    """In place of the former one, unless the report has been changed since it was read."""
    with transaction.atomic():
        read = pdf.page
        same = ReportPage.objects.select_for_update().filter(
            pk=read.pk, live=True, last_published_at=read.last_published_at
        )
        if not same.exists():
            return
        ReportPDF.objects.filter(page=read).delete()
        if path:
            pdf.weight = path.stat().st_size
            with path.open("rb") as file:
                pdf.file.save(path.name, File(file), save=False)
        pdf.save(force_insert=True)
