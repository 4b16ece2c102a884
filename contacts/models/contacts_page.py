from django.utils.translation import gettext_lazy as _

from contacts.models.people import Contact, FieldOfWork
from core.languages import association
from core.models import BasePage
from core.structured_data import organisation
from core.typography import sort_key


class ContactsPage(BasePage):
    """The people of the association, by field of work."""

    template = "pages/contacts_page.html"
    max_count_per_parent = 1
    show_in_menus_default = True
    parent_page_types = ["home.HomePage"]
    subpage_types = []

    class Meta:
        verbose_name = _("contacts page")

    def structured_data(self, request) -> dict:
        """The association and its office."""
        about = organisation(request) | {"contactPoint": association(request).contact_point()}
        return {"@context": "https://schema.org", "@type": "ContactPage", "mainEntity": about}

    def shown_to(self, request) -> dict:
        contacts = Contact.objects.filter(listed=True, successor=None, locale=self.locale_id)
        groups: dict[FieldOfWork | None, list[Contact]] = {}
        for contact in sorted(contacts.for_cards(), key=lambda contact: sort_key(contact.name)):
            groups.setdefault(contact.field_of_work, []).append(contact)
        return super().shown_to(request) | {
            "groups": [
                {"field": field, "contacts": groups[field]} for field in sorted(groups, key=_place)
            ]
        }


def _place(field: FieldOfWork | None) -> tuple:
    """For sorting the fields of work; the people without one come last."""
    return (False, field.sort_order, sort_key(field.name)) if field else (True,)
