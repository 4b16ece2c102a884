"""From an address to a page in two queries, whatever the depth of the tree.

Wagtail walks down from the home page, two queries a level. Here one query brings the page of the address with
all that its layout shows, and one the page's own row; Wagtail's view then serves it, with every hook.
"""

from functools import partial

from django.conf import settings
from django.core.cache import cache
from django.db.models import Q
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.signals import page_slug_changed

from core.generations import kept, kept_with
from core.visibility import is_open_to_all, kept_for


def serve(request, path: str) -> HttpResponseBase:
    """The view of every page; `path` is the address without the language's prefix.

    A name after the last slash is that of a file, which the page at the address before it may have.
    """
    from wagtail import views  # it has models, which the applications need time to load

    request._wagtail_route_for_request = _route(request, path)
    return views.serve(request, path)


def site_for(request) -> Site | None:
    """Wagtail's site of the request; None until it has a home page of one of the site's own types.

    It is remembered: a site changes once in its life, and another process learns of it within a minute.
    """
    if not hasattr(request, "_site"):
        key = f"site:{request.get_host()}"
        if (site := cache.get(key)) is None:
            # Wagtail keeps the addresses of sites for an hour, in each process.
            Site.clear_site_root_paths_cache()
            site = Site.find_for_request(request)
            # Its migrations make a page without a type, "Welcome to your new Wagtail site!".
            if site and site.root_page.specific_class in {Page, None}:
                site = None
            cache.set(key, site, timeout=60)  # seconds; None isn't kept
        request._site = request._wagtail_site = site
    return request._site


@receiver([post_save, post_delete], sender=Site)
@receiver(page_slug_changed)
def forget_sites(**kwargs) -> None:
    """The home page has a slug too, with which all addresses in the tree begin."""
    cache.clear()


def layout_pages(request, path: str = "") -> list[Page]:
    """The pages of the layout around an address, in tree order, drafts and private ones included.

    They are the home pages of all languages, the sections below them, and the page at the path with its
    ancestors and the translations of all these; asked once per request. core.layout keeps what the visitor may see.
    """
    if not hasattr(request, "_layout_pages"):
        site = site_for(request)
        request._layout_pages = (
            kept(request, ("layout", path), lambda: list(_wanted(site.root_page, path)))
            if site
            else []
        )
    return request._layout_pages


def _wanted(root: Page, path: str):
    parts = [Q(translation_key=root.translation_key), Q(depth=root.depth + 1)]
    if path:
        slugs = path.strip("/").split("/")
        ends = ["/".join(slugs[: count + 1]) for count in range(len(slugs))]
        # The site's root is its home page in the main language.
        home = root if get_language() == settings.LANGUAGE_CODE else root.localized
        addresses = [f"{home.url_path}{end}/" for end in ends]
        # The slug has an index, the address has none.
        way = Q(slug__in=slugs, url_path__in=addresses)
        keys = Page.objects.filter(way).values("translation_key")
        parts += [way, Q(translation_key__in=keys)]
    # Asked apart: in one condition they would use no index.
    first, *others = (Page.objects.filter(part).order_by().values("pk") for part in parts)
    wanted = Page.objects.filter(pk__in=first.union(*others))
    return wanted.select_related("locale", "alias_of").order_by("path")


class AddressMixin:
    """A page of a list that is kept finds out its address once."""

    url_path: str

    def get_url_parts(self, request=None):
        find = partial(super().get_url_parts, request)  # type: ignore[misc]
        return kept_with(request, self, ("url parts", self.url_path), find)


def url_of(page: Page, request) -> str:
    """The address of a page, found out once for one that is kept, such as the layout's."""
    if request is not None:
        site_for(request)  # else Wagtail asks the database for it
    return kept_with(request, page, "url", lambda: page.get_url(request) or "")


def find_page(request, path: str) -> Page | None:
    """The page at an address in the language in use, of its own type, whoever may see it; None where there is none."""
    found = _at(request, path)
    return _in_full(request, found) if found else None


def _at(request, path: str) -> Page | None:
    pages = layout_pages(request, path)
    site = site_for(request)
    homes = [
        page for page in pages if site and page.translation_key == site.root_page.translation_key
    ]
    home = next((page for page in homes if page.locale.language_code == get_language()), None)
    address = f"{home.url_path}{path}" if home else ""
    return next((page for page in pages if page.url_path == address), None)


def _in_full(request, found: Page) -> Page:
    """One of the layout's pages, of its own type."""
    model = found.specific_class
    page = model.objects.select_related(*model.select_related).get(pk=found.pk)
    page.locale = found.locale
    if is_open_to_all(request, page):
        # What is known already isn't asked again by Wagtail's check.
        page.known_restrictions = PageViewRestriction.objects.none()
    return page


def _route(request, path: str):
    """Wagtail's RouteResult, or None where there is no page at the address.

    A page may have files below it, and answer at addresses right below its own.
    """
    folders, slash, file_name = path.rpartition("/")
    rest = [file_name] if file_name else []
    found = _at(request, folders + slash)
    if found is None and "/" in folders:
        above, _slash, name = folders.rpartition("/")
        found, rest = _at(request, f"{above}/"), [name, *rest]
        if not found or not getattr(found.specific_class, "answers_below", False):
            return None
    if found is None:
        return None
    page = partial(_in_full, request, found)
    if not rest:
        # What lies beside or below a page may be a file, which two requests can't read at once.
        page = partial(kept_for, request, ("page", found.pk), page)
    try:
        return page().route(request, rest)
    except Http404:
        return None
