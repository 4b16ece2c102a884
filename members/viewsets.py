"""The accounts of organisations, for the staff who look after memberships."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.views.generic import CreateView, DeleteView, EditView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.users.views import groups, users

from core.collation import AlphabeticalListing
from core.permissions import WithoutAction
from core.viewsets import ModelIndexView
from members.forms import InvitationForm
from members.links import invite
from members.models import Invitation, Member, reader_groups
from members.permissions import may_change_user
from members.throttle import TooManyTries, count_message
from members.views.two_factor_reset import reset_button


class MemberForm(forms.ModelForm):
    """`groups` are those that open reserved pages and give no right in the admin: a role isn't given here."""

    groups = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Groups of readers"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        queryset=reader_groups().order_by("name__alphabetical"),
    )

    class Meta:
        model = Member
        fields = [
            "first_name",
            "last_name",
            "organisation",
            "is_correspondent",
            "language",
            "groups",
            "is_active",
        ]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].required = True

    def clean_groups(self) -> QuerySet:
        """With the roles, which the form doesn't show."""
        readers = self.fields["groups"].queryset.values("pk")  # type: ignore[attr-defined]
        roles = self.instance.groups.exclude(pk__in=readers)
        return self.cleaned_data["groups"].order_by().union(roles)


class _OffersReset(EditView):
    """A form of an account, with the way to turn its second factor off."""

    @property
    def header_more_buttons(self):
        return [*super().header_more_buttons, *reset_button(self.request.user, self.object)]


class EditMember(_OffersReset):
    pass


class MemberViewSet(ModelViewSet):
    """Accounts are made by those who own them."""

    model = Member
    index_view_class = ModelIndexView
    permission_policy = WithoutAction(Member, "add")
    name = "member_accounts"
    menu_label = gettext_lazy("Accounts")
    icon = "user"
    add_to_reference_index = False
    edit_view_class = EditMember
    list_display = [
        "email",
        Column("__str__", label=gettext_lazy("Name")),
        "organisation",
        BooleanColumn("is_correspondent", label=gettext_lazy("Correspondent")),
        BooleanColumn("has_access", label=gettext_lazy("Opens today")),
        DateColumn("last_login", label=gettext_lazy("Last sign-in"), sort_key="last_login"),
    ]
    list_filter = ["organisation", "is_correspondent", "is_active"]
    search_fields = ["email", "first_name", "last_name", "organisation__name"]
    copy_view_enabled = False

    def get_form_class(self, for_update=False):
        return MemberForm


class _SuperusersGiveSuperusers:
    def get_form(self: Any, *args, **kwargs) -> forms.BaseForm:
        form = super().get_form(*args, **kwargs)  # type: ignore[misc]
        if not self.request.user.is_superuser:
            form.fields.pop("is_superuser", None)
        return form


class CreateUser(_SuperusersGiveSuperusers, users.CreateView):
    pass


class EditUser(_SuperusersGiveSuperusers, _OffersReset, users.EditView):
    def dispatch(self, request, *args, **kwargs) -> HttpResponseBase:
        if not may_change_user(request.user, self.object):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class _UsersView(AlphabeticalListing, users.IndexView):
    pass


class UserViewSet(users.UserViewSet):
    """Wagtail's screens of accounts, where only superusers change superusers or make one."""

    index_view_class = _UsersView
    add_view_class = CreateUser
    edit_view_class = EditUser


class _GroupsView(AlphabeticalListing, groups.IndexView):
    pass


class GroupViewSet(groups.GroupViewSet):
    index_view_class = _GroupsView


class SendInvitation(CreateView):
    """Saved by members.links.invite, which writes to the person."""

    def is_valid(self, form):
        if super().is_valid(form):
            try:
                count_message(self.request, form.cleaned_data["email"])
            except TooManyTries:
                sentence = _("Too many messages at once to this address. Wait half an hour.")
                form.add_error("email", sentence)
        return super().is_valid(form)

    def save_instance(self):
        data = dict(self.form.cleaned_data)
        email, organisation = data.pop("email"), data.pop("organisation")
        invite(email, organisation, self.request.user, data.pop("language"), **data)
        messages.info(self.request, _("A message is on its way to this address."))
        return Invitation.objects.get(email=email)


class WithdrawInvitation(DeleteView):
    def get_usage_url(self) -> None:
        return None  # nothing refers to an invitation


class InvitationViewSet(ModelViewSet):
    """Sent or withdrawn, never changed."""

    model = Invitation
    index_view_class = ModelIndexView
    permission_policy = WithoutAction(Invitation, "change")
    name = "invitations"
    menu_label = gettext_lazy("Invitations")
    icon = "mail"
    add_to_reference_index = False
    add_view_class = SendInvitation
    delete_view_class = WithdrawInvitation
    list_display = [
        "email",
        "organisation",
        "invited_by",
        DateColumn("invited_at", label=gettext_lazy("Invited on"), sort_key="invited_at"),
    ]
    list_filter = ["organisation"]
    search_fields = ["email", "organisation__name"]
    copy_view_enabled = False

    def get_form_class(self, for_update=False):
        return InvitationForm


class MembershipsViewSetGroup(ModelViewSetGroup):
    menu_label = gettext_lazy("Memberships")
    menu_icon = "group"
    menu_order = 160
    items = [MemberViewSet, InvitationViewSet]
