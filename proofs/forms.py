from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.keyed_forms import KeyedForm
from core.validators import validate_single_line
from members.forms import AddressField


class ProofForm(forms.Form):
    """Who is to read the draft."""

    name = forms.CharField(label=_("Name"), max_length=120, validators=[validate_single_line])
    email = AddressField(
        label=_("Email address (optional)"),
        autocomplete="off",
        required=False,
        help_text=_("The link is sent there. Without an address, you give it yourself."),
    )


class RemarkForm(KeyedForm):
    """What the reader says of a passage."""

    quote = forms.CharField(
        label=_("Passage (optional)"),
        help_text=_("Copy the words that your remark is about from the page."),
        required=False,
        max_length=settings.PROOF_QUOTE_MAX_LENGTH,
        widget=forms.Textarea({"rows": 3}),
    )
    text = forms.CharField(
        label=_("Your remark"),
        max_length=settings.PROOF_REMARK_MAX_LENGTH,
        widget=forms.Textarea({"rows": 5}),
    )
