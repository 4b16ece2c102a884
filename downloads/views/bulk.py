"""The editors' two screens for many files at once: dropping them, then completing and publishing the drafts."""

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from downloads import bulk
from downloads.forms import DraftForm, SharedForm, offered
from downloads.models import LibraryPage, PublicationPage
from downloads.viewsets import choosable_series


@require_http_methods(["GET", "POST"])
def upload(request, library_pk: int) -> HttpResponseBase:
    """A form for many files; each one is answered by JSON when a script sends them one by one."""
    library = _library(request, library_pk)
    if request.method == "GET":
        context = {
            "title": _("Add several publications"),
            "introduction": _(
                "Every file becomes a draft, with the title, date, language and cover that it proposes; "
                "nothing is published yet."
            ),
            "limit": settings.WAGTAILDOCS_MAX_UPLOAD_SIZE,
            "next_url": reverse("bulk_review", args=[library.pk]),
            "next_label": _("Complete the drafts"),
            "other_url": reverse("bulk_replace_upload"),
            "other_label": _("Replace several files that are here already, as those of last year"),
        }
        return render(request, "admin/bulk_upload.html", context)
    filed = [bulk.file(upload, library, request.user) for upload in request.FILES.getlist("files")]
    if request.headers.get("Accept") == "application/json":
        html = render_to_string("admin/bulk_filed.html", {"filed": filed}, request)
        return JsonResponse({"html": html, "drafts": sum(bool(item.draft) for item in filed)})
    if not filed:
        messages.error(request, _("Choose one file at least."))
        return redirect("bulk_upload", library.pk)
    if unfiled := [item for item in filed if not item.draft]:
        messages.warning(request, render_to_string("admin/bulk_unfiled.html", {"filed": unfiled}))
    return redirect("bulk_review", library.pk)


class ReviewView(View):
    """The editor's drafts, each with what its file proposes: completed, then saved, published or submitted together.

    What can be saved is saved, whatever is wrong with another line, and the lines that are refused stay as typed. One
    message says what became of all.
    """

    def dispatch(self, request, library_pk: int) -> HttpResponseBase:
        self.library = _library(request, library_pk)
        self.may_publish = self.library.permissions_for_user(request.user).can_publish_subpage()
        self.may_submit = not self.may_publish and self.library.has_workflow
        self.terms = offered(choosable_series(request))
        return super().dispatch(request)

    def get(self, request) -> HttpResponseBase:
        pages = bulk.waiting(self.library, request.user)
        return self._render(SharedForm(terms=self.terms), self._lines(pages))

    def post(self, request) -> HttpResponseBase:
        data = request.POST.copy()
        if "publish" in data and not self.may_publish and not self.may_submit:
            raise PermissionDenied
        shared = SharedForm(data, terms=self.terms)
        pages = bulk.waiting(self.library, request.user)
        if shared.is_valid():
            _spread(data, pages)
        lines = self._lines(pages, data)
        # Every line is asked, so that every line shows its errors.
        valid = [line for line in lines if line.is_valid()]
        for line in valid:
            if line.write():
                line.page.save()
                line.page.save_revision(user=request.user, clean=False)
        chosen = [line for line in valid if line.cleaned_data["chosen"]]
        done = self._bring_out(chosen) if "publish" in data else []
        refused = sum(bool(line.errors) for line in lines)
        whole = not refused and shared.is_valid()
        whole = self._say(len(valid), chosen, done, refused) and whole
        if whole and "apply" not in data:
            return redirect("bulk_review", self.library.pk)
        return self._render(shared, [line for line in lines if line not in done])

    def _lines(self, pages: list[PublicationPage], data=None) -> list[DraftForm]:
        return [DraftForm(data, page, self.terms) for page in pages]

    def _bring_out(self, lines: list[DraftForm]) -> list[DraftForm]:
        """Publishes or, for who may not, submits; those that come out. What the others lack is said at their fields."""
        done = []
        for line in lines:
            try:
                (bulk.publish if self.may_publish else bulk.submit)(line.page, self.request.user)
                done.append(line)
            except ValidationError as error:
                for name, sentences in _by_field(error).items():
                    line.add_error(name if name in line.fields else None, sentences)
        return done

    def _say(self, saved: int, chosen: list, done: list[DraftForm], refused: int) -> bool:
        """One message; whether all went as it was asked for."""
        sentences = []
        if "publish" in self.request.POST and not chosen and not refused:
            sentences.append(_("The drafts are saved. Select those that are to come out."))
        elif done:
            sentences.append(self._links([line.page for line in done]))
        elif not refused:
            text = ngettext("%d draft is saved.", "%d drafts are saved.", saved)
            sentences.append(text % saved)
        if refused:
            text = ngettext(
                "%d draft stays here: see what is said at its fields. All else is saved.",
                "%d drafts stay here: see what is said at their fields. All else is saved.",
                refused,
            )
            sentences.append(text % refused)
        whole = not refused and bool(chosen or "publish" not in self.request.POST)
        say = messages.success if whole else messages.warning
        say(self.request, format_html_join(" ", "{}", ((one,) for one in sentences)))
        return whole

    def _links(self, pages: list[PublicationPage]) -> str:
        """« 2 publications sont parues : … », each a link to what readers see or, once submitted, to its form."""
        if self.may_publish:
            text = ngettext("%d publication is out:", "%d publications are out:", len(pages))
        else:
            text = ngettext("%d draft is submitted:", "%d drafts are submitted:", len(pages))
        links = [
            (
                page.get_url(self.request)
                if self.may_publish
                else reverse("wagtailadmin_pages:edit", args=[page.pk]),
                page.title,
            )
            for page in pages
        ]
        return format_html(
            '{} <ul class="bulk-links">{}</ul>',
            text % len(pages),
            format_html_join("", '<li><a href="{}">{}</a></li>', links),
        )

    def _render(self, shared: SharedForm, lines: list[DraftForm]) -> HttpResponseBase:
        context = {
            "library": self.library,
            "shared": shared,
            "lines": lines,
            "may_publish": self.may_publish,
            "may_submit": self.may_submit,
        }
        return render(self.request, "admin/bulk_review.html", context)


