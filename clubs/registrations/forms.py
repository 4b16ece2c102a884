"""The form by which anybody registers, and that by which whoever has registered says what she needs."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clubs.models import Registration
from core.keyed_forms import KeyedForm
from core.validators import validate_single_line
from members.forms import AddressField


def _line(label, autocomplete: str, **options) -> forms.CharField:
    widget = forms.TextInput({"autocomplete": autocomplete})
    return forms.CharField(label=label, validators=[validate_single_line], widget=widget, **options)


class NeedsForm(forms.Form):
    """What whoever has registered needs; a meal is asked about where one is served."""

    meal = forms.ChoiceField(
        label=_("Meal"), choices=Registration.Meal, required=False, widget=forms.RadioSelect
    )
    needs = forms.CharField(
        label=_("What you need (optional)"),
        max_length=500,
        required=False,
        help_text=_(
            "Access, a place for a wheelchair, sign language, an allergy. Read by whoever organises the meeting, "
            "and deleted soon after it."
        ),
        validators=[validate_single_line],
    )

    def __init__(self, *args, serves_meal: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not serves_meal:
            del self.fields["meal"]


class RegistrationForm(NeedsForm, KeyedForm):
    first_name = _line(_("First name"), "given-name", max_length=150)
    last_name = _line(_("Surname"), "family-name", max_length=150)
    organisation_name = _line(
        _("Organisation (optional)"), "organization", max_length=200, required=False
    )
    email = AddressField(
        label=_("Your e-mail address"),
        help_text=_("The confirmation comes to it."),
        autocomplete="email",
    )

    field_order = ("first_name", "last_name", "organisation_name", "email", "meal", "needs")
