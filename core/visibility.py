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

**In the admin** somebody is told of the pages in her own parts of the tree and of those that she is told of as a
reader; of files and photos on such a page or on none, and of those that she has sent herself (`known_…`).
"""

from collections import abc, defaultdict
from itertools import chain
from types import SimpleNamespace
from typing import TypeVar

from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.db.models import (
    BooleanField,
    CharField,
    DateTimeField,
    Exists,
    F,
    Func,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from wagtail.images import get_image_model
from wagtail.models import (
    Collection,
    Page,
    PageViewRestriction,
    ReferenceIndex,
)
from wagtail.permissions import page_permission_policy
from wagtail.query import PageQuerySet

from core.generations import Made, is_kept, kept, kept_with
from core.references import references_on, uses_of_photos
from core.restrictions import all_restricted_paths, refused_paths, restricted_paths

Files = TypeVar("Files", bound=QuerySet)


class LivePageQuerySet(PageQuerySet):
    def live_for(self, request: HttpRequest) -> "LivePageQuerySet":
        """The pages of this queryset that the request may see."""
        return self.filter(_Published(refused_paths(request).pages))

    def named_for(self, request: HttpRequest) -> "LivePageQuerySet":
        """Those of which the request may read the title and the summary, at least."""
        refused = refused_paths(request)
        return self.filter(_Published(set(refused.pages) - set(refused.teased)))


class LiveFileQuerySet(QuerySet):
    """For models whose objects belong to a collection.

    The model's `owned_by` is the ORM path from a file to the pages that own it: `publication_files__page`.
    """

    def on_pages_of(self, request: HttpRequest) -> "LiveFileQuerySet":
        """Those that the request may see **on a page that it sees**: the rule of `can_see_file`."""
        closed = refused_paths(request).collections
        return self.exclude(_below("collection__path", closed)) if closed else self

    def live_for(self, request: HttpRequest) -> "LiveFileQuerySet":
        """The files of this queryset that the request may see."""
        files = self.on_pages_of(request)
        if request.user.has_perm("wagtailadmin.access_admin"):
            return known_files(request, files)  # whoever writes pages reads the files of drafts
        return files.filter(_carried_by(self.model, live_pages(request).order_by()))

    def reserved_for(self, request: HttpRequest) -> "LiveFileQuerySet":
        """Those that the request may see and the public may not."""
        return self.live_for(request).filter(
            _below("collection__path", restricted_paths(request).collections)
        )


def _carried_by(model, pages) -> Q:
    """A condition on files: some of the pages carry them, or no page owns them."""
    owner = model.owned_by
    owned = model.objects.filter(**{f"{owner}__isnull": False}).order_by()
    return (
        ~Q(pk__in=owned.values("pk"))
        | Q(pk__in=owned.filter(**{f"{owner}__in": pages.values("pk")}).values("pk"))
        | Q(Exists(references_on(model, pages)))
    )


def reserved_pages(request: HttpRequest) -> LivePageQuerySet:
    """The pages that the request may see and the public may not."""
    return live_pages(request).filter(_below("path", restricted_paths(request).pages))


def live_pages(request: HttpRequest) -> LivePageQuerySet:
    """All pages, of every type, that the request may see."""
    return LivePageQuerySet(Page).live_for(request)


def named_pages(request: HttpRequest) -> LivePageQuerySet:
    """All pages, of every type, of which the request may read the title and the summary."""
    return LivePageQuerySet(Page).named_for(request)


def teased_pages(request: HttpRequest) -> LivePageQuerySet:
    """All pages, of every type, of which the request may read the title and the summary, and no more."""
    refused = refused_paths(request)
    if not refused.teased:
        return LivePageQuerySet(Page).none()
    return named_pages(request).filter(_below("path", refused.pages))


def named_on_pages(request: HttpRequest, model: type[Model]) -> QuerySet:
    """The objects of a model, such as organisations, that some page names and that the request may see there."""
    pages = live_pages(request).order_by()
    return model._default_manager.filter(Exists(references_on(model, pages))).order_by()


def can_see(request: HttpRequest, page: Page) -> bool:
    """Whether the request may see this page; the same rule as `live_for`, without a query on the page."""
    return is_published(page) and not _is_below(page, refused_paths(request).pages)


def can_name(request: HttpRequest, page: Page) -> bool:
    """Whether the request may read the page's title and summary; the same rule as `named_for`."""
    refused = refused_paths(request)
    silent = set(refused.pages) - set(refused.teased)
    return is_published(page) and not _is_below(page, silent)


