"""The first page of the members' space."""

from django.contrib.auth.decorators import login_required
from django.db.models import F, Q
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from clubs.models import SessionPage
from clubs.views.register import own_sessions
from core.layout import Layout
from core.visibility import LivePageQuerySet, reserved_pages
from downloads.models import Document, PublicationPage
from downloads.models.cards import find, visible_files
from members.visits import NEW_FOR, new_since

LATEST_PAGES = 8
LATEST_FILES = 6
NEXT_SESSIONS = 4


@login_required
@require_safe
def members_home(request) -> HttpResponseBase:
    """What is kept for members, the newest first, and the sessions that they may come to."""
    pages = _once(reserved_pages(request)).annotate(written_in=F("locale__language_code"))
    pages = pages.order_by("-first_published_at", "-pk").specific().defer_streamfields()
    files = Document.objects.reserved_for(request).order_by("-created_at", "-pk")
    latest = list(files[:LATEST_FILES])
    cards = find(request, PublicationPage.objects.read_here(request), latest)
    own = own_sessions(request)
    since = new_since(request)
    sessions = _once(SessionPage.objects.live_for(request))
    sessions = sessions.exclude(translation_key__in=[session.translation_key for session in own])
    context = {
        "layout": Layout(request, title=_("Members’ area")),
        "title": _("Members’ area"),
        "pages": pages[:LATEST_PAGES],
        "visited_on": None if since.is_period else since.moment,
        "new_since": since.moment,
        "period": NEW_FOR.days,
        "downloads": list(visible_files(latest, request, cards).values()),
        "own_sessions": own,
        "sessions": sessions.upcoming().for_cards(request)[:NEXT_SESSIONS],
    }
    return render(request, "members/home.html", context)


def _once(pages: LivePageQuerySet) -> LivePageQuerySet:
    """Of the translations of each page, that in the language in use; one in another if there is none."""
    here = pages.order_by().filter(locale__language_code=get_language())
    return pages.exclude(
        ~Q(locale__language_code=get_language())
        & Q(translation_key__in=here.values("translation_key"))
    )
