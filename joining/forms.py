from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import normalize_newlines
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.models import Organisation, phone_number
from core.keyed_forms import KeyedForm
from core.validators import validate_single_line
from joining.models import Application
from members.forms import AddressField

MOST_HOMES = 10_000_000


class ApplicationForm(KeyedForm):
    """What an organisation that asks to join says of itself."""

    organisation_name = forms.CharField(
        label=gettext_lazy("Name of the organisation"),
        max_length=200,
        validators=[validate_single_line],
        widget=forms.TextInput({"autocomplete": "organization"}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of organisation"),
        choices=[("", gettext_lazy("Choose")), *Organisation.Kind.choices],
    )
    homes = forms.IntegerField(
        label=gettext_lazy("Homes managed"),
        help_text=gettext_lazy("At the end of last year; 0 if you manage none."),
        min_value=0,
        max_value=MOST_HOMES,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )
    address = forms.CharField(
        label=gettext_lazy("Postal address"),
        max_length=400,
        widget=forms.Textarea({"rows": 3, "autocomplete": "street-address"}),
    )
    name = forms.CharField(
        label=gettext_lazy("Your name"),
        help_text=gettext_lazy(
            "You will be your organisation’s correspondent: you will invite your colleagues."
        ),
        max_length=120,
        validators=[validate_single_line],
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    role = forms.CharField(
        label=gettext_lazy("Your role (optional)"),
        max_length=120,
        required=False,
        validators=[validate_single_line],
        widget=forms.TextInput({"autocomplete": "organization-title"}),
    )
    email = AddressField(label=gettext_lazy("Your e-mail address at work"), autocomplete="email")
    phone = forms.CharField(
        label=gettext_lazy("Phone (optional)"),
        max_length=30,
        required=False,
        validators=[phone_number],
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
    )
    message = forms.CharField(
        label=gettext_lazy("What you would like to tell us (optional)"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 5}),
    )
    consent = forms.BooleanField(
        label=gettext_lazy(
            "I apply in the name of this organisation, and agree that what I wrote serves to examine the application."
        )
    )

    def clean_address(self) -> str:
        return normalize_newlines(self.cleaned_data["address"])

    def clean_message(self) -> str:
        return normalize_newlines(self.cleaned_data["message"])


class AnswerForm(forms.ModelForm):
    """What the association answers to an application."""

    ACCEPT, ASK, DECLINE = "accept", "ask", "decline"

    decision = forms.ChoiceField(
        label=gettext_lazy("Answer"),
        widget=forms.RadioSelect,
        choices=[
            (ACCEPT, gettext_lazy("Accept: the organisation becomes a member")),
            (ASK, gettext_lazy("Ask a question")),
            (DECLINE, gettext_lazy("Decline, with the reasons")),
        ],
    )
    text = forms.CharField(
        label=gettext_lazy("Your words"),
        help_text=gettext_lazy(
            "The question or the reasons; a word of welcome if you accept. They are sent as you write them."
        ),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 6}),
    )
    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Organisation"),
        help_text=gettext_lazy(
            "If the site knows it already, a former member for instance. Left empty, it is made from the application."
        ),
        required=False,
        queryset=Organisation.objects.all(),
        empty_label=gettext_lazy("Make it from the application"),
    )
    membership_start = forms.DateField(
        label=gettext_lazy("Member from"),
        initial=timezone.localdate,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )

    class Meta:
        model = Application
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].initial = self._known()

    def clean(self) -> dict:
        data = super().clean() or self.cleaned_data
        if not self.instance.is_open:
            raise forms.ValidationError(_("This application has been answered already."))
        decision = data.get("decision")
        if decision in {self.ASK, self.DECLINE} and not data.get("text"):
            self.add_error("text", _("Write what the organisation is to be told."))
        if decision == self.ACCEPT and not data.get("organisation") and (known := self._known()):
            sentence = _("There is an organisation of this name already: choose “%(name)s”.")
            self.add_error("organisation", sentence % {"name": known.name})
        return data

    def _known(self) -> Organisation | None:
        name = self.instance.organisation_name
        return Organisation.objects.filter(name__iexact=name).first()
