"""The library as a table, for spreadsheets and for programs."""

from django.utils.translation import gettext_lazy as _

from core.exports import Table
from core.layout import absolute


def _row(card, request) -> dict:
    publication, file = card.page, card.main and card.main.document
    return {
        "title": publication.title,
        "kind": card.kind,
        "series": card.series.title if card.series else "",
        "number": publication.number,
        "date": publication.iso_date,
        "language": publication.language,
        "authors": publication.author_names,
        "themes": [theme.name for theme in card.themes],
        "summary": publication.introduction,
        "url": absolute(publication.get_url(request)),
        "file": absolute(file.url) if file else "",
        "format": file.format if file else "",
        "pages": file.page_count if file else None,
        "bytes": file.weight if file else None,
    }


PUBLICATIONS = Table(
    "publications",
    {
        "title": _("Title"),
        "kind": _("Kind"),
        "series": _("Series"),
        "number": _("Number in the series"),
        "date": _("Date"),
        "language": _("Language"),
        "authors": _("Authors"),
        "themes": _("Themes"),
        "summary": _("Summary"),
        "url": _("Address"),
        "file": _("File"),
        "format": _("Format"),
        "pages": _("Pages"),
        "bytes": _("Weight in bytes"),
    },
    _row,
)
