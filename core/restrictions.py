"""Where view restrictions close the trees of pages and collections: to a request, or to the public.

This is the ground of the rule in core.visibility, which alone is asked what may be seen.
"""

from dataclasses import dataclass

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Value
from django.http import HttpRequest
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from core.generations import kept


@dataclass(frozen=True)
class ClosedPaths:
    """Tree paths of subtrees that are closed, to a request or to the public."""

    pages: tuple[str, ...]
    collections: tuple[str, ...]
    teased: tuple[str, ...]  # those of the pages that may be named


def refused_paths(request: HttpRequest) -> ClosedPaths:
    """Asked once per request."""
    known = vars(request)
    if "_refused_paths" not in known:
        known["_refused_paths"] = (
            restricted_paths(request) if request.user.is_anonymous else _paths_refused_to(request)
        )
    return known["_refused_paths"]


def restricted_paths(request: HttpRequest) -> ClosedPaths:
    """The same of everything restricted, once per request."""
    known = vars(request)
    if "_restricted_paths" not in known:
        known["_restricted_paths"] = kept(request, ("restricted",), all_restricted_paths)
    return known["_restricted_paths"]


def all_restricted_paths() -> ClosedPaths:
    """Everything restricted, in one query: nothing of it is open to a visitor without an account."""
    pages = _closed_pages(PageViewRestriction.objects.all())
    collections = Collection.objects.filter(view_restrictions__isnull=False)
    rows = list(
        pages.annotate(tree=Value("page"))
        .values_list("tree", "path", "teased")
        .union(
            collections.order_by()
            .annotate(tree=Value("collection"), teased=Value(False))
            .values_list("tree", "path", "teased")
        )
    )
    return ClosedPaths(
        tuple(path for tree, path, _teased in rows if tree == "page"),
        tuple(path for tree, path, _teased in rows if tree == "collection"),
        tuple(path for tree, path, teased in rows if tree == "page" and teased),
    )


def _closed_pages(restrictions: QuerySet[PageViewRestriction]) -> QuerySet[Page]:
    """The roots of what these restrictions close, in every language, and the aliases of what is inside.

    `teased` says whether each restriction on the page has its teaser; an alias has none.
    """
    keys = restrictions.values("page__translation_key")
    original_path = ExpressionWrapper(OuterRef("alias_of__path"), output_field=CharField())
    around_original = (
        Page.objects.filter(translation_key__in=keys)
        .annotate(original_path=original_path)
        .filter(original_path__startswith=F("path"))
    )
    silent = restrictions.filter(teaser=None, page__translation_key=OuterRef("translation_key"))
    closed = Q(translation_key__in=keys)
    alias_inside = Q(alias_of__isnull=False) & Exists(around_original)
    pages = Page.objects.filter(closed | alias_inside).order_by()
    return pages.annotate(teased=~Exists(silent) & closed)


def _paths_refused_to(request: HttpRequest) -> ClosedPaths:
    def refused(restrictions):
        return [
            restriction
            for restriction in restrictions.prefetch_related("groups")
            if not restriction.accept_request(request)
        ]

    pages = refused(PageViewRestriction.objects.all())
    closed = PageViewRestriction.objects.filter(pk__in=[restriction.pk for restriction in pages])
    rows = list(_closed_pages(closed).values_list("path", "teased")) if pages else []
    collections = refused(CollectionViewRestriction.objects.select_related("collection"))
    return ClosedPaths(
        tuple(path for path, _teased in rows),
        tuple(restriction.collection.path for restriction in collections),
        tuple(path for path, teased in rows if teased),
    )
