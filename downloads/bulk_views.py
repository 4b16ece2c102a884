"""The editors' two screens for many files at once: dropping them, then completing and publishing the drafts."""

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages
from wagtail.admin.widgets import AdminDateInput

from downloads import bulk
from downloads.models import LibraryPage, PublicationPage, SeriesPage
from downloads.themes import choosable_kinds, choosable_themes
from downloads.viewsets import theme_names


class SharedForm(forms.Form):
    """What is set on all the chosen drafts at once; what is left empty changes nothing."""

    kind = forms.ModelChoiceField(None, required=False, label=gettext_lazy("Kind"), empty_label="–")
    series = forms.ModelChoiceField(
        None, required=False, label=gettext_lazy("Series"), empty_label="–"
    )
    themes = forms.ModelMultipleChoiceField(
        None,
        required=False,
        label=gettext_lazy("Themes"),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].queryset = choosable_kinds()
        self.fields["themes"].queryset = choosable_themes()
        self.fields["series"].queryset = SeriesPage.objects.order_by("title")


class DraftForm(forms.Form):
    """One draft's own line."""

    chosen = forms.BooleanField(required=False, initial=True)
    title = forms.CharField(max_length=255, label=gettext_lazy("Title"))
    date = forms.DateField(label=gettext_lazy("Date"), widget=AdminDateInput)
    language = forms.ChoiceField(
        choices=settings.PUBLICATION_LANGUAGES, label=gettext_lazy("Language")
    )
    number = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=100_000,
        label=gettext_lazy("Number in the series"),
    )


@require_http_methods(["GET", "POST"])
def upload(request, library_pk: int):
    """A form for many files; each one is answered by JSON when a script sends them one by one."""
    library = _library(request, library_pk)
    if request.method == "GET":
        limit = settings.WAGTAILDOCS_MAX_UPLOAD_SIZE
        return render(request, "admin/bulk_upload.html", {"library": library, "limit": limit})
    filed = [bulk.file(upload, library, request.user) for upload in request.FILES.getlist("files")]
    if request.headers.get("Accept") == "application/json":
        html = render_to_string("admin/bulk_filed.html", {"filed": filed}, request)
        return JsonResponse({"html": html, "drafts": sum(bool(item.draft) for item in filed)})
    if not filed:
        messages.error(request, _("Choose one file at least."))
        return redirect("bulk_upload", library.pk)
    for item in filed:
        if item.problem:
            messages.error(request, f"{item.name} — {item.problem}")
        elif item.same:
            message = _("“%(name)s” is here already: “%(title)s”.")
            messages.warning(request, message % {"name": item.name, "title": item.same.title})
    return redirect("bulk_review", library.pk)


@require_http_methods(["GET", "POST"])
def review(request, library_pk: int):
    """The editor's drafts, each with what its file proposes; saved or published together."""
    library = _library(request, library_pk)
    pages = bulk.waiting(library, request.user)
    data = request.POST if request.method == "POST" else None
    shared = SharedForm(data)
    lines = [(page, DraftForm(data, prefix=str(page.pk), initial=_initial(page))) for page in pages]
    for page in pages:
        page.filed_under = _filed_under(page)
    # Every line is asked, so that every line shows its errors.
    valid = [form.is_valid() for form in (shared, *(form for _page, form in lines))]
    if data is not None and all(valid):
        _save(request, [(page, form.cleaned_data) for page, form in lines], shared.cleaned_data)
        return redirect("bulk_review", library.pk)
    context = {"library": library, "shared": shared, "lines": lines}
    return render(request, "admin/bulk_review.html", context)


def _filed_under(page: PublicationPage) -> str:
    """« Étude · Études de l’observatoire · Énergie »: what is set already of what is set for all."""
    return " · ".join(str(word) for word in (page.kind, page.series, theme_names(page)) if word)


def _initial(page: PublicationPage) -> dict:
    return {name: getattr(page, name) for name in ("title", "date", "language", "number")}


def _save(request, lines: list[tuple], shared: dict) -> None:
    published = saved = 0
    for page, values in lines:
        for name in ("title", "date", "language", "number"):
            setattr(page, name, values[name])
        if values["chosen"]:
            page.kind = shared["kind"] or page.kind
            page.series = shared["series"] or page.series
            if shared["themes"]:
                page.themes.set(shared["themes"])
        saved += 1
        if values["chosen"] and "publish" in request.POST:
            try:
                _check_may_publish(page, request.user)
                bulk.publish(page, request.user)
                published += 1
                continue
            except ValidationError as error:
                messages.error(request, f"{page.title} — {_sentences(error)}")
        page.save()
        page.save_revision(user=request.user, clean=False)
    if "publish" in request.POST:
        message = ngettext("%d publication is out.", "%d publications are out.", published)
        (messages.success if published else messages.warning)(request, message % published)
    else:
        message = ngettext("%d draft is saved.", "%d drafts are saved.", saved)
        messages.success(request, message % saved)


def _sentences(error: ValidationError) -> str:
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    labels = {field.name: field.verbose_name for field in PublicationPage._meta.fields}
    return " ".join(
        f"{labels.get(name, name)} : {' '.join(sentences)}"
        for name, sentences in error.message_dict.items()
    )


def _check_may_publish(page, user) -> None:
    if not page.permissions_for_user(user).can_publish():
        raise ValidationError(_("You may write here, and somebody else publishes."))


def _library(request, pk: int) -> LibraryPage:
    library = get_object_or_404(LibraryPage, pk=pk)
    if not library.permissions_for_user(request.user).can_add_subpage():
        raise PermissionDenied
    return library


@require_safe
def enter(request):
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
