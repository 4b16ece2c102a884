from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from clubs.viewsets import sessions_without_report
from downloads.models import Document
from home.models import AssociationSettings
from photos.models import photos_to_complete

SETTINGS_URL = ("wagtailsettings:edit", ["home", "associationsettings"])
_SHOWN = 8


class TodayPanel(Component):
    """What an editor can do today.

    Legal details that are missing, reports to write, drafts that wait, photos that can't be published yet,
    files that can't be read.
    """

    name = "today"
    template_name = "admin/today_panel.html"
    order = 50

    def get_context_data(self, parent_context):
        user = parent_context["request"].user
        mine = page_permission_policy.instances_user_has_permission_for(user, "change")
        drafts = Page.objects.filter(pk__in=mine.values("pk"), depth__gt=1, live=False)
        sessions = sessions_without_report().filter(pk__in=mine.values("pk"))
        return {
            "missing_legal": get_text_list(
                AssociationSettings.load().missing_legal_fields, _("and")
            ),
            "settings_url": reverse(SETTINGS_URL[0], args=SETTINGS_URL[1]),
            "sessions": sessions[:_SHOWN],
            "drafts": drafts.order_by("-latest_revision_created_at")[:_SHOWN],
            "unreadable_files": Document.objects.exclude(problem="").count(),
            "photos": photos_to_complete().order_by("-created_at")[:_SHOWN],
        }


@hooks.register("construct_homepage_panels")
def add_today_panel(request, panels):
    panels.append(TodayPanel())
