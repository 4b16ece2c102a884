"""A year in numbers: what counts in it and what doesn't, to whom it is told, and the workbook."""

from datetime import date, datetime, timedelta
from io import BytesIO
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from clubs.models import Registration
from downloads.models import DownloadCount
from search.models import AskedQuery
from tests import factories, page_types
from tests.conftest import logged_in, sections
from tests.queries import queries

YEAR = timezone.localdate().year - 1
ADDRESS = f"/admin/reports/activity/?year={YEAR}"
WORKBOOK = f"/admin/reports/activity/{YEAR}.xlsx"


def moment(month: int, day: int = 10) -> datetime:
    return timezone.make_aware(datetime(YEAR, month, day, 14))


def register(session, *presence: bool | None, waiting: int = 0) -> None:
    for number, was_present in enumerate((*presence, *[None] * waiting)):
        Registration.objects.create(
            page=session,
            email=f"{session.pk}-{number}@example.org",
            was_present=was_present,
            is_waiting=number >= len(presence),
        )


def add_some(site, theme) -> None:
    """Content of every kind, so that there is more of it."""
    publication = factories.publication("Bilan", date=date(YEAR, 3, 5), themes=[theme])
    DownloadCount.objects.create(
        document=publication.files.get().document, month=date(YEAR, 4, 1), number=1200
    )
    session = page_types.session(site.home, starts_at=moment(5), themes=[theme])
    register(session, True, True, False)


@pytest.fixture(scope="module")
def content(module_db) -> SimpleNamespace:
    site = sections()
    theme = factories.theme("Impayés de loyer", english="Rent arrears")
    add_some(site, theme)
    factories.translate(page_types.news_page(site.home))
    # By the year alone; last year; a draft; one that not everybody is told of.
    factories.publication("Daté de l’année", date=date(YEAR, 1, 1), date_precision="year")
    factories.publication("Avant", date=date(YEAR - 1, 6, 1))
    factories.publication("Brouillon", date=date(YEAR, 6, 1), live=False)
    unmarked = page_types.session(site.home, starts_at=moment(6), title="=Sans émargement")
    register(unmarked, None, None, waiting=1)
    page_types.session(site.home, starts_at=moment(7), status="cancelled")
    page_types.report(site.home, parent=page_types.club(site.home), date=date(YEAR, 8, 1))
    page_types.report(site.home, parent=unmarked, date=date(YEAR, 6, 10))
    for day, words, language, times in (
        (date(YEAR, 9, 1), "impayé loyers", "fr", 7),
        (date(YEAR, 9, 2), "rent arrears", "en", 2),
        (date(YEAR, 9, 2), "loyer", "fr", 1),
        (date(YEAR - 1, 9, 2), "loyer", "fr", 50),
    ):
        AskedQuery.objects.create(day=day, words=words, language=language, asked=times)
    return SimpleNamespace(site=site, theme=theme, unmarked=unmarked)


@pytest.fixture
def of(content, db):
    def signed_in(role: str):
        person = factories.user("equipe@example.org")
        person.groups.add(Group.objects.get(name=role))
        return logged_in(person)

    return signed_in


def table(client, panel: str, address: str = ADDRESS) -> dict[str, dict[str, str]]:
    """A table of the screen, by the names of its lines and columns."""
    answer = client.get(address)
    assert answer.status_code == 200
    found = BeautifulSoup(answer.content, "html.parser").select_one(f"#{panel}-content table")
    names = [cell.get_text(strip=True) for cell in found.select("thead th")][1:]
    return {
        row.th.get_text(strip=True): dict(
            zip(names, [cell.get_text(strip=True) for cell in row.select("td")], strict=True)
        )
        for row in found.select("tbody tr, tfoot tr")
    }


def test_each_thing_counts_once_in_its_month(of):
    months = table(of("Administration"), "months")
    whole = months.pop("Toute l’année")
    assert whole == {
        "Publications": "2",
        "Séances": "3",
        "Participants": "4",
        "Téléchargements": "1\xa0200",
        "Recherches": "10",
    }
    assert months["Datées de l’année seule"]["Publications"] == "1"
    assert months["mars"]["Publications"] == "1"
    assert [months[name]["Séances"] for name in ("mai", "juin", "juillet", "août")] == list("1101")
    assert [months[name]["Participants"] for name in ("mai", "juin")] == ["2", "2"]
    assert months["septembre"]["Recherches"] == "10"


