"""What somebody used lately comes first where she chooses: what the pages that she last wrote refer to."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, Model, QuerySet, Value, When
from wagtail.models import Page, ReferenceIndex, Revision

from core.references import is_key

_REVISIONS = 100  # that are looked at: a page has several
_PAGES = 20
_SHOWN = 8  # so that what is new in the library stays on the first page too


def recently_used(user, model: type[Model]) -> list:
    """Keys of what the pages last written by somebody refer to, the last first; as the reference index has it.

    Two queries. Whoever shows them asks what the user may know of.
    """
    page_type = ContentType.objects.get_for_model(Page)
    written = Revision.objects.filter(base_content_type=page_type, user=user)
    keys = written.order_by("-created_at", "-pk").values_list("object_id", flat=True)
    pages = list(dict.fromkeys(keys[:_REVISIONS]))[:_PAGES]
    if not pages:
        return []
    found = ReferenceIndex.objects.filter(
        base_content_type=page_type,
        object_id__in=pages,
        to_content_type=ContentType.objects.get_for_model(model),
    )
    links = sorted(
        found.values_list("object_id", "pk", "to_object_id"),
        key=lambda link: (pages.index(link[0]), link[1]),
    )
    used = dict.fromkeys(int(link[2]) for link in links if is_key(link[2]))
    return list(used)[:_SHOWN]


def used_first(objects: QuerySet, keys: list) -> QuerySet:
    """The objects in their order, but for those of the keys, which come first in theirs."""
    if not keys:
        return objects
    places = [When(pk=key, then=Value(place)) for place, key in enumerate(keys)]
    order = objects.query.order_by or objects.model._meta.ordering
    return objects.order_by(Case(*places, default=Value(len(keys))), *order)


class UsedFirst:
    """For a chooser's views (wagtail.admin.views.generic.chooser); what is looked for comes in its own order."""

    def apply_object_list_ordering(self: Any, objects: QuerySet) -> QuerySet:
        objects = super().apply_object_list_ordering(objects)  # type: ignore[misc]
        if self.request.GET.get("q"):
            return objects
        return used_first(objects, recently_used(self.request.user, objects.model))
