"""Replacing a file under its permanent link, and getting a former one back."""

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from downloads.models import Document, DocumentVersion


@transaction.atomic
def keep_current(document: Document, user, reason: str = "") -> DocumentVersion:
    """Writes down the file that the document has now, before another takes its place.

    Of two editors who replace it at once, the second finds the first one's file and keeps it too.
    """
    current = _locked(document.pk)
    return DocumentVersion.objects.create(
        document=current,
        file=current.file.name,
        file_size=current.file_size,
        file_hash=current.file_hash,
        replaced_by=user if user and user.pk else None,
        reason=reason,
    )


@transaction.atomic
def restore(version: DocumentVersion, user) -> Document:
    """The former file is the document's again; the one that it had becomes a former one."""
    document = _locked(version.document_id)
    day = timezone.localdate(version.replaced_at)
    keep_current(
        document, user, _("The version of before %(day)s was restored") % {"day": date_format(day)}
    )
    document.take(version.file.name, version.file_size, version.file_hash)
    document.save()
    version.delete()
    return document


def _locked(pk: int) -> Document:
    return Document.objects.select_related(None).select_for_update().get(pk=pk)
