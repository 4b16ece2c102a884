"""Wagtail's list of redirects, with an export that can be imported, and an import of what spreadsheets write."""

import csv
from collections.abc import Iterable
from io import BytesIO, StringIO
from urllib.parse import urlsplit
from zipfile import BadZipFile, ZipFile

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.contrib.redirects import views
from wagtail.contrib.redirects.forms import RedirectForm
from wagtail.contrib.redirects.models import Redirect

from core.exports import SpreadsheetMixin
from core.layout import absolute

MAX_SIZE = 5 * 1024 * 1024  # bytes
MAX_ROWS = 20_000
MAX_UNPACKED = 20 * 1024 * 1024  # bytes of a worksheet, of which a few kilobytes can make gigabytes


class RedirectIndexView(SpreadsheetMixin, views.IndexView):
    export_headings = {
        "old_path": gettext_lazy("Former address"),
        "link": gettext_lazy("Leads to"),
        "get_is_permanent_display": gettext_lazy("Kind of redirect"),
        "site": gettext_lazy("Site"),
    }

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        self.custom_field_preprocess = {"link": dict.fromkeys(self.FORMATS, _absolute)}


class AddressForm(RedirectForm):
    def clean_old_path(self) -> str:
        """Wagtail fails on what no address is, such as `http://[site]/page`."""
        try:
            Redirect.normalise_path(self.cleaned_data["old_path"])
        except ValueError:
            raise ValidationError(
                _("Write the address of a page of this site, such as /former-page/.")
            ) from None
        return self.cleaned_data["old_path"]


class CreateRedirectView(views.CreateView):
    form_class = AddressForm


class EditRedirectView(views.EditView):
    form_class = AddressForm


def start_import(request):
    """Wagtail's first step, which gets the file as it reads it: see `as_csv`."""
    upload = request.FILES.get("import_file")
    if upload and upload.name.lower().endswith((".csv", ".tsv", ".xlsx")):
        try:
            request.FILES["import_file"] = as_csv(upload)
        except (ValueError, KeyError, csv.Error, BadZipFile, OSError):
            sentence = _(
                "This file can’t be read. It takes a line of headings, then on each line the former "
                "address and where it leads, as CSV or XLSX, of %(rows)d lines and %(size)d MB at most."
            )
            messages.error(request, sentence % {"rows": MAX_ROWS, "size": MAX_SIZE // 2**20})
            return redirect("wagtailredirects:start_import")
    return views.start_import(request)


def process_import(request):
    """Wagtail's second step, unless the file has been imported already or thrown away meanwhile, or isn't named.

    Wagtail's form looks for the names of file and format without having asked whether they came: KeyError.
    """
    try:
        return views.process_import(request)
    except (FileNotFoundError, KeyError):
        messages.error(request, _("The file isn’t here any more. Please send it again."))
        return redirect("wagtailredirects:start_import")


def as_csv(upload: UploadedFile) -> UploadedFile:
    """The table as UTF-8 with commas, every line as long as the first, addresses of this site in full.

    Spreadsheets in French write semicolons, and often Windows-1252. Raises ValueError, csv.Error or an error of
    openpyxl's for what isn't a table of two columns, or holds what can't be read as an address.
    """
    if (upload.size or 0) > MAX_SIZE:
        raise ValueError("too large")
    data = upload.read()
    rows = _xlsx_rows(data) if (upload.name or "").lower().endswith(".xlsx") else _csv_rows(data)
    table = [row for row in rows if any(row)]
    if len(table) < 2 or len(table[0]) < 2 or len(table) > MAX_ROWS:
        raise ValueError("no table")
    width = len(table[0])
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(table[0])
    for row in table[1:]:
        cells = [absolute(cell) if cell.startswith("/") else cell for cell in row[:width]]
        for cell in cells:
            urlsplit(cell)
        writer.writerow(cells + [""] * (width - len(cells)))
    return SimpleUploadedFile("redirects.csv", text.getvalue().encode(), "text/csv")


def _csv_rows(data: bytes) -> Iterable[list[str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252")
    headings = text.partition("\n")[0]
    delimiter = max(",;\t", key=headings.count)
    return (
        [cell.strip() for cell in row] for row in csv.reader(StringIO(text), delimiter=delimiter)
    )


def _xlsx_rows(data: bytes) -> Iterable[list[str]]:
    with ZipFile(BytesIO(data)) as archive:
        # Nothing is read beyond the sizes that are declared.
        if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
            raise ValueError("too large once unpacked")
    import openpyxl  # here: it takes 8 MB of each process

    workbook = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True)
    rows = workbook.worksheets[0].iter_rows(max_row=MAX_ROWS + 1, max_col=20, values_only=True)
    return [["" if cell is None else str(cell).strip() for cell in row] for row in rows]


def _absolute(address: str | None) -> str:
    return absolute(address) if address else ""
