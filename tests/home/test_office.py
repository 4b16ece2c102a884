"""The association's office: how it is reached and when, on the contacts page, at the foot, for search engines."""

import json

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import override
from wagtail.test.utils.form_data import querydict_from_html

from home.models import AssociationSettings
from home.opening_hours import WeekField, day_hours
from tests import factories

MORNING, AFTERNOON = ["09:00", "12:30"], ["14:00", "17:00"]
WEEK = [*[[MORNING, AFTERNOON]] * 4, [MORNING], [], []]


@pytest.fixture
def office(site):
    return factories.association(
        phone="01 99 00 12 34",
        email="contact@example.org",
        postal_address="3 rue des Tilleuls\n12345 Valmire",
        opening_hours=WEEK,
        opening_hours_note="Sur rendez-vous en août.",
    )


def parsed(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def plain(text: str) -> str:
    return " ".join(text.split())


def test_the_contacts_page_says_how_and_when_the_office_is_reached(office, read):
    section = read("/contacts/").select_one("#office")
    words = plain(section.get_text(" "))
    assert section.h2.text == "Le secrétariat"
    for said in ("3 rue des Tilleuls", "01 99 00 12 34", "contact@example.org"):
        assert said in words
    assert "Lundi à jeudi de 9 h à 12 h 30 et de 14 h à 17 h Vendredi de 9 h à 12 h 30" in words
    assert "Sur rendez-vous en août." in words
    assert "Lundi à jeudi" in read("/actualites/").footer.text


def test_the_hours_are_said_in_english_without_a_translation(office, read, site):
    factories.translate(site.contacts)
    section = read("/en/contacts/").select_one("#office")
    assert "Monday to Thursday 9:00 to 12:30 and 14:00 to 17:00" in plain(section.get_text(" "))
    assert section.select_one(".hours-note [lang=fr]").text == "Sur rendez-vous en août."


def test_search_engines_are_told_the_hours(office, read):
    data = json.loads(read("/contacts/").select("script[type='application/ld+json']")[0].string)
    assert data["@type"] == "ContactPage"
    point = data["mainEntity"]["contactPoint"]
    assert point["telephone"] == "01 99 00 12 34"
    assert point["hoursAvailable"][1] == {
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": ["Monday", "Tuesday", "Wednesday", "Thursday"],
        "opens": "14:00",
        "closes": "17:00",
    }


def test_an_association_that_says_nothing_has_no_office(site, read):
    factories.association(phone="", email="", postal_address="")
    assert not read("/contacts/").select("#office, .hours")


@pytest.mark.parametrize(
    ("week", "said"),
    [
        ([], []),
        ([[], [], [], [], [], [], [MORNING]], [("Sunday", "9:00 to 12:30")]),
        ([[MORNING], [MORNING], [], [], [], [], []], [("Monday and Tuesday", "9:00 to 12:30")]),
        (
            [[MORNING], [], [MORNING], [], [], [], []],
            [("Monday", "9:00 to 12:30"), ("Wednesday", "9:00 to 12:30")],
        ),
    ],
)
def test_days_that_follow_one_another_with_the_same_hours_are_said_together(week, said):
    with override("en"):
        assert [(line.days, line.hours) for line in day_hours(week)] == said


def times(*monday: str) -> dict:
    """What the form of a week sends where only Monday is filled in."""
    return {f"week_{place}": moment for place, moment in enumerate([*monday, *[""] * 28][:28])}


@pytest.mark.parametrize(
    ("monday", "kept"),
    [
        ([], []),
        (["09:00", "12:30", "14:00", "17:00"], [MORNING, AFTERNOON]),
        (["", "", "14:00", "17:00"], [AFTERNOON]),
    ],
)
def test_the_form_keeps_a_week(monday, kept):
    field = WeekField(required=False)
    value = field.clean(field.widget.value_from_datadict(times(*monday), {}, "week"))
    assert value == ([kept, [], [], [], [], [], []] if kept else [])
    assert field.widget.decompress(value)[:2] == ([*kept, [None, None]][0])


def test_the_settings_show_the_hours_and_keep_them(office, admin_client):
    """The form is sent as it was read."""
    page = admin_client.get(
        reverse("wagtailsettings:edit", args=["home", "associationsettings"]), follow=True
    )
    form = parsed(page).select_one("form:has([name=primary_colour])")
    assert form.select_one("[name=opening_hours_17]")["value"] == "12:30"
    assert form.select_one("[name=opening_hours_17]")["aria-label"] == "vendredi, jusqu’à"
    sent = admin_client.post(page.request["PATH_INFO"], querydict_from_html(str(form)))
    assert sent.status_code == 302
    assert AssociationSettings.load().opening_hours == WEEK
    backwards = querydict_from_html(str(form)).copy() | {"opening_hours_0": "23:00"}
    answer = admin_client.post(page.request["PATH_INFO"], backwards)
    assert "Lundi" in parsed(answer).select_one(".error-message").text
    assert parsed(answer).select_one("[name=opening_hours_0]")["value"] == "23:00"


@pytest.mark.parametrize(
    "monday",
    [
        ["09:00"],
        ["", "12:30"],
        ["12:30", "09:00"],
        ["14:00", "17:00", "09:00", "12:30"],
        ["09:00", "12:30", "12:00", "17:00"],
        ["neuf heures", "12:30"],
    ],
)
def test_hours_that_make_no_sense_are_refused_in_a_sentence(monday):
    field = WeekField(required=False)
    with pytest.raises(ValidationError):
        field.clean(field.widget.value_from_datadict(times(*monday), {}, "week"))
