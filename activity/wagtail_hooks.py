from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from activity.views import ActivityView, activity_workbook


@hooks.register("register_admin_urls")
def register_activity():
    return [
        path("reports/activity/", ActivityView.as_view(), name="activity_report"),
        path("reports/activity/<int:year>.xlsx", activity_workbook, name="activity_workbook"),
    ]


@hooks.register("register_reports_menu_item")
def add_activity():
    return MenuItem(_("Activity"), reverse("activity_report"), icon_name="history", order=50)
