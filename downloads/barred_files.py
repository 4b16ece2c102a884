"""The files that some readers can't read, for the accessibility statement (RGAA 4.1)."""

from django.db.models import Count, Q

from downloads.accessibility import BARRED
from downloads.models import Document


def barred_files(request):
    """The files that the reader may see and that some readers can't read, the newest first."""
    return Document.objects.live_for(request).filter(BARRED).order_by("-pk")


def counts(request) -> dict[str, int]:
    """Of the files that the reader may see: how many PDF files, without tags, mere images; and all the barred ones."""
    return Document.objects.live_for(request).aggregate(
        pdf=Count("pk", filter=Q(tagged__isnull=False)),
        untagged=Count("pk", filter=Q(tagged=False)),
        scans=Count("pk", filter=Q(is_scan=True)),
        barred=Count("pk", filter=BARRED),
    )
