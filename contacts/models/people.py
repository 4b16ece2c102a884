from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import Orderable, TranslatableMixin
from wagtail.search import index

from core.facts import FactsMixin
from core.forms import FactsModelForm
from core.panels import FactsList
from core.validators import validate_single_line
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


class FieldOfWork(FactsMixin, TranslatableMixin, models.Model):
    """A heading of the contacts page."""

    name = models.CharField(_("name"), max_length=120)
    sort_order = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("The smallest comes first.")
    )

    facts = ("sort_order",)
    edit_handler = FactsList(["name", "sort_order"], base_form_class=FactsModelForm)

    keeps_history = True

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("field of work")
        verbose_name_plural = _("fields of work")
        ordering = ["sort_order", "name__alphabetical"]

    def __str__(self) -> str:
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


class Contact(FactsMixin, TranslatableMixin, index.Indexed, models.Model):
    """A person of the association's staff whom readers write to."""

    name = models.CharField(_("name"), max_length=120, validators=[validate_single_line])
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

    facts = ("email", "phone", "photo", "field_of_work", "listed", "successor")

    panels = [
        MultiFieldPanel(
            ["name", "role", FieldRowPanel(["email", "phone"]), "photo"], heading=_("Who")
        ),
        MultiFieldPanel(["field_of_work", "listed"], heading=_("Where she is shown")),
        FieldPanel("successor"),
    ]
    edit_handler = FactsList(panels, base_form_class=FactsModelForm)

    search_fields = [
        index.SearchField("name", boost=2),
        index.AutocompleteField("name"),
        index.AutocompleteField("role"),
        index.SearchField("role"),
        index.SearchField("email"),
        # What the admin's list is filtered by while one searches in it.
        index.FilterField("locale"),
        index.FilterField("field_of_work"),
        index.FilterField("listed"),
    ]

    objects = ContactQuerySet.as_manager()

    keeps_history = True

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["name__alphabetical"]

    def __str__(self) -> str:
        return self.name

    @property
    def current(self) -> "Contact":
        """The person to write to: this one, or whoever follows her."""
        contact, seen = self, {self.pk}
        while (successor := contact.successor) and successor.pk not in seen:
            seen.add(successor.pk)
            contact = successor
        return contact

    @property
    def initials(self) -> str:
        words = self.name.replace("-", " ").split()
        return "".join(word[0] for word in (words[0], words[-1])).upper() if words else ""

    @property
    def phone_uri(self) -> str:
        return phone_uri(self.phone)

    def clean(self) -> None:
        super().clean()
        if self.pk and self.successor_id and self.current.successor_id:
            raise ValidationError(
                {"successor": _("These people would succeed one another in a circle.")}
            )


class PageContact(Orderable):
    """A contact at the foot of a page; each page type has its own, with a ParentalKey `page`."""

    contact = models.ForeignKey(
        Contact, verbose_name=_("contact"), on_delete=models.CASCADE, related_name="+"
    )

    panels = ["contact"]

    class Meta(Orderable.Meta):
        abstract = True


def contacts_of(page) -> list[Contact]:
    """The people to show on a page that has `page_contacts`: successors in place of those who left, once each.

    Translations of a page name the same people; each is shown in the language in use where she is translated.
    """
    links = page.page_contacts.select_related("contact__photo", "contact__successor__photo")
    return _in_use([_current(links.all())])[0]


def people_of(pages: Iterable) -> list[list[Contact]]:
    """The same of each page; their `page_contacts` must be prefetched with the contacts and their successors."""
    return _in_use([_current(page.page_contacts.all()) for page in pages])


def _current(links: Iterable) -> list[Contact]:
    return list(dict.fromkeys(link.contact.current for link in links))


def _in_use(lists: list[list[Contact]]) -> list[list[Contact]]:
    """Each person as she is in the language in use, where she is translated."""
    keys = {person.translation_key for people in lists for person in people}
    if get_language() == settings.LANGUAGE_CODE or not keys:
        return lists
    translated = {
        contact.translation_key: contact
        for contact in Contact.objects.select_related("photo", "locale").filter(
            locale__language_code=get_language(), translation_key__in=keys
        )
    }
    return [
        [translated.get(person.translation_key, person) for person in people] for people in lists
    ]