def _spread(data, pages: list[PublicationPage]) -> None:
    """What is the same for several goes where a chosen draft has nothing; to apply it replaces what there is.

    Themes are added to those that a draft has.
    """
    applied = data.get("apply")
    for page in pages:
        if applied != "all" and f"{page.pk}-chosen" not in data:
            continue
        for name in SharedForm.base_fields:
            key, values = f"{page.pk}-{name}", [one for one in data.getlist(name) if one]
            own = [one for one in data.getlist(key) if one]
            if name == "themes" and applied:
                values = list(dict.fromkeys([*own, *values]))
            if values and (applied or not own):
                data.setlist(key, values)


def _by_field(error: ValidationError) -> dict[str | None, list[str]]:
    """The sentences of an error; those of fields that a line doesn't show begin with the field's name."""
    if not hasattr(error, "error_dict"):
        return {None: error.messages}
    labels = {field.name: field.verbose_name for field in PublicationPage._meta.fields}
    return {
        name: sentences
        if name in DraftForm.base_fields
        else [f"{labels.get(name, name)} : {one}" for one in sentences]
        for name, sentences in error.message_dict.items()
    }


def _library(request, pk: int) -> LibraryPage:
    library = get_object_or_404(LibraryPage, pk=pk)
    if not library.permissions_for_user(request.user).can_add_subpage():
        raise PermissionDenied
    return library


@require_safe
def enter(request) -> HttpResponseBase:
    """From the menu to the library of the main language."""
    library = _main_library()
    if library is None:
        raise Http404
    return redirect("bulk_upload", library.pk)


def is_open_to(user) -> bool:
    library = _main_library()
    return library is not None and library.permissions_for_user(user).can_add_subpage()


def _main_library() -> LibraryPage | None:
    return LibraryPage.objects.filter(locale__language_code=settings.LANGUAGE_CODE).first()
