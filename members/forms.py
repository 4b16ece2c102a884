from django import forms
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.utils.translation import gettext_lazy as _

from contacts.addresses import normalise
from members.models import Invitation, User
from members.sign_in import BY_LINK


class AddressField(forms.CharField):
    """One e-mail address, in its normal form."""

    def __init__(self, **options):
        attributes = {
            "autocomplete": "username",
            "inputmode": "email",
            "autocapitalize": "none",
            "spellcheck": "false",
        }
        options = {"label": _("E-mail address"), "max_length": 254} | options
        super().__init__(widget=forms.EmailInput(attributes), **options)

    def clean(self, value):
        return normalise(super().clean(value))


class SignInForm(forms.Form):
    email = AddressField()
    password = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput({"autocomplete": "one-time-code", "spellcheck": "false"}),
    )


class DetailsForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["first_name", "last_name", "language"]
        widgets = {
            "first_name": forms.TextInput({"autocomplete": "given-name"}),
            "last_name": forms.TextInput({"autocomplete": "family-name"}),
        }


class InviteForm(forms.Form):
    email = AddressField(label=_("E-mail address of the person to invite"))


class InvitationForm(forms.ModelForm):
    """For staff."""

    email = AddressField()

    class Meta:
        model = Invitation
        fields = ["email", "organisation", "is_correspondent", "language"]


def password_form(request, data=None):
    """Asks for the password in use, if there is one and the session was opened with it."""
    asks = request.user.has_usable_password() and not request.session.get(BY_LINK)
    return (PasswordChangeForm if asks else SetPasswordForm)(request.user, data)
