"""Documents dropped on the form of a page, which takes their text (site/static/js/admin-word-drop.js)."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.models import Page

from core.blocks import BodyBlock
from core.permissions import may_edit
from core.references import is_key
from core.text_import.omissions import short_sentences
from core.word.forms import WordForm
from core.word.models import WordImport
from core.word.tasks import read_for_form


@require_POST
def receive(request: HttpRequest, page_pk: int) -> JsonResponse:
    """Has a document read for the form of a page, or of a new one below it.

    Answers 202 and `{"address"}`, where its text will be, or 422 and `{"refused": sentence}`.
    """
    page = get_object_or_404(Page, pk=page_pk).specific
    permissions = page.permissions_for_user(request.user)
    if not (permissions.can_edit() or permissions.can_add_subpage()):
        raise PermissionDenied
    form = WordForm(request.POST, request.FILES)
    if not form.is_valid():
        return _refused(" ".join(map(str, form.errors["file"])))
    word_import = form.received(page, request.user)
    word_import.save()
    transaction.on_commit(partial(read_for_form.enqueue, word_import.pk))
    address = reverse("word_text", args=[word_import.pk])
    return JsonResponse({"address": address}, status=202)


@require_safe
def text(request: HttpRequest, pk: int) -> JsonResponse:
    """`{"done", "total"}` while images are read, 422 and `{"refused": sentence}`, or what the form takes.

    The values of its blocks are the state of Wagtail's forms; `said` is a sentence for each kind of loss.
    """
    word_import = get_object_or_404(WordImport, pk=pk, user=request.user, page=None)
    if word_import.is_stuck:
        return _refused(_("The work was interrupted. Send the document again."))
    if word_import.is_under_way:
        return JsonResponse({"done": word_import.photos_done, "total": word_import.photos_total})
    if word_import.state != WordImport.State.DONE:
        return _refused(f"{word_import.problem} {_('Nothing was changed on the site.')}")
    body = BodyBlock()
    blocks = body.to_python(word_import.text.get("blocks", []))
    said = [*_known(word_import, request.user), *short_sentences(word_import.omissions)]
    return JsonResponse(
        word_import.text
        | {"key": word_import.pk, "blocks": body.get_form_state(blocks), "said": said}
    )


@require_safe
def original_document(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The document as it came, for those who may edit the page made from it; before, for who sent it."""
    word_import = get_object_or_404(WordImport.objects.select_related("page"), pk=pk)
    if page := word_import.page:
        is_hers = may_edit(request.user, page)
    else:
        is_hers = word_import.user_id == request.user.pk
    if not is_hers:
        raise PermissionDenied
    response = FileResponse(word_import.file.open(), as_attachment=True, filename=word_import.name)
    response["Cache-Control"] = "private, no-store"
    return response


def keep_document(request: HttpRequest, page: Page) -> None:
    """The documents whose texts a form took are kept with its page once it is saved; it sends their keys."""
    keys = [key for key in request.POST.get("word_import", "").split() if is_key(key)]
    if keys:
        waiting = WordImport.objects.filter(page=None, state=WordImport.State.DONE)
        waiting.filter(pk__in=keys, user=request.user).update(page=page, text={})


def _refused(sentence: str) -> JsonResponse:
    return JsonResponse({"refused": sentence}, status=422)


def _known(word_import: WordImport, user) -> list[str]:
    """That the same document made a page already, for those who may edit that."""
    earlier = word_import.earlier_for(user)
    if not earlier or not earlier.page:
        return []
    values = {
        "name": word_import.name,
        "date": date_format(localtime(earlier.created_at)),
        "title": earlier.page.get_admin_display_title(),
    }
    return [_("“%(name)s” was imported on %(date)s already, into the page “%(title)s”.") % values]
