"""Takes out of the bin what was deleted: its rows under their former keys, so that whatever names them finds them."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.core.files.storage import default_storage
from django.core.serializers.python import Deserializer
from django.db import IntegrityError, models, transaction
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.contrib.redirects.models import Redirect
from wagtail.log_actions import log
from wagtail.models import Page, PageViewRestriction, Revision
from wagtail.permissions import page_permission_policy

from core.addresses import answer_again
from core.changes import Happened, note
from core.handlers import note_restriction, note_save
from core.references import root_model
from core.refusals import Refusal
from core.slugs import free_slug
from downloads.addresses import open_permanent_link
from downloads.models import Document
from trash.keeping import LOCALIZE
from trash.models import TrashItem

Row = models.Model
RETURNED = "trash.bring_back"


def bring_back(item: TrashItem, user, place: Page | None = None) -> Row:
    """Returns the page, photo or file; with a page come its translations that were deleted in the same act.

    Raises Refusal where its place is gone or taken. A translation of which that is so stays in the bin. At another
    `place` than its own a page is a draft, as all below it are: what closed its former place may be gone with that.
    """
    with transaction.atomic():
        found = _bring_back(item, user, place)
        if item.act and item.translation_key:
            same = TrashItem.objects.filter(act=item.act, translation_key=item.translation_key)
            for other in same.for_user(user).exclude(pk=item.pk).order_by("pk"):
                with suppress(Refusal), transaction.atomic():
                    _bring_back(other, user)
        return found


def _bring_back(item: TrashItem, user, place: Page | None = None) -> Row:
    if not TrashItem.objects.select_for_update().filter(pk=item.pk).exists():
        raise Refusal(_("It has been brought back or deleted for good meanwhile."))
    rows = list(_rows(item))
    beside = [row for row in rows if type(row) in LOCALIZE]
    rows = _kept_whole([row for row in rows if type(row) not in LOCALIZE])
    root = _root(item, rows)
    if isinstance(root, Page):
        if place:
            _withdraw(rows)
        _place(root, place or _parent(item), rows)
    _put_files_back(item, rows)
    try:
        with transaction.atomic():
            for row in rows:
                row.save_base(raw=True, force_insert=True)
    except IntegrityError as error:
        sentence = _("Something else has taken the place of “%(title)s” meanwhile.")
        raise Refusal(sentence % {"title": item.title}) from error
    for row in beside:
        _save_if_it_fits(row)
    _tie(item)
    _tell(rows)
    back = root_model(type(root))._default_manager.get(pk=item.key)
    back = back.specific if isinstance(back, Page) else back
    log(back, RETURNED, user=user)
    item.delete()
    return back


def _rows(item: TrashItem) -> Iterator[Row]:
    """What a later version of the site no longer knows stays out."""
    order = {model._meta.label: number for number, model in enumerate(LOCALIZE, 1)}
    kept = item.rows.order_by("pk").values_list("model", "values")
    for label, values in sorted(kept, key=lambda row: order.get(row[0], 0)):
        fields = {name: value for name, value in values.items() if name != "pk"}
        described = {"model": label, "pk": values["pk"], "fields": fields}
        for row in Deserializer([described], ignorenonexistent=True):
            yield row.object


def _kept_whole(rows: list[Row]) -> list[Row]:
    """Without those that need what is gone, such as a comment by somebody whose account is closed.

    Where a column may be empty it is emptied. A redirect gives way to one that was made meanwhile. An alias without
    its original is a draft: the restrictions on the original no longer close it.
    """
    addresses = [row.old_path for row in rows if isinstance(row, Redirect)]
    taken = set(Redirect.objects.filter(old_path__in=addresses).values_list("old_path", flat=True))
    rows = [row for row in rows if not (isinstance(row, Redirect) and row.old_path in taken)]
    while True:
        missing = _missing(rows)
        whole = []
        for row in rows:
            lost = [
                key for key in _foreign_keys(row)
                if getattr(row, key.attname) in missing[key.target_field.model]
            ]  # fmt: skip
            for key in lost:
                if key.null:
                    setattr(row, key.attname, None)
                if isinstance(row, Page) and key.name == "alias_of":
                    row.live, row.has_unpublished_changes = False, True
            if all(key.null for key in lost):
                whole.append(row)
        if len(whole) == len(rows):
            return whole
        rows = whole


def _missing(rows: list[Row]) -> dict[type[Row], set]:
    """By model, the keys that the rows name and that neither they nor the database have."""
    named, own = defaultdict(set), defaultdict(set)
    for row in rows:
        own[type(row)].add(row.pk)
        for key in _foreign_keys(row):
            named[key.target_field.model].add(getattr(row, key.attname))
    missing = defaultdict(set)
    for model, keys in named.items():
        asked = keys - own[model] - {None}
        known = model._base_manager.filter(pk__in=asked).values_list("pk", flat=True)
        missing[model] = asked - set(known)
    return missing


def _foreign_keys(row: Row) -> Iterator[models.ForeignKey]:
    for column in row._meta.local_concrete_fields:
        if isinstance(column, models.ForeignKey):
            yield column


def _root(item: TrashItem, rows: list[Row]) -> Row:
    model = apps.get_model(item.model)
    root = next((row for row in rows if type(row) is model and row.pk == item.key), None)
    if root is None:
        raise Refusal(_("The collection in which it was doesn’t exist any more."))
    return root


def _place(page: Page, parent: Page, rows: list[Row]) -> None:
    """Where the page was in the tree, or last among its siblings; with a slug of its own again."""
    siblings = Page.objects.child_of(parent)
    path, url_path = page.path, page.url_path
    own = path.startswith(parent.path) and len(path) == len(parent.path) + page.steplen
    if not own or Page.objects.filter(path=path).exists():
        last = siblings.order_by("path").last()
        new_path = last._inc_path() if last else page._get_path(parent.path, parent.depth + 1, 1)
    else:
        new_path = path
    slug = free_slug(page.slug, parent, siblings)
    new_url_path = f"{parent.url_path}{slug}/"
    for row in rows:
        if isinstance(row, Page) and type(row) is Page:
            row.path = new_path + row.path[len(path) :]
            row.depth = len(row.path) // row.steplen
            row.url_path = new_url_path + row.url_path[len(url_path) :]
        elif isinstance(row, Revision):
            if slug != page.slug and row.object_id == str(page.pk):
                row.content["slug"] = slug
            if row.approved_go_live_at and row.approved_go_live_at <= timezone.now():
                row.approved_go_live_at = None  # it would come out unasked
    page.slug = slug
    Page.objects.filter(pk=parent.pk).update(numchild=F("numchild") + 1)


def _withdraw(rows: list[Row]) -> None:
    for row in rows:
        if type(row) is Page:
            row.live, row.has_unpublished_changes, row.live_revision_id = False, True, None
        elif isinstance(row, Revision):
            row.approved_go_live_at = None


def places(item: TrashItem, request: HttpRequest) -> QuerySet[Page]:
    """Where somebody may bring back a page of which the place is gone: of its type and language, where she may add."""
    kind: Any = apps.get_model(item.kind)
    row = item.rows.filter(model=item.model, values__pk=item.key).first()
    if row is None or not issubclass(kind, Page):
        return Page.objects.none()
    addable = page_permission_policy.instances_user_has_permission_for(request.user, "add")
    addable = addable.type(*kind.allowed_parent_page_models()).filter(
        depth__gt=1, alias_of=None, locale=row.values["locale"]
    )
    full = [page.pk for page in addable.specific() if not kind.can_create_at(page)]
    return addable.exclude(pk__in=full).order_by("path")


def _parent(item: TrashItem) -> Page:
    if parent := Page.objects.select_for_update().filter(pk=item.parent_id).first():
        return parent
    around = TrashItem.objects.filter(
        rows__model="wagtailcore.Page", rows__values__pk=item.parent_id
    ).first()
    if around:
        sentence = _("The page above it is in the bin too: first bring back “%(title)s”.")
        raise Refusal(sentence % {"title": around.title})
    raise Refusal(_("The page above it doesn’t exist any more."))


def _put_files_back(item: TrashItem, rows: list[Row]) -> None:
    """Under their former names, or others where something has taken these."""
    names = {}
    for kept in item.files.all():
        names[kept.name] = default_storage.get_available_name(kept.name, max_length=100)
        default_storage.put_beside(kept.file.name, names[kept.name])  # type: ignore[attr-defined]
    for row in rows:
        for column in row._meta.local_concrete_fields:
            if isinstance(column, models.FileField):
                name = getattr(row, column.name).name
                if names.get(name, name) != name:
                    setattr(row, column.name, names[name])


def _save_if_it_fits(row: Row) -> None:
    """What is known of translations, and wasn't made anew meanwhile."""
    model = type(row)
    if model._base_manager.filter(pk=row.pk).exists():
        return
    try:
        with transaction.atomic():
            for key in _foreign_keys(row):
                getattr(row, key.name)
            row.save_base(raw=True, force_insert=True)
    except (IntegrityError, ObjectDoesNotExist):
        return


def _tie(item: TrashItem) -> None:
    """What pointed at it, if it points at nothing still."""
    for label, key, column, value in item.links:
        model = apps.get_model(label)
        loose = model._base_manager.filter(pk=key, **{column: False if value is True else None})
        if loose.update(**{column: value}):
            shown = column == "live"
            note(root_model(model), key, Happened.PUBLISHED if shown else Happened.SAVED)
    for label, key in item.shown_by:
        note(apps.get_model(label), key, Happened.SAVED)


def _tell(rows: list[Row]) -> None:
    for row in rows:
        note_save(type(row), row)
        if type(row) is Page:
            answer_again(row)
            note(Page, row.pk, Happened.PUBLISHED if row.live else Happened.RESTRICTED)
        elif isinstance(row, PageViewRestriction):
            note_restriction(row)
        elif isinstance(row, Document):
            open_permanent_link(row)
