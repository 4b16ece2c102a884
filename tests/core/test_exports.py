"""Tables that go out: read by spreadsheets as they stand, accents, hours and names of files included, and never run."""

import csv
from datetime import datetime
from io import BytesIO, StringIO
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.models import ModelLogEntry

from clubs.models import Registration
from core.exports import SpreadsheetMixin, safe
from core.file_responses import disposition
from tests import factories, page_types

# In UTC it is the day before.
REGISTERED = datetime(2027, 7, 2, 0, 30, 12, 345678, tzinfo=ZoneInfo("Europe/Paris"))


def body(answer) -> bytes:
    return b"".join(answer.streaming_content)


def rows(answer) -> list[list[str]]:
    data = body(answer)
    assert data.startswith(b"\xef\xbb\xbf"), "spreadsheets need the mark to read accents"
    return list(csv.reader(StringIO(data.decode("utf-8-sig")), delimiter=";"))


@pytest.fixture
def registered(site):
    session = page_types.session(site.home, title="L’été à l’Œuvre")
    person = factories.member(first_name="Zoé", last_name="=1+1")
    Registration.objects.create(page=session, person=person, registered_at=REGISTERED)
    return reverse("clubs_registrations", args=[session.pk])


def test_the_list_of_those_who_come_opens_in_a_spreadsheet(registered, editor_client):
    answer = editor_client.get(f"{registered}?export=csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == (
        "attachment; filename=\"L'ete a l'Oeuvre.csv\"; "
        "filename*=UTF-8''L%E2%80%99%C3%A9t%C3%A9%20%C3%A0%20l%E2%80%99%C5%92uvre.csv"
    )
    [headings, line] = rows(answer)
    assert headings[:2] == ["Nom", "Prénom"]
    assert line[0] == "'=1+1"
    assert line[1] == "Zoé"
    assert line[-1] == "2027-07-02 00:30:12"


def test_so_it_does_as_a_workbook(registered, editor_client):
    answer = editor_client.get(f"{registered}?export=xlsx")
    assert "filename*=UTF-8''L%E2%80%99" in answer["Content-Disposition"]
    line = list(load_workbook(BytesIO(body(answer))).active.values)[1]
    assert line[0] == "'=1+1"
    assert line[-1] == datetime(2027, 7, 2, 0, 30, 12)


@pytest.mark.parametrize(
    "name",
    [
        "site_history",
        "aging_pages",
        "locked_pages",
        "workflow",
        "workflow_tasks",
    ],
)
def test_wagtails_own_reports_do_too(name, site, admin_client):
    ModelLogEntry.objects.log_action(
        admin_client.user, "wagtail.create", title="=1+1", user=admin_client.user
    )
    answer = admin_client.get(reverse(f"wagtailadmin_reports:{name}"), {"export": "csv"})
    lines = rows(answer)
    assert lines[0]
    if name == "site_history":
        assert [line[1] for line in lines if "1+1" in line[1]] == ["'=1+1"]
        assert all("." not in line[-1] and "+" not in line[-1] for line in lines[1:])


def views(of: type) -> set[type]:
    return {inner for view in of.__subclasses__() for inner in {view, *views(view)}}


def test_every_export_of_the_project_is_written_so():
    own = {
        view for view in views(SpreadsheetExportMixin) if not view.__module__.startswith("wagtail")
    }
    exporting = {view for view in own if view.list_export}
    assert exporting
    assert {view for view in exporting if not issubclass(view, SpreadsheetMixin)} == set()


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        (" \t=1+1", "'=1+1"),
        ("@SOMME(A1)", "'@SOMME(A1)"),
        ("＋33", "'＋33"),
        ("-- deux tirets", "'-- deux tirets"),
        ("Une\x01 cour", "Une cour"),
        (None, ""),
        (12, "12"),
    ],
)
def test_no_cell_is_run(value, cell):
    assert safe(value) == cell


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("bilan.pdf", 'attachment; filename="bilan.pdf"'),
        (
            'a"b\\c%20.pdf',
            "attachment; filename=\"a_b_c_20.pdf\"; filename*=UTF-8''a%22b%5Cc%2520.pdf",
        ),
        (
            "é\r\nX: y.pdf",
            "attachment; filename=\"e__X: y.pdf\"; filename*=UTF-8''%C3%A9%0D%0AX%3A%20y.pdf",
        ),
    ],
)
def test_the_name_of_a_file_is_read_by_all(name, header):
    assert disposition(name) == header


def test_the_library_in_english_is_told_apart_by_commas(site, client):
    factories.translate(site.library, title="Publications")
    factories.publication("Étude, 2025", language="en", authors="+cmd")
    text = body(client.get("/en/publications/?format=csv")).decode("utf-8-sig")
    line = list(csv.reader(StringIO(text)))[1]
    assert line[0] == "Étude, 2025"
    assert "'+cmd" in line
