"""What many do at the same moment; in a database of its own, without a transaction around the test."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from home.models import HomePage
from members.models import Invitation, User
from tests import factories, page_types
from tests.at_once import at_once, send_at_once
from tests.conftest import logged_in

pytestmark = pytest.mark.both_databases

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


def test_an_invitation_pressed_many_times_opens_one_account_once(valmire, mailbox):
    chef = factories.member("chef@valmire.example.org", of=valmire, is_correspondent=True)
    person = factories.member("lou@ailleurs.example", of=valmire)
    User.objects.filter(pk=person.pk).update(is_active=False, closed_by_organisation=True)
    Invitation.objects.create(email=person.email, organisation=valmire, invited_by=chef)
    for _link in range(4):
        Client().post(DOOR, {"email": person.email, "link": "1"})
    links = [mailbox.link(number) for number in range(4)]
    statuses = at_once(lambda link: Client().post(link).status_code, links, people=4)
    assert set(statuses) <= {302, 410}
    assert 302 in statuses
    person.refresh_from_db()
    assert person.is_active
    assert not Invitation.objects.filter(email=person.email).exists()


def test_whoever_is_removed_while_she_comes_in_is_out(valmire, mailbox):
    """Her link, her name and her removal at the same moment: whatever comes last, the account is closed."""
    chef = factories.member("chefe@valmire.example.org", of=valmire, is_correspondent=True)
    person = factories.member("max@valmire.example.org", of=valmire)
    Client().post(DOOR, {"email": person.email, "link": "1"})
    link, correspondent, own = mailbox.link(), logged_in(chef), logged_in(person)
    details = {"first_name": "Max", "last_name": "Tal", "language": "fr"}
    posts = [
        (Client(), link, {}),
        (own, "/espace-adherents/mon-compte/", details),
        (correspondent, f"/espace-adherents/collegues/{person.pk}/retrait/", {}),
        (own, "/espace-adherents/mon-compte/", details),
    ]
    send_at_once(posts)
    person.refresh_from_db()
    assert not person.is_active
    assert own.get("/espace-adherents/").status_code == 302


def test_a_second_factor_turned_off_by_many_is_told_once(valmire, mailbox):
    boss = factories.administrator("chef@example.org")
    person = factories.member("sam@valmire.example.org", of=valmire)
    TOTPDevice.objects.create(user=person, name="TOTP", confirmed=True)
    client, address = logged_in(boss), reverse("members_reset_two_factor", args=[person.pk])
    assert set(at_once(lambda press: client.post(address).status_code, range(4))) == {302}
    assert not TOTPDevice.objects.filter(user=person).exists()
    assert [message.recipients for message in mailbox.messages] == [[person.email]]


def test_the_page_of_the_second_factor_opened_twice_at_once_opens_ever_after(valmire):
    ana = logged_in(factories.member("kim@valmire.example.org", of=valmire))
    address = reverse("members:two_factor")
    pages = at_once(lambda press: ana.get(address), range(6), people=6)
    pages.append(ana.get(address))
    assert {page.status_code for page in pages} == {200}
    assert TOTPDevice.objects.filter(user=ana.user).count() == 1
    assert (
        len({re.search(r"<svg viewBox.*?</svg>", page.text, re.DOTALL)[0] for page in pages}) == 1
    )


def test_many_tries_from_many_addresses_open_nothing_and_keep_the_owner_in(valmire, mailbox):
    person = factories.member("zoe@valmire.example.org", of=valmire)

    def guess(number):
        data = {"email": person.email, "password": f"mot de passe {number}"}
        return Client().post(DOOR, data, REMOTE_ADDR=f"10.0.{number}.7").status_code

    statuses = at_once(guess, range(100), people=8)
    assert set(statuses) == {422, 429}
    assert statuses.count(422) <= 10, "SIGN_IN_LIMITS"
    owner = Client()
    owner.post(DOOR, {"email": person.email, "link": "1"})
    assert owner.post(mailbox.link())["Location"] == "/espace-adherents/"
