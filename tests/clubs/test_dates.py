"""The date of a session in words, in every form that it takes."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from django.utils import translation

from clubs.dates import When

PARIS = ZoneInfo("Europe/Paris")


def at(year, month, day, hour, minute=0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=PARIS)


MORNING = at(2026, 10, 20, 9)
EVENING = at(2026, 10, 20, 16, 30)
FORMS = {
    "one day": (
        When(MORNING, EVENING),
        "mardi 20 octobre 2026, de 9 h à 16 h 30",
        "Tuesday 20 October 2026, from 9:00 to 16:30",
    ),
    "no end": (
        When(at(2026, 3, 1, 14)),
        "dimanche 1er mars 2026, à 14 h",
        "Sunday 1 March 2026, from 14:00",
    ),
    "several days": (
        When(MORNING, at(2026, 10, 21, 12)),
        "du mardi 20 octobre 2026 à 9 h au mercredi 21 octobre 2026 à 12 h",
        "from Tuesday 20 October 2026 at 9:00 to Wednesday 21 October 2026 at 12:00",
    ),
    "no hour known": (
        When(date(2026, 4, 1)),
        "mercredi 1er avril 2026",
        "Wednesday 1 April 2026",
    ),
    "moved": (
        When(MORNING, EVENING, date(2026, 10, 13)),
        "mardi 20 octobre 2026, de 9 h à 16 h 30, au lieu du 13 octobre",
        "Tuesday 20 October 2026, from 9:00 to 16:30, instead of 13 October",
    ),
    "moved from another year": (
        When(at(2027, 1, 12, 9), None, date(2026, 12, 1)),
        "mardi 12 janvier 2027, à 9 h, au lieu du 1er décembre 2026",
        "Tuesday 12 January 2027, from 9:00, instead of 1 December 2026",
    ),
    "cancelled": (
        When(MORNING, EVENING, cancelled=True),
        "mardi 20 octobre 2026, de 9 h à 16 h 30, séance annulée",
        "Tuesday 20 October 2026, from 9:00 to 16:30, session cancelled",
    ),
    "moved, then cancelled": (
        When(MORNING, EVENING, date(2026, 10, 13), cancelled=True),
        "mardi 20 octobre 2026, de 9 h à 16 h 30, séance annulée",
        "Tuesday 20 October 2026, from 9:00 to 16:30, session cancelled",
    ),
}
every_form = pytest.mark.parametrize(("when", "french", "english"), FORMS.values(), ids=FORMS)


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\xa0", " ")


@every_form
def test_a_date_is_said_as_each_language_says_it(when, french, english):
    with translation.override("fr"):
        assert plain(str(when)) == french
    with translation.override("en"):
        assert plain(str(when)) == english


@every_form
def test_its_markup_says_the_same_words(when, french, english):
    with translation.override("fr"):
        assert plain(BeautifulSoup(when.html, "html.parser").text) == french


def test_hours_are_joined_by_the_narrow_space_that_never_breaks():
    with translation.override("fr"):
        assert "9\u202fh" in str(When(MORNING))


def test_machines_read_the_beginning_with_its_time_zone_and_the_former_day():
    with translation.override("fr"):
        html = When(MORNING, EVENING, date(2026, 10, 13)).html
    assert '<time datetime="2026-10-20T09:00:00+02:00">' in html
    assert '<del datetime="2026-10-13">13 octobre</del>' in html


@pytest.mark.parametrize(
    ("when", "short"),
    [
        (When(MORNING, EVENING), "20 octobre 2026"),
        (When(MORNING, EVENING, date(2026, 10, 13)), "20 octobre 2026 (au lieu du 13 octobre)"),
        (When(MORNING, EVENING, cancelled=True), "20 octobre 2026 (séance annulée)"),
    ],
)
def test_a_line_says_the_day_and_what_has_changed(when, short):
    with translation.override("fr"):
        assert when.short == short


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (When(MORNING, EVENING), "Mardi, de 9 h à 16 h 30"),
        (When(MORNING), "Mardi, à 9 h"),
        (When(date(2026, 10, 20)), "Mardi"),
        (
            When(MORNING, at(2026, 10, 21, 12)),
            "Du mardi 20 octobre 2026 à 9 h au mercredi 21 octobre 2026 à 12 h",
        ),
    ],
)
def test_beside_a_tile_only_the_day_of_the_week_and_the_hours_are_missing(when, words):
    with translation.override("fr"):
        assert plain(when.hours) == words


@pytest.mark.parametrize(
    ("when", "french", "english"),
    [
        (When(MORNING), ("20", "octobre", 2026), ("20", "October", 2026)),
        (When(at(2026, 3, 1, 9)), ("1<sup>er</sup>", "mars", 2026), ("1", "March", 2026)),
        (
            When(MORNING, at(2026, 10, 21, 12)),
            ("20–21", "octobre", "2026"),
            ("20–21", "October", "2026"),
        ),
        (
            When(at(2026, 12, 31, 9), at(2027, 1, 2, 12)),
            ("31–2", "déc.–jan.", "2026–2027"),
            ("31–2", "Dec.–Jan.", "2026–2027"),
        ),
    ],
)
def test_a_tile_has_days_months_and_years(when, french, english):
    for language, expected in (("fr", french), ("en", english)):
        with translation.override(language):
            assert tuple(when.tile.values()) == expected