def is_teaser(request: HttpRequest, page: Page) -> bool:
    """Whether the request may read the page's title and summary, and no more of it."""
    return can_name(request, page) and not can_see(request, page)


def can_see_file(request: HttpRequest, file) -> bool:
    """Whether the request may see this file **on a page that it sees**; its collection must be loaded."""
    return not _is_below(file.collection, refused_paths(request).collections)


def can_name_file(request, file) -> bool:
    """Whether the request may read, on a page that it sees, the title of a file that it may not have."""
    return file.announced and not can_see_file(request, file)


def keeps_for(request) -> bool:
    """Whether what is made for this reader is kept: not for who writes pages, since she sees files of drafts too."""
    return is_kept(request) and not request.user.has_perm("wagtailadmin.access_admin")


def kept_for(request, key: tuple, make: abc.Callable[[], Made]) -> Made:
    """What `make` gives, from now until the content changes the same for all who may see the same (core.generations).

    Of the request it may depend on what core.generations.kept allows and on this module's rule, hence on nothing else
    of the visitor.
    """
    if not keeps_for(request):
        return make()
    return kept(request, (_sight(request), *key), make)


def kept_html_for(request, owner, make: abc.Callable[[], SafeString]) -> SafeString:
    """What a template renders of an object that is kept, as long as that one is: once for all who may see the same."""
    if not keeps_for(request):
        return make()
    return kept_with(request, owner, ("html", get_language(), _sight(request)), make)


def _sight(request) -> tuple:
    """What all who may see the same have in common."""
    return (request.user.is_authenticated, refused_paths(request))


def everybody():
    """A request of the public, for what is decided once for all."""
    return SimpleNamespace(user=AnonymousUser())


def open_collections(collections: QuerySet[Collection]) -> QuerySet[Collection]:
    """Those of these collections whose files are closed to nobody."""
    return collections.exclude(_below("path", all_restricted_paths().collections))


def can_see_photo(photo) -> bool:
    """Whether readers may see this photo, and the files of its sizes, wherever a page holds it."""
    return photo.consent != photo.Consent.WITHDRAWN and (
        photo.licence_end is None or photo.licence_end >= timezone.localdate()
    )


def photos_on_pages() -> QuerySet:
    """The photos that readers may see wherever a page holds them: the rule of `can_see_photo`."""
    photos = get_image_model().objects.exclude(consent=get_image_model().Consent.WITHDRAWN)
    return photos.filter(Q(licence_end=None) | Q(licence_end__gte=timezone.localdate())).order_by()


def can_open_photo(request: HttpRequest, photo) -> bool:
    """Whether the request may have the files of a photo: what it may see shows it, or it is an editor's."""
    if request.user.has_perm("wagtailadmin.access_admin"):
        return known_photos(request, type(photo).objects.filter(pk=photo.pk)).exists()
    if not can_see_photo(photo):
        return False
    pages, elsewhere = uses_of_photos(photo.pk)
    return bool(elsewhere) or live_pages(request).filter(pk__in=pages).exists()


def public_photos(*photo_pks: int) -> set[int]:
    """The keys of the photos among these that something open to all shows."""
    pages, elsewhere = uses_of_photos(*photo_pks)
    open_pages = set(live_pages(everybody()).filter(pk__in=pages).values_list("pk", flat=True))
    shown = elsewhere.union(*(photos for page, photos in pages.items() if page in open_pages))
    photos = get_image_model().objects.only("consent", "licence_end").filter(pk__in=photo_pks)
    return {photo.pk for photo in photos if photo.pk in shown and can_see_photo(photo)}


def knows_every_page(user) -> bool:
    """Whether somebody writes, publishes or locks from the root of the tree on."""
    granted = page_permission_policy.instances_with_direct_explore_permission(user)
    return any(page.depth == 1 for page in granted)


def known_pages(request: HttpRequest) -> PageQuerySet:
    """The pages that somebody may be told of in the admin."""
    if knows_every_page(request.user):
        return Page.objects.all()
    own = page_permission_policy.explorable_instances(request.user).order_by().values("pk")
    return Page.objects.filter(
        Q(pk__in=own) | Q(pk__in=named_pages(request).order_by().values("pk"))
    )


def known_files(request: HttpRequest, files: Files) -> Files:
    """Those of these files that somebody may be told of in the admin, whatever her groups may do with them."""
    if knows_every_page(request.user):
        return files
    carried = _carried_by(files.model, known_pages(request).order_by())
    known = files.model._default_manager.filter(Q(uploaded_by_user=request.user) | carried)
    return files.filter(pk__in=known.order_by().values("pk"))  # which a search can narrow


