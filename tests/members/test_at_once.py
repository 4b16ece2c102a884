"""What many do at the same moment; in a database of its own, without a transaction around the test."""

import pytest
from django.test import Client
from django.urls import reverse

from home.models import HomePage
from members.models import User
from tests import factories, page_types
from tests.at_once import at_once
from tests.conftest import logged_in

ADDRESS = "ana@valmire.example.org"
DOOR = "/espace-adherents/connexion/"


@pytest.fixture(scope="module")
def transactional_db(copied_db):
    """In place of pytest-django's, which tells from this name that there is a database to make."""


@pytest.fixture(scope="module")
def valmire(transactional_db):
    factories.site_root()
    return factories.member_organisation()


def test_first_visits_of_the_same_person_make_one_account(valmire, mailbox):
    """Six browsers press the buttons of six links."""
    for _link in range(6):
        Client().post(DOOR, {"email": ADDRESS, "link": "1"})
    links = [mailbox.link(number) for number in range(6)]
    statuses = at_once(lambda link: Client().post(link).status_code, links, people=6)
    assert set(statuses) <= {302, 410}
    assert 302 in statuses
    assert User.objects.filter(email=ADDRESS).count() == 1


def test_a_double_click_registers_once(valmire, mailbox):
    session = page_types.session(HomePage.objects.get(locale__language_code="fr"))
    ana = logged_in(factories.member("lea@valmire.example.org", of=valmire))
    address = reverse("session_registration", args=[session.pk])
    statuses = at_once(lambda press: ana.post(address).status_code, range(6), people=6)
    assert set(statuses) == {302}
    assert session.registrations.count() == 1
    assert len(mailbox.messages) == 1


def test_one_link_pressed_many_times_lets_one_in(valmire, mailbox):
    Client().post(DOOR, {"email": "ben@valmire.example.org", "link": "1"})
    statuses = at_once(lambda link: Client().post(link).status_code, [mailbox.link()] * 6, people=6)
    assert sorted(statuses) == [302, 410, 410, 410, 410, 410]


def test_a_thousand_tries_from_many_addresses_open_nothing_and_keep_the_owner_in(valmire, mailbox):
    person = factories.member("zoe@valmire.example.org", of=valmire)

    def guess(number):
        data = {"email": person.email, "password": f"mot de passe {number}"}
        return Client().post(DOOR, data, REMOTE_ADDR=f"10.0.{number % 250}.7").status_code

    statuses = at_once(guess, range(1000), people=8)
    assert set(statuses) == {422, 429}
    assert statuses.count(422) <= 10
    owner = Client()
    owner.post(DOOR, {"email": person.email, "link": "1"})
    assert owner.post(mailbox.link())["Location"] == "/espace-adherents/"
