"""The news as a table, for spreadsheets and for programs."""

from django.utils.translation import gettext_lazy as _

from core.exports import Table
from core.layout import absolute


def _row(item, request) -> dict:
    page = item.page
    return {
        "title": page.title,
        "date": page.date.isoformat(),
        "themes": [theme.name for theme in item.themes],
        "summary": page.introduction,
        "url": absolute(page.get_url(request)),
    }


NEWS = Table(
    "actualites",
    {
        "title": _("Title"),
        "date": _("Date"),
        "themes": _("Themes"),
        "summary": _("Summary"),
        "url": _("Address"),
    },
    _row,
)
