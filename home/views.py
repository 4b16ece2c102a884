"""The addresses that aren't pages of the tree."""

from urllib.parse import unquote

from django.conf import settings
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core.frame import Frame, absolute
from core.listing import Listing
from core.visibility import named_pages
from downloads import accessibility as file_accessibility
from home.models import AssociationSettings

SITEMAP_LIMIT = 50_000  # addresses in one file, by the protocol


@require_safe
def legal_notice(request):
    return _plain(request, "pages/legal_notice.html", _("Legal notice"))


@require_safe
def accessibility(request):
    files = file_accessibility.counts(request)
    return _plain(request, "pages/accessibility.html", _("Accessibility"), files=files)


@require_safe
def barred_files(request):
    """The list that belongs to the accessibility statement: the files that some readers can't read, and why."""
    listing = Listing(
        request, file_accessibility.barred(request), [], page_size=settings.BARRED_FILES_PAGE_SIZE
    )
    for document in listing.page_obj:
        document.barriers = file_accessibility.barriers(document)
    title = _("Files that aren’t accessible")
    response = _plain(request, "pages/barred_files.html", title, listing=listing)
    response.status_code = listing.status
    return response


@require_safe
def site_map(request):
    """The sections and their pages; long lists (news…) are entered by their own page."""
    frame = Frame(request, title=_("Site map"))
    branches: dict[str, dict] = {}
    top = []
    if frame.home:
        pages = named_pages(request).descendant_of(frame.home, inclusive=True).order_by("path")
        for page in pages.filter(_is_section()).iterator():
            branch = {"title": page.title, "url": page.get_url(request), "children": []}
            branches[page.path] = branch
            parent = branches.get(page.path[: -page.steplen])
            (parent["children"] if parent else top).append(branch)
    return render(
        request, "pages/site_map.html", {"frame": frame, "title": frame.title, "tree": top}
    )


def _is_section():
    """Pages that readers find by their place rather than in a list."""
    return ~Q(content_type__model__in=["newspage", "publicationpage", "sessionpage", "reportpage"])


def _plain(request, template: str, title: str, **context) -> HttpResponse:
    frame = Frame(request, title=title)
    return render(request, template, {"frame": frame, "title": title, **context})


@require_safe
@cache_control(public=True, max_age=3600)
def colours(request):
    """The association's colours as custom properties; the address changes with them (see base.html)."""
    association = AssociationSettings.load(request)
    css = (
        f":root{{--primary:{association.primary_colour};--accent:{association.accent_colour};"
        f'--site-address:"{settings.BASE_URL}"}}\n'
    )
    return HttpResponse(css, content_type="text/css; charset=utf-8")


@require_safe
def robots(request):
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        f"Sitemap: {absolute('/sitemap.xml')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def sitemap(request):
    """Every public page in every language, with its translations (sitemaps.org, xhtml:link)."""
    pages = named_pages(request).filter(depth__gt=1).select_related("locale").order_by("path")
    translations: dict = {}
    for page in pages[:SITEMAP_LIMIT]:
        address = page.get_url(request)
        if address is None:  # it belongs to no site
            continue
        page.address = absolute(address)
        translations.setdefault(page.translation_key, []).append(page)
    urls = [
        {
            "location": page.address,
            "lastmod": page.last_published_at,
            "alternates": [
                {"lang_code": other.locale.language_code, "location": other.address}
                for other in group
                if len(group) > 1
            ],
        }
        for group in translations.values()
        for page in group
    ]
    return render(request, "sitemap.xml", {"urlset": urls}, content_type="application/xml")


def page_not_found(request, exception):
    """A 404 that offers to search for the words of the address."""
    path = unquote(request.path).removeprefix(f"/{get_language()}/")
    words = path.replace("/", " ").replace("-", " ").replace("_", " ").split()
    query = " ".join(words)[: settings.SEARCH_QUERY_MAX_LENGTH]
    return render(request, "404.html", {"suggested_query": query}, status=404)
