"""The texts of a page's photos in the page's language, beside those of the main one.

A photo is one in all languages, so its texts are no segments of the page: they stand below these, on the same screen.
"""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.images.permissions import permission_policy
from wagtail.log_actions import log
from wagtail.models import Page

from core.publish_checks import photos_of
from core.templatetags.parvis import language_name
from core.translated_fields import TranslatedFieldsForm
from photos.forms import PhotoForm
from photos.models import Photo


class TextsForm(TranslatedFieldsForm):
    """The texts of one photo in one language; what was written meanwhile is told before it is replaced."""

    class Meta:
        model = Photo
        fields = []

    def __init__(self, *args, language: str, changeable: bool = True, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for key, (code, name) in self.translated_names.items():
            if code != language or not getattr(self.instance, name):
                del self.fields[key]
                continue
            field = self.fields[key]
            label = self.instance._meta.get_field(name).verbose_name
            field.label = PhotoForm.Meta.labels.get(name, label)
            field.widget = forms.Textarea(attrs={"rows": 3, "lang": code})
            field.disabled = not changeable

    def clean(self):
        for key in self.fields:
            now = self.fields[key].initial
            seen = self.data.get(self.add_initial_prefix(key), now)
            mine = " ".join(self.cleaned_data.get(key, now).split())
            if mine in (seen, now):
                self.cleaned_data[key] = now
            elif seen != now:
                sentence = _(
                    "Not saved yet: “%(text)s” was written here meanwhile. Save again to replace it by yours."
                )
                self.add_error(key, sentence % {"text": now})
        return super().clean()


def forms_of(page: Page, user, data=None) -> list[TextsForm]:
    """One form for each photo that a translation shows and that has texts; those of others' photos can only be read."""
    shown = (photo for _field, photo in photos_of(page).values())
    made = (
        TextsForm(
            data,
            instance=photo,
            prefix=f"photo-{photo.pk}",
            language=page.locale.language_code,
            changeable=permission_policy.user_has_permission_for_instance(user, "change", photo),
        )
        for photo in shown
    )
    return [form for form in made if form.fields]


class TextsView(WagtailAdminTemplateMixin, TemplateView):
    """Saves them and leads back to the translation; a screen of its own where something can't be saved."""

    template_name = "photos/texts.html"
    header_icon = "image"

    def dispatch(self, request, page_pk: int, *args, **kwargs) -> HttpResponseBase:
        page = get_object_or_404(Page.objects.select_related("locale"), pk=page_pk)
        if page.locale.language_code == settings.LANGUAGE_CODE:
            raise Http404
        if not page.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        self.page = page.get_latest_revision_as_object()
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        language = language_name(self.page.locale.language_code)
        return _("Texts of the photos in %(language)s") % {"language": language}

    def get_page_subtitle(self) -> str:
        return self.page.get_admin_display_title()

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        return context | {"page": self.page, "forms": kwargs.get("forms") or self._forms()}

    def _forms(self, data=None):
        return forms_of(self.page, self.request.user, data)

    def post(self, request) -> HttpResponseBase:
        forms = self._forms(request.POST)
        refused = [form for form in forms if not form.is_valid()]
        for form in forms:
            if form not in refused and form.has_changed():
                log(form.save(), "wagtail.edit", user=request.user)
        if refused:
            messages.error(request, _("Some texts aren’t saved yet: see below."))
            return self.render_to_response(self.get_context_data(forms=forms))
        messages.success(request, _("The texts of the photos are saved."))
        return redirect("wagtailadmin_pages:edit", self.page.pk)
