import struct

from django import forms
from django.utils.translation import gettext_lazy as _
from PIL import Image
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from core.visibility import open_collections
from core.wordings import WordingsForm
from photos.models import Photo


class PhotoFileField(WagtailImageField):
    """An image that can be read to its end; the others get a sentence, whatever way they are broken."""

    def to_python(self, data):
        try:
            file = super().to_python(data)
            if file:
                _read_to_the_end(file)
        except Image.DecompressionBombError as error:
            raise forms.ValidationError(
                _("This image has too many pixels: %(limit)d million at most. Reduce it first.")
                % {"limit": self.max_image_pixels / 1_000_000},
                code="file_too_many_pixels",
            ) from error
        except (OSError, SyntaxError, ValueError, EOFError, struct.error) as error:
            raise forms.ValidationError(
                _("This image is damaged: it can’t be read to its end. Export or copy it again."),
                code="damaged_image",
            ) from error
        return file


def _read_to_the_end(file) -> None:
    file.seek(0)
    with Image.open(file) as image:
        image.draft(
            "RGB", (256, 256)
        )  # a JPEG is decoded at an eighth: enough to find where it stops
        image.load()
    file.seek(0)


class RightsForm(forms.ModelForm):
    """A photo may wait for its credit and alternative text, but doesn't lose them once it has them."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Several photos dropped at once come with nothing but their names.
        for name in ("licence", "consent"):
            self.fields[name].required = False

    def clean_licence(self):
        return self.cleaned_data["licence"] or self.instance.licence

    def clean_consent(self):
        return self.cleaned_data["consent"] or self.instance.consent

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


class PhotoForm(WordingsForm, RightsForm, BaseImageForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if file := self.fields.get("file"):
            self.fields["file"] = PhotoFileField(
                label=file.label, required=file.required, widget=file.widget
            )
        # What shows a photo decides who sees it: a closed collection would promise what it doesn't do.
        if collection := self.fields.get("collection"):
            self.collections = collection.queryset = open_collections(self.collections)
            if len(self.collections) == 1:
                del self.fields["collection"]

    class Meta(BaseImageForm.Meta):
        widgets = BaseImageForm.Meta.widgets | {"people": forms.Textarea(attrs={"rows": 2})}
        labels = {"description": _("Alternative text")}
        help_texts = {
            "description": _(
                "What the photo shows, in a sentence, for those who can’t see it. "
                "Asked for before publication."
            )
        }


class RowForm(RightsForm):
    """The texts and rights of one photo among many; its file, title and collection stay as they are."""

    def __init__(self, *args, user=None, **kwargs):
        super().__init__(*args, **kwargs)

    class Meta:
        model = Photo
        fields = [
            "description",
            "caption",
            "credit",
            "licence",
            "licence_end",
            "people",
            "consent",
        ]
        labels = PhotoForm.Meta.labels
        widgets = {
            "description": forms.Textarea(attrs={"rows": 2}),
            "caption": forms.Textarea(attrs={"rows": 2}),
            "people": forms.Textarea(attrs={"rows": 2}),
            "licence_end": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        }
