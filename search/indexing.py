"""Keeps the entries of the search in step with pages, files, contacts and organisations."""

from collections.abc import Iterable, Iterator
from itertools import islice

from django.apps import apps
from django.db import transaction
from django.db.models import F, Model, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from contacts.models import Contact, Organisation
from core.tasks import task
from search.entries import documents_of, entry_of, themes_of
from search.models import Entry, FileText
from search.spelling import learn

_RELATIONS = ("page", "contact", "organisation")
_UPDATED = [
    field.name for field in Entry._meta.concrete_fields if field.name not in {"id", *_RELATIONS}
]
_CHUNK = 100


def everything() -> list[QuerySet]:
    """All that has an entry. An alias has none: its original is found."""
    pages = Page.objects.filter(depth__gt=1, alias_of=None).order_by("pk")
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


def refresh(items: Iterable[Model], rows: bool = True) -> int:
    """Makes the entries of pages, contacts or organisations anew; returns how many there were.

    Without `rows`, those of the index stay as they are.
    """
    number, items = 0, iter(items)
    while chunk := list(islice(items, _CHUNK)):
        with transaction.atomic():
            entries = _refresh(chunk)
            if rows:
                _index(entries)
        number += len(chunk)
    return number


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


def _index(entries: list[Entry]) -> None:
    files = list(FileText.get_indexed_objects().filter(entry__in=entries))
    backend = get_search_backend()
    backend.add_bulk(Entry, entries)
    backend.add_bulk(FileText, files)
    learn(_texts(entries, files))


def _texts(entries: list[Entry], files: list[FileText]) -> Iterator[tuple[str, str]]:
    for entry in entries:
        for text in (entry.title, entry.introduction, entry.body):
            yield entry.text_language, text
    for file in files:
        for page in file.document.texts.all():
            yield file.language, page.text


def _link_themes(made: list[tuple[Entry, Model]]) -> None:
    links = Entry.themes.through
    links.objects.filter(entry__in=[entry for entry, _item in made]).delete()
    links.objects.bulk_create(
        links(entry=entry, theme=theme) for entry, item in made for theme in themes_of(item)
    )


def _link_files(made: list[tuple[Entry, Model]]) -> None:
    wanted = {
        (entry.pk, document.pk): FileText(entry=entry, document=document)
        for entry, item in made
        for document in documents_of(item)
    }
    for file in FileText.objects.filter(entry__in=[entry for entry, _item in made]):
        if wanted.pop((file.entry_id, file.document_id), None) is None:
            file.delete()
    FileText.objects.bulk_create(wanted.values(), ignore_conflicts=True)


@task()
def refresh_object(label: str, pk: int) -> None:
    """In the background, after a change. What was deleted meanwhile is passed over."""
    for items in everything():
        if items.model is apps.get_model(label):
            refresh(items.filter(pk=pk))


@task()
def refresh_carriers(document_pk: int) -> None:
    """In the background: the pages that offer a file, once it has been read or renamed."""
    pages, *_others = everything()
    carrying = Entry.objects.filter(file_texts__document=document_pk)
    refresh(pages.filter(pk__in=carrying.values("page")))
