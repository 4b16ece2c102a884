from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views import chooser
from wagtail.snippets.views.snippets import (
    CreateView,
    EditView,
    SnippetViewSet,
    SnippetViewSetGroup,
)

from contacts.models import BoardSeat, Contact, FieldOfWork, Organisation, Territory
from core.recent import UsedFirst
from core.viewsets import MainLanguageIndexView, ReadersChooserViewSet, SnippetIndexView


class _ChooseView(UsedFirst, chooser.ChooseView):
    pass


class _ChooseResultsView(UsedFirst, chooser.ChooseResultsView):
    pass


class UsedFirstChooserViewSet(ReadersChooserViewSet):
    choose_view_class = _ChooseView
    choose_results_view_class = _ChooseResultsView


class ContactViewSet(SnippetViewSet):
    model = Contact
    chooser_viewset_class = UsedFirstChooserViewSet
    icon = "user"
    index_view_class = MainLanguageIndexView
    list_display = [
        "name",
        "role",
        "field_of_work",
        "email",
    ]
    list_filter = ["field_of_work", "listed"]


class _WarnsOfMissingStart:
    """Email domains are saved without a date of membership, and the form says what that means."""

    def save_instance(self: Any) -> Organisation:
        organisation = super().save_instance()  # type: ignore[misc]
        if organisation.lacks_start:
            sentence = _(
                "%(organisation)s has email domains and no “member since”: until that date is written, nobody can "
                "make an account."
            )
            messages.warning(self.request, sentence % {"organisation": organisation})
        return organisation


class CreateOrganisation(_WarnsOfMissingStart, CreateView):
    pass


class EditOrganisation(_WarnsOfMissingStart, EditView):
    pass


class OrganisationViewSet(SnippetViewSet):
    """Its membership fields are shown to those who may change them (contacts.models.CHANGE_MEMBERSHIP)."""

    model = Organisation
    index_view_class = SnippetIndexView
    chooser_viewset_class = UsedFirstChooserViewSet
    add_view_class = CreateOrganisation
    edit_view_class = EditOrganisation
    copy_view_enabled = False
    icon = "home"
    list_display = [
        "name",
        "short_name",
        Column("membership", label=_("membership")),
        Column("get_kind_display", label=_("Family"), sort_key="kind"),
        "membership_end",
    ]
    list_filter = ["kind", "territories"]


class _SeatsView(SnippetIndexView):
    add_item_label = _("Add a seat")  # in short: the title of the list has the room


class BoardSeatViewSet(SnippetViewSet):
    """The seats in the order of the board, which is changed by dragging them; their own permissions guard them."""

    model = BoardSeat
    index_view_class = _SeatsView
    copy_view_enabled = False
    icon = "group"
    menu_label = _("Board")
    list_display = [
        "organisation",
        "person",
        "role",
        BooleanColumn("in_bureau", label=_("in the bureau")),
        Column("state", label=_("seat")),
        Column("end", label=_("until"), sort_key="end"),
    ]
    list_filter = ["in_bureau"]
    search_fields = ["organisation__name", "organisation__short_name", "person", "role"]

    def get_queryset(self, request) -> QuerySet:
        return BoardSeat.objects.select_related("organisation")


class TerritoryViewSet(SnippetViewSet):
    model = Territory
    index_view_class = SnippetIndexView
    chooser_viewset_class = ReadersChooserViewSet
    copy_view_enabled = False
    icon = "site"
    list_display = ["name", "slug", "sort_order"]


class FieldOfWorkViewSet(SnippetViewSet):
    model = FieldOfWork
    chooser_viewset_class = ReadersChooserViewSet
    index_view_class = MainLanguageIndexView
    icon = "list-ul"
    list_display = ["name", "sort_order"]


class ContactsViewSetGroup(SnippetViewSetGroup):
    menu_label = _("Contacts")
    menu_icon = "group"
    menu_order = 150
    items = [
        ContactViewSet,
        OrganisationViewSet,
        BoardSeatViewSet,
        FieldOfWorkViewSet,
        TerritoryViewSet,
    ]


register_snippet(ContactsViewSetGroup)
