"""The first page of the members' space."""

from django.contrib.auth.decorators import login_required
from django.db.models import F, Q
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from clubs.models import SessionPage
from clubs.registrations import own_sessions
from core.frame import Frame
from core.visibility import LivePageQuerySet, reserved_pages
from downloads.models import Document, lines

LATEST_PAGES = 8
LATEST_FILES = 6
NEXT_SESSIONS = 4


@login_required
@require_safe
def members_home(request):
    """What is kept for members, the newest first, and the sessions that they may come to."""
    pages = _once(reserved_pages(request)).annotate(written_in=F("locale__language_code"))
    pages = pages.order_by("-first_published_at", "-pk").specific().defer_streamfields()
    files = Document.objects.reserved_for(request).order_by("-created_at", "-pk")
    files = list(files[:LATEST_FILES])
    own = own_sessions(request)
    sessions = _once(SessionPage.objects.live_for(request))
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


def _once(pages: LivePageQuerySet) -> LivePageQuerySet:
    """Of the translations of each page, that in the language in use; one in another if there is none."""
    here = pages.order_by().filter(locale__language_code=get_language())
    return pages.exclude(
        ~Q(locale__language_code=get_language())
        & Q(translation_key__in=here.values("translation_key"))
    )
