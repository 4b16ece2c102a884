"""Forms that anybody sends without an account: a signed key in place of a cookie, and a trap for programs.

The key of a form does what a CSRF token would, says when the form was opened, and makes of a form that is sent twice
one thing. Such a view needs no CSRF token: nothing is done in anybody's name.
"""

from datetime import timedelta
from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.core import signing
from django.utils.translation import gettext as _

_signer = signing.TimestampSigner(salt="core.keyed_forms")


class UnusableKey(Exception):
    """The form was opened over FORM_HOURS ago, or its key was made elsewhere."""


class KeyedForm(forms.Form):
    """`key` is of this one filling in, `signed_key` goes into the page (components/form_key.html).

    What was sent too fast, after too long or by a program comes back filled in, with a sentence on top.
    """

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self._was_open_for_long = False
        try:
            if not self.is_bound:
                raise UnusableKey
            self.signed_key: str = self.data.get("key", "")
            self.key = _read_key(self.signed_key)
        except UnusableKey:
            self._was_open_for_long = self.is_bound
            self.key = uuid4()
            self.signed_key = _signer.sign(self.key.hex)

    def clean(self) -> dict:
        cleaned_data = super().clean() or self.cleaned_data
        if self._was_open_for_long:
            self.add_error(
                None, _("This form was open for long: look it over, then send it again.")
            )
        elif _is_too_new(self.signed_key):
            self.add_error(None, _("That was very fast: look it over, then send it again."))
        # A field that people don't see. It comes back empty, for a browser that filled it in.
        if self.data.get("website"):
            self.add_error(
                None, _("Something filled in a field that people don’t see: send the form again.")
            )
        return cleaned_data


def _read_key(signed: str) -> UUID:
    try:
        return UUID(_signer.unsign(signed, max_age=timedelta(hours=settings.FORM_HOURS)))
    except (signing.BadSignature, ValueError) as error:
        raise UnusableKey from error


def _is_too_new(signed: str) -> bool:
    """Whether the form was opened within the last FORM_MIN_SECONDS: nobody fills one in so fast."""
    try:
        _signer.unsign(signed, max_age=settings.FORM_MIN_SECONDS)
    except signing.BadSignature:
        return False
    return True
