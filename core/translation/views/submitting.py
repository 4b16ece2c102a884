"""Wagtail-localize's screens that name pages of every part of the tree, for those who may know of these."""

from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase
from wagtail.admin.auth import permission_denied
from wagtail_localize.views import report, submit_translations

from core.exports import SpreadsheetMixin
from core.visibility import knows_every_page


class SubmitPageView(submit_translations.SubmitPageTranslationView):
    """Asks besides whether the editor may edit the page that she has translated."""

    def get_object(self):
        page = super().get_object()
        if not page.permissions_for_user(self.request.user).can_edit():
            raise PermissionDenied
        return page


class AllTranslationsView(SpreadsheetMixin, report.TranslationsReportView):
    """Every translation, of the whole site."""

    def dispatch(self, request, *args, **kwargs) -> HttpResponseBase:
        if not knows_every_page(request.user):
            return permission_denied(request)
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self):
        """The last changed first; wagtail-localize's are in no order, so that one page could repeat another's lines."""
        return super().get_queryset().order_by("-source__last_updated_at", "-pk")
