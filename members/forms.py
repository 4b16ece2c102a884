from typing import Any

from django import forms
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.utils.translation import gettext_lazy as _

from contacts.addresses import normalise
from contacts.models import Organisation
from members.access import other_organisation
from members.models import Invitation, User
from members.sign_in import BY_LINK


class AddressField(forms.CharField):
    """One e-mail address, in its normal form; `autocomplete` is "email" where it is no name of an account."""

    def __init__(self, *, autocomplete: str = "username", **options: Any) -> None:
        attributes = {
            "autocomplete": autocomplete,
            "inputmode": "email",
            "autocapitalize": "none",
            "spellcheck": "false",
        }
        own: dict[str, Any] = {"label": _("Email address"), "max_length": 254}
        super().__init__(widget=forms.EmailInput(attributes), **own | options)

    def clean(self, value):
        address = super().clean(value)
        return normalise(address) if address else ""


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


class NameForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["first_name", "last_name"]
        widgets = {
            "first_name": forms.TextInput({"autocomplete": "given-name"}),
            "last_name": forms.TextInput({"autocomplete": "family-name"}),
        }


class DetailsForm(NameForm):
    class Meta(NameForm.Meta):
        fields = [*NameForm.Meta.fields, "language"]


class InviteForm(forms.Form):
    """For a correspondent, who invites into her own organisation."""

    email = AddressField(label=_("Email address of the person to invite"))

    def __init__(self, organisation: Organisation, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation

    def clean_email(self):
        email = self.cleaned_data["email"]
        if other_organisation(email, self.organisation):
            raise forms.ValidationError(
                _(
                    "This address is on the domain of another organisation, whose people make their own accounts. "
                    "If she works for both, ask the association."
                )
            )
        return email


class InvitationForm(forms.ModelForm):
    """For staff."""

    email = AddressField()

    class Meta:
        model = Invitation
        fields = ["email", "organisation", "is_correspondent", "language"]

    def clean_organisation(self):
        organisation = self.cleaned_data["organisation"]
        if not organisation.is_member:
            sentence = _(
                "The membership of %(organisation)s isn’t running, so the invitation would open nothing: "
                "check its dates first."
            )
            raise forms.ValidationError(sentence % {"organisation": organisation})
        return organisation

    def clean_email(self):
        email = self.cleaned_data["email"]
        user = User.objects.filter(email=email).first()
        if user and user.is_active:
            raise forms.ValidationError(
                _(
                    "This address has an account already: its organisation is changed under “Accounts”."
                )
            )
        if user and User.objects.with_role().filter(pk=user.pk).exists():
            raise forms.ValidationError(
                _(
                    "This address has a closed account with a role in the admin: ask an administrator to open it."
                )
            )
        return email


def password_form(request, data=None):
    """Asks for the password in use, if there is one and the session was opened with it."""
    asks = request.user.has_usable_password() and not request.session.get(BY_LINK)
    return (PasswordChangeForm if asks else SetPasswordForm)(request.user, data)
