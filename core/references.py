"""Where objects name others, as Wagtail's index of references keeps it: in lists, in blocks, in texts."""

from collections import defaultdict
from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, IntegerField, Model, OuterRef, QuerySet
from django.db.models.functions import Cast
from wagtail.images import get_image_model
from wagtail.models import Page, ReferenceIndex


def is_key(written) -> bool:
    """Whether it can be the key of a row, and not what a program has put into a text."""
    return str(written).isdecimal() and len(str(written)) < 19


def references_on(model, pages) -> QuerySet:
    """The places where some of the pages name the object of the outer query: lists, blocks, links in texts."""
    return ReferenceIndex.objects.annotate(page_key=Cast("object_id", IntegerField())).filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        to_content_type=ContentType.objects.get_for_model(model),
        to_object_id=Cast(OuterRef("pk"), CharField()),
        page_key__in=pages.values("pk"),
    )


def uses_of_photos(*photo_pks: int) -> tuple[dict[int, set[int]], set[int]]:
    """The photos that each page shows, by its key; and those shown by what isn't a page: portraits, logos."""
    photo_type = ContentType.objects.get_for_model(get_image_model())
    page_type = ContentType.objects.get_for_model(Page)
    references = ReferenceIndex.objects.filter(
        to_content_type=photo_type, to_object_id__in=[str(pk) for pk in photo_pks]
    )
    pages, elsewhere = defaultdict(set), set()
    for used_by, key, photo in references.values_list(
        "base_content_type", "object_id", "to_object_id"
    ):
        if used_by == page_type.pk:
            pages[int(key)].add(int(photo))
        else:
            elsewhere.add(int(photo))
    return pages, elsewhere


def named_by(model: type[Model], by: type[Model], keys: Iterable[int]) -> set[int]:
    """The keys of the objects of a model that these objects name: in lists, in blocks, in texts."""
    types = ContentType.objects.get_for_models(model, root_model(by))
    found = ReferenceIndex.objects.filter(
        base_content_type=types[root_model(by)],
        object_id__in=[str(key) for key in keys],
        to_content_type=types[model],
    )
    return {int(key) for key in found.values_list("to_object_id", flat=True) if is_key(key)}


def root_model(model: type[Model]) -> type[Model]:
    """The model that has the key, under which references and changes are kept: of each page type, Page."""
    return [model, *model._meta.get_parent_list()][-1]


def pages_under(keys: Iterable[int]) -> set[int]:
    """The keys of the pages that a restriction on these holds for: all below, in any language, and the aliases."""
    translations = Page.objects.filter(pk__in=keys).values("translation_key")
    found = set()
    for path in Page.objects.filter(translation_key__in=translations).values_list(
        "path", flat=True
    ):
        below = Page.objects.filter(path__startswith=path)
        found.update(below.values_list("pk", flat=True))
        mirrors = Page.objects.filter(alias_of__in=below.order_by().values("pk"))
        found.update(mirrors.values_list("pk", flat=True))
    return found
