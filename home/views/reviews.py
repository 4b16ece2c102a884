"""The editors' report on pages to look through, and the press that says that one is still true."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.http.request import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from core import reviews
from core.exports import SpreadsheetMixin
from core.permissions import may_edit
from core.templatetags.parvis import language_name
from core.translation.reports import page_type_filter
from core.viewsets import ExplainedReportView


def still_true(request: HttpRequest, page_pk: int) -> HttpResponseBase:
    """The press of whoever may change the page; anything but a POST leads to its form."""
    page = get_object_or_404(Page, pk=page_pk, depth__gt=1)
    if not may_edit(request.user, page):
        raise PermissionDenied
    if not reviews.is_reviewed(page):
        raise Http404
    if request.method == "POST":
        # The request's user is a proxy of proxies, of which Wagtail's log writes nothing.
        reviews.review(page, get_user_model()._default_manager.get(pk=str(request.user.pk)))
        sentence = _("Readers are told that “%(title)s” was reviewed today.")
        messages.success(request, sentence % {"title": page.get_admin_display_title()})
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return redirect(get_valid_next_url_from_request(request) or edit)


class StillTrueColumn(Column):
    cell_template_name = "admin/still_true_cell.html"


class ReviewFilterSet(WagtailFilterSet):
    content_type = page_type_filter()

    class Meta:
        model = Page
        fields = []


class ReviewReportView(SpreadsheetMixin, ExplainedReportView):
    """Those that the editor may change, the longest unread first."""

    model = Page
    permission_policy = page_permission_policy
    any_permission_required = ["add", "change", "publish"]
    index_url_name = "review_report"
    index_results_url_name = "review_report_results"
    page_title = gettext_lazy("To look through")
    header_icon = "view"
    empty_message = gettext_lazy("No page waits to be looked through.")
    filterset_class = ReviewFilterSet
    default_ordering = "looked_at"
    is_searchable = False
    columns = [
        TitleColumn(
            "title",
            label=gettext_lazy("Title"),
            accessor="get_admin_display_title",
            url_name="wagtailadmin_pages:edit",
        ),
        Column("kind", label=gettext_lazy("Type"), accessor=lambda page: _kind(page)),
        Column(
            "language",
            label=gettext_lazy("Language"),
            accessor=lambda page: language_name(page.locale.language_code),
        ),
        DateColumn("looked_at", label=gettext_lazy("Last looked through"), sort_key="looked_at"),
        StillTrueColumn("still_true", label="", width="16%"),
    ]
    list_export = ["title", "specific_class._meta.verbose_name", "looked_at"]
    export_headings = {
        "title": gettext_lazy("Title"),
        "specific_class._meta.verbose_name": gettext_lazy("Type"),
        "looked_at": gettext_lazy("Last looked through"),
    }

    def get_base_queryset(self) -> QuerySet:
        mine = page_permission_policy.instances_user_has_permission_for(self.request.user, "change")
        return reviews.due(mine).select_related("content_type", "locale")


def _kind(page: Any) -> str:
    return capfirst(page.specific_class._meta.verbose_name)
