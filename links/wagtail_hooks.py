from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from home.desk import HOOK
from links import desk
from links.reports import LinkReportView, may_read


@hooks.register("register_admin_urls")
def register_report():
    return [
        path("reports/links/", LinkReportView.as_view(), name="link_report"),
        path(
            "reports/links/results/",
            LinkReportView.as_view(results_only=True),
            name="link_report_results",
        ),
    ]


class _LinksItem(MenuItem):
    def is_shown(self, request) -> bool:
        return may_read(request.user)


@hooks.register("register_reports_menu_item")
def list_links():
    return _LinksItem(
        _("Links"), reverse("link_report"), name="link-report", icon_name="link", order=795
    )


hooks.register(HOOK, desk.lines)
