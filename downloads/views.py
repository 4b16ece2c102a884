import logging

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from zipstream import ZipStream

from core.frame import Frame
from core.sending import file_name, keep_private, send_file
from core.visibility import live_pages
from downloads import counting
from downloads.models import Document, lines

logger = logging.getLogger(__name__)


@require_safe
def serve_file(request, pk: int, name: str):
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
def old_address(request, document_id: int, document_filename: str):
    """Wagtail's own address of a file leads to the permanent one, for who may have the file."""
    document = Document.objects.live_for(request).filter(pk=document_id).first()
    if document is None:
        return _refuse(request, document_id)
    return keep_private(request, redirect(document.url, permanent=True))


@require_safe
def serve_archive(request, pk: int, name: str):
    """All the files that a page shows to its reader, as a ZIP archive made while it is sent."""
    page = get_object_or_404(live_pages(request).specific(), pk=pk)
    files = [file for file in lines.files_of_page(page, request) if file.is_on_disk]
    if not files:
        raise Http404
    archive = ZipStream(sized=True)
    taken: set[str] = set()
    for file in files:
        archive.add_path(file.file.path, _free_name(file.download_name, taken))
    response = StreamingHttpResponse(archive, content_type="application/zip")
    response["Content-Length"] = str(len(archive))
    response["Content-Disposition"] = content_disposition_header(True, file_name(page.title, "zip"))
    return keep_private(request, response)


@require_safe
def serve_cover(request, name: str):
    """The cover of a file, to who may have the file, where no web server in front takes it from the disk."""
    storage, name = Document.cover.field.storage, f"covers/{name}"
    public = storage.is_public(name)
    if not public and not Document.objects.live_for(request).filter(cover=name).exists():
        raise Http404
    return storage.answer(request, name, public)


def _free_name(name: str, taken: set[str]) -> str:
    stem, _dot, extension = name.rpartition(".")
    free, number = name, 2
    while free.casefold() in taken:
        free, number = f"{stem} ({number}).{extension}", number + 1
    taken.add(free.casefold())
    return free


def _refuse(request, pk: int):
    """Somebody without an account is led to the login, as for a private page; another learns nothing."""
    if request.user.is_anonymous and Document.objects.filter(pk=pk).exists():
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
    frame = Frame(request, title=words["title"])
    return render(request, "pages/file_missing.html", {"frame": frame, **words}, status=404)
