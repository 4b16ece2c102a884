from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import Orderable, TranslatableMixin
from wagtail.search import index

from contacts.addresses import normalise_domain
from core.models import BasePage
from core.typography import sort_key
from photos import renditions

phone_number = RegexValidator(
    r"^\+?[\d\s.()\u00a0\u202f-]{6,25}$", _("Write a phone number, such as 01 99 00 12 34.")
)


def phone_uri(number: str) -> str:
    """A phone number as a tel: address (RFC 3966), French numbers in their international form."""
    digits = "".join(char for char in number.replace("(0)", "") if char.isdigit() or char == "+")
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    elif digits.startswith("0"):
        digits = f"+33{digits[1:]}"
    return f"tel:{digits}"


class FieldOfWork(TranslatableMixin, models.Model):
    """A heading of the contacts page."""

    name = models.CharField(_("name"), max_length=120)
    sort_order = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("The smallest comes first.")
    )

    panels = ["name", "sort_order"]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("field of work")
        verbose_name_plural = _("fields of work")
        ordering = ["sort_order", "name"]

    def __str__(self):
        return self.name


class ContactQuerySet(models.QuerySet):
    def for_cards(self):
        """With what a contact card shows, the successor's included."""
        return self.select_related(
            "field_of_work", "photo", "successor__photo", "successor__field_of_work"
        ).prefetch_related(
            renditions.prefetch("photo", "portrait"),
            renditions.prefetch("successor__photo", "portrait"),
        )


