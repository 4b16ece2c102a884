from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.images.forms import BaseImageForm


class PhotoForm(BaseImageForm):
    """A photo may wait for its credit and alternative text, but doesn't lose them once it has them."""

    def clean(self):
        cleaned_data = super().clean()
        for name in ("credit", "description"):
            if self.initial.get(name) and name in cleaned_data and not cleaned_data[name].strip():
                self.add_error(
                    name,
                    forms.ValidationError(
                        _("Published pages may show this photo: change this text, don’t empty it.")
                    ),
                )
        if (
            cleaned_data.get("licence") == self.instance.Licence.LIMITED
            and "licence_end" in cleaned_data
            and not cleaned_data["licence_end"]
        ):
            self.add_error(
                "licence_end", _("A licence limited in time has a last day: write it here.")
            )
        return cleaned_data

    class Meta(BaseImageForm.Meta):
        widgets = BaseImageForm.Meta.widgets | {"people": forms.Textarea(attrs={"rows": 2})}
