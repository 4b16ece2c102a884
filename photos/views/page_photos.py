"""All photos of a page on one screen: what each shows, its credit, its licence, its people."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.images.permissions import permission_policy
from wagtail.log_actions import log
from wagtail.models import Page

from core.publish_checks import photos_of
from photos.forms import RowForm
from photos.models import Photo
from photos.views.bulk import SHARED, shared_fields

_OPEN = ("", Photo.Licence.TO_CHECK, Photo.Consent.TO_CHECK)


class PagePhotosView(WagtailAdminTemplateMixin, TemplateView):
    """Saves what can be saved, says below each photo what can't, and leads back to the page when all is said.

    Photos of others, which this editor may not change, are shown with what they lack.
    """

    template_name = "photos/page_photos.html"
    header_icon = "image"

    def dispatch(self, request, page_pk: int, *args, **kwargs) -> HttpResponseBase:
        page = get_object_or_404(Page, pk=page_pk)
        if not page.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        self.page = page.get_latest_revision_as_object()
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return _("Photos of the page")

    def get_page_subtitle(self) -> str:
        return self.page.get_admin_display_title()

    def get_breadcrumbs_items(self) -> list:
        edit = reverse("wagtailadmin_pages:edit", args=[self.page.pk])
        return [
            *self.breadcrumbs_items,
            {"url": edit, "label": self.page.get_admin_display_title()},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        forms = kwargs.get("forms") or self._forms()
        mine = {form.instance.pk for form in forms}
        others = [photo for photo in self._photos() if photo.pk not in mine]
        return context | {
            "page": self.page,
            "forms": forms,
            "others": others,
            "shared": shared_fields(),
        }

    def _photos(self) -> list[Photo]:
        return [photo for _field, photo in photos_of(self.page).values()]

    def _forms(self, data=None) -> list[RowForm]:
        user = self.request.user
        may_change = permission_policy.user_has_permission_for_instance
        return [
            RowForm(data, instance=photo, prefix=f"image-{photo.pk}")
            for photo in self._photos()
            if may_change(user, "change", photo)
        ]

    def post(self, request) -> HttpResponseBase:
        data = request.POST.copy()
        forms = self._forms(data)
        for form in forms:
            for name in SHARED:
                key = form.add_prefix(name)
                if data.get(f"all-{name}") and data.get(key, "") in _OPEN:
                    data[key] = data[f"all-{name}"]
        refused = [form for form in forms if not form.is_valid()]
        for form in forms:
            if form not in refused and form.has_changed():
                log(form.save(), "wagtail.edit", user=request.user)
        if refused:
            messages.error(
                request, _("Some photos couldn’t be saved: see what is said below each.")
            )
            return self.render_to_response(self.get_context_data(forms=forms))
        if any(form.instance.missing_for_publication for form in forms):
            messages.success(request, _("Saved. Some photos can’t be published yet."))
            return redirect(request.path)
        messages.success(request, _("The photos are saved."))
        return redirect("wagtailadmin_pages:edit", self.page.pk)
