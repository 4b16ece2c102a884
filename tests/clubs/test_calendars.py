"""Sessions in the reader's own calendar: valid files, and an event that follows its session."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.utils import timezone
from icalendar import Calendar

from core.models import Teaser
from members.access import revoke_access
from tests import factories, page_types
from tests.conftest import logged_in

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
    assert "au lieu du 1er\xa0avril" in event["DESCRIPTION"]


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
        assert client.get(f"{club.url}agenda.ics").status_code == 410
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


class TestMembersOwn:
    """The secret address of a member's calendar, which a program reads without a session."""

    ACCOUNT = "/espace-adherents/mon-compte/"

    @pytest.fixture
    def reserved(self, session):
        factories.restrict(session, Group.objects.get(name="Adhérents"))
        return session

    @pytest.fixture
    def member(self, site):
        return logged_in(factories.member())

    def ask(self, member, **data) -> str:
        """Her address as her account says it afterwards, as a path; nothing when she has none."""
        assert member.post(f"{self.ACCOUNT}agenda/", data).status_code == 302
        page = BeautifulSoup(member.get(self.ACCOUNT).content, "html.parser")
        link = page.select_one(".subscribe a.address")
        return link["href"].removeprefix("http://testserver") if link else ""

    def test_it_holds_the_sessions_kept_for_members(self, reserved, member, client, subscribe):
        assert not member.get(self.ACCOUNT).content.decode().count("agenda.ics")
        address = self.ask(member)
        assert not subscribe("/clubs/agenda.ics")
        assert only(subscribe(address))["URL"] == f"http://testserver{reserved.url}"
        answer = client.get(address)
        assert answer["X-Robots-Tag"] == "noindex"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answer["Cache-Control"]
        assert not answer.cookies
        assert client.get(address, headers={"if-none-match": answer["ETag"]}).status_code == 304
        assert client.get("/espace-adherents/").status_code == 302, "it opens nothing else"
        assert member.get("/espace-adherents/").content.decode().count("#calendar")

    def test_what_other_groups_keep_isnt_in_it(self, session, member, subscribe):
        factories.restrict(session, Group.objects.create(name="Bureau"))
        assert not subscribe(self.ask(member))

    def test_she_renews_and_withdraws_it(self, reserved, member, client):
        first = self.ask(member)
        second = self.ask(member)
        assert first != second
        assert client.get(first).status_code == 404
        assert client.get(second).status_code == 200
        assert self.ask(member, withdraw="1") == ""
        assert client.get(second).status_code == 404

    @pytest.mark.parametrize("way", ["membership", "account", "removed", "deleted"])
    def test_it_ends_with_her_access(self, way, reserved, member, client):
        address, person = self.ask(member), type(member.user).objects.get(pk=member.user.pk)
        if way == "membership":
            yesterday = timezone.localdate() - timedelta(days=1)
            type(person.organisation).objects.update(membership_end=yesterday)
        elif way == "account":
            person.is_active = False
            person.save()
        elif way == "removed":
            revoke_access(person, person)
        else:
            person.delete()
        assert client.get(address).status_code == 404
        if way in {"account", "removed"}:
            person.is_active = True
            person.save()
            assert client.get(address).status_code == 404, "who comes back asks for a new one"

    @pytest.mark.parametrize("token", ["x", "1.abc.def", "9" * 400, "é.é.é", "1..", "%00"])
    def test_no_address_can_be_made_up(self, token, reserved, member, client):
        self.ask(member)
        answer = client.get(f"/espace-adherents/agenda/{token}/agenda.ics")
        assert answer.status_code in {400, 404}

    def test_it_is_read_in_english_too(self, reserved, member, subscribe, client):
        english = factories.translate(reserved, title="Visit")
        member.post(f"{self.ACCOUNT}agenda/")
        page = BeautifulSoup(member.get("/en/members/my-account/").content, "html.parser")
        address = page.select_one(".subscribe a.address")["href"]
        assert "/en/members/calendar/" in address
        assert only(subscribe(address))["URL"] == f"http://testserver{english.url}"

    def test_a_visitor_makes_none(self, site, client):
        assert client.post(f"{self.ACCOUNT}agenda/").status_code == 302
        assert client.get(f"{self.ACCOUNT}agenda/").status_code in {302, 405}


class TestMonthOfTeasers:
    def test_a_month_to_come_names_them_without_their_day(self, session, read):
        restriction = factories.restrict(session, Group.objects.get(name="Adhérents"))
        day = f"{session.starts_at.astimezone(PARIS):%Y-%m}"
        assert "caves" not in read(f"/clubs/?mois={day}").main.text
        Teaser.objects.create(restriction=restriction)
        for month in (day, "2027-04"):
            document = read(f"/clubs/?mois={month}")
            assert "caves" in document.select_one(".card-reserved h3").text
            assert "caves" not in document.select_one(".month-table").text
            assert "mars 2027" not in document.select_one(".card-reserved").text
        assert not read("/clubs/?mois=2020-01").select(".card-reserved")
        member = logged_in(factories.member())
        document = read(f"/clubs/?mois={day}", client=member)
        assert "caves" in document.select_one(".month-table").text
        assert not document.select(".card-reserved")
