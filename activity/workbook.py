"""The year as a workbook: the text, the numbers by month and by theme, what was published and held."""

from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Alignment, Font

from activity.figures import Figures, Item, Measure
from activity.summary import paragraphs, title_of
from core.exports import safe
from core.typography import sort_key

_BOLD = Font(bold=True)
_TEXT_WIDTH = 100  # characters


def workbook(figures: Figures, former: Figures) -> bytes:
    """The XLSX file, in the language in use."""
    book = Workbook()
    _write_text(book.active, figures, former)
    _write_months(book.create_sheet(gettext("By month")), figures)
    labels = [str(measure.label) for measure in figures.measures]
    themes = [
        [name, *(figures.themes[measure][name] for measure in figures.measures)]
        for name in figures.theme_names
    ]
    _write(book.create_sheet(gettext("By theme")), [gettext("Theme"), *labels], themes)
    what = [gettext("Title"), gettext("Date"), gettext("Themes")]
    publications = [_row(item) for item in figures.publications]
    _write(book.create_sheet(str(Measure.PUBLICATIONS.label)), what, publications)
    sessions = [_row(item) for item in figures.sessions]
    if Measure.PARTICIPANTS in figures.measures:
        what = [*what, str(Measure.PARTICIPANTS.label)]
        for row, item in zip(sessions, figures.sessions, strict=True):
            row.append(item.people)
    _write(book.create_sheet(str(Measure.SESSIONS.label)), what, sessions)
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def _write_text(sheet: Any, figures: Figures, former: Figures) -> None:
    sheet.title = gettext("Text")
    sheet.column_dimensions["A"].width = _TEXT_WIDTH
    sheet.append([safe(title_of(figures.year))])
    sheet["A1"].font = Font(bold=True, size=16)
    for text in paragraphs(figures, former):
        sheet.append([])
        sheet.append([safe(text)])
        cell = sheet.cell(sheet.max_row, 1)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        # Spreadsheets don't all find the height of a wrapped line by themselves.
        sheet.row_dimensions[cell.row].height = 16 * (len(text) // _TEXT_WIDTH + 1)


def _write_months(sheet: Any, figures: Figures) -> None:
    rows: list[list] = [
        [
            date_format(date(figures.year, month + 1, 1), "F Y"),
            *(figures.months[measure][month] for measure in figures.measures),
        ]
        for month in range(12)
    ]
    if figures.undated:
        others = [None] * (len(figures.measures) - 1)
        rows.append([gettext("Dated by the year alone"), figures.undated, *others])
    totals = [figures.total(measure) for measure in figures.measures]
    labels = [str(measure.label) for measure in figures.measures]
    _write(sheet, [gettext("Month"), *labels], [*rows, [gettext("The whole year"), *totals]])
    for number, measure in enumerate(figures.measures):
        chart = BarChart()
        chart.title, chart.legend = str(measure.label), None
        chart.height, chart.width = 6.5, 13  # cm
        chart.add_data(Reference(sheet, min_col=number + 2, min_row=2, max_row=13))
        chart.set_categories(Reference(sheet, min_col=1, min_row=2, max_row=13))
        chart.x_axis.delete = chart.y_axis.delete = False
        sheet.add_chart(chart, f"{'AF'[number % 2]}{18 + 15 * (number // 2)}")
    for cell in sheet[sheet.max_row]:
        cell.font = _BOLD


def _row(item: Item) -> list:
    # A day that isn't known isn't written.
    when = item.day if item.has_month else item.day.year
    return [item.title, when, ", ".join(sorted(item.themes, key=sort_key))]


def _write(sheet: Any, headings: Sequence[str], rows: Iterable[Sequence]) -> None:
    widths = [len(heading) for heading in headings]
    for row in [headings, *rows]:
        sheet.append([safe(cell) if isinstance(cell, str) else cell for cell in row])
        widths = [max(width, len(str(cell or ""))) for width, cell in zip(widths, row, strict=True)]
    for cell in sheet[1]:
        cell.font = _BOLD
    for column, width in zip(sheet.columns, widths, strict=False):
        sheet.column_dimensions[column[0].column_letter].width = min(width + 2, 70)
    sheet.freeze_panes = "A2"
