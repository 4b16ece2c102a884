"""Makes the yearly cards of organisations, in the background, and keeps each until it would say something else."""

import logging
import tempfile
from pathlib import Path

from django.core.files import File
from django.db import transaction

from clubs.pdf.tasks import NotMade, print_pdf
from contacts.models import Organisation
from core.tasks import REPORTS, task
from directory.card import PrintedCard
from directory.models import DirectoryPage, YearCard

logger = logging.getLogger(__name__)


@task(priority=REPORTS)
def make_card(organisation_pk: int, directory_pk: int, year: int) -> None:
    """Unless the one that is there would be the same. What was deleted meanwhile is passed over."""
    organisation = Organisation.objects.select_related("logo").filter(pk=organisation_pk).first()
    directory = DirectoryPage.objects.filter(pk=directory_pk, live=True).first()
    if not organisation or not directory:
        return
    printed = PrintedCard(organisation, directory, year)
    known = {"organisation": organisation, "directory": directory, "year": year}
    if YearCard.objects.filter(digest=printed.digest, **known).exists():
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        card = YearCard(digest=printed.digest, **known)
        try:
            printed.write(folder)
            print_pdf(folder, printed.address)
        except NotMade as error:
            logger.error("The card of %s for %s isn’t made: %s", organisation, year, error)
            return
        with transaction.atomic(), (folder / "report.pdf").open("rb") as file:
            YearCard.objects.filter(**known).delete()
            card.file.save("card.pdf", File(file), save=False)
            card.save(force_insert=True)
