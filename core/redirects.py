"""What an address answers where nothing stands: the way to where its page is now, or that it was withdrawn.

Redirects are Wagtail's, made by `core.addresses` and by editors. One is followed by those who may be told of its
page; others are asked to sign in, as at the page itself, and read nothing of its address.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db.models import F
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from core.addresses import address_key
from core.languages import language_of
from core.routing import layout_pages, site_for
from core.visibility import can_name, is_published, was_published
from core.withdrawal_models import Withdrawal, WithdrawnAddress

_STEPS = 5  # from what was replaced to what replaces it now
_HOPS = 20  # from redirect to redirect


class _NoEnd(Exception):
    """Redirects that lead to each other, in a circle or through too many."""


@dataclass(frozen=True)
class Onward:
    """A link of the notice; `language` is its page's code where that isn't the one in use."""

    title: str
    url: str
    language: str = ""


@dataclass(frozen=True)
class _Candidate:
    """A path under which an address may be kept, its key, and the name of a file that it leaves over."""

    path: str
    key: str
    file_name: str = ""
    has_query: bool = False


def answer(request: HttpRequest) -> HttpResponse | None:
    """A redirect, a request to sign in, the notice of a withdrawal (410), or None: there never was anything."""
    if site_for(request) is None:
        return None
    try:
        response = _answer(request, request.path, request.META.get("QUERY_STRING", ""), frozenset())
    except _NoEnd:
        return None
    if response:
        # A browser keeps a permanent redirect for ever, and would go in circles once the page is back.
        patch_cache_control(response, no_cache=True)
    return response


def _answer(request, path: str, query: str, seen: frozenset) -> HttpResponse | None:
    candidates = list(_candidates(path, query))
    keys = [candidate.key for candidate in candidates]
    if seen.intersection(keys[:1]) or len(seen) > _HOPS:
        raise _NoEnd
    # The redirect of the site after that of all sites.
    known = Redirect.get_for_site(site_for(request)).filter(old_path__in=keys)
    known = known.select_related("redirect_page__locale", "redirect_page__alias_of")
    redirects = {
        redirect.old_path: redirect for redirect in known.order_by(F("site").asc(nulls_first=True))
    }
    for candidate in candidates:
        if redirect := redirects.get(candidate.key):
            rest = "" if candidate.has_query else query
            return _follow(request, redirect, candidate.file_name, rest, seen.union(keys[:1]))
    page = page_at(request, candidates[-1].path)
    if page and was_published(page):
        return None if is_published(page) else _notice(request, _withdrawal(page))
    kept = WithdrawnAddress.objects.filter(address__in=keys).select_related("withdrawal").first()
    return _notice(request, kept.withdrawal) if kept else None


def _candidates(path: str, query: str) -> Iterator[_Candidate]:
    """From the most precise: with the query, the address itself, the page that gave out a file under its address."""
    path = f"/{path.strip('/')}"
    if query:
        yield _Candidate(path, address_key(f"{path}?{query}"), has_query=True)
    yield _Candidate(path, address_key(path))
    folder, _slash, name = path.rpartition("/")
    if "." in name and folder:
        yield _Candidate(folder, address_key(folder), file_name=name)


def _follow(request, redirect: Redirect, file_name: str, query: str, seen: frozenset):
    if redirect.redirect_page:
        rest = redirect.redirect_page_route_path.lstrip("/") + file_name
        return _to_page(request, redirect.redirect_page, rest, query, redirect.is_permanent)
    if not redirect.redirect_link or file_name:
        return None
    path = _own_path(request, redirect.redirect_link)
    if path is None:
        return _to(redirect.redirect_link, query, redirect.is_permanent)
    if page := page_at(request, path):
        return _to_page(request, page, "", query, redirect.is_permanent)
    parts = urlsplit(redirect.redirect_link)
    onwards = _answer(request, path, parts.query or query, seen)
    return onwards or _to(redirect.redirect_link, query, redirect.is_permanent)


def _to_page(request, page: Page, rest: str, query: str, permanent: bool):
    if not is_published(page):
        return _notice(request, _withdrawal(page)) if was_published(page) else None
    if not can_name(request, page):
        return redirect_to_login(request.get_full_path())
    address = page.get_url(request)
    if address is None or address_key(address + rest) == address_key(request.path):
        return None
    return _to(address + rest, query, permanent)


def _to(address: str, query: str, permanent: bool) -> HttpResponse:
    if query:
        address += ("&" if "?" in address else "?") + query
    return (HttpResponsePermanentRedirect if permanent else HttpResponseRedirect)(address)


def _own_path(request, link: str) -> str | None:
    """The path of a link to this site; None for one that leads elsewhere."""
    parts = urlsplit(link)
    own = {"", request.get_host(), urlsplit(settings.BASE_URL).netloc}
    return parts.path if parts.netloc in own else None


def page_at(request, path: str) -> Page | None:
    """The page at a path of the site in the language of the path, whoever may see it."""
    prefix = language_of(path)
    language = prefix or settings.LANGUAGE_CODE
    slugs = path.removeprefix(f"/{prefix}/" if prefix else "/").strip("/")
    site = site_for(request)
    key = site.root_page.translation_key if site else None
    homes = (page for page in layout_pages(request) if page.translation_key == key)
    home = next((page for page in homes if page.locale.language_code == language), None)
    if home is None or not slugs:
        return None
    # The slug has an index, the address has none.
    pages = Page.objects.filter(slug=slugs.rpartition("/")[2], url_path=f"{home.url_path}{slugs}/")
    return pages.select_related("locale", "alias_of").first()


def _withdrawal(page: Page) -> Withdrawal:
    known = Withdrawal.objects.filter(translation_key=page.translation_key).first()
    return known or Withdrawal(translation_key=page.translation_key)


def withdrawn_with(request: HttpRequest, pages: Iterable[Page]) -> HttpResponse | None:
    """The notice for what only these pages gave out, if they were all withdrawn; else None."""
    pages = list(pages)
    withdrawn = next((page for page in pages if was_published(page)), None)
    if withdrawn is None or any(map(is_published, pages)):
        return None
    return _notice(request, _withdrawal(withdrawn))


def _notice(request, withdrawal: Withdrawal) -> HttpResponse:
    others = _same_page(request, withdrawal)
    # It may have been translated anew after its translation was deleted.
    here = next((page for page in others if not page.language), None)
    context = {
        "is_page": withdrawal.translation_key is not None,
        "replacement": _replacement(request, withdrawal) or here,
        "translations": [page for page in others if page.language],
    }
    return render(request, "410.html", context, status=410)


def _replacement(request, withdrawal: Withdrawal) -> Onward | None:
    """What replaces it, if the reader may be told of it; what was withdrawn in its turn has its own replacement."""
    for _step in range(_STEPS):
        page = withdrawal.replacement
        if page is None:
            break
        page = page.localized
        if can_name(request, page):
            return _onward(request, page)
        if is_published(page):
            return None
        withdrawal = _withdrawal(page)
    link = withdrawal.replacement_link
    path = _own_path(request, link) if link else None
    page = page_at(request, path) if path else None
    if page:
        return _onward(request, page) if can_name(request, page) else None
    return Onward(link, link) if link else None


def _same_page(request, withdrawal: Withdrawal) -> list[Onward]:
    """The page in the languages in which it can still be read."""
    if withdrawal.translation_key is None:
        return []
    pages = Page.objects.filter(translation_key=withdrawal.translation_key)
    pages = pages.select_related("locale", "alias_of")
    return [_onward(request, page) for page in pages if can_name(request, page)]


def _onward(request, page: Page) -> Onward:
    code = page.locale.language_code
    return Onward(page.title, page.get_url(request), "" if code == get_language() else code)
