import logging
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Page

from core.file_responses import keep_private, send_file
from core.layout import Layout
from core.redirects import withdrawn_with
from core.visibility import can_see_file, everybody, live_pages
from downloads import counting
from downloads.archives import archive_response
from downloads.models import Document
from downloads.models.article_files import files_of_page

logger = logging.getLogger(__name__)


@require_safe
def serve_file(request, pk: int, name: str) -> HttpResponseBase:
    """A file at its permanent link, whatever name stands in it."""
    document = Document.objects.live_for(request).filter(pk=pk).first()
    if document is None:
        return _refuse(request, pk)
    try:
        response = send_file(
            request,
            document.file,
            document.download_name,
            etag=document.etag,
            content_type=document.content_type,
            inline=document.content_disposition == "inline",
        )
    except FileNotFoundError:
        logger.error("The file of document %s is missing: %s", document.pk, document.file.name)
        return _missing(request)
    counting.count(request, response, document)
    return response


@require_safe
def old_address(request, document_id: int, document_filename: str) -> HttpResponseBase:
    """Wagtail's own address of a file leads to the permanent one, for who may have the file."""
    document = Document.objects.live_for(request).filter(pk=document_id).first()
    if document is None:
        return _refuse(request, document_id)
    return keep_private(request, redirect(document.url, permanent=True))


@require_safe
def serve_archive(request, pk: int, name: str) -> HttpResponseBase:
    """All the files that a page shows to its reader, as a ZIP archive made while it is sent."""
    page = live_pages(request).filter(pk=pk).specific().first()
    if page is None:
        notice = withdrawn_with(request, Page.objects.filter(pk=pk))
        if notice is None:
            raise Http404
        return notice
    files = [file for file in files_of_page(page, request) if file.is_on_disk]
    if not files:
        raise Http404
    members = [(file.file, file.download_name) for file in files]
    return archive_response(request, page.title, members)


@require_safe
def serve_cover(request, name: str) -> HttpResponseBase:
    """The cover of a file, to who may have the file, where no web server in front takes it from the disk."""
    storage: Any = Document.cover.field.storage
    name = f"covers/{name}"
    if storage.tells_public:
        public = storage.is_public(name)
    else:
        public = _is_covered(everybody(), name)
    if not public and not _is_covered(request, name):
        raise Http404
    return storage.answer(request, name, public)


def _is_covered(request, name: str) -> bool:
    """Whether the request may have the file of a cover."""
    return Document.objects.live_for(request).filter(cover=name).exists()


def _refuse(request, pk: int):
    """What goes to who may not have the file.

    Where its pages were withdrawn, it says so. Else somebody without an account is led to the login, as for a private
    page; another learns nothing.
    """
    document = Document.objects.select_related("collection").filter(pk=pk).first()
    if (
        document
        and can_see_file(request, document)
        and (notice := withdrawn_with(request, document.pages()))
    ):
        return notice
    if document and request.user.is_anonymous:
        return redirect_to_login(request.get_full_path())
    raise Http404


def _missing(request):
    words = {
        "title": _("This file can’t be found any more"),
        "introduction": _(
            "Its page is there, but the file itself is missing on the server. We have been told; "
            "write to us to receive it."
        ),
    }
    layout = Layout(request, title=words["title"])
    return render(request, "pages/file_missing.html", {"layout": layout, **words}, status=404)
