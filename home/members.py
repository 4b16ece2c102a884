"""The first page of the members' space."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from clubs.models import SessionPage
from clubs.registrations import own_sessions
from core.frame import Frame
from core.visibility import reserved_pages
from downloads.models import Document, lines

LATEST_PAGES = 8
LATEST_FILES = 6
NEXT_SESSIONS = 4


@login_required
@require_safe
def members_home(request):
    """What is kept for members, the newest first, and the sessions that they may come to."""
    language = get_language()
    pages = reserved_pages(request).filter(locale__language_code=language)
    pages = pages.order_by("-first_published_at", "-pk").specific().defer_streamfields()
    files = Document.objects.reserved_for(request).order_by("-created_at", "-pk")
    files = list(files[:LATEST_FILES])
    own = own_sessions(request)
    sessions = SessionPage.objects.live_for(request).filter(locale__language_code=language)
    sessions = sessions.exclude(translation_key__in=[session.translation_key for session in own])
    context = {
        "frame": Frame(request, title=_("Members’ space")),
        "title": _("Members’ space"),
        "pages": pages[:LATEST_PAGES],
        "files": list(lines.visible_files(files, request, lines.find(request, files)).values()),
        "own_sessions": own,
        "sessions": sessions.upcoming().for_cards(request)[:NEXT_SESSIONS],
    }
    return render(request, "members/home.html", context)
