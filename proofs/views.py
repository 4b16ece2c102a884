"""What the link of a proof opens: the draft, its photos and its files, and nothing else."""

import logging
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from core.file_responses import send_file
from core.layout import Layout
from core.visibility import can_see_photo, everybody, known_files, known_photos
from downloads.archives import archive_response
from downloads.models import Document
from downloads.models.article_files import files_of_page
from members.throttle import TooManyTries, count_remark
from photos.models import Photo, Rendition
from proofs.forms import RemarkForm
from proofs.models import Proof, Remark
from proofs.rendering import render as render_draft
from proofs.tasks import plan_to_tell

logger = logging.getLogger(__name__)

_HEADERS = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",  # the address opens the draft
    "X-Robots-Tag": "noindex, nofollow",
}


def _with_proof(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Gives the view the proof of the token; in its place, says why there is none. Nothing is kept or passed on."""

    @wraps(view)
    def guarded(request, token: str, *args, **kwargs) -> HttpResponseBase:
        proof = Proof.of_token(token)
        if proof is None:
            response = _closed(request, 404, _no_such_link)
        elif not proof.is_open:
            response = _closed(request, 410, _over)
        else:
            response = view(request, proof, *args, **kwargs)
        for name, value in _HEADERS.items():
            response[name] = value
        return response

    return guarded


# A form is sent by whoever has the address, in nobody's name; its key does what a CSRF token would.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@_with_proof
def read(request, proof: Proof) -> HttpResponseBase:
    """The draft; what is sent by the form under it is kept, and the link's maker is told."""
    if request.method != "POST":
        return _show(request, proof, RemarkForm())
    form, status = RemarkForm(request.POST), 422
    if form.is_valid():
        try:
            _keep(request, proof, form)
        except TooManyTries:
            status = 429
            form.add_error(
                None,
                _("Too many remarks were sent for now. Nothing is lost: send this one in an hour."),
            )
        else:
            return HttpResponseRedirect(f"{proof.path}#proof")
    return _show(request, proof, form, status)


@require_safe
@_with_proof
def served(request, proof: Proof, mark: str, path: str) -> HttpResponseBase:
    """A photo or a file that stands on the draft; 404 for any other."""
    if not constant_time_compare(mark, proof.mark(path)):
        return _closed(request, 404, _no_such_link)
    try:
        return _photo(request, proof, path) or _file(request, proof, path)
    except (Http404, FileNotFoundError):
        return _closed(request, 404, _no_such_link)


def _photo(request, proof: Proof, path: str) -> HttpResponseBase | None:
    """A size of a photo or a cover, where the path is one's."""
    media = settings.MEDIA_URL.lstrip("/")
    if not path.startswith(media):
        return None
    name = path.removeprefix(media)
    if size := Rendition.objects.filter(file=name).select_related("image").first():
        known = known_photos(proof.maker, Photo.objects.filter(pk=size.image_id))
        if can_see_photo(size.image) and known.exists():
            return size.file.storage.answer(request, name, public=False)
    covered = Document.objects.on_pages_of(everybody()).filter(cover=name)
    if document := known_files(proof.maker, covered).first():
        return document.cover.storage.answer(request, name, public=False)
    raise Http404


def _file(request, proof: Proof, path: str) -> HttpResponseBase:
    try:
        match = resolve(f"/{path}")
    except Resolver404 as error:
        raise Http404 from error
    wanted = match.kwargs.get("pk")
    if match.url_name == "files_archive" and wanted == proof.page_id:
        draft = proof.page.get_latest_revision_as_object()
        offered = {file.pk for file in files_of_page(draft, everybody())}
        files = [file for file in _known(proof, offered) if file.is_on_disk]
        members = [(file.file, file.download_name) for file in files]
        return archive_response(request, draft.title, members)
    file = next(iter(_known(proof, {wanted})), None) if match.url_name == "file" else None
    if file is None:
        raise Http404
    inline = file.content_disposition == "inline"
    return send_file(
        request,
        file.file,
        file.download_name,
        etag=file.etag,
        content_type=file.content_type,
        inline=inline,
    )


def _known(proof: Proof, keys: set) -> list[Document]:
    """Those of these files that the link's maker knows of, and that anybody may have on a page."""
    files = known_files(proof.maker, Document.objects.on_pages_of(everybody()))
    return list(files.filter(pk__in=keys))


def _keep(request, proof: Proof, form: RemarkForm) -> None:
    """Keeps a remark once. Raises TooManyTries."""
    if Remark.objects.filter(key=form.key).exists():
        return
    count_remark(request, proof.pk)
    if proof.remarks.count() >= settings.PROOF_REMARKS:
        raise TooManyTries
    words = {name: form.cleaned_data[name] for name in ("quote", "text")}
    with transaction.atomic():
        _remark, is_new = Remark.objects.get_or_create(
            key=form.key, defaults={"proof": proof, **words}
        )
        if is_new:
            plan_to_tell(proof.pk)


def _show(request, proof: Proof, form: RemarkForm, status: int = 200) -> HttpResponseBase:
    html = render_draft(request, proof, form)
    if html is None:
        logger.error("The draft of page %s can't be shown to its reader.", proof.page_id)
        return _closed(request, 503, _unfinished)
    return HttpResponse(html, status=status)


# Each is a title and a sentence, as functions of the language in use.
def _no_such_link() -> tuple[str, str]:
    return _("This link opens nothing"), _(
        "Check that you have all of it: programs for mail sometimes cut it at the end of a line."
    )


def _over() -> tuple[str, str]:
    return _("This link is no longer open"), _(
        "A link to read a draft lives for a few days, and may be withdrawn. Whoever sent it to you can make another."
    )


def _unfinished() -> tuple[str, str]:
    return _("This draft can’t be shown yet"), _(
        "Something that the page needs is still missing in it. Try again later, or tell whoever sent you the link."
    )


def _closed(request, status: int, words: Callable[[], tuple[str, str]]) -> HttpResponseBase:
    title, introduction = words()
    context = {
        "layout": Layout(request, title=title),
        "title": title,
        "introduction": introduction,
        "status": status,
    }
    return render(request, "pages/proof_closed.html", context, status=status)
