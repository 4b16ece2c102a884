"""The one rule of what a request may see.

Every list, count, feed, search and file goes through `live_for` (a queryset) or `can_see` (one page).
`tests/test_architecture.py` fails when code elsewhere reaches pages or files past this module.

A page may be seen when it is published, its expiry is not past, it doesn't mirror another language, and no view
restriction that the request fails stands on it or on an ancestor, **in any language**: a restriction on a page holds
for its translations, and for the aliases of what it closes.

Where the editor has chosen a **teaser** for every restriction that the request fails, the page's title, summary and
address may be named, and nothing else. Lists as they open, feeds, menus, site maps and links in texts name it
(`named_for`, `named_pages`, `can_name`); its address answers with the teaser. What could say more of it asks
`live_for`: searches, filters and their counts, neighbours, files and photos.

A file may be seen when no restriction that the request fails stands on its collection or on one above it, and,
if a page owns it (`owned_by`), when some page that carries it may be seen: that one, or any other.
A photo may be seen until its licence has ended, and unless those it shows have withdrawn their consent; its files
may be had by those who may see something that shows it.
"""

from collections import defaultdict
from dataclasses import dataclass
from types import SimpleNamespace

from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.db.models import (
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils import timezone
from wagtail.images import get_image_model
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
        pages = self.live().filter(_not_expired()).exclude(_mirrors())
        for path in _refused_paths(request).pages:
            pages = pages.exclude(path__startswith=path)
        return pages

    def named_for(self, request: HttpRequest) -> "LivePageQuerySet":
        """Those of which the request may read the title and the summary, at least."""
        refused = _refused_paths(request)
        pages = self.live().filter(_not_expired()).exclude(_mirrors())
        for path in set(refused.pages) - set(refused.teased):
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

    def reserved_for(self, request: HttpRequest) -> "LiveFileQuerySet":
        """Those that the request may see and the public may not."""
        return self.live_for(request).filter(
            _below("collection__path", _all_restricted_paths().collections)
        )


def _references(model, pages) -> QuerySet:
    """The places where some of the pages name the object of the outer query: lists, blocks, links in texts."""
    return ReferenceIndex.objects.annotate(page_key=Cast("object_id", IntegerField())).filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        to_content_type=ContentType.objects.get_for_model(model),
        to_object_id=Cast(OuterRef("pk"), CharField()),
        page_key__in=pages.values("pk"),
    )


def reserved_pages(request: HttpRequest) -> LivePageQuerySet:
    """The pages that the request may see and the public may not."""
    return live_pages(request).filter(_below("path", _all_restricted_paths().pages))


def live_pages(request: HttpRequest) -> LivePageQuerySet:
    """All pages, of every type, that the request may see."""
    return LivePageQuerySet(Page).live_for(request)


def named_pages(request: HttpRequest) -> LivePageQuerySet:
    """All pages, of every type, of which the request may read the title and the summary."""
    return LivePageQuerySet(Page).named_for(request)


def named_on_pages(request: HttpRequest, model: type) -> QuerySet:
    """The objects of a model, such as organisations, that some page names and that the request may see there."""
    pages = live_pages(request).order_by()
    return model.objects.filter(Exists(_references(model, pages))).order_by()


def can_see(request: HttpRequest, page: Page) -> bool:
    """Whether the request may see this page; the same rule as `live_for`, without a query on the page."""
    return is_published(page) and not _is_below(page, _refused_paths(request).pages)


def can_name(request: HttpRequest, page: Page) -> bool:
    """Whether the request may read the page's title and summary; the same rule as `named_for`."""
    refused = _refused_paths(request)
    silent = set(refused.pages) - set(refused.teased)
    return is_published(page) and not _is_below(page, silent)


def is_teaser(request: HttpRequest, page: Page) -> bool:
    """Whether the request may read the page's title and summary, and no more of it."""
    return can_name(request, page) and not can_see(request, page)


def can_see_file(request: HttpRequest, file) -> bool:
    """Whether the request may see this file **on a page that it sees**; its collection must be loaded."""
    return not _is_below(file.collection, _refused_paths(request).collections)


def can_name_file(request, file) -> bool:
    """Whether the request may read, on a page that it sees, the title of a file that it may not have."""
    return file.announced and not can_see_file(request, file)


def everybody():
    """A request of the public, for what is decided once for all."""
    return SimpleNamespace(user=AnonymousUser())


def open_collections(collections: QuerySet[Collection]) -> QuerySet[Collection]:
    """Those of these collections whose files are closed to nobody."""
    return collections.exclude(_below("path", _all_restricted_paths().collections))


def can_see_photo(photo) -> bool:
    """Whether readers may see this photo, and the files of its sizes, wherever a page holds it."""
    return photo.consent != "withdrawn" and (
        photo.licence_end is None or photo.licence_end >= timezone.localdate()
    )


