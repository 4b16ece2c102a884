from pathlib import PurePath

import filetype
from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.documents.forms import BaseDocumentForm

from downloads.versions import keep_current

_OFFICE = {"docx", "xlsx", "pptx", "odt", "ods", "odp"}


class DocumentForm(BaseDocumentForm):
    """A file is what its name says: HTML renamed .pdf isn't taken."""

    def __init__(self, *args, **kwargs):
        self.user = kwargs.get("user")
        super().__init__(*args, **kwargs)
        # Several files dropped at once come with nothing but their names.
        self.fields["language"].required = False
        if self.instance.pk and "file" in self.fields:
            self.fields["reason"] = forms.CharField(
                label=_("Why the file is replaced"),
                required=False,
                max_length=300,
                help_text=_(
                    "When you choose another file: its link stays the same, readers see that it was updated, "
                    "and the former one is kept below."
                ),
            )
            self.order_fields(["title", "file", "reason"])

    def clean_language(self):
        return self.cleaned_data["language"] or self.instance.language

    def clean_file(self):
        file = self.cleaned_data["file"]
        if "file" in self.changed_data:
            extension = PurePath(file.name).suffix.lstrip(".").lower()
            if extension and not _is(file, extension):  # Wagtail refuses one without
                raise forms.ValidationError(
                    _(
                        "“%(name)s” isn’t a %(format)s file, whatever its name says. "
                        "Export it again from the program that made it."
                    ),
                    params={"name": file.name, "format": extension.upper()},
                    code="not_what_it_says",
                )
        return file

    def save(self, commit=True):
        if "file" in self.changed_data and self.instance.pk:
            keep_current(self.instance, self.user, self.cleaned_data.get("reason", ""))
            self.original_file = None  # which Wagtail would delete
            self.instance.forget()
        return super().save(commit=commit)

    class Meta(BaseDocumentForm.Meta):
        widgets = {"file": BaseDocumentForm.Meta.widgets["file"]}


def _is(file, extension: str) -> bool:
    """Whether the first bytes are those of the format that the extension names."""
    file.seek(0)
    head = file.read(8192)
    file.seek(0)
    if extension == "csv":
        return b"\x00" not in head and not head.lstrip().lower().startswith(
            (b"<!doctype", b"<html")
        )
    kind = filetype.guess_extension(head)
    if extension in _OFFICE:
        # Office files are ZIP archives, told apart by what stands first in them.
        return kind in {extension, "zip"} or head.startswith(b"PK\x03\x04")
    return kind == extension
