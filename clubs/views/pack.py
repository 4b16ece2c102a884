from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from clubs.models import SessionPage
from clubs.pack import pack_of
from core.layout import Layout, absolute
from core.qr_codes import qr_code
from downloads.archives import archive_response


@require_safe
def session_pack(request, pk: int) -> HttpResponseBase:
    """One address for what belongs to a session, with its QR code to print."""
    session = _session(request, pk)
    title = _("All about “%(title)s”") % {"title": session.title}
    address = absolute(request.path)
    context = {
        "layout": Layout(request, title=title),
        "title": title,
        "session": session,
        "pack": pack_of(session, request),
        "address": address,
        "qr_code": qr_code(address),
    }
    return render(request, "pages/session_pack.html", context)


@require_safe
def session_pack_archive(request, pk: int, name: str) -> HttpResponseBase:
    """The same as one ZIP archive; whatever name stands in the address."""
    session = _session(request, pk)
    members = pack_of(session, request).members()
    if not members:
        raise Http404
    return archive_response(request, session.title, members)


def _session(request, pk: int) -> SessionPage:
    """A session that the request may see; no database has a larger key."""
    sessions = SessionPage.objects.live_for(request).select_related("host", "programme_file")
    session = sessions.filter(pk=min(pk, 2**31 - 1)).first()
    if session is None:
        raise Http404
    return session
