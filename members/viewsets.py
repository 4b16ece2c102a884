"""The accounts of organisations, for the staff who look after memberships."""

from django import forms
from django.contrib import messages
from django.contrib.auth.models import Group
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.views.generic import CreateView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.permission_policies import ModelPermissionPolicy

from members.forms import InvitationForm
from members.links import invite
from members.models import Invitation, Member


class MemberForm(forms.ModelForm):
    """`groups` are those that open reserved pages and give no right in the admin: a role isn't given here."""

    groups = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Groups of readers"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        queryset=Group.objects.filter(
            permissions=None, page_permissions=None, collection_permissions=None
        ),
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

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].required = True

    def clean_groups(self):
        """With the roles, which the form doesn't show."""
        readers = self.fields["groups"].queryset.values("pk")
        roles = self.instance.groups.exclude(pk__in=readers)
        return self.cleaned_data["groups"].union(roles)


class _Without(ModelPermissionPolicy):
    """Nobody does this in a form, administrators neither."""

    def __init__(self, model, action: str):
        super().__init__(model)
        self.action = action

    def user_has_permission(self, user, action):
        return action != self.action and super().user_has_permission(user, action)

    def user_has_any_permission(self, user, actions):
        return super().user_has_any_permission(user, set(actions) - {self.action})

    def user_has_permission_for_instance(self, user, action, instance):
        return self.user_has_permission(user, action)


class MemberViewSet(ModelViewSet):
    """Accounts are made by those who own them."""

    model = Member
    permission_policy = _Without(Member, "add")
    name = "member_accounts"
    menu_label = gettext_lazy("Accounts")
    icon = "user"
    add_to_reference_index = False
    list_display = [
        "email",
        Column("__str__", label=gettext_lazy("Name")),
        "organisation",
        BooleanColumn("is_correspondent", label=gettext_lazy("Correspondent")),
        BooleanColumn("is_admitted", label=gettext_lazy("Opens today")),
        DateColumn("last_login", label=gettext_lazy("Last sign-in"), sort_key="last_login"),
    ]
    list_filter = ["organisation", "is_correspondent", "is_active"]
    search_fields = ["email", "first_name", "last_name", "organisation__name"]
    copy_view_enabled = False

    def get_form_class(self, for_update=False):
        return MemberForm


class SendInvitation(CreateView):
    """Saved by members.links.invite, which writes to the person."""

    def save_instance(self):
        data = dict(self.form.cleaned_data)
        email, organisation = data.pop("email"), data.pop("organisation")
        invite(email, organisation, self.request.user, data.pop("language"), **data)
        messages.info(self.request, _("A message is on its way to this address."))
        return Invitation.objects.get(email=email)


class InvitationViewSet(ModelViewSet):
    """Sent or withdrawn, never changed."""

    model = Invitation
    permission_policy = _Without(Invitation, "change")
    name = "invitations"
    menu_label = gettext_lazy("Invitations")
    icon = "mail"
    add_to_reference_index = False
    add_view_class = SendInvitation
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
    menu_order = 255
    items = [MemberViewSet, InvitationViewSet]
