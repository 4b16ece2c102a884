from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogFormatter

from members.bulk_actions import AssignRole, SetActiveState
from members.views.editing_session import editing_session, signed_in_again
from members.views.two_factor_reset import ResetTwoFactor, reset_button
from members.viewsets import MembershipsViewSetGroup

# After Wagtail's own actions of the same names, in whose place they stand.
for action in (AssignRole, SetActiveState):
    hooks.register("register_bulk_action", action, order=1)


@hooks.register("register_admin_viewset")
def memberships():
    return MembershipsViewSetGroup()


@hooks.register("register_admin_urls")
def admin_urls():
    reset = ResetTwoFactor.as_view()
    return [
        path("accounts/<int:pk>/two-factor/", reset, name="members_reset_two_factor"),
        path("session/", editing_session, name="editing_session"),
        path("session/signed-in-again/", signed_in_again, name="signed_in_again"),
    ]


@hooks.register("register_user_listing_buttons")
def user_listing_buttons(user, request_user):
    return reset_button(request_user, user)


@hooks.register("register_account_menu_item")
def own_password(request) -> dict:
    return {
        "url": reverse("members:password"),
        "label": _("My password"),
        "help_text": _("Set or change it, in the members’ space."),
    }


@hooks.register("register_account_menu_item")
def own_second_factor(request) -> dict:
    return {
        "url": reverse("members:two_factor"),
        "label": _("Two-factor authentication"),
        "help_text": _("Set it up, or make new recovery codes."),
    }


class AccessHistoryItem(MenuItem):
    def is_shown(self, request) -> bool:
        return request.user.has_perm("members.view_member")


@hooks.register("register_reports_menu_item")
def access_history():
    """Wagtail's history of the site, which its own entry shows to those who have pages only."""
    address = f"{reverse('wagtailadmin_reports:site_history')}?action=members.enter"
    return AccessHistoryItem(
        _("Who was let in"), address, name="access-history", icon_name="key", order=1005
    )


class _AboutAnAccount(LogFormatter):
    def format_message(self, log_entry):
        return self.message % {"organisation": log_entry.data.get("organisation", "")}


@hooks.register("register_log_actions")
def log_actions(actions) -> None:
    for action, label, message in (
        ("enter", _("Let in"), _("Let in, as a member of %(organisation)s")),
        ("invite", _("Invite"), _("Invited by %(organisation)s")),
        ("remove", _("Remove access"), _("Access removed (%(organisation)s)")),
        ("leave", _("Leave"), _("Account deleted by its owner")),
        (
            "reset_two_factor",
            _("Turn two-factor authentication off"),
            _("Two-factor authentication turned off"),
        ),
    ):
        named = type("Formatter", (_AboutAnAccount,), {"label": label, "message": message})
        actions.register_action(f"members.{action}")(named)


@hooks.register("insert_global_admin_js")
def ask_to_sign_in_again():
    return render_to_string("admin/session_dialog.html")
