from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase
from django.urls import reverse
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from clubs.registrations.permissions import may_look_after, registering_page


class LookAfterRegistrationsMixin(WagtailAdminTemplateMixin):
    """A screen under the list of a page's registrations, `page`, for whoever looks after them."""

    def dispatch(self, request, page_pk: int) -> HttpResponseBase:
        self.page = registering_page(page_pk)
        if not may_look_after(request, self.page):
            raise PermissionDenied
        return super().dispatch(request)

    def get_page_subtitle(self) -> str:
        return self.page.get_admin_display_title()

    def get_breadcrumbs_items(self) -> list:
        registered = {
            "url": reverse("clubs_registrations", args=[self.page.pk]),
            "label": self.get_page_subtitle(),
        }
        return [*self.breadcrumbs_items, registered, {"url": "", "label": self.page_title}]
