"""The bin: the rows and files of pages, photos and files that somebody has deleted.

What is in it is nowhere else: its own rows are gone from the database, so that no list, search, count or address can
show it. `trash.keeping` puts it in, `trash.returning` takes it out.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from core.visibility import knows_every_page
from downloads.models import Document
from photos.models import Photo

_ADMINISTERS = "trash.delete_trashitem"


class TrashItemQuerySet(models.QuerySet):
    def for_user(self, user) -> "TrashItemQuerySet":
        """What somebody may bring back: what she might have deleted, by the rules of Wagtail, and may be told of."""
        if user.is_superuser:
            return self
        return self.filter(
            _pages(user) | _uploads(user, Photo, "image") | _uploads(user, Document, "document")
        )

    def ended(self) -> "TrashItemQuerySet":
        kept = timedelta(days=settings.TRASH_KEPT_DAYS)
        return self.filter(deleted_at__lt=timezone.now() - kept)


def _pages(user) -> Q:
    """As PagePermissionTester.can_delete, of the place where the page was."""
    granted = GroupPagePermission.objects.filter(group__user=user)
    paths: dict[str, Q] = {
        action: _below("parent__path", granted, f"{action}_page", "page__path")
        for action in ("add", "change", "publish", "bulk_delete")
    }
    changes = paths["change"] | (paths["add"] & Q(owner=user.pk))
    alone = paths["bulk_delete"] | Q(has_children=False)
    return Q(model="wagtailcore.Page") & changes & alone & (paths["publish"] | Q(was_live=False))


def _uploads(user, model: type[models.Model], name: str) -> Q:
    """As CollectionOwnershipPermissionPolicy.

    What showed them is no longer known: those of others are for who knows every page.
    """
    granted = GroupCollectionPermission.objects.filter(group__user=user)
    changed = _below("collection__path", granted, f"change_{name}", "collection__path")
    added = _below("collection__path", granted, f"add_{name}", "collection__path")
    if not knows_every_page(user):
        changed &= Q(owner=user.pk) | Q(deleted_by=user.pk)
    return Q(model=model._meta.label) & (changed | (added & Q(owner=user.pk)))


def _below(field: str, granted: models.QuerySet, codename: str, path: str) -> Q:
    """A condition: where it was is under a place where this is granted. From the root on, it may be gone meanwhile."""
    found = set(granted.filter(permission__codename=codename).values_list(path, flat=True))
    if any(len(top) == Page.steplen for top in found):
        return ~Q(pk__in=[])
    under = (Q(**{f"{field}__startswith": top}) for top in found)
    return Q(Q(pk__in=[]), *under, _connector=Q.OR)


class TrashItem(models.Model):
    """One page with all that was below it, one photo or one file.

    `model` is the label of Page, Photo or Document, and `kind` that of a page's own type. Where it was is known by key
    alone: that may have been deleted since.
    """

    model = models.CharField(max_length=100, editable=False)
    kind = models.CharField(max_length=100, editable=False)
    key = models.PositiveBigIntegerField(editable=False)
    title = models.CharField(_("title"), max_length=255, editable=False)
    deleted_at = models.DateTimeField(_("deleted on"), default=timezone.now, db_index=True)
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("deleted by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # What was deleted in one act, such as a page with its translations, comes back in one.
    act = models.UUIDField(null=True, editable=False)
    translation_key = models.UUIDField(null=True, editable=False)
    # Of all its pages, if one person made them; of a photo or a file, who sent it.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    parent = models.ForeignKey(
        Page,
        null=True,
        editable=False,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    collection = models.ForeignKey(
        Collection,
        null=True,
        editable=False,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    was_live = models.BooleanField(default=False, editable=False)
    has_children = models.BooleanField(default=False, editable=False)
    # [[model, key, column, value]]: what pointed at it, and points at nothing now; what was live with it, and isn't.
    links = models.JSONField(default=list, encoder=DjangoJSONEncoder, editable=False)
    # [[model, key]]: what names it in a block or a text.
    shown_by = models.JSONField(default=list, editable=False)

    wagtail_reference_index_ignore = True

    objects = models.Manager.from_queryset(TrashItemQuerySet)()

    class Meta:
        verbose_name = _("deleted item")
        verbose_name_plural = _("deleted items")
        ordering = ["-deleted_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def kind_label(self) -> str:
        return capfirst(apps.get_model(self.kind)._meta.verbose_name)

    @property
    def kept_until(self) -> str:
        end = timezone.localdate(self.deleted_at) + timedelta(days=settings.TRASH_KEPT_DAYS)
        return gettext("until %(day)s") % {"day": date_format(end, "SHORT_DATE_FORMAT")}


class TrashRow(models.Model):
    """A row as it was: the values of its own table."""

    item = models.ForeignKey(
        TrashItem, editable=False, on_delete=models.CASCADE, related_name="rows"
    )
    model = models.CharField(max_length=100, editable=False)
    values: Any = models.JSONField(editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("row of a deleted item")

    def __str__(self) -> str:
        return f"{self.model} {self.pk}"


class TrashFile(models.Model):
    """A file that one of the rows names, under another name on the disk meanwhile, where nothing serves it."""

    item = models.ForeignKey(
        TrashItem, editable=False, on_delete=models.CASCADE, related_name="files"
    )
    name = models.CharField(max_length=255, editable=False)
    file = models.FileField(upload_to="trash", max_length=255, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("file of a deleted item")

    def __str__(self) -> str:
        return self.name


def with_place(items: TrashItemQuerySet) -> TrashItemQuerySet:
    """Each with `has_place`: whether the page above it, if it is a page, is there or in the bin too."""
    there = Page.objects.filter(pk=OuterRef("parent"))
    # As text: a database's numbers and those in JSON aren't compared by all.
    in_bin = TrashRow.objects.annotate(
        kept=Cast(KeyTextTransform("pk", "values"), CharField())
    ).filter(model=Page._meta.label, kept=Cast(OuterRef("parent"), CharField()))
    is_page = Q(model=Page._meta.label)
    return items.annotate(has_place=~is_page | Exists(there) | Exists(in_bin))


def may_empty(user) -> bool:
    """Whether somebody may delete for good, before the time."""
    return user.has_perm(_ADMINISTERS)


def tops(pages: Iterable[Page]) -> list[Page]:
    """Those of these pages that are below none of the others."""
    found: list[Page] = []
    for page in sorted(pages, key=lambda page: page.path):
        if not found or not page.path.startswith(found[-1].path):
            found.append(page)
    return found
