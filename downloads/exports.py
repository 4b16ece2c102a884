"""A narrowed library as a table, for spreadsheets and for programs."""

import csv
import json
from collections.abc import Iterator

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.formats import get_format
from django.utils.translation import gettext as _

from core.frame import absolute
from downloads.citation import iso_date

FORMATS = ("csv", "json")
CHUNK = 500  # publications fetched at once

# What makes a spreadsheet run a cell (OWASP, CSV injection).
_RUN = ("=", "+", "-", "@", "\t", "\r")


def answer(listing, name: str) -> HttpResponse:
    """All the publications of the listing, whatever its pages; an empty 404 where the address asks for nothing."""
    if listing.problem:
        return HttpResponse(status=404, content_type="text/plain; charset=utf-8")
    if name == "json":
        response = StreamingHttpResponse(_json(listing), content_type="application/json")
    else:
        response = StreamingHttpResponse(_csv(listing), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="publications.{name}"'
    return response


def safe(value) -> str:
    """A cell that a spreadsheet shows and never runs."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_RUN) else text


def _rows(listing) -> Iterator[dict]:
    for publication in listing.everything(CHUNK):
        file = publication.main_file
        yield {
            "title": publication.title,
            "kind": publication.kind_name,
            "series": publication.card_series.title if publication.card_series else "",
            "number": publication.number,
            "date": iso_date(publication),
            "language": publication.language,
            "authors": publication.author_names,
            "themes": [theme.name for theme in publication.card_themes],
            "summary": publication.introduction,
            "url": absolute(publication.get_url(listing.request)),
            "file": absolute(file.url) if file else "",
            "format": file.format if file else "",
            "pages": file.page_count if file else None,
            "bytes": file.weight if file else None,
        }


def _json(listing) -> Iterator[str]:
    yield "["
    for number, row in enumerate(_rows(listing)):
        yield (",\n" if number else "\n") + json.dumps(row, ensure_ascii=False)
    yield "\n]\n"


class _Line:
    """What csv.writer writes to: it gives each line back."""

    def write(self, line: str) -> str:
        return line


def _csv(listing) -> Iterator[str]:
    """As spreadsheets in the language in use open it: between semicolons where a comma is for decimals."""
    labels = {
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
    }
    delimiter = ";" if get_format("DECIMAL_SEPARATOR") == "," else ","
    writer = csv.writer(_Line(), delimiter=delimiter)
    yield "\ufeff" + writer.writerow(labels.values())
    for row in _rows(listing):
        cells = (", ".join(cell) if isinstance(cell, list) else cell for cell in row.values())
        yield writer.writerow(safe(cell) for cell in cells)
