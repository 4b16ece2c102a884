"""Puts into the bin what somebody is about to delete: the rows that the deletion takes along, and their files."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import chain
from typing import Any
from uuid import uuid4

from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models.deletion import Collector
from wagtail.models import Page, ReferenceIndex
from wagtail_localize import models as localize

from core.references import root_model
from downloads.models import Document
from trash.models import TrashFile, TrashItem, TrashRow

_BATCH = 200
_AS_JSON = bool | int | float | str | list | dict | None

# Made again from the rest, or of no use without it.
_DERIVED = {
    "clubs.ReportPDF", "directory.YearCard", "downloads.DocumentPage", "photos.Rendition",
    "search.Entry", "search.Entry_themes", "search.FileText", "training.CataloguePDF", "training.CoursePDF",
    "wagtailsearch.IndexEntry", "wagtailsearch.SQLiteFTSIndexEntry", "wagtailcore.ReferenceIndex",
}  # fmt: skip
# Of people who may ask at any time to be forgotten, and whose data has an end by law.
PERSONAL = {"clubs.Registration", "clubs.RegistrationNotice", "proofs.Proof", "proofs.Remark"}
# What wagtail-localize knows of a page in all its languages, and deletes with one of them. What comes back later
# needs what is before it.
LOCALIZE: dict[type[models.Model], str] = {
    localize.TranslatableObject: "pk",
    localize.TranslationContext: "object",
    localize.TranslationSource: "object",
    localize.Translation: "source__object",
    localize.TranslationLog: "source__object",
    localize.TemplateSegment: "context__object",
    localize.StringSegment: "context__object",
    localize.RelatedObjectSegment: "context__object",
    localize.OverridableSegment: "context__object",
    localize.SegmentOverride: "context__object",
    localize.StringTranslation: "context__object",
}


def keep(instance: Any, user, act) -> TrashItem:
    """Called in the transaction of the deletion, before anything is gone."""
    collector = Collector(using=DEFAULT_DB_ALIAS, origin=instance)
    pages = Page.objects.none()
    if isinstance(instance, Page):
        pages = Page.objects.filter(path__startswith=instance.path).order_by("path")
        collector.collect(pages)
    else:
        collector.collect([instance])
    keys = _collected(collector)
    item = TrashItem(
        model=root_model(type(instance))._meta.label,
        key=instance.pk,
        kind=instance._meta.label,
        title=instance.title[:255],
        deleted_by_id=user.pk,
        act=act,
        links=list(_links(collector, keys)),
    )
    if isinstance(instance, Page):
        _note_place_of_page(item, instance, list(pages))
        translation_keys = [page.translation_key for page in pages]
        item.links += _shown_aliases(pages)
        for model, path in LOCALIZE.items():
            known = model._base_manager.filter(**{f"{path}__in": translation_keys})
            keys[model] = set(known.values_list("pk", flat=True))
    else:
        item.collection_id, item.owner_id = instance.collection_id, instance.uploaded_by_user_id
        item.shown_by = [[label, key] for label, key in _shown_by(instance)]
    item.save()
    for model, found in keys.items():
        _keep_rows(item, model, sorted(found, key=str))
    return item


def _shown_by(instance) -> Iterator[tuple[str, str]]:
    """What shows a photo or a file; references forget it while it is gone."""
    uses = ReferenceIndex.get_references_to(instance).values_list("base_content_type", "object_id")
    for kind, key in set(uses):
        if model := ContentType.objects.get_for_id(kind).model_class():
            yield model._meta.label, key


def _note_place_of_page(item: TrashItem, page: Page, pages: list[Page]) -> None:
    owners = {below.owner_id for below in pages}
    parent = page.get_parent()
    item.kind = page.specific_class._meta.label if page.specific_class else item.kind
    item.title = (page.draft_title or page.title)[:255]
    item.translation_key = page.translation_key
    item.owner_id = owners.pop() if len(owners) == 1 else None
    item.parent_id = parent.pk if parent else None
    item.was_live = any(below.live for below in pages)
    item.has_children = len(pages) > 1


def _collected(collector: Collector) -> dict[type[models.Model], set]:
    """By model, the keys of all rows that the deletion removes and the bin keeps."""
    found: dict[type[models.Model], set] = defaultdict(set)
    for model, instances in collector.data.items():
        found[model].update(instance.pk for instance in instances)
    for rows in collector.fast_deletes:
        found[rows.model].update(rows.values_list("pk", flat=True))
    left_out = _DERIVED | PERSONAL
    return {model: keys for model, keys in found.items() if model._meta.label not in left_out}


def _links(collector: Collector, keys: dict[type[models.Model], set]) -> Iterator[list]:
    for (field, value), lists in collector.field_updates.items():
        if value is not None:
            continue
        model = field.model
        for row in chain.from_iterable(lists):  # type: ignore[arg-type]
            if row.pk not in keys.get(model, ()) and model._meta.label not in _DERIVED:
                yield [model._meta.label, row.pk, field.attname, getattr(row, field.attname)]


def _shown_aliases(pages: list[Page]) -> list[list]:
    """Aliases elsewhere that readers see: Wagtail withdraws them with their original."""
    shown = Page.objects.filter(alias_of__in=pages, live=True).exclude(pk__in=pages)
    return [[Page._meta.label, key, "live", True] for key in shown.values_list("pk", flat=True)]


def _keep_rows(item: TrashItem, model: type[models.Model], keys: list) -> None:
    columns = model._meta.local_concrete_fields
    files = [column.name for column in columns if isinstance(column, models.FileField)]
    for start in range(0, len(keys), _BATCH):
        rows = list(model._base_manager.filter(pk__in=keys[start : start + _BATCH]))
        for row in rows:
            _forget_derived(row)
            for name in files:
                _keep_file(item, getattr(row, name).name)
        TrashRow.objects.bulk_create(
            TrashRow(
                item=item,
                model=model._meta.label,
                values={"pk": _written(model._meta.pk, row)}
                | {
                    column.name: _written(column, row)
                    for column in columns
                    if not column.primary_key
                },
            )
            for row in rows
        )


def _written(column: models.Field, row: models.Model) -> Any:
    """As a deserializer reads it, and to the microsecond."""
    value = getattr(row, column.attname)
    return value if isinstance(value, _AS_JSON) else column.value_to_string(row)


def _forget_derived(row: models.Model) -> None:
    """What is read from a file anew when it is back."""
    if isinstance(row, Document):
        row.cover, row.read_at, row.read_with = "", None, 0
        row.cover_width = row.cover_height = None


def _keep_file(item: TrashItem, name: str | None) -> None:
    """Under a second name on the disk: the first one goes with the deletion."""
    if not name or item.files.filter(name=name).exists():
        return
    kept = f"trash/{uuid4().hex}"
    if default_storage.put_beside(name, kept):  # type: ignore[attr-defined]
        TrashFile.objects.create(item=item, name=name, file=kept)
