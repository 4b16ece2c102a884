"""The catalogue: courses by domain, narrowed, taken away as a list, and as a calendar."""

import csv
import json
from datetime import datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from icalendar import Calendar

from tests import factories, page_types
from tests.queries import queries

pytestmark = pytest.mark.both_databases


@pytest.fixture(scope="module")
def catalogue(module_site):
    """Two domains in their order, with three courses, one of which has dates."""
    home = module_site.home
    second = factories.domain("Patrimoine", sort_order=2)
    first = factories.domain("Relation avec les locataires", sort_order=1)
    english = second.copy_for_translation(factories.locale("en"))
    english.name = "Property"
    english.save()
    work = factories.audience("Gardiens")
    page = page_types.catalogue(home)
    arrears = page_types.course(
        home,
        title="Prévenir l’impayé",
        introduction="Appeler tôt, écrire clair.",
        domain=first,
        days="1.5",
        hours="10.5",
        price="640 €",
        audiences=[work],
        themes=[factories.theme("Impayés")],
    )
    page_types.course(
        home, title="Accueil difficile", domain=first, days="0.5", format="online", hours=None
    )
    audit = page_types.course(home, title="Lire un audit", domain=second, hours=21, days=None)
    page_types.course_session(
        home, parent=arrears, slug="session", starts_at=in_days(40), place="Valmire"
    )
    page_types.course_session(home, parent=arrears, starts_at=in_days(9), status="cancelled")
    page_types.course_session(home, parent=audit, starts_at=in_days(-20))
    module_site.catalogue, module_site.arrears = page, arrears
    return module_site


@pytest.fixture(autouse=True)
def database(catalogue, db):
    """What a test adds is undone."""


def in_days(days: int) -> datetime:
    start = timezone.localtime() + timedelta(days=days)
    return start.replace(hour=9, minute=0, second=0, microsecond=0)


def titles(document) -> list[str]:
    return [title.get_text(strip=True) for title in document.main.select(".courses h3")]


def test_courses_stand_under_their_domains_in_the_editors_order(read):
    document = read("/formations/")
    headings = [heading.text for heading in document.main.select(".part-title")]
    assert headings == ["Relation avec les locataires", "Patrimoine"]
    assert titles(document) == ["Accueil difficile", "Prévenir l’impayé", "Lire un audit"]
    assert "3 formations" in document.main.text


def test_a_course_says_how_long_it_is_and_when_it_is_held_next(read):
    line = next(
        line
        for line in read("/formations/").select(".course")
        if "Prévenir l’impayé" in line.h3.text
    )
    text = line.get_text(" ", strip=True)
    assert "1,5 jour (10,5 heures)" in text.replace("\xa0", " ").replace("\u202f", " ")
    assert "Gardiens" in text
    assert "Valmire" in text
    link = line.select_one(".course-next a")
    assert link["href"] == "/formations/prevenir-l-impaye/session/"


@pytest.mark.parametrize(
    ("narrowed", "left"),
    [
        ("domaine=patrimoine", ["Lire un audit"]),
        ("public=gardiens", ["Prévenir l’impayé"]),
        ("duree=demi-journee", ["Accueil difficile"]),
        ("duree=deux-jours", ["Prévenir l’impayé"]),
        ("duree=plus", ["Lire un audit"]),
        ("duree=demi-journee&duree=plus", ["Accueil difficile", "Lire un audit"]),
        ("modalite=online", ["Accueil difficile"]),
        ("date={month}", ["Prévenir l’impayé"]),
        ("date=a-programmer", ["Accueil difficile", "Lire un audit"]),
        ("theme=impayes", ["Prévenir l’impayé"]),
    ],
)
def test_it_is_narrowed(narrowed, left, read):
    narrowed = narrowed.format(month=f"{in_days(40):%Y-%m}")
    assert titles(read(f"/formations/?{narrowed}")) == left


@pytest.mark.parametrize("unknown", ["duree=inconnue", "date=2020-01", "date=2020-99", "domaine=x"])
def test_a_filter_that_doesnt_exist_is_said(unknown, read):
    document = read(f"/formations/?{unknown}", 404)
    assert "n’existe" in document.main.text


