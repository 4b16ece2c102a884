"""The form by which a reader writes to a contact."""

from django import forms
from django.conf import settings
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.file_formats import extension_of, has_format
from core.keyed_forms import KeyedForm
from core.templatetags.parvis import weight
from core.validators import validate_single_line
from members.forms import AddressField


class AttachmentField(forms.FileField):
    """A file of one of ENQUIRY_ATTACHMENT_FORMATS, by its first bytes and its name, of a limited size."""

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        if not file:
            return file
        if file.size > settings.ENQUIRY_ATTACHMENT_MAX_SIZE:
            raise forms.ValidationError(
                _("“%(name)s” weighs %(size)s; the form takes %(limit)s at most.")
                % {
                    "name": file.name,
                    "size": weight(file.size),
                    "limit": weight(settings.ENQUIRY_ATTACHMENT_MAX_SIZE),
                }
            )
        extension = extension_of(file.name)
        if extension not in settings.ENQUIRY_ATTACHMENT_FORMATS or not has_format(file, extension):
            raise forms.ValidationError(
                _("“%(name)s” isn’t a file that the form takes: %(formats)s.")
                % {"name": file.name, "formats": attachment_formats()}
            )
        return file


class EnquiryForm(KeyedForm):
    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=120,
        validators=[validate_single_line],
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    email = AddressField(label=gettext_lazy("Your e-mail address"), autocomplete="email")
    text = forms.CharField(
        label=gettext_lazy("Your message"),
        max_length=settings.ENQUIRY_MAX_LENGTH,
        widget=forms.Textarea({"rows": 9}),
    )
    attachment = AttachmentField(label=gettext_lazy("A file with it (optional)"), required=False)
    copy = forms.BooleanField(label=gettext_lazy("Send me a copy"), required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["attachment"].help_text = _("%(formats)s; %(limit)s at most.") % {
            "formats": attachment_formats(),
            "limit": weight(settings.ENQUIRY_ATTACHMENT_MAX_SIZE),
        }
        self.fields["attachment"].widget.attrs["accept"] = ",".join(
            f".{extension}" for extension in settings.ENQUIRY_ATTACHMENT_FORMATS
        )


def attachment_formats() -> str:
    """« PDF, DOCX, ODT, JPEG ou PNG »"""
    names = [name.upper() for name in settings.ENQUIRY_ATTACHMENT_FORMATS if name != "jpg"]
    return get_text_list(names, _("or"))
