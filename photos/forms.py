import re
import struct
from pathlib import PurePath
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from core.translated_fields import TranslatedFieldsForm
from core.visibility import open_collections
from photos.metadata import read_metadata
from photos.models import Photo

# How files are called that hold the format: by Outlook and Windows (.jfif), messengers and web sites (a WebP
# or a HEIC called .jpg); Wagtail asks for one extension and the right one.
_EXTENSIONS = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png", "WEBP": "webp", "AVIF": "avif"}
_EXTENSIONS |= {"HEIF": "heic"}
_ANY_EXTENSION = {"jpg", "jpeg", "jfif", "jpe", "jif", "png", "webp", "avif", "heic", "heif"}


class PhotoFileField(WagtailImageField):
    """An image that can be read to its end; the others get a sentence, whatever way they are broken.

    Its name takes the extension of what it is.
    """

    def to_python(self, data):
        try:
            _call_by_format(data)
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


def _call_by_format(file) -> None:
    name = PurePath(getattr(file, "name", None) or "")
    called = name.suffix.lstrip(".").lower()
    if called not in _ANY_EXTENSION:
        return
    try:
        with Image.open(file) as image:
            extension = _EXTENSIONS.get(image.format or "")
    except UnidentifiedImageError:
        return
    finally:
        file.seek(0)
    if extension and called.replace("jpeg", "jpg") != extension:
        file.name = str(name.with_suffix(f".{extension}"))


def _read_to_the_end(file) -> None:
    file.seek(0)
    with Image.open(file) as image:
        image.draft(
            "RGB", (256, 256)
        )  # a JPEG is decoded at an eighth: enough to find where it stops
        image.load()
    file.seek(0)


# Two words or more that begin with a capital: a person more often than not, unless a place or a body begins so.
_NAME = re.compile(r"\b([A-ZÀ-Þ][\w’'-]+)((?: (?:de|du|des|de la|la|le|d’))? [A-ZÀ-Þ][\w’'-]+)+")
_NO_FIRST_NAME = re.compile(
    r"(?:les?|la|l’.*|une?|des|du|au|aux|à|rue|place|avenue|allée|quai|square|cours|résidence|cité|quartier|tour|"
    r"saint|sainte|mairie|maison|salle|parc|union|club|habitat|journées?|ateliers?)$",
    re.I,
)


def names_in(text: str) -> list[str]:
    """What looks like the names of people in a caption, at most three: a suggestion, never a decision."""
    found = [match[0] for match in _NAME.finditer(text) if not _NO_FIRST_NAME.match(match[1])]
    return list(dict.fromkeys(found))[:3]


class RightsForm(forms.ModelForm):
    """A photo may wait for its credit and alternative text, but doesn't lose them once it has them."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        # Several photos dropped at once come with nothing but their names.
        for name in ("licence", "consent"):
            self.fields[name].required = False
        self._say_in_full()
        self._suggest_people()

    def _suggest_people(self) -> None:
        photo = self.instance
        if photo.people or photo.consent not in (
            photo.Consent.TO_CHECK,
            photo.Consent.NOT_NEEDED,
        ):
            return
        if names := names_in(f"{photo.caption}. {photo.title}"):
            self.fields["consent"].help_text = _(
                "The caption seems to name somebody (%(names)s): can that person be recognised?"
            ) % {"names": ", ".join(names)}

    def _say_in_full(self) -> None:
        """What the file says and its field was too short for (Photo.save)."""
        cut = [
            name
            for name in ("caption", "credit", "description")
            if name in self.fields and getattr(self.instance, name).endswith("…")
        ]
        if not cut or not self.instance.pk:
            return
        try:
            with self.instance.file.open() as file:
                said = read_metadata(file)
        except OSError:  # no longer on the disk
            return
        for name in cut:
            start = getattr(self.instance, name).removesuffix("…")
            if (text := said.get(name, "")) != start and text.startswith(start):
                self.fields[name].help_text = _("In full, the file says: “%(text)s”") % {
                    "text": text
                }

    def clean_licence(self):
        return self.cleaned_data["licence"] or self.instance.licence

    def clean_consent(self):
        return self.cleaned_data["consent"] or self.instance.consent

    def clean(self) -> dict:
        cleaned_data = super().clean() or self.cleaned_data
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


class PhotoForm(TranslatedFieldsForm, RightsForm, BaseImageForm):
    collections: Any  # Wagtail's form has them

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if file := self.fields.get("file"):
            self.fields["file"] = PhotoFileField(
                label=file.label, required=file.required, widget=file.widget
            )
        # What shows a photo decides who sees it: a closed collection would promise what it doesn't do.
        if collection := self.fields.get("collection"):
            self.collections = open_collections(self.collections)
            collection.queryset = self.collections  # type: ignore[attr-defined]
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

    def __init__(self, *args, user=None, **kwargs) -> None:
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
