from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogFormatter

from operations import handlers, journal
from operations.health import states
from operations.views import SEE, SiteHealthPanel, SiteHealthView


@hooks.register("register_admin_urls")
def register_site_health():
    return [path("reports/site-health/", SiteHealthView.as_view(), name="site_health")]


class SiteHealthMenuItem(MenuItem):
    def is_shown(self, request) -> bool:
        return request.user.has_perm(SEE)


@hooks.register("register_reports_menu_item")
def add_site_health():
    return SiteHealthMenuItem(
        _("How the site does"), reverse("site_health"), icon_name="site", order=1190
    )


@hooks.register("construct_homepage_panels", order=100)
def add_site_health_panel(request, panels) -> None:
    if request.user.has_perm(SEE) and not all(states().values()):
        panels.append(SiteHealthPanel())


hooks.register("after_bulk_action", handlers.note_deletions)


class _OfRoles(LogFormatter):
    def format_message(self, log_entry) -> str:
        return self.message % {"roles": log_entry.data.get("roles", "")}


@hooks.register("register_log_actions")
def log_actions(actions) -> None:
    actions.register_action("access.sign_in", _("Sign-in"), _("Signed in"))
    actions.register_action("access.refuse", _("Refused sign-in"), _("Refused: wrong password"))
    actions.register_action("access.close", _("Close an account"), _("Account closed"))
    actions.register_action(journal.BACKUP, _("Back up"), _("The site was backed up"))
    actions.register_action(
        journal.RESTORE, _("Restore a backup"), _("The site was restored from a backup")
    )
    for action, label, message in (
        ("access.give", _("Give a role"), _("Was given: %(roles)s")),
        ("access.take", _("Take a role away"), _("Has lost: %(roles)s")),
    ):
        named = type("Formatter", (_OfRoles,), {"label": label, "message": message})
        actions.register_action(action)(named)


@hooks.register("construct_reports_menu")
def name_the_journal(request, items) -> None:
    for item in items:
        if item.name == "site-history":
            item.label = _("Journal")
