"""What follows a change for the search: the readers' entries and the editors' rows of the index."""

from django.apps import apps
from django.db.models import Model
from wagtail.models import Page
from wagtail.search.index import class_is_indexed, insert_or_update_object

from contacts.models import Contact, Organisation
from core import tasks
from core.changes import Changed, Happened, follows, keys_of
from downloads.models import Document, DocumentPage
from photos.models import Photo
from search.indexing import refresh_carriers, refresh_objects


@follows({Document: {Happened.SAVED}}, priority=tasks.SEARCH, at_once=True)
def forget_replaced_texts(changed: Changed) -> None:
    """What the former file said isn't quoted until the new one is read."""
    keys = keys_of(changed, Document)
    DocumentPage.objects.filter(document__in=keys, document__read_at=None).delete()


def _is_indexed(model: type[Model]) -> bool:
    return bool(class_is_indexed(model) and getattr(model, "search_auto_update", True))


@follows(
    {_is_indexed: {Happened.SAVED, Happened.READ}, Page: {Happened.PUBLISHED}},
    priority=tasks.SEARCH,
)
def index(changed: Changed) -> None:
    """What was deleted meanwhile is passed over."""
    for label, keys in changed.items():
        model = apps.get_model(label)
        for batch in tasks.batches(keys, 100):
            for instance in model._base_manager.filter(pk__in=batch):
                insert_or_update_object(instance)
    for model in (Page, Contact, Organisation):
        refresh_objects(model, keys_of(changed, model))
    refresh_carriers(keys_of(changed, Document), keys_of(changed, Photo))
