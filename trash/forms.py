from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class _PlaceField(forms.ModelChoiceField):
    def label_from_instance(self, page: Any) -> str:
        return page.get_admin_display_title()


class PlaceForm(forms.Form):
    """Under which of some pages another is to be."""

    place = _PlaceField(None, label=_("Under which page"), empty_label=None)

    def __init__(self, *args, places: QuerySet[Page], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["place"]
        field.queryset = places
