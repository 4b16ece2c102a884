"""Wagtail's screens that name pages without asking who may be told of them, and its reports, for their exports.

The rule is core.visibility.known_pages; what spreadsheets need is in core.exports.
"""

import json
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy
from wagtail.admin.views import chooser
from wagtail.admin.views.bulk_action import index as bulk_action
from wagtail.admin.views.reports import aging_pages, audit_logging, workflows
from wagtail.admin.views.reports import locked_pages as locks
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView
from wagtail.documents import get_document_model
from wagtail.documents.views import documents
from wagtail.images import get_image_model
from wagtail.images.views import images
from wagtail.models import Page

from core.collation import AlphabeticalListing
from core.exports import SpreadsheetMixin
from core.recent import recently_used, used_first
from core.visibility import known_files, known_pages, known_photos


def require_known(request: HttpRequest, *pages: Page) -> None:
    """Raises PermissionDenied where somebody may not be told of all these pages, which a screen would name to her."""
    keys = {page.pk for page in pages}
    if known_pages(request).filter(pk__in=keys).count() < len(keys):
        raise PermissionDenied


class BrowseView(chooser.BrowseView):
    """The chooser of pages, which also names the page whose children it lists.

    Wagtail begins at the page above all those of the type asked for; where that isn't known, this view begins at the
    root. Where it begins, the pages that were used lately come first, but where one is chosen to put pages below it.
    """

    used: list[int] = []

    def get_object_list(self):
        pages = super().get_object_list()
        if not self.used:
            return pages
        return used_first(pages | Page.objects.filter(pk__in=self.used), self.used)

    def get(self, request, parent_page_id=None) -> HttpResponseBase:
        if not parent_page_id and not request.GET.get("user_perms"):
            self.used = recently_used(request.user, Page)
        known = known_pages(request)
        if parent_page_id and not known.filter(pk=parent_page_id).exists():
            raise PermissionDenied
        if not parent_page_id:
            above = self._above_all(request.GET.get("page_type"))
            if above and not above.is_root() and not known.filter(pk=above.pk).exists():
                parent_page_id = Page.get_first_root_node().pk
        return super().get(request, parent_page_id)

    def _above_all(self, page_type: str | None) -> Page | None:
        """Where Wagtail begins; None where it says itself that there is no such type."""
        try:
            models = chooser.page_models_from_string(page_type or "wagtailcore.page")
        except (ValueError, LookupError):
            return None
        return Page.objects.type(*models).first_common_ancestor()


def chosen_pages(request: HttpRequest) -> HttpResponse:
    """The titles and addresses of pages chosen by `?id=`: those that are known only."""
    asked = [key for key in request.GET.getlist("id") if key.isdecimal()]
    known = known_pages(request).filter(pk__in=asked).values_list("pk", flat=True)
    query = request.GET.copy()
    query.setlist("id", [str(key) for key in known])
    request.GET = query  # type: ignore[assignment]
    return chooser.ChosenMultipleView.as_view()(request)


class ExternalLinkView(chooser.ExternalLinkView):
    """An address typed as a link becomes a link to its page, if that page is known; else it stays an address."""

    def post(self, request) -> HttpResponseBase:
        answer = super().post(request)
        told = json.loads(answer.content)
        page = told.get("internal") or told.get("result") or {}
        if "id" not in page or known_pages(request).filter(pk=page["id"]).exists():
            return answer
        return self.render_chosen_response(self.get_result_data())


def act_on_many(request: HttpRequest, app_label: str, model_name: str, action: str):
    """Wagtail's question before it acts on many objects.

    It also names those with which its reader may do nothing, `?id=all` every one: here those that she may be told of.
    """
    destination = request.POST.get("chooser", "")
    if action == "move" and destination.isdecimal():
        require_known(request, Page(pk=int(destination)))
    response = bulk_action(request, app_label, model_name, action)
    if context := getattr(response, "context_data", None):
        # Of pages, each with more about it.
        refused = {
            entry["item"] if isinstance(entry, dict) else entry: entry
            for entry in context.get("items_with_no_access") or []
        }
        known = _known_among(request, list(refused))
        context["items_with_no_access"] = [refused[item] for item in refused if item.pk in known]
    return response


def _known_among(request: HttpRequest, items: list[Model]) -> set[int]:
    keys = [item.pk for item in items]
    if not items:
        return set()
    if isinstance(items[0], Page):
        found = known_pages(request).filter(pk__in=keys)
    elif isinstance(items[0], get_image_model()):
        found = known_photos(request, get_image_model().objects.filter(pk__in=keys))
    elif isinstance(items[0], get_document_model()):
        found = known_files(request, get_document_model().objects.filter(pk__in=keys))
    else:
        return set()
    return set(found.order_by().values_list("pk", flat=True))


class FilesView(AlphabeticalListing, documents.IndexView):
    pass


class PhotosView(AlphabeticalListing, images.IndexView):
    pass


class PageTypesUsageView(PageTypesUsageReportView):
    """The page of each type that was edited last is named if it is known."""

    def decorate_paginated_queryset(self, page_types) -> Any:
        page_types = list(page_types)
        edited = {item.last_edited_page_id for item in page_types} - {None}
        known = set(known_pages(self.request).filter(pk__in=edited).values_list("pk", flat=True))
        for item in page_types:
            if item.last_edited_page_id not in known:
                item.last_edited_page_id = None
        return super().decorate_paginated_queryset(page_types)


class LogEntriesView(SpreadsheetMixin, audit_logging.LogEntriesView):
    """What was done on the site, by whom: pages, and all else that its reader may see."""

    page_title = gettext_lazy("Journal")


class AgingPagesView(SpreadsheetMixin, aging_pages.AgingPagesView):
    """Of the pages that one may publish, so not for others; who published is said by name, as elsewhere."""

    any_permission_required = ["publish"]

    def decorate_paginated_queryset(self, queryset):
        pages = super().decorate_paginated_queryset(queryset)
        people = get_user_model().objects.in_bulk({page.last_published_by for page in pages})
        for page in pages:
            if person := people.get(page.last_published_by):
                page.last_published_by_user = str(person)
        return pages


class LockedPagesView(SpreadsheetMixin, locks.LockedPagesView):
    pass


class WorkflowView(SpreadsheetMixin, workflows.WorkflowView):
    pass


class WorkflowTasksView(SpreadsheetMixin, workflows.WorkflowTasksView):
    pass
