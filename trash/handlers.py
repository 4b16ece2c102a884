"""What somebody deletes in the admin goes into the bin first, by whichever door; and what leaves the bin for good."""

import threading
import weakref
from functools import partial

from django.db import transaction
from django.db.models import Model, QuerySet
from django.db.models.signals import post_delete, pre_delete
from django.dispatch import receiver
from wagtail.log_actions import get_active_log_context
from wagtail.models import Page

from downloads.models import Document
from photos.models import Photo
from trash.keeping import keep
from trash.models import TrashFile, tops

_state = threading.local()


@receiver(pre_delete)
def keep_what_is_deleted(origin=None, **kwargs) -> None:
    """At the first row that a deletion takes: the rows of a page's own type come before those of Page.

    `origin` is what was asked to be deleted. Without somebody who asks, as in a nightly job, nothing is kept.
    """
    context = get_active_log_context()
    if context.user is None or not _is_kept(origin):
        return
    # Not by equality: the same page may have come back meanwhile.
    if getattr(_state, "origin", lambda: None)() is origin:
        return
    _state.origin = weakref.ref(origin)
    for instance in _roots(origin):
        keep(instance, context.user, context.uuid)


def _is_kept(origin: Model | QuerySet | None) -> bool:
    model = origin.model if isinstance(origin, QuerySet) else type(origin)
    return issubclass(model, Page | Photo | Document)


def _roots(origin: Model | QuerySet) -> list[Model]:
    found = list(origin.all()) if isinstance(origin, QuerySet) else [origin]
    if isinstance(found[0], Page):
        return list(tops(Page.objects.filter(pk__in=[page.pk for page in found])))
    return found


@receiver(post_delete, sender=TrashFile)
def delete_file(instance, **kwargs) -> None:
    transaction.on_commit(partial(instance.file.storage.delete, instance.file.name))