def test_by_theme_a_search_counts_that_says_its_name(of):
    assert table(of("Administration"), "themes") == {
        "Impayés de loyer": {
            "Publications": "1",
            "Séances": "1",
            "Participants": "2",
            "Téléchargements": "1\xa0200",
            "Recherches": "9",
        }
    }


@pytest.mark.parametrize(
    ("role", "hidden"),
    [
        ("Rédaction", {"Participants"}),
        ("Publication", set()),
        ("Adhésions", {"Téléchargements", "Recherches"}),
        ("Administration", set()),
    ],
)
def test_each_role_reads_what_it_reads_elsewhere(role, hidden, of):
    client = of(role)
    every = {"Publications", "Séances", "Participants", "Téléchargements", "Recherches"}
    assert set(table(client, "months")["mai"]) == every - hidden
    text = client.get(ADDRESS).content.decode()
    assert ("Les fichiers du site ont été" in text) == ("Téléchargements" not in hidden)
    book = load_workbook(BytesIO(client.get(WORKBOOK).content))
    assert {cell.value for cell in book["Par mois"][1][1:]} == every - hidden


def test_the_workbook_holds_the_text_the_numbers_and_what_they_are_of(of):
    client = of("Publication")
    answer = client.get(WORKBOOK)
    assert f"Bilan d'activite {YEAR}.xlsx" in answer["Content-Disposition"]
    book = load_workbook(BytesIO(answer.content))
    assert book.sheetnames == ["Texte", "Par mois", "Par thème", "Publications", "Séances"]
    text = " ".join(row[0].value or "" for row in book["Texte"].rows)
    assert f"En {YEAR}, l’association a fait paraître 2 publications (1 en {YEAR - 1})." in text
    assert "4 participants sont venus." in text
    assert "« impayé loyers » (7)" in text.replace("\u202f", " ")
    assert "rent arrears" not in text  # asked twice only
    rows = [[cell.value for cell in row] for row in book["Séances"].rows]
    assert ["'=Sans émargement", datetime(YEAR, 6, 10), None, 2] in rows  # no formula
    assert ModelLogEntry.objects.filter(action="access.export").exists()


def test_english_editors_read_it_in_english(of):
    client = of("Publication")
    UserProfile.objects.create(user=client.user, preferred_language="en")
    text = client.get(ADDRESS).content.decode()
    assert f"In {YEAR}, the association brought out 2 publications" in text


def test_how_many_came_stays_known_when_registrations_are_deleted(of, content, settings):
    client = of("Publication")
    settings.REGISTRATION_KEPT_DAYS = 0
    for _night in range(2):
        call_command("look_after_registrations")
    assert not Registration.with_withdrawn.exists()
    assert table(client, "months")["Toute l’année"]["Participants"] == "4"


def test_more_content_asks_no_more_queries(of, content):
    client = of("Publication")
    before = queries(client, ADDRESS)
    for _time in range(2):
        add_some(content.site, content.theme)
    assert len(queries(client, ADDRESS)) == len(before)


def test_whatever_year_is_asked_for_gets_an_answer(of):
    client = of("Rédaction")
    for year in ("", "abc", "0", "99999999999", "²"):
        assert client.get(f"/admin/reports/activity/?year={year}").status_code == 200
    for year in (1, timezone.localdate().year + 1, 10**12):
        assert client.get(f"/admin/reports/activity/{year}.xlsx").status_code == 404


def test_the_public_has_no_way_in(content, client):
    for address in (ADDRESS, WORKBOOK):
        assert client.get(address).status_code == 302


def test_what_is_to_come_isnt_counted(of, content):
    soon = timezone.now() + timedelta(days=1)
    page_types.session(content.site.home, starts_at=soon)
    months = table(of("Publication"), "months", f"/admin/reports/activity/?year={soon.year}")
    assert months["Toute l’année"]["Séances"] == "0"
