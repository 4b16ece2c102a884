from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogFormatter

from members.viewsets import MembershipsViewSetGroup


@hooks.register("register_admin_viewset")
def memberships():
    return MembershipsViewSetGroup()


class AccessHistoryItem(MenuItem):
    def is_shown(self, request):
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
def log_actions(actions):
    for action, label, message in (
        ("enter", _("Let in"), _("Let in, as a member of %(organisation)s")),
        ("invite", _("Invite"), _("Invited by %(organisation)s")),
        ("remove", _("Remove access"), _("Access removed (%(organisation)s)")),
        ("leave", _("Leave"), _("Account deleted by its owner")),
    ):
        named = type("Formatter", (_AboutAnAccount,), {"label": label, "message": message})
        actions.register_action(f"members.{action}")(named)
