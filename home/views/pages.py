"""The addresses that aren't pages of the tree."""

import sys
from datetime import timedelta
from functools import partial
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from core.full_disk import is_disk_full
from core.layout import Layout, absolute
from core.listing import Listing
from core.routing import site_for
from core.visibility import is_for_members, is_teaser, named_pages
from directory.models import organisation_addresses
from downloads import barred_files as inaccessible
from home.address_words import searchable_words
from home.colours import admin_properties
from home.models import AssociationSettings
from home.share_card import draw
from home.views.themes import themes_in_use

SITEMAP_LIMIT = 50_000  # addresses in one file, by the protocol


@require_safe
def legal_notice(request) -> HttpResponseBase:
    return _plain(request, "pages/legal_notice.html", _("Legal notice"))


@require_safe
def accessibility(request) -> HttpResponseBase:
    files = inaccessible.counts(request)
    return _plain(request, "pages/accessibility.html", _("Accessibility statement"), files=files)


@require_safe
def barred_files(request) -> HttpResponseBase:
    """The list that belongs to the accessibility statement: the files that some readers can't read, and why."""
    listing = Listing(
        request, inaccessible.barred_files(request), [], page_size=settings.BARRED_FILES_PAGE_SIZE
    )
    title = _("Files that aren’t accessible")
    response = _plain(request, "pages/barred_files.html", title, listing=listing)
    response.status_code = listing.status
    return response


@require_safe
def site_map(request) -> HttpResponseBase:
    """The sections and their pages; long lists (news…) are entered by their own page."""
    layout = Layout(request, title=_("Site map"))
    branches: dict[str, dict] = {}
    top = []
    if layout.home:
        pages = named_pages(request).descendant_of(layout.home, inclusive=True).order_by("path")
        for page in pages.filter(_is_section()).iterator():
            branch = {
                "title": page.title,
                "url": page.get_url(request),
                "kept": is_teaser(request, page) or is_for_members(request, page),
                "children": [],
            }
            branches[page.path] = branch
            parent = branches.get(page.path[: -page.steplen])
            (parent["children"] if parent else top).append(branch)
    context = {
        "layout": layout,
        "title": layout.title,
        "tree": top,
        "themes": themes_in_use(request, get_language()),
    }
    return render(request, "pages/site_map.html", context)


def _is_section():
    """Pages that readers find by their place rather than in a list."""
    in_lists = ["newspage", "publicationpage", "sessionpage", "reportpage", "coursesessionpage"]
    return ~Q(content_type__model__in=in_lists)


def _plain(request, template: str, title: str, **context) -> HttpResponse:
    layout = Layout(request, title=title)
    return render(request, template, {"layout": layout, "title": title, **context})


@require_safe
@cache_control(public=True, max_age=3600)
def colours(request) -> HttpResponseBase:
    """The association's colours as custom properties; the address changes with them (see base.html)."""
    association = AssociationSettings.load(request)
    css = (
        f":root{{--primary:{association.primary_colour};--accent:{association.accent_colour};"
        f'--site-address:"{settings.BASE_URL}"}}\n'
    )
    return HttpResponse(css, content_type="text/css; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=3600)
def admin_colours(request):
    """The admin in the association's colours; the address changes with them (see wagtailadmin/base.html)."""
    association = AssociationSettings.load(request)
    properties = admin_properties(association.primary_colour)
    css = "".join(f"--w-color-{name}:{colour};" for name, colour in properties.items())
    return HttpResponse(
        f":root{{{css}--association-accent:{association.accent_colour}}}\n",
        content_type="text/css; charset=utf-8",
    )


@require_safe
@cache_control(public=True, max_age=24 * 3600)
def share_card(request) -> HttpResponseBase:
    """The picture that stands for pages without one; 404 as long as there is no logo that may be shown."""
    association = AssociationSettings.load(request)
    size = association.logo.largest("logo") if association.logo else None
    if size is None:
        raise Http404
    drawing = partial(draw, size.file, association.primary_colour)
    key = sha256(f"{size.file.name} {association.primary_colour}".encode()).hexdigest()
    try:
        picture = cache.get_or_set(f"share-card-{key}", drawing, 24 * 3600)
    except OSError as error:
        raise Http404 from error
    return HttpResponse(picture, content_type="image/png")


@require_safe
def robots(request) -> HttpResponseBase:
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        f"Sitemap: {absolute('/sitemap.xml')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


SECURITY_TXT_DAYS = 90


@require_safe
def security_txt(request) -> HttpResponseBase:
    """Whom to write to about a vulnerability (RFC 9116); an association without an address has none."""
    association = AssociationSettings.load(request)
    if not association.email:
        raise Http404
    expires = timezone.now() + timedelta(days=SECURITY_TXT_DAYS)
    lines = [
        f"Contact: mailto:{association.email}",
        f"Expires: {expires:%Y-%m-%dT00:00:00Z}",
        f"Preferred-Languages: {', '.join(code for code, _name in settings.LANGUAGES)}",
        f"Canonical: {absolute('/.well-known/security.txt')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def sitemap(request) -> HttpResponseBase:
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
    urls += [{"location": absolute(url)} for url in organisation_addresses(request)]
    urls += [
        {"location": absolute(theme.url)}
        for code, _name in settings.LANGUAGES
        for theme in themes_in_use(request, code)
    ]
    return render(
        request, "sitemap.xml", {"urlset": urls}, content_type="application/xml; charset=utf-8"
    )


def page_not_found(request, exception):
    """A 404 that offers to search for the words of the address; before the site is set up, it says how that is done."""
    if site_for(request) is None:
        return not_set_up(request)
    query = searchable_words(request.path, Layout(request).section_slugs)
    return render(request, "404.html", {"suggested_query": query}, status=404)


def server_error(request):
    """A 500, without a query; on a full disk, why nothing that is sent can be kept."""
    status, template = (507, "507.html") if is_disk_full(sys.exception()) else (500, "500.html")
    return HttpResponse(render_to_string(template), status=status)


@never_cache
def not_set_up(request) -> HttpResponseBase:
    """What stands for every page before there is one; the address of the home page answers with it as its own."""
    match = request.resolver_match
    is_home = match and match.url_name == "wagtail_serve" and match.args == ("",)
    return render(request, "not_set_up.html", status=200 if is_home else 404)
