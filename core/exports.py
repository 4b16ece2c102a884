"""Tables that go out to spreadsheets: what a cell may hold, how a line of CSV is written, and Wagtail's exports so."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.http import HttpResponse, StreamingHttpResponse
from django.http.request import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.encoding import force_str
from django.utils.formats import get_format
from django.utils.functional import Promise
from wagtail.log_actions import log

from core.file_responses import disposition
from core.file_text import clean
from core.listing import Listing

# What makes a spreadsheet run a cell, in full width too (OWASP, CSV injection).
_RUN = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_BYTE_ORDER_MARK = "\ufeff"  # without it spreadsheets don't read UTF-8


def safe(value: Any) -> str:
    """A cell as text, which a spreadsheet takes, shows and never runs."""
    text = clean("" if value is None else force_str(value))
    return f"'{text}" if text.startswith(_RUN) else text


def csv_lines(headings: Iterable, rows: Iterable[Iterable]) -> Iterator[str]:
    """The lines of a CSV file (RFC 4180), as spreadsheets in the language in use open them.

    A semicolon stands between the cells where a comma is for decimals.
    """
    delimiter = ";" if get_format("DECIMAL_SEPARATOR") == "," else ","
    writer = csv.writer(_Line(), delimiter=delimiter)
    yield _BYTE_ORDER_MARK + writer.writerow(map(safe, headings))
    for row in rows:
        yield writer.writerow(map(safe, row))


def csv_response(lines: Iterable[str], name: str) -> HttpResponseBase:
    """A file of that name, sent while it is written."""
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = disposition(name)
    return response


class _Line:
    """What csv.writer writes to: it gives each line back."""

    def write(self, line: str) -> str:
        return line


FORMATS = ("csv", "json")
_CHUNK = 500  # items fetched at once


@dataclass(frozen=True)
class Table:
    """A list as readers take it away: its name, and for an item the values by key; `labels` head the columns of CSV."""

    name: str
    labels: Mapping[str, str | Promise]
    row: Callable[[Any, HttpRequest], dict]


def answer(listing: Listing, table: Table, extension: str) -> HttpResponseBase:
    """All items of a listing that may be read, whatever its pages; an empty 404 where the address asks for nothing."""
    if listing.problem:
        return HttpResponse(status=404, content_type="text/plain; charset=utf-8")
    rows = (table.row(item, listing.request) for item in listing.everything(_CHUNK))
    name = f"{table.name}.{extension}"
    if extension == "csv":
        cells = (map(_cell, row.values()) for row in rows)
        return csv_response(csv_lines(table.labels.values(), cells), name)
    response = StreamingHttpResponse(_json(rows), content_type="application/json")
    response["Content-Disposition"] = disposition(name)
    return response


def links(listing: Listing) -> list[dict]:
    """For the template: title and address of each way to take a listing away."""
    return [{"title": name.upper(), "url": listing.link(format=name)} for name in FORMATS]


def links_at(url: str) -> list[dict]:
    """The same for the address of a list that is narrowed already."""
    return [{"title": name.upper(), "url": f"{url}&format={name}"} for name in FORMATS]


def _cell(value):
    return ", ".join(value) if isinstance(value, list) else value


def _json(rows: Iterable[dict]) -> Iterator[str]:
    yield "["
    for number, row in enumerate(rows):
        yield (",\n" if number else "\n") + json.dumps(row, ensure_ascii=False)
    yield "\n]\n"


class SpreadsheetMixin:
    """For Wagtail's views with an export, before them: times are those of the site, and no cell is run."""

    def preprocess_field_value(self, field, value, export_format):
        if isinstance(value, datetime) and timezone.is_aware(value):
            value = timezone.make_naive(value).replace(microsecond=0)
        told = super().preprocess_field_value(field, value, export_format)  # type: ignore[misc]
        return safe(told) if isinstance(told, str) else told

    def stream_csv(self, queryset) -> Iterator[str]:
        headings = [self.get_heading(queryset, field) for field in self.list_export]  # type: ignore[attr-defined]
        return csv_lines(headings, map(self._cells, queryset))

    def _cells(self, item) -> list:
        row = self.to_row_dict(item)  # type: ignore[attr-defined]
        return [self.preprocess_field_value(field, value, "csv") for field, value in row.items()]

    def write_csv_response(self, queryset) -> HttpResponseBase:
        self._note_export("CSV")
        return csv_response(self.stream_csv(queryset), f"{self.get_filename()}.csv")  # type: ignore[attr-defined]

    def write_xlsx_response(self, queryset) -> HttpResponseBase:
        self._note_export("XLSX")
        response = super().write_xlsx_response(queryset)  # type: ignore[misc]
        response["Content-Disposition"] = disposition(f"{self.get_filename()}.xlsx")  # type: ignore[attr-defined]
        return response

    def _note_export(self, kind: str) -> None:
        view: Any = self
        note_export(view.request, view.get_header_title(), kind)


def note_export(request, title: str | Promise, kind: str) -> None:
    """Into the history of the site: which list was taken away, by whom; nothing of what stands in it."""
    # The request's user is a proxy of proxies, of which Wagtail writes nothing.
    user = get_user_model().objects.get(pk=request.user.pk)
    log(user, "access.export", user=user, data={"list": str(title), "format": kind})
