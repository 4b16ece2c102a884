"""What is written into the journal, Wagtail's history of the site, of the whole site; how long its lines are kept."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, PageLogEntry

from core.conditional import ACCESS
from home.models import AssociationSettings

# Everything was taken away; it changes nothing that readers see, as a restore does.
BACKUP = f"{ACCESS}backup"
RESTORE = "operations.restore"


def note(action: str, **data: str | int) -> None:
    """Writes that something was done on the server, for those who look after the association's settings."""
    association = AssociationSettings.objects.first()
    if association:
        log(association, action, data=data)


def prune() -> str:
    """Deletes lines past their time; says how many."""
    old = timezone.now() - timedelta(days=settings.JOURNAL_KEPT_DAYS)
    old_access = timezone.now() - timedelta(days=settings.ACCESS_KEPT_DAYS)
    access = ModelLogEntry.objects.filter(action__startswith=ACCESS)
    deleted = (
        PageLogEntry.objects.filter(timestamp__lt=old).delete()[0]
        + ModelLogEntry.objects.filter(timestamp__lt=old).delete()[0]
        + access.filter(timestamp__lt=old_access).delete()[0]
    )
    return f"Deleted: {deleted}."
