"""What follows a change for files: they are read, and their covers lie where the public may or may not have them."""

from collections.abc import Iterable
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Collection, Page

from core import tasks
from core.changes import Changed, Happened, follows, keys_of, note
from core.placing import place, places
from core.references import named_by, pages_under
from core.visibility import everybody
from downloads.describe import describe_documents
from downloads.models import Document, DocumentVersion, PublicationFile, Replacement


@places(Document, storage="covers", folder="covers")
def covers_of(document_pks: list[int]) -> Iterable[tuple[str, bool]]:
    """The cover of a file is public while everybody may have the file."""
    covers = Document.objects.filter(pk__in=document_pks).exclude(cover="")
    public = set(covers.live_for(everybody()).values_list("pk", flat=True))
    return [(name, pk in public) for pk, name in covers.values_list("pk", "cover")]


@receiver([post_save, post_delete], sender=PublicationFile)
def note_file_of_publication(instance, **kwargs) -> None:
    note(Document, instance.document_id, Happened.SHOWN)


@receiver(post_delete, sender=Replacement)
def delete_waiting_file(instance, **kwargs) -> None:
    transaction.on_commit(partial(instance.file.storage.delete, instance.file.name))


@follows(
    {
        Document: {Happened.SAVED, Happened.SHOWN, Happened.READ},
        Page: {Happened.PUBLISHED, Happened.UNPUBLISHED, Happened.MOVED, Happened.RESTRICTED},
        Collection: {Happened.RESTRICTED},
    },
    priority=tasks.VISIBILITY,
    at_once=True,
)
def place_covers(changed: Changed) -> None:
    pages = pages_under(keys_of(changed, Page))
    owned = PublicationFile.objects.filter(page__in=pages).values_list("document", flat=True)
    inside = _in_collections(keys_of(changed, Collection))
    place(
        Document, {*keys_of(changed, Document), *named_by(Document, Page, pages), *owned, *inside}
    )


@follows({Document: {Happened.SAVED}}, priority=tasks.FILES)
def read_files(changed: Changed) -> None:
    """A file is read once when it comes, and again when it is replaced."""
    unread = Document.objects.filter(pk__in=keys_of(changed, Document), read_at=None)
    describe_documents.func(list(unread.values_list("pk", flat=True)))


@receiver(post_delete, sender=DocumentVersion)
def delete_former_file(instance, **kwargs) -> None:
    """With the last row that names it: a version that was restored is a document's file again."""
    name, storage = instance.file.name, instance.file.storage
    others = DocumentVersion.objects.filter(file=name).exclude(pk=instance.pk)
    if not others.exists() and not Document.objects.filter(file=name).exists():
        transaction.on_commit(partial(storage.delete, name))


def _in_collections(keys: list[int]) -> set[int]:
    inside = Q(pk__in=[])
    for path in Collection.objects.filter(pk__in=keys).values_list("path", flat=True):
        inside |= Q(collection__path__startswith=path)
    return set(Document.objects.filter(inside).values_list("pk", flat=True))