def known_photos(request: HttpRequest, photos: Files) -> Files:
    """The same for photos; those of portraits and logos are known."""
    if knows_every_page(request.user):
        return photos
    on_pages = references_on(photos.model, Page.objects.order_by())
    elsewhere = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(photos.model),
        to_object_id=Cast(OuterRef("pk"), CharField()),
    ).exclude(base_content_type=ContentType.objects.get_for_model(Page))
    known = photos.model._default_manager.filter(
        Q(uploaded_by_user=request.user)
        | ~Exists(on_pages)
        | Exists(references_on(photos.model, known_pages(request).order_by()))
        | Exists(elsewhere)
    )
    return photos.filter(pk__in=known.order_by().values("pk"))


def is_published(page: Page) -> bool:
    """Whether the page is out and not past its expiry, whatever the scheduled job has done so far.

    What mirrors a page of another language isn't: an English address with a French page has nothing to read.
    """
    expired = page.expire_at is not None and page.expire_at <= timezone.now()
    return page.live and not expired and not _is_mirror(page)


def was_published(page: Page) -> bool:
    """Whether the page is or has been out: an address of its own was read, linked and printed."""
    return (page.live or page.first_published_at is not None) and not _is_mirror(page)


def published_once(pages: QuerySet[Page]) -> QuerySet[Page]:
    """Those of these pages for which `was_published` holds."""
    once = Q(live=True) | Q(first_published_at__isnull=False)
    return pages.filter(once).exclude(_mirrors())


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


def is_for_members(request: HttpRequest, page: Page) -> bool:
    """Whether a page that the request may see is closed to the public; for anonymous visitors nothing is asked."""
    return request.user.is_authenticated and _is_below(page, restricted_paths(request).pages)


def is_file_for_members(request: HttpRequest, file) -> bool:
    """The same of a file, by its collection, which must be loaded."""
    closed = restricted_paths(request).collections if request.user.is_authenticated else ()
    return _is_below(file.collection, closed)


def is_open_to_all(request: HttpRequest, page: Page) -> bool:
    """Whether no restriction at all stands on the page; False where that would take a query to know."""
    return request.user.is_anonymous and not _is_below(page, refused_paths(request).pages)


def _mirrors() -> Q:
    """What merely shows a page of another language: wagtail-localize puts it above a section's first translation."""
    return Q(alias_of__isnull=False) & ~Q(alias_of__locale=F("locale"))


def _is_mirror(page: Page) -> bool:
    return bool(page.alias_of_id) and page.alias_of.locale_id != page.locale_id


def _below(field: str, paths: abc.Iterable[str]) -> Q:
    """A condition: under one of the paths. Of no path, nothing is."""
    under = (Q(**{f"{field}__startswith": path}) for path in paths)
    return Q(Q(pk__in=[]), *under, _connector=Q.OR)


class _Published(Func):
    """A condition on pages: `is_published`, and under none of the paths.

    Each list of a page asks for it. As one expression it takes Django a third of the work that it takes as conditions
    of a filter.
    """

    output_field = BooleanField()

    def __init__(self, closed: abc.Collection[str]) -> None:
        super().__init__(
            *map(F, ("live", "expire_at", "path", "locale", "alias_of", "alias_of__locale")),
            Value(timezone.now(), output_field=DateTimeField()),
        )
        by_length = defaultdict(list)
        for path in closed:
            by_length[len(path)].append(path)
        self.closed = {length: tuple(paths) for length, paths in by_length.items()}

    def as_sql(self, compiler, connection, **extra):  # type: ignore[override]
        sources = self.get_source_expressions()
        columns = [compiler.compile(source)[0] for source in sources[:-1]]
        live, expiry, path, locale, original, locale_of_original = columns
        now, values = compiler.compile(sources[-1])
        # All paths that are as long in one condition, as many take a database long.
        outside = (
            f" AND SUBSTR({path}, 1, {length}) NOT IN ({', '.join(['%s'] * len(paths))})"
            for length, paths in self.closed.items()
        )
        return (
            f"({live} AND ({expiry} IS NULL OR {expiry} > {now})"
            f" AND ({original} IS NULL OR {locale_of_original} = {locale}){''.join(outside)})",
            (*values, *chain.from_iterable(self.closed.values())),
        )


def _is_below(node, paths: abc.Iterable[str]) -> bool:
    return any(node.path.startswith(path) for path in paths)