def test_each_facet_counts_what_it_would_leave(read):
    form = read("/formations/").select_one("form.facets")
    labels = {
        option.select("span")[0].text: option.select_one(".count").get_text(strip=True)
        for option in form.select("#facet-duree .option")
    }
    assert labels == {
        "Une demi-journée": "(1)",
        "Deux jours": "(1)",
        "Trois jours ou plus": "(1)",
    }


def test_it_is_taken_away_as_a_list(client):
    text = client.get("/formations/?format=csv").getvalue().decode().lstrip("\ufeff")
    rows = list(csv.DictReader(StringIO(text), delimiter=";"))
    assert [row["Titre"] for row in rows] == [
        "Accueil difficile",
        "Prévenir l’impayé",
        "Lire un audit",
    ]
    assert rows[1]["Durée en heures"] == "10.5"
    found = json.loads(client.get("/formations/?format=json&domaine=patrimoine").getvalue())
    assert [row["title"] for row in found] == ["Lire un audit"]


def test_its_calendar_has_the_dates_to_come(client, catalogue):
    events = Calendar.from_ical(client.get("/formations/agenda.ics").content).walk("VEVENT")
    assert [event["STATUS"] for event in events] == ["CONFIRMED", "CANCELLED", "CONFIRMED"]
    assert events[-1]["SUMMARY"] == "Prévenir l’impayé"
    own = client.get("/formations/prevenir-l-impaye/session/seance.ics").content
    [event] = Calendar.from_ical(own).walk("VEVENT")
    assert event["LOCATION"] == "Valmire"
    assert event["DTSTART"].dt == in_days(40).astimezone(ZoneInfo("Europe/Paris"))


def test_it_is_read_in_english(catalogue, read):
    english = factories.translate(catalogue.arrears, title="Preventing rent arrears")
    document = read("/en/formations/")
    assert titles(document) == ["Preventing rent arrears"]
    assert "1.5 days (10.5 hours)" in document.main.text
    # Its dates hold although nobody has translated them, and lead to the page that there is.
    assert document.select_one(".course-next a")["href"] == "/formations/prevenir-l-impaye/session/"
    page = read(english.url)
    assert page.select_one(".sessions a")["hreflang"] == "fr"
    factories.association(lists_untranslated=True)
    domains = [heading.text for heading in read("/en/formations/").select(".part-title")]
    assert domains[-1] == "Property"


def test_more_courses_take_no_more_queries(catalogue, client):
    few = queries(client, "/formations/")
    for number in range(4):
        course = page_types.course(catalogue.home, title=f"Formation {number}", days=2)
        page_types.course_session(catalogue.home, parent=course, starts_at=in_days(60 + number))
    assert len(queries(client, "/formations/")) == len(few)


def test_a_closed_course_says_nothing_of_its_dates(catalogue, read, client):
    factories.restrict(catalogue.arrears)
    document = read("/formations/")
    assert titles(document) == ["Accueil difficile", "Lire un audit"]
    month = f"{in_days(40):%Y-%m}"
    assert client.get(f"/formations/?date={month}").status_code == 404
    assert "Valmire" not in client.get("/formations/agenda.ics").content.decode()


def test_all_courses_stand_on_one_page_with_all_that_is_said(catalogue, client, read):
    address = "/formations/?vue=complet"
    assert read("/formations/").select(f"a[href='{address}']")
    document = read(address)
    contents = [link["href"] for link in document.main.select(".course-contents a")]
    sheets = [f"#{sheet['id']}" for sheet in document.main.select(".course-sheet")]
    assert contents == sheets
    assert len(sheets) == 3
    assert "640" in document.main.text
    assert "Valmire" in document.main.text
    few = queries(client, address)
    for number in range(3):
        page_types.course(
            catalogue.home,
            title=f"Formation {number}",
            contacts=[factories.contact(f"Ana {number}")],
            trainers=[factories.organisation(f"Organisme {number}")],
            **page_types.PUBLIC_FACTS,
        )
    first = len(queries(client, address))
    page_types.course(
        catalogue.home,
        title="Encore une",
        contacts=[factories.contact("Bea Morin")],
        trainers=[factories.organisation("Organisme de plus")],
    )
    assert len(queries(client, address)) == first >= len(few)
