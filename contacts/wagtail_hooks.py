from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from contacts.models import Contact, FieldOfWork, Organisation


class ContactViewSet(SnippetViewSet):
    model = Contact
    icon = "user"
    list_display = [
        "name",
        "role",
        "field_of_work",
        "email",
        BooleanColumn("listed", label=_("on the contacts page")),
    ]
    list_filter = ["field_of_work", "listed"]


class OrganisationViewSet(SnippetViewSet):
    model = Organisation
    icon = "home"
    list_display = [
        "name",
        "short_name",
        BooleanColumn("is_member", label=_("member")),
        BooleanColumn("has_board_seat", label=_("sits on the board")),
        "membership_end",
    ]
    list_filter = ["has_board_seat"]


class FieldOfWorkViewSet(SnippetViewSet):
    model = FieldOfWork
    icon = "list-ul"
    list_display = ["name", "sort_order"]


class ContactsViewSetGroup(SnippetViewSetGroup):
    menu_label = _("Contacts")
    menu_icon = "group"
    menu_order = 250
    items = [ContactViewSet, OrganisationViewSet, FieldOfWorkViewSet]


register_snippet(ContactsViewSetGroup)
