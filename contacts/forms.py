from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.models import Organisation
from photos import forms as photos


class PhotoForm(photos.PhotoForm):
    """The form of a photo, with the organisations that it shows: their pages then show the photo."""

    organisations = forms.ModelMultipleChoiceField(
        Organisation.objects.order_by("sort_name"),
        label=_("Organisations shown"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Their pages show the photo to those who may see a page where it stands. Nothing is guessed: tick those "
            "that the photo shows."
        ),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["organisations"] = list(self.instance.organisations.all())

    def _save_m2m(self: Any) -> None:
        super()._save_m2m()
        if "organisations" in self.cleaned_data:
            self.instance.organisations.set(self.cleaned_data["organisations"])
