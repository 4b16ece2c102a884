"""A document that an editor sends."""

import hashlib

from django import forms
from django.utils.translation import gettext_lazy as _

from core.word.models import WordImport
from core.word.process import check


class WordForm(forms.Form):
    file = forms.FileField(
        label=_("Word document"),
        help_text=_("Choose a .docx file, or drop it here."),
        widget=forms.FileInput(attrs={"accept": ".docx,.docm", "class": "word-drop"}),
    )

    def clean_file(self):
        check(self.cleaned_data["file"])
        return self.cleaned_data["file"]

    def received(self, parent, user) -> WordImport:
        """The import of the document, not saved yet; those that nobody finished are forgotten."""
        WordImport.objects.unfinished_for_long().delete()
        file = self.cleaned_data["file"]
        return WordImport(
            parent=parent, file=file, name=file.name[:255], user=user, digest=_digest(file)
        )


def _digest(file) -> str:
    """SHA-256 of an uploaded file, whose position is put back to its start."""
    found = hashlib.sha256()
    for chunk in file.chunks():
        found.update(chunk)
    file.seek(0)
    return found.hexdigest()
