"""Sessions in the reader's own calendar: valid files, and an event that follows its session."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject
from django.utils import timezone
from icalendar import Calendar

from tests import factories, page_types

PARIS = ZoneInfo("Europe/Paris")
NINE = datetime(2027, 3, 25, 9, 0, tzinfo=PARIS)  # winter time; a week later it is summer


@pytest.fixture
def club(site):
    return page_types.club(site.home, title="Club rénovation")


@pytest.fixture
def session(site, club):
    """A session that a calendar knows from then on."""
    return page_types.session(
        site.home,
        parent=club,
        title="Visite ; des caves, et après",
        introduction="Ce que l’on apprend d’une visite, et de la suivante : tout, ou presque.",
        starts_at=NINE,
        ends_at=NINE + timedelta(hours=7, minutes=30),
        place="Salle du Lac",
        address="3 rue des Tilleuls\n99120 Valmire",
    )


@pytest.fixture
def subscribe(client):
    """`subscribe(address)`: the events of a calendar by their UID, as a client keeps them."""

    def read(address: str) -> dict:
        answer = client.get(address)
        assert answer.status_code == 200, address
        return {str(event["UID"]): event for event in Calendar.from_ical(answer.content).events}

    return read


def only(events: dict):
    (event,) = events.values()
    return event


def changed(session, **fields):
    page = type(session).objects.get(pk=session.pk)
    for name, value in fields.items():
        setattr(page, name, value)
    page.keep_published_date()
    page.save_revision().publish()


@pytest.fixture(params=["index", "club", "session"])
def address(request, site, club, session) -> str:
    return {
        "index": "/clubs/agenda.ics",
        "club": f"{club.url}agenda.ics",
        "session": f"{session.url}seance.ics",
    }[request.param]


def test_all_sessions_those_of_a_club_and_each_one_have_a_calendar(address, session, subscribe):
    event = only(subscribe(address))
    assert event["SUMMARY"] == "Club rénovation\u202f: Visite ; des caves, et après"
    assert event["LOCATION"] == "Salle du Lac, 3 rue des Tilleuls, 99120 Valmire"
    assert event["URL"] == f"http://testserver{session.url}"
    assert event["STATUS"] == "CONFIRMED"
    assert event["SEQUENCE"] == 0
    assert "jeudi 25 mars 2027, de 9\u202fh à 16\u202fh\u202f30" in event["DESCRIPTION"]
    assert f"http://testserver{session.url}" in event["DESCRIPTION"]


def test_an_event_is_known_by_the_same_name_everywhere_and_for_ever(session, site, subscribe):
    name = f"{session.translation_key}@testserver"
    for calendar in ("/clubs/agenda.ics", f"{session.url}seance.ics"):
        assert list(subscribe(calendar)) == [name]
    session.slug = "autre-adresse"
    session.save_revision().publish()
    assert list(subscribe("/clubs/agenda.ics")) == [name]


def test_hours_are_those_of_paris_in_winter_and_in_summer(site, club, session, client):
    page_types.session(site.home, parent=club, title="Été", starts_at=NINE + timedelta(days=7))
    answer = client.get("/clubs/agenda.ics").content.decode()
    assert "DTSTART;TZID=Europe/Paris:20270325T090000" in answer
    assert "DTSTART;TZID=Europe/Paris:20270401T090000" in answer
    starts = [event.dtstart.value for event in vobject.readOne(answer).vevent_list]
    assert [start.astimezone(UTC).hour for start in starts] == [8, 7]


def test_two_strict_readers_take_the_file(address, client):
    answer = client.get(address)
    text = answer.content.decode()
    calendar = vobject.readOne(text, validate=True)
    assert calendar.version.value == "2.0"
    assert calendar.prodid.value
    assert calendar.vevent.dtstamp.value == calendar.vevent.last_modified.value
    assert not Calendar.from_ical(text).errors
    assert "\r\n" in text
    assert "\n" not in text.replace("\r\n", "")
    assert max(len(line) for line in answer.content.split(b"\r\n")) <= 75


def test_the_time_zone_is_told_with_the_changes_of_its_clocks(address, client):
    zone = Calendar.from_ical(client.get(address).content).walk("VTIMEZONE")[0]
    assert zone["TZID"] == "Europe/Paris"
    summer = zone.walk("DAYLIGHT")[0]
    assert summer["RRULE"]["BYMONTH"] == [3]
    assert summer["TZOFFSETTO"].td == timedelta(hours=2)


def test_a_calendar_says_its_name_and_how_often_to_read_it_again(address, client):
    text = client.get(address).content.decode()
    assert factories.ASSOCIATION in Calendar.from_ical(text)["X-WR-CALNAME"]
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT6H\r\n" in text
    assert "X-PUBLISHED-TTL:PT6H\r\n" in text


def test_whoever_reads_again_after_a_move_finds_the_same_event_on_its_new_day(session, subscribe):
    kept = subscribe("/clubs/agenda.ics")
    changed(session, starts_at=NINE + timedelta(days=7), ends_at=NINE + timedelta(days=7, hours=2))
    again = subscribe("/clubs/agenda.ics")
    assert kept.keys() == again.keys()
    before, after = only(kept), only(again)
    assert after.start == before.start + timedelta(days=7)
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["LAST-MODIFIED"].dt >= before["LAST-MODIFIED"].dt
    assert "au lieu du 25 mars" in after["DESCRIPTION"]


def test_moved_twice_the_last_date_announced_is_named(session, subscribe):
    for days in (7, 14):
        changed(session, starts_at=NINE + timedelta(days=days), ends_at=None)
    event = only(subscribe("/clubs/agenda.ics"))
    assert event["SEQUENCE"] == 2
    assert "au lieu du 1er avril" in event["DESCRIPTION"]


def test_a_cancelled_session_stays_and_says_so(session, subscribe):
    changed(session, status="cancelled")
    event = only(subscribe("/clubs/agenda.ics"))
    assert event["STATUS"] == "CANCELLED"
    assert event["SUMMARY"].startswith("Annulée – Club rénovation")
    assert "séance annulée" in event["DESCRIPTION"]
    assert event["SEQUENCE"] == 1


def test_a_new_text_alone_moves_nothing(session, subscribe):
    changed(session, introduction="Une phrase de plus.")
    assert only(subscribe("/clubs/agenda.ics"))["SEQUENCE"] == 0


def test_a_session_without_an_end_or_a_place_has_neither(site, club, subscribe):
    page_types.session(site.home, parent=club, starts_at=NINE)
    event = only(subscribe("/clubs/agenda.ics"))
    assert "DTEND" not in event
    assert "LOCATION" not in event


def test_a_calendar_without_sessions_is_valid_too(site, client):
    calendar = Calendar.from_ical(client.get("/clubs/agenda.ics").content)
    assert not calendar.events
    assert calendar.subcomponents, "RFC 5545, 3.4: at least one component"


def test_what_was_long_ago_is_left_out(site, club, subscribe):
    page_types.session(site.home, parent=club, starts_at=timezone.now() - timedelta(days=1000))
    assert not subscribe("/clubs/agenda.ics")


def test_english_addresses_say_it_in_english(session, client, subscribe):
    english = factories.translate(session, title="Visit")
    index = english.url.split("/", 3)
    event = only(subscribe(f"/en/{index[2]}/calendar.ics"))
    assert str(event["UID"]) == f"{session.translation_key}@testserver"
    assert "Thursday 25 March 2027" in event["DESCRIPTION"]
    assert client.get(f"{english.url}session.ics").status_code == 200
    assert client.get(f"{english.url}seance.ics").status_code == 404


class TestDoors:
    def test_a_private_session_is_in_no_calendar(self, session, subscribe, client):
        factories.restrict(session)
        assert not subscribe("/clubs/agenda.ics")
        assert client.get(f"{session.url}seance.ics").status_code == 404

    def test_a_member_finds_it_and_no_cache_keeps_it(self, session, subscribe, client):
        factories.restrict(session)
        client.force_login(factories.user("membre@example.org"))
        assert len(subscribe("/clubs/agenda.ics")) == 1
        answer = client.get("/clubs/agenda.ics")
        assert "no-store" in answer["Cache-Control"]
        assert "private" in answer["Cache-Control"]

    def test_a_club_that_cant_be_seen_has_none_and_isnt_named(self, session, club, client):
        type(club).objects.filter(pk=club.pk).update(expire_at=timezone.now())
        assert client.get(f"{club.url}agenda.ics").status_code == 404
        assert b"Club" not in client.get("/clubs/agenda.ics").content.replace(b"Clubs", b"")

    @pytest.mark.parametrize(
        "address",
        [
            "/actualites/agenda.ics",
            "/agenda.ics",
            "/clubs/rien/agenda.ics",
            "/clubs/autre.ics",
            "/clubs/calendar.ics",
        ],
    )
    def test_no_other_address_answers(self, address, session, client):
        assert client.get(address).status_code == 404


class TestDelivery:
    def test_browsers_and_caches_are_told_what_it_is(self, address, client):
        answer = client.get(address)
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        assert ".ics" in answer["Content-Disposition"]
        assert "public" in answer["Cache-Control"]
        assert "max-age=900" in answer["Cache-Control"]

    def test_what_hasnt_changed_isnt_sent_again(self, address, session, client):
        tag = client.get(address)["ETag"]
        assert client.get(address, headers={"if-none-match": tag}).status_code == 304
        changed(session, place="Salle des fêtes")
        assert client.get(address, headers={"if-none-match": tag}).status_code == 200

    def test_it_is_only_read(self, address, client):
        assert client.post(address).status_code == 405
        assert client.head(address).status_code == 200


class TestLinks:
    def test_the_list_and_the_club_offer_to_subscribe(self, site, club, session, read):
        for page in ("/clubs/", club.url):
            main = read(page).main
            path = f"{page}agenda.ics"
            assert main.select(f'a[href="webcal://testserver{path}"]')
            assert main.select(f'a[href="http://testserver{path}"]')
            assert "votre propre agenda" in main.text

    def test_a_session_to_come_can_be_noted(self, session, read):
        link = read(session.url).main.select_one('a[type="text/calendar"]')
        assert link["href"] == f"http://testserver{session.url}seance.ics"
        assert link.get_text(strip=True) == "Ajouter à mon agenda"

    @pytest.mark.parametrize(
        "fields", [{"status": "cancelled"}, {"starts_at": NINE - timedelta(days=700)}]
    )
    def test_one_that_is_over_or_cancelled_isnt_offered(self, fields, session, read):
        changed(session, **{"ends_at": None} | fields)
        assert not read(session.url).main.select('a[type="text/calendar"]')
