"""The editors' screens that import a report from Word: sending the document, and its progress."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views import View
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from clubs.models import ClubPage, SessionPage, report_of
from clubs.tasks import write_report
from core.word.forms import WordForm
from core.word.models import WordImport


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

    def dispatch(self, request, page_pk: int) -> HttpResponseBase:
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

    def form_valid(self, form) -> HttpResponse:
        word_import = form.received(self.parent, self.request.user)
        if word_import.earlier_for(self.request.user):
            word_import.state = WordImport.State.KNOWN
        word_import.save()
        if word_import.state == WordImport.State.WAITING:
            start(word_import)
        return redirect("clubs_word_import", word_import.pk)


class WordImportProgress(_BelowParent, TemplateView):
    """Where an import is; it leads to the draft once that is there."""

    template_name = "admin/word_import.html"

    def dispatch(self, request, pk: int) -> HttpResponseBase:
        self.word_import = get_object_or_404(WordImport.objects.select_related("page"), pk=pk)
        self.parent = self.word_import.parent.specific
        if not self.parent.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        return super().dispatch(request)

    def get(self, request) -> HttpResponseBase:  # type: ignore[override]
        if self.word_import.page:
            return redirect("wagtailadmin_pages:edit", self.word_import.page_id)
        return super().get(request)

    def post(self, request) -> HttpResponseBase:
        """The editor wants a document that was imported before once more."""
        if self.word_import.state == WordImport.State.KNOWN:
            self.word_import.state = WordImport.State.WAITING
            self.word_import.save()
            start(self.word_import)
        return redirect("clubs_word_import", self.word_import.pk)

    def get_context_data(self, **kwargs) -> dict:
        found = {"word_import": self.word_import}
        if self.word_import.state == WordImport.State.KNOWN:
            found["earlier"] = self.word_import.earlier_for(self.request.user)
        return super().get_context_data(**kwargs) | found


def may_import(parent, user) -> bool:
    """A session whose draft is still empty takes the text of a document too."""
    permissions = parent.permissions_for_user(user)
    report = report_of(parent)
    return report.permissions_for_user(user).can_edit() if report else permissions.can_add_subpage()


def start(word_import: WordImport) -> None:
    transaction.on_commit(partial(write_report.enqueue, word_import.pk))
