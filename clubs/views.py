from hashlib import sha256

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from clubs.calendars import CalendarMixin, to_ics
from core.routing import find_page
from core.visibility import can_see


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
    content = to_ics(page, request)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{page.slug}.ics"'
    response["ETag"] = f'"{sha256(content).hexdigest()[:32]}"'
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        patch_cache_control(response, private=True, no_store=True)
    else:
        patch_cache_control(response, public=True, max_age=settings.CALENDAR_CACHE_SECONDS)
    return get_conditional_response(request, etag=response["ETag"], response=response)
