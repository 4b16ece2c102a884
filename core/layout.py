"""What stands around the content of every page: menu, breadcrumb, languages, canonical address."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.conf import settings
from django.urls import reverse, translate_url
from django.utils.functional import cached_property
from django.utils.translation import get_language, get_language_info
from wagtail.models import Page

from core.generations import kept_with
from core.languages import association
from core.routing import layout_pages, site_for, url_of
from core.visibility import can_name, can_see, is_teaser


@dataclass(frozen=True)
class Link:
    title: str
    url: str
    current: bool = False


@dataclass(frozen=True)
class Language:
    """`exact` is False when the page isn't translated: the address is then that of the nearest page above it."""

    code: str
    name: str
    url: str
    current: bool
    exact: bool


class Layout:
    """Built lazily from the pages that core.routing fetched at once.

    `page` is the page shown, if the address is a page's; `title` is the last word of the breadcrumb of an
    address that isn't.
    """

    def __init__(self, request, page: Page | None = None, title: str = "") -> None:
        self.request = request
        self.page = page
        self.title = title
        # What is shared of a page without a photo, in the form of `share_image`: a publication's cover.
        self.cover: dict | None = None
        # What the address adds to that of the page, where it is one of several of a list.
        self.own_query = ""
        # The rest of an address below that of the page, which answers there too: "valmire-habitat/". `title` is then
        # the last word of the breadcrumb.
        self.below = ""

    @cached_property
    def _pages(self) -> list[Page]:
        """The pages of the layout that the visitor may be told of, in tree order."""
        return [page for page in layout_pages(self.request) if can_name(self.request, page)]

    @cached_property
    def home(self) -> Page | None:
        """The home page of the language in use."""
        homes = self._homes
        return homes.get(get_language()) or next(iter(homes.values()), None)

    @cached_property
    def _homes(self) -> dict[str, Page]:
        site = site_for(self.request)
        return {
            page.locale.language_code: page
            for page in self._pages
            if site and page.translation_key == site.root_page.translation_key
        }

    @cached_property
    def sections(self) -> list[Page]:
        """The pages right below the home page of the language in use."""
        if not self.home:
            return []
        return [
            page
            for page in self._pages
            if page.depth == self.home.depth + 1 and page.path.startswith(self.home.path)
        ]

    def section(self, model: type[Page]) -> Page | None:
        """The section of a type, if the visitor may be told of it."""
        return next((page for page in self.sections if page.specific_class is model), None)

    @property
    def section_slugs(self) -> set[str]:
        """In every language, those of the sections that the visitor may be told of."""
        depths = {page.depth + 1 for page in self._homes.values()}
        return {page.slug for page in self._pages if page.depth in depths}

    @cached_property
    def menu(self) -> list[Link]:
        current_path = self.page.path if self.page and self.page.path else ""
        return [
            Link(page.title, url_of(page, self.request), current_path.startswith(page.path))
            for page in self.sections
            if page.show_in_menus
        ]

    @cached_property
    def breadcrumb(self) -> list[Link]:
        """From the home page to the current one, which comes last and without an address."""
        if not self.home:
            return []
        if self.page is None:
            parents, title = [self.home], self.title
        else:
            above = [*_ancestor_paths(self.page), *([self.page.path] if self.below else [])]
            parents = [
                page for page in self._pages if page.path in above and page.depth >= self.home.depth
            ]
            title = self.title if self.below else self.page.crumb
        if not title or (self.page and not parents):
            return []
        return [
            *(Link(page.title, url_of(page, self.request)) for page in parents),
            Link(title, ""),
        ]

    def page_at(self, tree_path: str) -> Page | None:
        """The page at a tree path, if it is one of the layout's and the visitor may see it."""
        return next((page for page in self._pages if page.path == tree_path), None)

    @property
    def home_url(self) -> str:
        return url_of(self.home, self.request) if self.home else "/"

    @property
    def parent_url(self) -> str:
        """The address of the page above, or nothing when it can't be seen."""
        return self.breadcrumb[-2].url if len(self.breadcrumb) > 1 else ""

    @cached_property
    def languages(self) -> list[Language]:
        """The site's languages that have a home page, for the reader's switch."""
        languages = []
        for code, _name in settings.LANGUAGES:
            current = code == get_language()
            nearest = self._nearest(code)
            exact = current or self._is_plain_view or self._translates(nearest)
            url = url_of(nearest, self.request) if nearest else ""
            if self._translates(nearest):
                url += self.below
            if self._is_plain_view:
                url = translate_url(self._address, code)
            if current or (url and code in self._homes):
                name = get_language_info(code)["name_local"].capitalize()
                languages.append(Language(code, name, url, current, exact))
        return languages

    def _nearest(self, code: str) -> Page | None:
        """The page in a language or, without it, the closest one above it that exists there."""
        if self.page is None:
            return self._homes.get(code)
        above = [*_ancestor_paths(self.page), self.page.path]
        place = {page.translation_key: page.depth for page in self._pages if page.path in above}
        place[self.page.translation_key] = self.page.depth
        there = [
            page
            for page in self._pages
            if page.locale.language_code == code and page.translation_key in place
        ]
        return max(there, key=lambda page: place[page.translation_key], default=None)

    def _translates(self, page: Page | None) -> bool:
        return bool(page and self.page and page.translation_key == self.page.translation_key)

    @property
    def _address(self) -> str:
        """That of the request, on the first page of a list: in another language the list may be shorter."""
        query = self.request.GET.copy()
        query.pop("page", None)
        return f"{self.request.path}?{query.urlencode()}" if query else self.request.path

    @property
    def _is_plain_view(self) -> bool:
        """Whether the address is that of a view which exists in every language; an error page's isn't."""
        match = self.request.resolver_match
        return self.page is None and match is not None and match.url_name != "wagtail_serve"

    @cached_property
    def canonical(self) -> str:
        """The one public address of what is shown."""
        page = self.page
        if page and page.alias_of_id and can_see(self.request, page.alias_of):
            page = page.alias_of
        path = page.get_url(self.request) if page else self.request.path
        address = absolute(f"{path}{self.below}" if path else self.request.path)
        return f"{address}?{self.own_query}" if self.own_query else address

    @cached_property
    def breadcrumb_data(self) -> dict:
        """The breadcrumb as schema.org data (BreadcrumbList)."""
        steps = [
            {"@type": "ListItem", "position": number, "name": step.title}
            | ({"item": absolute(step.url)} if step.url else {})
            for number, step in enumerate(self.breadcrumb, start=1)
        ]
        return {
            "@context": "https://schema.org",
            "@type": "BreadcrumbList",
            "itemListElement": steps,
        }

    @cached_property
    def alternates(self) -> list[Language]:
        """The languages in which this very page exists, when there are several, with absolute addresses."""
        exact = [
            replace(language, url=absolute(language.url))
            for language in self.languages
            if language.exact
        ]
        return exact if len(exact) > 1 else []

    @cached_property
    def feeds(self) -> list[dict]:
        """The feeds of the whole site, for the head of every page."""
        return [
            {"title": "RSS", "url": reverse("feed_rss"), "type": "application/rss+xml"},
            {"title": "Atom", "url": reverse("feed_atom"), "type": "application/atom+xml"},
        ]

    @cached_property
    def share_image(self) -> dict | None:
        """The image shown when the address is shared: absolute url, width, height and alt.

        What has none of its own has the association's, and so has what may be named only.
        """
        photo = None
        if self.page and not is_teaser(self.request, self.page):
            photo = getattr(self.page, "share_photo", None)
        return (
            self._picture(photo, picture)
            or self.cover
            or self._picture(association(self.request), lambda own: own.default_share_image())
        )

    def _picture(self, owner, find: Callable[[Any], dict | None]) -> dict | None:
        make = partial(find, owner)
        return kept_with(self.request, owner, ("picture", get_language()), make) if owner else None


def picture(photo) -> dict | None:
    """A photo as what is shared of a page: absolute url, width, height and alt; None where there is none to show."""
    image = photo.share_image if photo else None
    if image is None:
        return None
    return {
        "url": absolute(image.url),
        "width": image.width,
        "height": image.height,
        "alt": photo.default_alt_text,
    }


def absolute(path: str) -> str:
    """A path of the site, or an address, as an address on the site's public name."""
    return path if path.startswith(("http://", "https://")) else f"{settings.BASE_URL}{path}"


def _ancestor_paths(page: Page) -> list[str]:
    return [page.path[:end] for end in range(page.steplen, len(page.path), page.steplen)]