class Contact(TranslatableMixin, index.Indexed, models.Model):
    """A person of the association's staff whom readers write to."""

    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=160, blank=True)
    email = models.EmailField(_("email address"))
    phone = models.CharField(_("phone"), max_length=30, blank=True, validators=[phone_number])
    photo = models.ForeignKey(
        "photos.Photo",
        verbose_name=_("portrait"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    field_of_work = models.ForeignKey(
        FieldOfWork,
        verbose_name=_("field of work"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="contacts",
    )
    listed = models.BooleanField(
        _("on the contacts page"),
        default=True,
        help_text=_("Otherwise the person is only named on the pages that choose her."),
    )
    successor = models.ForeignKey(
        "self",
        verbose_name=_("successor"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_(
            "Once the person has left: the pages that name her show the successor instead."
        ),
    )

    panels = [
        MultiFieldPanel(
            ["name", "role", FieldRowPanel(["email", "phone"]), "photo"], heading=_("Who")
        ),
        MultiFieldPanel(["field_of_work", "listed"], heading=_("Where she is shown")),
        FieldPanel("successor"),
    ]

    search_fields = [
        index.SearchField("name", boost=2),
        index.AutocompleteField("name"),
        index.AutocompleteField("role"),
        index.SearchField("role"),
        index.SearchField("email"),
    ]

    objects = ContactQuerySet.as_manager()

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["name"]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        renditions.make_ahead(self.photo_id, uses=["portrait"])

    @property
    def current(self) -> "Contact":
        """The person to write to: this one, or whoever follows her."""
        contact, seen = self, {self.pk}
        while contact.successor_id and contact.successor_id not in seen:
            seen.add(contact.successor_id)
            contact = contact.successor
        return contact

    @property
    def initials(self) -> str:
        words = self.name.replace("-", " ").split()
        return "".join(word[0] for word in (words[0], words[-1])).upper() if words else ""

    @property
    def phone_uri(self) -> str:
        return phone_uri(self.phone)

    def clean(self):
        super().clean()
        if self.pk and self.successor_id and self.current.successor_id:
            raise ValidationError(
                {"successor": _("These people would succeed one another in a circle.")}
            )


class OrganisationQuerySet(models.QuerySet):
    def with_domain(self, domain: str) -> "Organisation | None":
        """The organisation whose list has exactly this domain, in its normal form."""
        candidates = self.filter(email_domains__contains=domain)
        return next((found for found in candidates if domain in found.domains), None)


class Organisation(index.Indexed, models.Model):
    """A landlord, member or not, or a partner."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    logo = models.ForeignKey(
        "photos.Photo",
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    website = models.URLField(_("website"), blank=True)
    membership_start = models.DateField(_("member since"), null=True, blank=True)
    membership_end = models.DateField(
        _("member until"), null=True, blank=True, help_text=_("Last day of the membership.")
    )
    has_board_seat = models.BooleanField(_("sits on the board"), default=False)
    email_domains = models.CharField(
        _("email domains"),
        max_length=300,
        blank=True,
        help_text=_(
            "Separated by commas: valmire-habitat.example.org. Whoever has an address on one of them can make "
            "an account."
        ),
    )
    # The end of membership that its correspondents have been told of.
    announced_end = models.DateField(null=True, editable=False)

    panels = [
        MultiFieldPanel(["name", "short_name", "logo", "website"], heading=_("Who")),
        MultiFieldPanel(
            [
                FieldRowPanel(["membership_start", "membership_end"]),
                "has_board_seat",
                "email_domains",
            ],
            heading=_("Membership"),
        ),
    ]

    search_fields = [
        index.SearchField("name", boost=2),
        index.AutocompleteField("name"),
        index.AutocompleteField("short_name"),
        index.SearchField("short_name"),
    ]

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]

    def __str__(self):
        return self.short_name or self.name

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        renditions.make_ahead(self.logo_id, uses=["logo"])

    @property
    def is_member(self) -> bool:
        today = timezone.localdate()
        return bool(
            self.membership_start
            and self.membership_start <= today
            and (self.membership_end is None or today <= self.membership_end)
        )

    @property
    def domains(self) -> list[str]:
        return [domain.strip() for domain in self.email_domains.split(",") if domain.strip()]

    def clean(self):
        super().clean()
        self._clean_domains()
        if (
            self.membership_start
            and self.membership_end
            and self.membership_end < self.membership_start
        ):
            raise ValidationError(
                {"membership_end": _("The membership ends before it begins: check both dates.")}
            )

    def _clean_domains(self):
        try:
            domains = list(dict.fromkeys(normalise_domain(domain) for domain in self.domains))
        except ValidationError as problem:
            raise ValidationError({"email_domains": problem.messages}) from None
        for domain in domains:
            if domain in settings.PUBLIC_MAIL_DOMAINS:
                sentence = _("Everybody can have an address on %(domain)s: invite people instead.")
                raise ValidationError({"email_domains": sentence % {"domain": domain}})
            other = Organisation.objects.with_domain(domain)
            if other and other.pk != self.pk:
                sentence = _("%(domain)s is a domain of %(organisation)s already.")
                raise ValidationError(
                    {"email_domains": sentence % {"domain": domain, "organisation": other}}
                )
        self.email_domains = ", ".join(domains)


class PageContact(Orderable):
    """A contact at the foot of a page; each page type has its own, with a ParentalKey `page`."""

    contact = models.ForeignKey(
        Contact, verbose_name=_("contact"), on_delete=models.CASCADE, related_name="+"
    )

    panels = ["contact"]

    class Meta(Orderable.Meta):
        abstract = True


class ContactsPage(BasePage):
    """The people of the association, by field of work."""

    template = "pages/contacts_page.html"
    max_count_per_parent = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = []

    class Meta:
        verbose_name = _("contacts page")

    def get_context(self, request, *args, **kwargs):
        contacts = Contact.objects.filter(listed=True, successor=None, locale=self.locale_id)
        groups: dict[FieldOfWork | None, list[Contact]] = {}
        for contact in sorted(contacts.for_cards(), key=lambda contact: sort_key(contact.name)):
            groups.setdefault(contact.field_of_work, []).append(contact)
        return super().get_context(request, *args, **kwargs) | {
            "groups": [
                {"field": field, "contacts": groups[field]} for field in sorted(groups, key=_place)
            ]
        }


def _place(field: FieldOfWork | None) -> tuple:
    """For sorting the fields of work; the people without one come last."""
    return (False, field.sort_order, sort_key(field.name)) if field else (True,)


def contacts_of(page) -> list[Contact]:
    """The people to show on a page that has `page_contacts`: successors in place of those who left, once each.

    Translations of a page name the same people; each is shown in the language in use where she is translated.
    """
    links = page.page_contacts.select_related("contact__photo", "contact__successor__photo")
    people = list(dict.fromkeys(link.contact.current for link in links.all()))
    if get_language() == settings.LANGUAGE_CODE or not people:
        return people
    translated = {
        contact.translation_key: contact
        for contact in Contact.objects.select_related("photo", "locale").filter(
            locale__language_code=get_language(),
            translation_key__in=[person.translation_key for person in people],
        )
    }
    return [translated.get(person.translation_key, person) for person in people]
