from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.ui.components import Component

from downloads.models import Document
from home.models import AssociationSettings
from photos.models import photos_to_complete

SETTINGS_URL = ("wagtailsettings:edit", ["home", "associationsettings"])


class TodayPanel(Component):
    """What an editor can do today: legal details that are missing, photos that can't be published yet, files that
    can't be read."""

    name = "today"
    template_name = "admin/today_panel.html"
    order = 50

    def get_context_data(self, parent_context):
        return {
            "missing_legal": get_text_list(
                AssociationSettings.load().missing_legal_fields, _("and")
            ),
            "settings_url": reverse(SETTINGS_URL[0], args=SETTINGS_URL[1]),
            "unreadable_files": Document.objects.exclude(problem="").count(),
            "photos": photos_to_complete().order_by("-created_at")[:8],
        }


@hooks.register("construct_homepage_panels")
def add_today_panel(request, panels):
    panels.append(TodayPanel())
