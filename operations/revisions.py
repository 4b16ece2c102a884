"""Removes versions of content that nobody will ask for: a day of writing leaves one for each save.

Wagtail's own `purge_revisions` keeps the latest alone of what is neither scheduled nor in moderation, so that nothing
would be left to compare or to go back to; the published one goes too once there is a newer draft.
"""

from collections.abc import Iterator
from datetime import timedelta
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db.models import DO_NOTHING, Exists, OuterRef
from django.utils import timezone
from wagtail.models import ModelLogEntry, PageLogEntry, Revision

from core.tasks import batches


def prune() -> str:
    """Deletes them; says how many.

    Of each object stay the last REVISIONS_KEPT, all of REVISIONS_WHOLE_DAYS, then the last of each day. Whatever names
    a version keeps it: a page its latest and its published one, a workflow, a comment. So does having been published.
    """
    deleted = 0
    for keys in batches(list(_crowded())):
        deleted += _unnamed().filter(pk__in=keys).delete()[1].get("wagtailcore.Revision", 0)
    return f"Deleted: {deleted}."


def _crowded() -> Iterator[int]:
    """The keys of old versions that a newer one of the same day follows."""
    before = timezone.now() - timedelta(days=settings.REVISIONS_WHOLE_DAYS)
    rows = Revision.objects.order_by("base_content_type", "object_id", "-created_at", "-pk")
    values = rows.values_list("base_content_type", "object_id", "pk", "created_at")
    for _object, versions in groupby(values, key=lambda row: row[:2]):
        days = set()
        for place, (*_of, pk, created_at) in enumerate(versions):
            day = timezone.localdate(created_at)
            if place >= settings.REVISIONS_KEPT and created_at < before and day in days:
                yield pk
            days.add(day)


def _unnamed():
    """The versions that nothing holds; the lines of the journal do for those that were published alone."""
    found = Revision.objects.filter(approved_go_live_at=None)
    # With those that have no name on the side of the version, such as a page's published one.
    relations: Any = Revision._meta.get_fields(include_hidden=True)
    for relation in relations:
        is_named_by = relation.auto_created and not relation.concrete
        if is_named_by and relation.on_delete is not DO_NOTHING:
            named = relation.related_model._base_manager.filter(
                **{relation.field.name: OuterRef("pk")}
            )
            found = found.exclude(Exists(named))
    for model in (PageLogEntry, ModelLogEntry):
        published = model._base_manager.filter(action="wagtail.publish", revision=OuterRef("pk"))
        found = found.exclude(Exists(published))
    return found
