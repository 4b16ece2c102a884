from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

_NAMED = 5


class _PlaceField(forms.ModelChoiceField):
    def label_from_instance(self, page: Any) -> str:
        return page.get_admin_display_title()


class PlaceForm(forms.Form):
    """Under which of some pages another is to be, and whether others that were deleted with it come along."""

    place = _PlaceField(None, label=_("Under which page"), empty_label=None)
    together = forms.BooleanField(label=_("Bring back the whole lot"), required=False, initial=True)

    def __init__(self, *args, places: QuerySet[Page], others: list[str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["place"]
        field.queryset = places
        if others:
            named = ", ".join(others[:_NAMED]) + (", …" if len(others) > _NAMED else "")
            self.fields["together"].help_text = _("Deleted at the same time: %(titles)s") % {
                "titles": named
            }
        else:
            del self.fields["together"]
