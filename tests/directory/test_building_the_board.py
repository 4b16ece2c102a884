"""Who looks after memberships builds a board of nineteen organisations, changes its order, and lets one go."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contacts.models import BoardSeat
from tests import factories, page_types
from tests.conftest import logged_in

SEATS = "wagtailsnippets_contacts_boardseat"


@pytest.fixture
def office(site):
    person = factories.user("adhesions@example.org")
    person.groups.add(Group.objects.get(name="Adhésions"))
    page_types.board(site.home)
    return logged_in(person)


def shown(selector: str) -> list[str]:
    page = BeautifulSoup(Client().get("/conseil/").content, "html.parser")
    return [found.get_text(strip=True) for found in page.select(selector)]


def add(office, name: str, **fields) -> None:
    organisation = factories.organisation(name)
    answer = office.post(reverse(f"{SEATS}:add"), {"organisation": organisation.pk} | fields)
    assert answer.status_code == 302, answer.content.decode()


def test_a_board_of_nineteen_organisations(office):
    others = [f"Organisme {number}" for number in range(1, 18)]
    for name in others:
        add(office, name)
    chair = {"person": "Maud Sérane", "role": "Présidente", "role_en": "Chair", "in_bureau": "on"}
    add(office, "Zéphyr Logement", **chair)
    add(office, "Dernier venu")
    assert shown(".seats-bureau h3") == ["Zéphyr Logement"]
    assert shown(".seats:not(.seats-bureau) h3") == [*others, "Dernier venu"]

    last = BoardSeat.objects.get(organisation__name="Dernier venu")
    moved = office.post(f"{reverse(f'{SEATS}:reorder', args=[last.pk])}?position=0")
    assert moved.status_code == 200
    assert shown(".seats:not(.seats-bureau) h3") == ["Dernier venu", *others]

    gone = BoardSeat.objects.get(organisation__name="Organisme 1")
    yesterday = timezone.localdate() - timedelta(days=1)
    data = {"organisation": gone.organisation_id, "end": yesterday.isoformat()}
    assert office.post(reverse(f"{SEATS}:edit", args=[gone.pk]), data).status_code == 302
    assert "Organisme 1" not in shown(".seats h3")
    assert len(shown(".seats li")) == 18
    assert shown(".former-seats li")[0].startswith("Organisme 1")


def test_dates_the_wrong_way_round_are_said_and_nothing_typed_is_lost(office):
    organisation = factories.organisation()
    data = {
        "organisation": organisation.pk,
        "person": "Luc Arden",
        "start": "2025-01-01",
        "end": "2024-01-01",
    }
    answer = office.post(reverse(f"{SEATS}:add"), data)
    form = BeautifulSoup(answer.content, "html.parser")
    assert "Le siège prend fin avant de commencer" in form.get_text()
    assert form.select_one("[name=person]")["value"] == "Luc Arden"
    assert not BoardSeat.objects.exists()
