from functools import partial

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.models import Page, Site

from contacts.models import phone_uri
from core.generations import kept
from core.layout import absolute, picture
from core.translated_fields import (
    TranslatedFields,
    TranslatedFieldsAdminForm,
    TranslatedFieldsPanel,
)
from core.validators import validate_single_line
from home.accessibility import AccessibilityStatement
from home.colours import ColourInput, validate_colour
from home.models.notices import Notice
from home.opening_hours import DayHours, WeekField, day_hours, hours_data
from home.share_card import SIZE as SHARE_CARD
from home.share_card import share_card_url
from training.certification import TrainingCertification


class AssociationForm(TranslatedFieldsAdminForm):
    opening_hours = WeekField(
        label=_("Opening hours"),
        required=False,
        help_text=_("When the office answers. Days that nothing is said of are closed."),
    )


@register_setting(icon="home")
class AssociationSettings(
    AccessibilityStatement, TrainingCertification, TranslatedFields, BaseGenericSetting
):
    """What the association sets for itself, in all languages."""

    # Who
    name = models.CharField(
        _("name"), max_length=200, default="", blank=True, validators=[validate_single_line]
    )
    short_name = models.CharField(
        _("short name"),
        max_length=60,
        blank=True,
        help_text=_("Shown beside the logo."),
        validators=[validate_single_line],
    )
    logo = models.ForeignKey(
        "photos.Photo",
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    share_photo = models.ForeignKey(
        "photos.Photo",
        verbose_name=_("picture for shared pages"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_(
            "Shown where somebody shares a page that has no picture. Without it, the logo is shown on the main colour."
        ),
    )
    email = models.EmailField(_("email address"), blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    postal_address = models.TextField(_("postal address"), blank=True)
    # As home.opening_hours keeps them.
    opening_hours = models.JSONField(_("opening hours"), default=list, blank=True)
    opening_hours_note = models.CharField(
        _("about the opening hours"),
        max_length=200,
        blank=True,
        help_text=_("Such as “By appointment in August”."),
    )
    joining_page = models.ForeignKey(
        Page,
        verbose_name=_("page on how to join"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Offered to readers who meet a page kept for members."),
    )
    offers_members_area = models.BooleanField(
        _("offer the members’ area"),
        default=True,
        help_text=_(
            "Its link stands at the head and the foot of every page. Without it, editors still sign in at /admin/."
        ),
    )
    lists_untranslated = models.BooleanField(
        _("list what isn’t translated too"),
        default=False,
        help_text=_(
            "In the other languages, lists of news, meetings and publications then show too what exists in the main "
            "language only, marked as such."
        ),
    )
    linkedin_url = models.URLField(_("LinkedIn page"), blank=True)
    video_channel_url = models.URLField(_("video channel"), blank=True)

    # Colours
    primary_colour = models.CharField(
        _("main colour"), max_length=7, default="#1f5560", validators=[validate_colour]
    )
    accent_colour = models.CharField(
        _("second colour"), max_length=7, default="#a8472f", validators=[validate_colour]
    )

    # Legal notice (loi n° 2004-575 du 21 juin 2004, art. 1-1 and 6)
    legal_form = models.CharField(
        _("legal form"), max_length=120, blank=True, default="Association loi 1901"
    )
    siren = models.CharField(
        _("SIREN number"),
        max_length=11,
        blank=True,
        validators=[
            RegexValidator(r"^\d{3} ?\d{3} ?\d{3}$", _("Nine digits, such as 123 456 789."))
        ],
    )
    rna = models.CharField(_("RNA number"), max_length=10, blank=True)
    publication_director = models.CharField(
        _("director of publication"),
        max_length=120,
        blank=True,
        validators=[validate_single_line],
    )
    host_name = models.CharField(
        _("hosting company"), max_length=200, blank=True, validators=[validate_single_line]
    )
    host_address = models.TextField(_("address of the hosting company"), blank=True)
    host_phone = models.CharField(_("phone of the hosting company"), max_length=30, blank=True)
    data_protection_email = models.EmailField(
        _("address for personal data"),
        blank=True,
        help_text=_("Whoever wants to see, correct or erase data about them writes there."),
    )

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    "name",
                    "short_name",
                    "logo",
                    "share_photo",
                    FieldRowPanel(["email", "phone"]),
                    "postal_address",
                    "opening_hours",
                    "opening_hours_note",
                    "joining_page",
                    "offers_members_area",
                    FieldRowPanel(["linkedin_url", "video_channel_url"]),
                ],
                heading=_("Identity"),
            ),
            ObjectList(
                [
                    FieldPanel("primary_colour", widget=ColourInput),
                    FieldPanel("accent_colour", widget=ColourInput),
                ],
                heading=_("Colours"),
            ),
            ObjectList(
                [
                    MultiFieldPanel(
                        [
                            "legal_form",
                            FieldRowPanel(["siren", "rna"]),
                            "publication_director",
                        ],
                        heading=_("Publisher"),
                    ),
                    MultiFieldPanel(
                        ["host_name", "host_address", "host_phone"], heading=_("Hosting")
                    ),
                    "data_protection_email",
                ],
                heading=_("Legal notice"),
            ),
            ObjectList(
                AccessibilityStatement.accessibility_panels,
                heading=_("Accessibility"),
            ),
            ObjectList(TrainingCertification.certification_panels, heading=_("Training")),
            ObjectList(
                [
                    "lists_untranslated",
                    HelpPanel(_("Left empty, the text of the main language is shown.")),
                    TranslatedFieldsPanel(),
                ],
                heading=_("Other languages"),
            ),
        ],
        base_form_class=AssociationForm,
    )

    # Addresses are the same in all languages.
    translated_fields = (
        "name",
        "short_name",
        "opening_hours_note",
        "legal_form",
        "publication_director",
        "host_name",
        "accessibility_issues",
    )

    # Whether a notice stands on every page today, see base_queryset.
    has_notices = False

    select_related = ["logo", "share_photo", "joining_page"]

    # What the law asks of every site's legal notice.
    legally_required = (
        "name",
        "email",
        "phone",
        "postal_address",
        "publication_director",
        "host_name",
        "host_address",
        "host_phone",
        "data_protection_email",
    )

    keeps_history = True

    class Meta:
        verbose_name = _("association")

    def __str__(self) -> str:
        return self.short_name or self.name or str(_("association"))

    @classmethod
    def base_queryset(cls):
        """With whether a notice stands on every page today: every page asks for the settings anyway."""
        standing = Notice.objects.current().filter(on_every_page=True)
        return super().base_queryset().annotate(has_notices=Exists(standing))

    @classmethod
    def load(cls, request_or_site=None) -> "AssociationSettings":
        load = partial(super().load, request_or_site=request_or_site)
        return kept(request_or_site, ("association",), load)

    def save(self, *args, **kwargs) -> None:
        super().save(*args, **kwargs)
        # The name that the admin shows, and the apps below this one.
        Site.objects.filter(is_default_site=True).update(site_name=self.name)

    @property
    def phone_uri(self) -> str:
        return phone_uri(self.phone)

    @property
    def hours(self) -> list[DayHours]:
        """When the office is open, in the language in use."""
        return day_hours(self.opening_hours)

    @property
    def has_office(self) -> bool:
        """Whether there is anything to say of it."""
        return bool(self.phone or self.email or self.postal_address or self.opening_hours)

    def contact_point(self) -> dict:
        """The office as schema.org data (ContactPoint)."""
        data = {
            "@type": "ContactPoint",
            "contactType": "customer service",
            "telephone": self.phone,
            "email": self.email,
            "hoursAvailable": hours_data(self.opening_hours),
        }
        return {key: value for key, value in data.items() if value}

    @property
    def social_links(self) -> list[dict]:
        links = {"LinkedIn": self.linkedin_url, _("Videos"): self.video_channel_url}
        return [{"name": name, "url": url} for name, url in links.items() if url]

    @property
    def missing_legal_fields(self) -> list[str]:
        """The labels of the legally required fields that are still empty."""
        return [
            str(self._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            for name in self.legally_required
            if not getattr(self, name)
        ]

    def default_share_image(self) -> dict | None:
        """What is shared of a page without a picture of its own, in the form of core.layout; None without a logo."""
        if shared := picture(self.share_photo):
            return shared
        if not (self.logo and self.logo.largest("logo")):
            return None
        width, height = SHARE_CARD
        alt = self.translated("name")
        return {"url": absolute(share_card_url(self)), "width": width, "height": height, "alt": alt}
