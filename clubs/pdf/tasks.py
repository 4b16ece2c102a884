"""When the PDF of a report is made, kept and taken away.

It goes when the report is published again or unpublished, so that nobody is given a former version, and comes
back once it has been made anew in the background. What else it shows (the photos' credits, the association's
name and colours, the addresses of the pages above) has it made again as well, if that changes it.
"""

import logging
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.db import transaction

from clubs.models import ReportPage, ReportPDF
from clubs.pdf.pages import Printed, PrintedReport
from clubs.pdf.process import NO_LIBRARIES, run_renderer
from core.layout import absolute
from core.tasks import REPORTS, in_portions, task

logger = logging.getLogger(__name__)


class NotMade(Exception):
    """In words for the operator."""


@task(priority=REPORTS)
def make_report_pdfs(page_pks: list[int]) -> None:
    """In the background. A report deleted or unpublished meanwhile is passed over."""

    def make_one(pk: int) -> None:
        if page := ReportPage.objects.filter(pk=pk, live=True, alias_of=None).first():
            make(page)

    in_portions(page_pks, make_one, make_report_pdfs.enqueue)


def make_all_again() -> None:
    """In the background: those that a change of the association's name or colours alters."""
    reports = ReportPage.objects.filter(live=True, alias_of=None).order_by("pk")
    if keys := list(reports.values_list("pk", flat=True)):
        make_report_pdfs.enqueue(keys)


def make(page: ReportPage) -> None:
    """Makes and keeps the PDF of a published report, unless the one that is there would be the same."""
    make_pdf(page, PrintedReport(page), ReportPDF)


def make_pdf(page, printed: Printed, model: Any) -> None:
    """Makes and keeps in `model`, a PagePDF, what is printed of a published page, unless that is there already."""
    if model.objects.current().filter(page=page, digest=printed.digest).exists():
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pdf = model(page=page, digest=printed.digest, shown_until=printed.shown_until)
        try:
            printed.write(folder)
            pdf.page_count = print_pdf(folder, absolute(page.url))
        except NotMade as error:
            logger.error("The PDF of page %s isn’t made: %s", page.pk, error)
            pdf.problem = str(error)
            _keep(pdf, None)
        else:
            _keep(pdf, folder / "report.pdf")


def print_pdf(folder: Path, base_url: str) -> int:
    """Makes `report.pdf` of what `PrintedReport.write` put into the folder. Returns its number of pages."""
    try:
        answer = run_renderer(
            *(folder, base_url),
            seconds=settings.REPORT_PDF_SECONDS,
            megabytes=settings.REPORT_PDF_MEGABYTES,
        )
    except subprocess.TimeoutExpired as error:
        raise NotMade(f"it takes more than {settings.REPORT_PDF_SECONDS} s") from error
    if answer.returncode == NO_LIBRARIES:
        raise NotMade("Pango is missing, docs/operators.md says what to install")
    if answer.returncode or not answer.stdout.strip().isdecimal():
        raise NotMade(answer.stderr.strip()[-2000:] or f"exit status {answer.returncode}")
    return int(answer.stdout)


def _keep(pdf: Any, path: Path | None) -> None:
    """In place of the former one, unless the page has been changed since it was read."""
    with transaction.atomic():
        read = pdf.page
        same = (
            type(read)
            .objects.select_for_update(of=("self",))
            .filter(pk=read.pk, live=True, last_published_at=read.last_published_at)
        )
        if not same.exists():
            return
        type(pdf).objects.filter(page=read).delete()
        if path:
            pdf.weight = path.stat().st_size
            with path.open("rb") as file:
                pdf.file.save(path.name, File(file), save=False)
        pdf.save(force_insert=True)
