"""The screen on which an organiser writes to all who registered: she sees the message, and may change it."""

from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages

from clubs.models import Registration
from clubs.registrations.notices import languages_of, proposed, send_notices, untold
from clubs.views.bases import LookAfterRegistrationsMixin
from core.validators import validate_single_line


class NoticeForm(forms.Form):
    """A subject and a text in each of some languages."""

    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, languages: list[str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        names = dict(settings.LANGUAGES)
        for code in languages:
            marks = {"lang": code}
            label = f" ({names[code]})" if len(languages) > 1 else ""
            self.fields[f"subject_{code}"] = forms.CharField(
                label=gettext("Subject") + label,
                max_length=200,
                validators=[validate_single_line],
                widget=forms.TextInput(marks),
            )
            self.fields[f"text_{code}"] = forms.CharField(
                label=gettext("Message") + label,
                max_length=8000,
                widget=forms.Textarea({"rows": 8, **marks}),
            )


class WriteToAll(LookAfterRegistrationsMixin, FormView):
    form_class = NoticeForm
    template_name = "admin/write_to_registered.html"
    page_title = _("Write to those registered")
    header_icon = "mail"

    @cached_property
    def people(self):
        changed = untold(self.page)
        return changed if changed.exists() else Registration.objects.of(self.page)

    @cached_property
    def languages(self) -> list[str]:
        return languages_of(self.people)

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"languages": self.languages}

    def get_initial(self) -> dict[str, str | UUID]:
        words: dict[str, str | UUID] = {"key": uuid4()}
        for code in self.languages:
            words[f"subject_{code}"], words[f"text_{code}"] = proposed(self.page, code)
        return words

    def form_valid(self, form) -> HttpResponse:
        data = form.cleaned_data
        texts = {code: (data[f"subject_{code}"], data[f"text_{code}"]) for code in self.languages}
        number = send_notices(self.page, data["key"], texts, self.request.user)
        if number:
            sentence = ngettext(
                "The message goes to %(number)s person.",
                "The message goes to %(number)s people.",
                number,
            )
            messages.success(self.request, sentence % {"number": number})
        return redirect("clubs_registrations", self.page.pk)

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(**kwargs) | {
            "number": self.people.count(),
            "is_of_change": untold(self.page).exists(),
        }
