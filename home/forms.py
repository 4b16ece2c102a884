"""The first set-up of a site, asked once: by the admin's first screen, and by `manage.py create_site`."""

from ipaddress import ip_address
from itertools import chain
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.images.widgets import AdminImageChooser
from wagtail.models import Site

from contacts.addresses import normalise, normalise_domain
from core.languages import has_catalogue
from home.colours import ColourInput
from home.models import AssociationSettings
from home.roles import ROLES
from home.sections import MEMBERS_AREA, SECTIONS
from members.models import User


class SiteAddress(NamedTuple):
    hostname: str
    port: int


class SiteAddressField(forms.CharField):
    """The public address of the site, with its scheme or without: `https://www.example.org`, `localhost:8000`."""

    def clean(self, value) -> Any:
        text = super().clean(value)
        return read_address(text)


def read_address(text: str) -> SiteAddress:
    """Raises ValidationError for what isn't the address of a whole site."""
    wrong = ValidationError(_("Write the address of the site, such as https://www.example.org."))
    if not text.isprintable() or " " in text:
        raise wrong
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        hostname, port = parts.hostname, parts.port
    except ValueError:  # brackets that don't match, a port that is no number up to 65535
        raise wrong from None
    if parts.scheme not in {"http", "https"} or not hostname or "@" in parts.netloc:
        raise wrong
    if parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise ValidationError(
            _("The site has a whole host of its own: write %(host)s, with nothing after it.")
            % {"host": parts.netloc}
        )
    if port == 0 or parts.netloc.endswith(":"):
        raise wrong
    return SiteAddress(_host(hostname), port or (80 if parts.scheme == "http" else 443))


def _host(name: str) -> str:
    """A domain in its normal form, an IP address, or a name by which this server is known."""
    if name in {"localhost", *settings.ALLOWED_HOSTS}:
        return name
    try:
        return str(ip_address(name))
    except ValueError:
        return normalise_domain(name)


class EditorEmailField(forms.EmailField):
    """Of somebody who has no account yet, or may enter the admin already."""

    default_validators = []

    def clean(self, value) -> str:
        email = super().clean(value)
        if not email:
            return ""
        email = normalise(email)
        user = User.objects.filter(email=email).first()
        if user and not user.has_perm("wagtailadmin.access_admin"):
            raise ValidationError(
                _(
                    "This address has an account without a role: give it one under “Settings > Users”."
                )
            )
        return email


def choice_codes(field: forms.MultipleChoiceField) -> list[str]:
    choices: Any = field.choices
    return [code for code, _label in choices]


class CodesField(forms.MultipleChoiceField):
    """Some of a few choices; which they are is said where another was written."""

    widget = forms.CheckboxSelectMultiple
    default_error_messages = {
        "invalid_choice": gettext_lazy("“%(value)s” isn’t one of the choices: %(choices)s.")
    }

    def to_python(self, value) -> list[str]:
        return list(dict.fromkeys(super().to_python(value)))

    def validate(self, value) -> None:
        try:
            super().validate(value)
        except ValidationError as error:
            if error.code == "invalid_choice" and error.params:
                error.params["choices"] = ", ".join(choice_codes(self))
            raise


class LanguagesField(CodesField):
    default_error_messages = {
        "invalid_choice": gettext_lazy(
            "The site can’t speak “%(value)s”: it knows %(choices)s. Another language needs its catalogue in locale/ "
            "and its code in the LANGUAGES of the server."
        )
    }

    def validate(self, value) -> None:
        super().validate(value)
        if settings.LANGUAGE_CODE not in value:
            raise ValidationError(
                _("%(language)s is the main language of the site, and always among them.")
                % {"language": dict(settings.LANGUAGES)[settings.LANGUAGE_CODE]}
            )


def available_languages() -> list[tuple[str, Any]]:
    return [(code, name) for code, name in settings.LANGUAGES if has_catalogue(code)]


def section_choices() -> list[tuple[str, Any]]:
    sections = [(section.key, section.words.title) for section in SECTIONS]
    return [*sections, (MEMBERS_AREA, gettext_lazy("Members’ area"))]


class SiteForm(WagtailAdminModelForm):
    """Everything that a site needs to begin, with proposals for all but the name; home.site_creation makes it."""

    name = forms.CharField(label=gettext_lazy("Name of the association"), max_length=200)
    address = SiteAddressField(
        label=gettext_lazy("Address of the site"),
        initial=lambda: settings.BASE_URL,
        help_text=gettext_lazy("Where readers find it, such as https://www.example.org."),
        max_length=255,
    )
    languages = LanguagesField(label=gettext_lazy("Languages"), choices=available_languages)
    sections = CodesField(
        label=gettext_lazy("Sections"),
        choices=section_choices,
        required=False,
        help_text=gettext_lazy("Each can be renamed, removed or added later."),
    )
    editor_email = EditorEmailField(
        label=gettext_lazy("E-mail address of the first editor"),
        required=False,
        help_text=gettext_lazy("An account is made, and a link that opens it is sent."),
    )
    editor_role = forms.ChoiceField(
        label=gettext_lazy("Role of the first editor"),
        choices=[(role, role) for role in ROLES],
        initial="Administration",
    )

    # By the heading of each part and its icon.
    parts = {
        (gettext_lazy("The association"), "home"): [
            "name",
            "short_name",
            "logo",
            "primary_colour",
            "accent_colour",
        ],
        (gettext_lazy("Its site"), "site"): ["address", "languages", "sections"],
        (gettext_lazy("What the law asks for"), "doc-full"): [
            "publication_director",
            "host_name",
            "host_address",
            "host_phone",
        ],
        (gettext_lazy("A first editor beside you"), "user"): ["editor_email", "editor_role"],
    }
    field_order = list(chain.from_iterable(parts.values()))

    class Meta:
        model = AssociationSettings
        fields = [
            "name",
            "short_name",
            "primary_colour",
            "accent_colour",
            "logo",
            "publication_director",
            "host_name",
            "host_address",
            "host_phone",
        ]
        widgets = {
            "primary_colour": ColourInput,
            "accent_colour": ColourInput,
            "logo": AdminImageChooser,
            "host_address": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args, **kwargs) -> None:
        # The row is made with the site, not by looking at the form.
        association = AssociationSettings.objects.first() or AssociationSettings()
        super().__init__(*args, instance=association, **kwargs)
        self.fields["languages"].initial = [code for code, _name in available_languages()]
        self.fields["sections"].initial = [key for key, _title in section_choices()]

    def groups(self) -> list[tuple[str | Promise, str, list[forms.BoundField]]]:
        """Heading, icon and fields of each part, for the template."""
        return [
            (heading, icon, [self[name] for name in names])
            for (heading, icon), names in self.parts.items()
        ]

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if not any(character.isalnum() for character in name):
            raise ValidationError(_("Write the name in full, in letters."))
        return name

    def clean_address(self) -> SiteAddress:
        address = self.cleaned_data["address"]
        others = Site.objects.filter(is_default_site=False, **address._asdict())
        if others.exists():
            raise ValidationError(_("Another site of this installation has this address."))
        return address