def can_open_photo(request: HttpRequest, photo) -> bool:
    """Whether the request may have the files of a photo: what it may see shows it, or it is an editor's."""
    if request.user.has_perm("wagtailadmin.access_admin"):
        return True
    if not can_see_photo(photo):
        return False
    pages, elsewhere = _uses_of_photos(photo.pk)
    return bool(elsewhere) or live_pages(request).filter(pk__in=pages).exists()


def public_photos(*photo_pks: int) -> set[int]:
    """The keys of the photos, among these or among all, that something open to all shows."""
    pages, elsewhere = _uses_of_photos(*photo_pks)
    open_pages = set(live_pages(everybody()).filter(pk__in=pages).values_list("pk", flat=True))
    shown = elsewhere.union(*(photos for page, photos in pages.items() if page in open_pages))
    photos = get_image_model().objects.only("consent", "licence_end")
    if photo_pks:
        photos = photos.filter(pk__in=photo_pks)
    return {photo.pk for photo in photos if photo.pk in shown and can_see_photo(photo)}


def _uses_of_photos(*photo_pks: int) -> tuple[dict[int, set[int]], set[int]]:
    """The photos that each page shows, by its key; and those shown by what isn't a page: portraits, logos."""
    photo_type = ContentType.objects.get_for_model(get_image_model())
    page_type = ContentType.objects.get_for_model(Page)
    references = ReferenceIndex.objects.filter(to_content_type=photo_type)
    if photo_pks:
        references = references.filter(to_object_id__in=[str(pk) for pk in photo_pks])
    pages, elsewhere = defaultdict(set), set()
    for used_by, key, photo in references.values_list(
        "base_content_type", "object_id", "to_object_id"
    ):
        if used_by == page_type.pk:
            pages[int(key)].add(int(photo))
        else:
            elsewhere.add(int(photo))
    return pages, elsewhere


def is_published(page: Page) -> bool:
    """Whether the page is out and not past its expiry, whatever the scheduled job has done so far.

    What mirrors a page of another language isn't: an English address with a French page has nothing to read.
    """
    expired = page.expire_at is not None and page.expire_at <= timezone.now()
    return page.live and not expired and not _is_mirror(page)


def restrictions_on(page: Page) -> QuerySet[PageViewRestriction]:
    """The restrictions on a page or on an ancestor, in any language; for an alias, also its original's."""
    nodes = [page, page.alias_of] if page.alias_of_id else [page]
    paths = [
        node.path[:end]
        for node in nodes
        for end in range(node.steplen, len(node.path) + 1, node.steplen)
    ]
    keys = Page.objects.filter(path__in=paths).values("translation_key")
    return PageViewRestriction.objects.filter(page__translation_key__in=keys).distinct()


def is_open_to_all(request: HttpRequest, page: Page) -> bool:
    """Whether no restriction at all stands on the page; False where that would take a query to know."""
    return request.user.is_anonymous and not _is_below(page, _refused_paths(request).pages)


def _not_expired() -> Q:
    return Q(expire_at__isnull=True) | Q(expire_at__gt=timezone.now())


def _mirrors() -> Q:
    """What merely shows a page of another language: wagtail-localize puts it above a section's first translation."""
    return Q(alias_of__isnull=False) & ~Q(alias_of__locale=F("locale"))


def _is_mirror(page: Page) -> bool:
    return bool(page.alias_of_id) and page.alias_of.locale_id != page.locale_id


def _below(field: str, paths: list[str]) -> Q:
    """A condition: under one of the paths. Of no path, nothing is."""
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(**{f"{field}__startswith": path})
    return condition


def _is_below(node, paths: list[str]) -> bool:
    return any(node.path.startswith(path) for path in paths)


@dataclass(frozen=True)
class _RefusedPaths:
    """Tree paths of the subtrees closed to a request."""

    pages: list[str]
    collections: list[str]
    teased: list[str]  # those of the pages that may be named


def _refused_paths(request: HttpRequest) -> _RefusedPaths:
    """Asked once per request."""
    if not hasattr(request, "_refused_paths"):
        request._refused_paths = (
            _all_restricted_paths() if request.user.is_anonymous else _paths_refused_to(request)
        )
    return request._refused_paths


def _all_restricted_paths() -> _RefusedPaths:
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
    return _RefusedPaths(
        [path for tree, path, _teased in rows if tree == "page"],
        [path for tree, path, _teased in rows if tree == "collection"],
        [path for tree, path, teased in rows if tree == "page" and teased],
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


def _paths_refused_to(request: HttpRequest) -> _RefusedPaths:
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
    return _RefusedPaths(
        [path for path, _teased in rows],
        [restriction.collection.path for restriction in collections],
        [path for path, teased in rows if teased],
    )
