"""The changes that are noted, and the index of references, which says what shows what."""

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver
from modelcluster.fields import ParentalKey
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.log_actions import log
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Page,
    PageViewRestriction,
    ReferenceIndex,
)
from wagtail.search.index import class_is_indexed
from wagtail.signals import (
    copy_for_translation_done,
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
)

from core import tasks
from core.changes import Changed, Happened, follows, note, note_all
from core.history import forget_changes, note_changes
from core.placing import placed_models
from core.references import named_by

# What a page's row says of its draft: nothing that others follow.
_OF_DRAFTS = {
    *("latest_revision", "latest_revision_created_at", "draft_title", "has_unpublished_changes"),
    *("wagtail_admin_comments", "locked", "locked_at", "locked_by", "approved_go_live_at"),
}


@receiver(post_save)
def note_save(sender, instance, raw=False, update_fields=None, **kwargs) -> None:
    """Of what has references or a row in the search's index; a child row is a change of what it belongs to."""
    if raw or (update_fields is not None and _OF_DRAFTS.issuperset(update_fields)):
        return
    if sender in ReferenceIndex.tracked_models or class_is_indexed(sender):
        _note_whole(instance)


@receiver(pre_save)
def keep_history(sender, instance, raw=False, update_fields=None, **kwargs) -> None:
    if getattr(sender, "keeps_history", False) and not raw:
        note_changes(instance, update_fields)


@receiver(post_delete)
def forget_history(sender, instance, **kwargs) -> None:
    if getattr(sender, "keeps_history", False):
        forget_changes(instance)


@receiver(post_delete)
def note_deletion(sender, instance, **kwargs) -> None:
    """Of an object itself, not of the rows of its type beside its own; without a child row its parent has changed."""
    if sender._meta.parents or not (
        sender in ReferenceIndex.tracked_models or class_is_indexed(sender)
    ):
        return
    if _parental_key(sender):
        _note_whole(instance)
    else:
        note(sender, instance.pk, Happened.DELETED)


@receiver(copy_for_translation_done)
def put_in_place_of_original(source_obj, target_obj, **kwargs) -> None:
    """In menus, a translation follows that of the page before its original, whenever it is made."""
    if not isinstance(source_obj, Page) or source_obj.depth < 3 or not source_obj.show_in_menus:
        return
    others = target_obj.get_siblings(inclusive=False)
    places = {page.translation_key: page for page in others}
    earlier = source_obj.get_siblings().filter(path__lt=source_obj.path).order_by("-path")
    keys = earlier.values_list("translation_key", flat=True)
    if before := next((places[key] for key in keys if key in places), None):
        target_obj.move(before, pos="right")
    elif first := others.first():
        target_obj.move(first, pos="left")
    target_obj.refresh_from_db(fields=["path", "depth", "numchild", "url_path"])


@receiver(page_published)
def note_publication(sender, instance, **kwargs) -> None:
    note(sender, instance.pk, Happened.PUBLISHED)


@receiver(page_unpublished)
def note_withdrawal(sender, instance, **kwargs) -> None:
    note(sender, instance.pk, Happened.UNPUBLISHED)


@receiver(post_page_move)
def note_move(sender, instance, **kwargs) -> None:
    note(sender, instance.pk, Happened.MOVED)


@receiver(page_slug_changed)
def note_new_slug(sender, instance, **kwargs) -> None:
    note(sender, instance.pk, Happened.RENAMED)


@receiver([post_save, post_delete], sender=PageViewRestriction)
def note_restriction(instance, **kwargs) -> None:
    """Of the page in all its languages: the restriction may go with one of them."""
    key = Page.objects.filter(pk=instance.page_id).values("translation_key")[:1]
    pages = Page.objects.filter(translation_key=key).values_list("pk", flat=True)
    note_all(Page, pages, Happened.RESTRICTED)


@receiver([post_save, post_delete], sender=CollectionViewRestriction)
def note_restriction_of_files(instance, **kwargs) -> None:
    note(Collection, instance.collection_id, Happened.RESTRICTED)
    # Wagtail writes the restrictions of pages alone into the history, from which core.conditional reads.
    if collection := Collection.objects.filter(pk=instance.collection_id).first():
        log(collection, "wagtail.edit")


@receiver(post_save, sender=Collection)
def note_collection(instance, created, **kwargs) -> None:
    """Moved elsewhere, it is under other restrictions."""
    if not created:
        note(Collection, instance.pk, Happened.RESTRICTED)


@receiver(pre_delete)
def note_what_it_showed(sender, instance, **kwargs) -> None:
    """Before its references are gone: those of what is deleted, and of a page also the copies that mirror it."""
    if sender not in ReferenceIndex.tracked_models or sender._meta.parents:
        return
    if not _parental_key(sender):
        _note_shown(
            {
                (model, key)
                for model in placed_models()
                for key in named_by(model, sender, [instance.pk])
            }
        )
    if sender is Page:
        note_all(Page, instance.aliases.values_list("pk", flat=True), Happened.RESTRICTED)


@receiver(pre_delete)
def note_what_showed_it(sender, instance, **kwargs) -> None:
    """A photo or a file that is deleted leaves the pages that show it."""
    if sender in (get_image_model(), get_document_model()):
        uses = ReferenceIndex.get_references_to(instance).values_list(
            "base_content_type", "object_id"
        )
        page_type = ContentType.objects.get_for_model(Page).pk
        note_all(Page, {key for kind, key in uses if kind == page_type}, Happened.SHOWN)


@follows({Model: {Happened.SAVED}}, priority=tasks.VISIBILITY, at_once=True)
def update_references(changed: Changed) -> None:
    """Wagtail's index of references; what is shown by others than before is told to those who place it."""
    for label, keys in changed.items():
        model = apps.get_model(label)
        for batch in tasks.batches(keys):
            for instance in model._base_manager.filter(pk__in=batch):
                _update_references(getattr(instance, "specific", instance))


def _update_references(instance: Model) -> None:
    if not ReferenceIndex.is_indexed(type(instance)):
        return
    with transaction.atomic():
        before = _placed_in(instance)
        ReferenceIndex.create_or_update_for_object(instance)
        _note_shown(before ^ _placed_in(instance))


def _placed_in(instance: Model) -> set[tuple[type[Model], int]]:
    return {
        (model, key)
        for model in placed_models()
        for key in named_by(model, type(instance), [instance.pk])
    }


def _note_shown(objects: set[tuple[type[Model], int]]) -> None:
    for model, key in objects:
        note(model, key, Happened.SHOWN)


def _note_whole(instance: Model) -> None:
    """A change of the object, or of that to which it belongs."""
    model, key = type(instance), instance.pk
    while field := _parental_key(model):
        key = getattr(instance, field.attname)
        if key is None:
            return
        model = field.related_model
        if _parental_key(model):
            instance = model._base_manager.get(pk=key)
    note(model, key, Happened.SAVED)


def _parental_key(model: type[Model]) -> ParentalKey | None:
    return next((field for field in model._meta.fields if isinstance(field, ParentalKey)), None)
