"""The editors' actions on clubs and sessions: writing a report, importing one from Word, seeing who comes."""

from functools import partial

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page

from clubs.models import ClubPage, Registration, SessionPage, WordImport, draft_report, report_of
from clubs.models.imports import digest
from clubs.word.importing import run_import
from clubs.word.package import check
from core.sending import file_name
from downloads.exports import safe


@require_POST
def write_report(request, page_pk: int):
    """The draft report of a session, made if there is none; the editor goes on in it."""
    session = get_object_or_404(SessionPage, pk=page_pk)
    report = report_of(session)
    if report is None:
        if not session.permissions_for_user(request.user).can_add_subpage():
            raise PermissionDenied
        report = draft_report(session, request.user)
        messages.success(
            request, gettext("The draft has the session’s title, date, place, contacts and themes.")
        )
    return redirect("wagtailadmin_pages:edit", report.pk)


class WordForm(forms.Form):
    file = forms.FileField(
        label=_("Word document"),
        help_text=_("Choose a .docx file, or drop it here."),
        widget=forms.FileInput(attrs={"accept": ".docx,.docm", "class": "word-drop"}),
    )

    def clean_file(self):
        check(self.cleaned_data["file"])
        return self.cleaned_data["file"]


class _BelowParent(WagtailAdminTemplateMixin, View):
    """A screen about a club or a session, for those who may add a page below it."""

    header_icon = "upload"

    def get_page_title(self):
        return gettext("Import a report from Word")

    def get_page_subtitle(self):
        return self.parent.get_admin_display_title()

    def get_breadcrumbs_items(self):
        parent = {
            "url": reverse("wagtailadmin_explore", args=[self.parent.pk]),
            "label": self.get_page_subtitle(),
        }
        return [*self.breadcrumbs_items, parent, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"parent": self.parent}


class ImportWord(_BelowParent, FormView):
    form_class = WordForm
    template_name = "admin/word_import_form.html"

    def dispatch(self, request, page_pk: int):
        self.parent = get_object_or_404(Page, pk=page_pk).specific
        if not isinstance(self.parent, ClubPage | SessionPage):
            raise Http404
        report = report_of(self.parent)
        if report and report.get_latest_revision_as_object().body:
            messages.warning(
                request,
                gettext(
                    "This session has its report already: the text of a document isn’t put over it."
                ),
            )
            return redirect("wagtailadmin_pages:edit", report.pk)
        if not may_import(self.parent, request.user):
            raise PermissionDenied
        return super().dispatch(request)

    def form_valid(self, form):
        WordImport.objects.unfinished_for_long().delete()
        file = form.cleaned_data["file"]
        word_import = WordImport(
            parent=self.parent, file=file, name=file.name[:255], user=self.request.user
        )
        word_import.digest = digest(file)
        if word_import.earlier:
            word_import.state = WordImport.State.KNOWN
        word_import.save()
        if not word_import.earlier:
            start(word_import)
        return redirect("clubs_word_import", word_import.pk)


class WordImportProgress(_BelowParent, TemplateView):
    """Where an import is; it leads to the draft once that is there."""

    template_name = "admin/word_import.html"

    def dispatch(self, request, pk: int):
        self.word_import = get_object_or_404(WordImport.objects.select_related("report"), pk=pk)
        self.parent = self.word_import.parent.specific
        if not self.parent.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        return super().dispatch(request)

    def get(self, request):
        if self.word_import.report:
            return redirect("wagtailadmin_pages:edit", self.word_import.report_id)
        return super().get(request)

    def post(self, request):
        """The editor wants a document that was imported before once more."""
        if self.word_import.state == WordImport.State.KNOWN:
            self.word_import.state = WordImport.State.WAITING
            self.word_import.save()
            start(self.word_import)
        return redirect("clubs_word_import", self.word_import.pk)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"word_import": self.word_import}


@require_safe
def original_document(request, pk: int):
    """The document as it came, for those who may edit the report made from it."""
    word_import = get_object_or_404(WordImport.objects.select_related("report"), pk=pk)
    page = word_import.report or word_import.parent
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    response = FileResponse(word_import.file.open(), as_attachment=True, filename=word_import.name)
    response["Cache-Control"] = "private, no-store"
    return response


class RegistrationsView(ReportView):
    """The members who come to a session, for those who may edit it."""

    model = Registration
    page_title = _("Registered members")
    header_icon = "group"
    index_url_name = "clubs_registrations"
    index_results_url_name = "clubs_registrations_results"
    is_searchable = False
    default_ordering = "registered_at"
    columns = [
        Column("person", label=_("Name"), sort_key="person__last_name"),
        Column(
            "organisation",
            label=_("Organisation"),
            accessor="person.organisation.name",
            sort_key="person__organisation__name",
        ),
        Column("email", label=_("E-mail address"), accessor="person.email"),
        DateColumn("registered_at", label=_("Registered on"), sort_key="registered_at"),
    ]
    list_export = [
        "person.last_name",
        "person.first_name",
        "person.organisation.name",
        "person.email",
        "registered_at",
    ]
    export_headings = {
        "person.last_name": _("Surname"),
        "person.first_name": _("First name"),
        "person.organisation.name": _("Organisation"),
        "person.email": _("E-mail address"),
        "registered_at": _("Registered on"),
    }

    def dispatch(self, request, page_pk: int):
        self.session = get_object_or_404(SessionPage, pk=page_pk)
        if not self.session.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        return super().dispatch(request)

    def get_base_queryset(self):
        return self.session.registrations_in_any_language.select_related("person__organisation")

    def get_page_subtitle(self):
        return self.session.get_admin_display_title()

    def get_index_url(self):
        return reverse(self.index_url_name, args=[self.session.pk])

    def get_index_results_url(self):
        return reverse(self.index_results_url_name, args=[self.session.pk])

    def get_filename(self):
        return file_name(self.session.title, "")

    def to_row_dict(self, item):
        """With nothing that a spreadsheet would run."""
        row = super().to_row_dict(item)
        return {
            name: safe(value) if isinstance(value, str | None) else value
            for name, value in row.items()
        }


def may_import(parent, user) -> bool:
    """A session whose draft is still empty takes the text of a document too."""
    permissions = parent.permissions_for_user(user)
    report = report_of(parent)
    return report.permissions_for_user(user).can_edit() if report else permissions.can_add_subpage()


def start(word_import: WordImport) -> None:
    transaction.on_commit(partial(run_import.enqueue, word_import.pk))
