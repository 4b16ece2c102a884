"""The first screen of an empty site."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import Page

from home.forms import SiteForm
from home.site_creation import SiteExists, create_site, is_set_up
from members.models import User


def may_set_up(user) -> bool:
    """Whoever may change the settings, and publish the first pages."""
    above = Page.get_first_root_node().permissions_for_user(user)
    return user.has_perm("home.change_associationsettings") and above.can_publish_subpage()


class SetUp(WagtailAdminTemplateMixin, FormView):
    """Asks what `manage.py create_site` asks; as long as the site is empty, the form stands on the first screen too."""

    form_class = SiteForm
    template_name = "admin/set_up.html"
    page_title = gettext_lazy("Set up the site")
    header_icon = "home"

    def dispatch(self, request, *args, **kwargs) -> HttpResponseBase:
        if not may_set_up(request.user):
            raise PermissionDenied
        if is_set_up():
            return self._leave_as_it_is()
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form) -> HttpResponse:
        user = self.request.user
        try:
            made = create_site(form, by=user if isinstance(user, User) else None)
        except SiteExists:
            return self._leave_as_it_is()
        messages.success(self.request, _("The site is there. What is left to do is listed below."))
        if made.link:
            sentence = _("A link that opens the account is on its way to %(email)s.")
            messages.success(self.request, sentence % {"email": made.link.email})
        return redirect("wagtailadmin_home")

    def form_invalid(self, form) -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 422
        return response

    def _leave_as_it_is(self) -> HttpResponse:
        messages.info(self.request, _("The site is set up already: nothing was changed."))
        return redirect("wagtailadmin_home")
