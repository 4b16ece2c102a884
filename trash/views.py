"""The bin in the admin: what somebody may bring back, and its end before its time for those who administer."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, QuerySet, Window
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import DeleteView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page

from core.changes import together
from core.refusals import Refusal
from trash.forms import PlaceForm
from trash.models import TrashItem, may_empty, with_place
from trash.returning import bring_back, places


class _ActionsColumn(Column):
    cell_template_name = "admin/trash_actions_cell.html"

    def get_cell_context_data(self, instance, parent_context) -> dict:
        found = super().get_cell_context_data(instance, parent_context)
        return found | {"may_empty": may_empty(parent_context["request"].user)}


class TrashView(ReportView):
    """The last deleted first."""

    model = TrashItem
    index_url_name = "trash"
    index_results_url_name = "trash_results"
    results_template_name = "admin/trash_results.html"
    page_title = gettext_lazy("Bin")
    header_icon = "bin"
    is_searchable = True
    search_fields = ["title"]
    columns = [
        Column("title", label=gettext_lazy("Title"), classname="title"),
        Column("kind", label=gettext_lazy("Type"), accessor="kind_label"),
        DateColumn("deleted_at", label=gettext_lazy("Deleted on")),
        Column("deleted_by", label=gettext_lazy("By"), accessor="deleted_by"),
        Column("kept", label=gettext_lazy("Kept"), accessor="kept_until"),
        _ActionsColumn("actions", label="", width="17%"),
    ]

    def get_base_queryset(self) -> QuerySet:
        found = TrashItem.objects.for_user(self.request.user).select_related("deleted_by")
        return with_place(found).annotate(together=Window(Count("pk"), partition_by=[F("act")]))

    def get_context_data(self, *args, **kwargs) -> dict:
        return super().get_context_data(*args, **kwargs) | {"kept_days": settings.TRASH_KEPT_DAYS}

    def get_breadcrumbs_items(self) -> list[dict]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]


def _offered(request: HttpRequest, pk: int) -> Any:
    """The item with `has_place`; None where it isn't in the bin any more; raises Http404 where it is for others."""
    item = with_place(TrashItem.objects.for_user(request.user)).filter(pk=pk).first()
    if item is None and TrashItem.objects.filter(pk=pk).exists():
        raise Http404
    return item


def _gone(request: HttpRequest) -> HttpResponse:
    """For a second press of a button, and for another window."""
    messages.warning(request, _("It has been brought back or deleted for good meanwhile."))
    return redirect("trash")


@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Raises Refusal, which core.middleware.AdminRefusal says."""
    item = _offered(request, pk)
    if item is None:
        return _gone(request)
    back = bring_back(item, request.user)
    edit = AdminURLFinder(request.user).get_edit_url(back)
    buttons = [messages.button(edit, _("Edit"))] if edit else []
    sentence = _("“%(title)s” is back where it was.") % {"title": item.title}
    messages.success(request, sentence, buttons=buttons)
    return redirect("trash")


class RestoreElsewhereView(WagtailAdminTemplateMixin, FormView):
    """Of a page whose place is gone for good: to which of the places that its editor may add to it comes back.

    With it comes what was deleted in the same act, if she wants: to its own place, or where that is gone to this one.
    """

    form_class = PlaceForm
    template_name = "admin/trash_elsewhere.html"
    page_title = gettext_lazy("Bring back elsewhere")
    header_icon = "bin"

    def dispatch(self, request, pk: int) -> HttpResponseBase:
        item = _offered(request, pk)
        if item is None:
            return _gone(request)
        if item.has_place:
            raise Http404
        self.item = item
        self.places = places(item, request)
        self.lot = _lot(request, item)
        return super().dispatch(request)

    def get_breadcrumbs_items(self) -> list[dict]:
        bin_ = {"url": reverse("trash"), "label": TrashView.page_title}
        return [*self.breadcrumbs_items, bin_, {"url": "", "label": self.page_title}]

    def get_form_kwargs(self) -> dict:
        others = [other.title for other in self.lot if other.pk != self.item.pk]
        return super().get_form_kwargs() | {"places": self.places, "others": others}

    def get_context_data(self, **kwargs) -> dict:
        found = {"item": self.item, "has_places": self.places.exists()}
        return super().get_context_data(**kwargs) | found

    def form_valid(self, form) -> HttpResponse:
        place = form.cleaned_data["place"]
        if form.cleaned_data.get("together"):
            return _bring_lot_back(self.request, self.lot, place)
        back = bring_back(self.item, self.request.user, place)
        edit = AdminURLFinder(self.request.user).get_edit_url(back)
        sentence = _("“%(title)s” is back, as a draft, under “%(place)s”.")
        words = {"title": self.item.title, "place": place.get_admin_display_title()}
        buttons = [messages.button(edit, _("Edit"))] if edit else []
        messages.success(self.request, sentence % words, buttons=buttons)
        return redirect("trash")


@require_POST
def restore_together(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Everything that was deleted in one act, such as sixty photos ticked in a list."""
    item = _offered(request, pk)
    if item is None:
        return _gone(request)
    return _bring_lot_back(request, _lot(request, item))


def _lot(request: HttpRequest, item: TrashItem) -> list[Any]:
    """The last first, which may have pointed at those before: an alias that comes back finds its original."""
    offered = with_place(TrashItem.objects.for_user(request.user))
    if item.act is None:
        return [item]
    return list(offered.filter(act=item.act).order_by("-pk"))


def _bring_lot_back(
    request: HttpRequest, lot: list[Any], place: Page | None = None
) -> HttpResponse:
    """Pages of which the place is gone come under `place`, or its translation; what is refused is said."""
    back = elsewhere = 0
    with together():
        for item in lot:
            found = None
            if place and not item.has_place:
                alike = places(item, request).filter(translation_key=place.translation_key)
                found = alike.first()
            try:
                # A page has brought its translations along.
                if TrashItem.objects.filter(pk=item.pk).exists():
                    bring_back(item, request.user, found)
            except Refusal as refusal:
                reason = " ".join(refusal.messages)
                words = {"title": item.title, "reason": reason}
                messages.error(request, _("“%(title)s”: %(reason)s") % words)
            else:
                back += found is None
                elsewhere += found is not None
    if back:
        sentence = ngettext(
            "%(number)s item is back where it was.",
            "%(number)s items are back where they were.",
            back,
        )
        messages.success(request, sentence % {"number": back})
    if place and elsewhere:
        sentence = ngettext(
            "%(number)s page is back, as a draft, under “%(place)s”.",
            "%(number)s pages are back, as drafts, under “%(place)s”.",
            elsewhere,
        )
        title = place.get_admin_display_title()
        messages.success(request, sentence % {"number": elsewhere, "place": title})
    return redirect("trash")


class DeleteForGoodView(DeleteView):
    model = TrashItem
    index_url_name = "trash"
    delete_url_name = "trash_delete"
    header_icon = "bin"
    page_title = gettext_lazy("Delete for good")
    success_message = gettext_lazy("“%(object)s” is deleted for good.")

    def dispatch(self, request, pk: str) -> HttpResponseBase:
        if not may_empty(request.user):
            raise PermissionDenied
        if not TrashItem.objects.filter(pk=pk).exists():
            return _gone(request)
        return super().dispatch(request, pk=pk)

    @property
    def confirmation_message(self) -> str:
        return _("Nobody will be able to bring it back. Its files leave the disk two days later.")

    def get_success_url(self) -> str:
        return reverse("trash")
