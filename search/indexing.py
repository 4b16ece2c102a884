"""Keeps the entries of the search in step with pages, files, contacts and organisations."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F, Model, Q, QuerySet, prefetch_related_objects
from django.db.models.functions import Coalesce, Greatest
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from contacts.models import Contact, Organisation
from core.tasks import batches
from search.entries import documents_of, entry_of, photos_of, themes_of
from search.models import Entry, FileText
from search.spelling import learn
from search.stems import stems_of_file
from training.models import CourseSessionPage

_RELATIONS = ("page", "contact", "organisation")
_UPDATED = [
    field.name for field in Entry._meta.concrete_fields if field.name not in {"id", *_RELATIONS}
]
_CHUNK = 100
_TRIES = 5


def everything() -> list[QuerySet]:
    """All that has an entry. An alias has none: its original is found; nor has a date of a course: the course is."""
    pages = Page.objects.filter(depth__gt=1, alias_of=None).order_by("pk")
    pages = pages.not_exact_type(CourseSessionPage)
    return [
        pages.select_related("locale").specific(),
        Contact.objects.select_related("locale", "field_of_work").order_by("pk"),
        Organisation.objects.order_by("pk"),
    ]


def stale() -> list[QuerySet]:
    """What has changed since its entry was made: what a worker that fell over has left undone."""
    pages, *others = everything()
    made = Entry.objects.filter(page__isnull=False)
    changed = Greatest("page__last_published_at", "page__latest_revision_created_at")
    behind = made.filter(
        Q(indexed_at__lt=Coalesce(changed, F("page__last_published_at")))
        | Q(indexed_at__lt=F("file_texts__document__read_at"))
    )
    done = made.exclude(pk__in=behind.values("pk")).values("page")
    return [pages.exclude(pk__in=done), *others]


def behind(before: datetime) -> QuerySet:
    """Pages that changed before a moment, and are still found by what they said before it."""
    return stale()[0].filter(latest_revision_created_at__lt=before)


def refresh(items: QuerySet, rows: bool = True) -> int:
    """Makes the entries of pages, contacts or organisations anew; returns how many there were.

    Without `rows`, those of the index stay as they are.
    """
    number = 0
    for keys in batches(items.values_list("pk", flat=True), _CHUNK):
        for tries_left in reversed(range(_TRIES)):
            try:
                number += _refresh_chunk(items.filter(pk__in=keys), rows)
                break
            except IntegrityError:  # one was deleted meanwhile: it isn't found the next time
                if not tries_left:
                    raise
    return number


@transaction.atomic
def _refresh_chunk(items: QuerySet, rows: bool) -> int:
    chunk = list(items)
    entries = _refresh(chunk)
    files = list(FileText.get_indexed_objects().filter(entry__in=entries))
    if rows:
        backend = get_search_backend()
        backend.add_bulk(Entry, entries)
        backend.add_bulk(FileText, files)
    learn(_texts(entries, files))
    return len(chunk)


def _refresh(items: list[Model]) -> list[Entry]:
    made = [(entry_of(item), item) for item in items]
    entries = [entry for entry, _item in made]
    for relation in _RELATIONS:
        Entry.objects.bulk_create(
            [entry for entry in entries if getattr(entry, f"{relation}_id")],
            update_conflicts=True,
            unique_fields=[relation],
            update_fields=_UPDATED,
        )
    _link_themes(made)
    _link_files(made)
    return entries


def _texts(entries: list[Entry], files: list[FileText]) -> Iterator[tuple[str, str]]:
    for entry in entries:
        for text in (entry.title, entry.introduction, entry.body):
            yield entry.text_language, text
    for file in files:
        yield file.language, file.text


def _link_themes(made: list[tuple[Entry, Model]]) -> None:
    links = Entry.themes.through
    links.objects.filter(entry__in=[entry for entry, _item in made]).delete()
    links.objects.bulk_create(
        links(entry=entry, theme=theme) for entry, item in made for theme in themes_of(item)
    )


def _link_files(made: list[tuple[Entry, Model]]) -> None:
    """The files and the photos that each shows, with the stems of what they say there."""
    documents: list[FileText] = []
    photos: list[FileText] = []
    for entry, item in made:
        documents += [FileText(entry=entry, document=file) for file in documents_of(item)]
        photos += [
            FileText(entry=entry, photo=photo, caption=caption)
            for photo, caption in photos_of(item).items()
        ]
    prefetch_related_objects(documents, "document__texts")
    for file in documents + photos:
        file.stems = stems_of_file(file)
    shown = {(file.entry_id, file.document_id, file.photo_id) for file in documents + photos}
    for file in FileText.objects.filter(entry__in=[entry for entry, _item in made]).defer("stems"):
        if (file.entry_id, file.document_id, file.photo_id) not in shown:
            file.delete()
    for files, relation in ((documents, "document"), (photos, "photo")):
        FileText.objects.bulk_create(
            files,
            update_conflicts=True,
            unique_fields=["entry", relation],
            update_fields=["caption", "stems"],
        )


def refresh_objects(model: type[Model], keys: Iterable[int]) -> None:
    """Those of a model that have an entry, or should; the others are passed over."""
    for items in everything():
        if items.model is model:
            for batch in batches(keys):
                refresh(items.filter(pk__in=batch))


def refresh_carriers(document_pks: Iterable[int], photo_pks: Iterable[int] = ()) -> None:
    """The pages that show these files or photos, once they have been read, renamed or given another caption."""
    shown = Q(file_texts__document__in=document_pks) | Q(file_texts__photo__in=photo_pks)
    refresh_objects(Page, set(Entry.objects.filter(shown).values_list("page", flat=True)))
