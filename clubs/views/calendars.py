from hashlib import sha256

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from clubs.calendar_files import to_ics
from clubs.calendars import CalendarMixin
from clubs.models import ClubIndexPage
from core.file_responses import disposition
from core.layout import Layout
from core.routing import find_page
from core.visibility import can_see
from members.calendar_addresses import owner_of


@require_safe
def calendar(request, path: str, name: str) -> HttpResponse:
    """The calendar beside a page: /clubs/agenda.ics, /clubs/<club>/agenda.ics, /clubs/<club>/<session>/seance.ics.

    404 where the visitor may not see the page; whoever re-reads a calendar that hasn't changed gets 304.
    """
    page = find_page(request, path)
    if not isinstance(page, CalendarMixin) or name != page.calendar_name:
        raise Http404
    if not can_see(request, page):
        raise Http404
    response = _answer(request, page)
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        patch_cache_control(response, private=True, no_store=True)
    else:
        patch_cache_control(response, public=True, max_age=settings.CALENDAR_CACHE_SECONDS)
    return response


@require_safe
def member_calendar(request, token: str) -> HttpResponse:
    """All sessions that a member may see, at her secret address; a program that reads calendars has no session.

    404 once she has withdrawn the address, her account is closed or the membership of her organisation is over.
    """
    owner = owner_of(token)
    if owner is None:
        raise Http404
    request.user = owner
    page = Layout(request).section(ClubIndexPage)
    if page is None or not can_see(request, page):
        raise Http404
    response = _answer(request, page.specific)
    patch_cache_control(response, private=True, no_store=True)
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _answer(request, page: CalendarMixin) -> HttpResponse:
    """The calendar of a page; 304 for whoever has it already."""
    content = to_ics(page, request)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = disposition(f"{page.slug}.ics", inline=True)
    etag = quote_etag(sha256(content).hexdigest()[:32])
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response)  # type: ignore[return-value]
