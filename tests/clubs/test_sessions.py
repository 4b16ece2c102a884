"""Clubs and their sessions: what comes next, what was moved, what is cancelled."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from clubs.models import SessionFormerDate, SessionPage
from tests import factories, page_types

pytestmark = pytest.mark.both_databases


@pytest.fixture
def club(site):
    return page_types.club(site.home, title="Club rénovation")


@pytest.fixture
def session(site, club):
    """Makes a session so many days from now: `session("Visite", 3)`."""

    def make(title: str, days: float, **fields):
        start = timezone.now() + timedelta(days=days)
        return page_types.session(site.home, parent=club, title=title, starts_at=start, **fields)

    return make


def titles(part) -> list[str]:
    return [title.get_text(strip=True) for title in part.select("h3")]


def test_the_next_sessions_come_first_on_home_clubs_and_club(session, club, site, read):
    session("Lointaine", 40)
    session("Proche", 2)
    session("Passée", -3)
    for address in ("/", site.clubs.url, club.url):
        text = read(address).main.text
        assert text.index("Proche") < text.index("Lointaine")
    assert "Passée" not in read("/").main.text


def test_a_session_of_this_morning_is_still_announced(session, club, read):
    now = timezone.localtime()
    page = session("De ce matin", 0)
    page.starts_at = now.replace(hour=0, minute=1)
    page.save_revision().publish()
    assert "De ce matin" in read("/").main.text


def test_past_sessions_stay_on_the_page_of_their_club_the_latest_first(session, club, read):
    session("Il y a longtemps", -400)
    session("Récente", -5)
    assert titles(read(club.url).main) == ["Récente", "Il y a longtemps"]


def test_a_moved_session_says_its_former_date_wherever_it_is_shown(session, club, site, read):
    page = session("Visite", 20, status="moved")
    page.former_dates.add(SessionFormerDate(date=date(2026, 10, 13)))
    page.save_revision().publish()
    for address in ("/", site.clubs.url, club.url, page.url):
        main = read(address).main
        assert "13 octobre" in main.find("del").text, address


def test_a_cancelled_session_says_so_wherever_it_is_shown(session, club, site, read):
    page = session("Visite", 20, status="cancelled")
    for address in ("/", site.clubs.url, club.url, page.url):
        assert "séance annulée" in read(address).main.text, address


def test_a_session_says_when_where_with_whom_and_for_whom(session, club, read):
    page = session(
        "Visite",
        20,
        edition=7,
        place="Salle du Lac",
        address="3 rue des Tilleuls, Valmire",
        host=factories.organisation("Valmire Habitat"),
    )
    text = read(page.url).main.text
    for words in ("Salle du Lac", "3 rue des Tilleuls", "Valmire Habitat", "7", "Club rénovation"):
        assert words in text


def test_each_audience_is_said(site, read):
    for audience, label in SessionPage._meta.apps.get_model("clubs.ClubPage").Audience.choices:
        club = page_types.club(site.home, title=f"Club {audience}", audience=audience)
        assert str(label) in read(club.url).main.text
        assert str(label) in read(site.clubs.url).main.text


def test_a_club_without_a_date_says_so(club, read):
    assert len(read(club.url).select_one(".empty").get_text(strip=True)) > 20


def test_previous_and_next_follow_the_dates(session, read):
    first, middle, last = session("Un", 1), session("Deux", 2), session("Trois", 3)
    main = read(middle.url).main
    assert main.select_one("a[rel=prev]")["href"] == first.url
    assert main.select_one("a[rel=next]")["href"] == last.url
    assert not read(first.url).main.select("a[rel=prev]")


def test_a_session_cant_end_before_it_begins(session):
    page = session("Visite", 2)
    page.ends_at = page.starts_at - timedelta(hours=1)
    with pytest.raises(ValidationError) as error:
        page.full_clean()
    assert "ends_at" in error.value.message_dict


def test_the_site_without_clubs_shows_no_sessions(site, read):
    site.clubs.delete()
    assert not read("/").main.select(".session, .tile")
