"""The one rule of what a request may see.

Every list, count, feed, search and file goes through `live_for` (a queryset) or `can_see` (one page).
`tests/test_architecture.py` fails when code elsewhere reaches pages or files past this module.

A page may be seen when it is published, its expiry is not past, and no view restriction that the request
fails stands on it or on an ancestor, **in any language**: a restriction on a page holds for its translations.
A file may be seen when no restriction that the request fails stands on its collection or on one above it, and,
if a page owns it (`owned_by`), when some page that carries it may be seen: that one, or any other.
A photo may be seen until its licence has ended, and unless those it shows have withdrawn their consent.
"""

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, IntegerField, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Page,
    PageViewRestriction,
    ReferenceIndex,
)
from wagtail.query import PageQuerySet


class LivePageQuerySet(PageQuerySet):
    def live_for(self, request: HttpRequest) -> "LivePageQuerySet":
        """The pages of this queryset that the request may see."""
        pages = self.live().filter(_not_expired())
        for path in _refused_paths(request).pages:
            pages = pages.exclude(path__startswith=path)
        return pages


class LiveFileQuerySet(QuerySet):
    """For models whose objects belong to a collection.

    The model's `owned_by` is the ORM path from a file to the pages that own it: `publication_files__page`.
    """

    def on_pages_of(self, request: HttpRequest) -> "LiveFileQuerySet":
        """Those that the request may see **on a page that it sees**: the rule of `can_see_file`."""
        files = self
        for path in _refused_paths(request).collections:
            files = files.exclude(collection__path__startswith=path)
        return files

    def live_for(self, request: HttpRequest) -> "LiveFileQuerySet":
        """The files of this queryset that the request may see."""
        files = self.on_pages_of(request)
        if request.user.has_perm("wagtailadmin.access_admin"):
            return files  # whoever writes pages reads the files of drafts
        owner = self.model.owned_by
        visible = live_pages(request).order_by()
        owned = files.model.objects.filter(**{f"{owner}__isnull": False})
        return files.filter(
            ~Q(pk__in=owned.order_by().values("pk"))
            | Q(pk__in=owned.filter(**{f"{owner}__in": visible.values("pk")}).values("pk"))
            | Exists(_references(self.model, visible))
        )


def _references(model, pages) -> QuerySet:
    """The places where some of the pages name the object of the outer query: lists, blocks, links in texts."""
    return ReferenceIndex.objects.annotate(page_key=Cast("object_id", IntegerField())).filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        to_content_type=ContentType.objects.get_for_model(model),
        to_object_id=Cast(OuterRef("pk"), CharField()),
        page_key__in=pages.values("pk"),
    )


def live_pages(request: HttpRequest) -> LivePageQuerySet:
    """All pages, of every type, that the request may see."""
    return LivePageQuerySet(Page).live_for(request)


def named_on_pages(request: HttpRequest, model: type) -> QuerySet:
    """The objects of a model, such as organisations, that some page names and that the request may see there."""
    pages = live_pages(request).order_by()
    return model.objects.filter(Exists(_references(model, pages))).order_by()


def can_see(request: HttpRequest, page: Page) -> bool:
    """Whether the request may see this page; the same rule as `live_for`, without a query on the page."""
    return is_published(page) and not _is_below(page, _refused_paths(request).pages)


def can_see_file(request: HttpRequest, file) -> bool:
    """Whether the request may see this file **on a page that it sees**; its collection must be loaded."""
    return not _is_below(file.collection, _refused_paths(request).collections)


def can_see_photo(photo) -> bool:
    """Whether readers may see this photo, and the files of its sizes, wherever a page holds it."""
    return photo.consent != "withdrawn" and (
        photo.licence_end is None or photo.licence_end >= timezone.localdate()
    )


def is_published(page: Page) -> bool:
    """Whether the page is out and not past its expiry, whatever the scheduled job has done so far."""
    return page.live and (page.expire_at is None or page.expire_at > timezone.now())


def restrictions_on(page: Page) -> QuerySet[PageViewRestriction]:
    """The restrictions on a page or on an ancestor, in any language."""
    paths = [page.path[:end] for end in range(page.steplen, len(page.path) + 1, page.steplen)]
    keys = Page.objects.filter(path__in=paths).values("translation_key")
    return PageViewRestriction.objects.filter(page__translation_key__in=keys).distinct()


def is_open_to_all(request: HttpRequest, page: Page) -> bool:
    """Whether no restriction at all stands on the page; False where that would take a query to know."""
    return request.user.is_anonymous and not _is_below(page, _refused_paths(request).pages)


def _not_expired() -> Q:
    return Q(expire_at__isnull=True) | Q(expire_at__gt=timezone.now())


def _is_below(node, paths: list[str]) -> bool:
    return any(node.path.startswith(path) for path in paths)


@dataclass(frozen=True)
class _RefusedPaths:
    """Tree paths of the subtrees closed to a request."""

    pages: list[str]
    collections: list[str]


def _refused_paths(request: HttpRequest) -> _RefusedPaths:
    """Asked once per request."""
    if not hasattr(request, "_refused_paths"):
        request._refused_paths = (
            _all_restricted_paths() if request.user.is_anonymous else _paths_refused_to(request)
        )
    return request._refused_paths


def _all_restricted_paths() -> _RefusedPaths:
    """Everything restricted, in one query: nothing of it is open to a visitor without an account."""
    keys = PageViewRestriction.objects.values("page__translation_key")
    pages = Page.objects.filter(translation_key__in=keys)
    collections = Collection.objects.filter(view_restrictions__isnull=False)
    rows = list(
        pages.order_by()
        .annotate(tree=Value("page"))
        .values_list("tree", "path")
        .union(
            collections.order_by().annotate(tree=Value("collection")).values_list("tree", "path")
        )
    )
    return _RefusedPaths(
        [path for tree, path in rows if tree == "page"],
        [path for tree, path in rows if tree == "collection"],
    )


def _paths_refused_to(request: HttpRequest) -> _RefusedPaths:
    def refused(restrictions):
        return [
            restriction
            for restriction in restrictions.prefetch_related("groups")
            if not restriction.accept_request(request)
        ]

    pages = refused(PageViewRestriction.objects.select_related("page"))
    keys = {restriction.page.translation_key for restriction in pages}
    collections = refused(CollectionViewRestriction.objects.select_related("collection"))
    return _RefusedPaths(
        list(Page.objects.filter(translation_key__in=keys).values_list("path", flat=True)),
        [restriction.collection.path for restriction in collections],
    )
