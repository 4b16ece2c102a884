"""The one door of readers, members and editors: password, throttling, second factor, end of sessions."""

import re

import pytest
from bs4 import BeautifulSoup
from django.conf import settings as site_settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import (
    MD5PasswordHasher,
    get_hasher,
    identify_hasher,
    make_password,
)
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client, override_settings
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from members.models import Attempt
from tests import factories
from tests.members.conftest import today

DOOR = "/espace-adherents/connexion/"
HOME = "/espace-adherents/"
TWO_FACTOR = "/espace-adherents/mon-compte/double-authentification/"
ADDRESS = "ana@valmire.example.org"


def is_in(client) -> bool:
    return client.get(HOME).status_code == 200


def code_of(person, before: int = 0) -> str:
    """What her application shows; `before` steps ago."""
    device = TOTPDevice.objects.get(user=person)
    key, drift = device.bin_key, -before
    return f"{totp(key, step=30, t0=0, digits=6, drift=drift):06d}"


def let_pass(person):
    """Half a minute later: a code is taken once only."""
    TOTPDevice.objects.filter(user=person).update(last_t=-1)


def with_two_factors(person) -> TOTPDevice:
    return TOTPDevice.objects.create(user=person, name="TOTP", confirmed=True)


# Password


def test_a_password_opens_the_members_space(valmire, enter, client):
    factories.member()
    assert enter(ADDRESS.upper())["Location"] == HOME
    assert is_in(client)


def test_a_wrong_password_an_unknown_address_and_a_removed_account_get_the_same_answer(
    valmire, former, enter
):
    factories.member()
    factories.member("partie@valmire.example.org", is_active=False)
    factories.member("ex@brumel.example.org", of=former)
    tries = [
        (ADDRESS, "faux"),
        ("inconnue@valmire.example.org", "faux"),
        ("partie@valmire.example.org", factories.PASSWORD),
        ("ex@brumel.example.org", factories.PASSWORD),
    ]
    answers = []
    for address, password in tries:
        answer = enter(address, password)
        assert answer.status_code == 422
        text = answer.content.decode().replace(address, "")
        answers.append(re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text))
    assert len(set(answers)) == 1
    assert "n’ouvrent pas ensemble" in answers[0]
    document = BeautifulSoup(answers[0], "html.parser")
    field = document.select_one("input[name=password]")
    assert field["aria-invalid"] == "true"
    problem = document.find(id=field["aria-describedby"])
    assert "n’ouvrent pas ensemble" in problem.text
    assert document.title.text.startswith("Erreur\u202f: ") or document.title.text.startswith(
        "Erreur : "
    )


class CountingHasher(MD5PasswordHasher):
    """A quick hash that counts how often it is made."""

    made = 0

    def encode(self, password, salt):
        CountingHasher.made += 1
        return super().encode(password, salt)


@override_settings(PASSWORD_HASHERS=[f"{__name__}.CountingHasher"])
def test_an_unknown_address_takes_as_long_as_a_wrong_password(valmire, enter):
    """The hash is what takes time: it is made once, whatever the address."""
    factories.member()
    factories.member("lien@valmire.example.org")
    get_user_model().objects.filter(email="lien@valmire.example.org").update(password="!")
    for address in (ADDRESS, "inconnue@valmire.example.org", "lien@valmire.example.org"):
        before = CountingHasher.made
        enter(address, "faux")
        assert CountingHasher.made - before == 1, address


def test_a_browser_known_to_its_owner_stays_open_whatever_is_tried_elsewhere(
    valmire, enter, client
):
    factories.member()
    enter(ADDRESS)
    client.post("/espace-adherents/deconnexion/")
    stranger = Client()
    for number in range(30):
        stranger.post(DOOR, {"email": ADDRESS, "password": "faux"}, REMOTE_ADDR=f"10.0.0.{number}")
    assert stranger.post(DOOR, {"email": ADDRESS, "password": "faux"}).status_code == 429
    assert enter(ADDRESS)["Location"] == HOME


def test_a_known_browser_may_not_try_for_ever_nor_for_another_account(valmire, enter, client):
    factories.member()
    factories.member("ben@valmire.example.org")
    enter(ADDRESS)
    client.post("/espace-adherents/deconnexion/")
    assert [enter(ADDRESS, "faux").status_code for _try in range(11)][-1] == 429
    stranger = Client()
    for _try in range(10):
        stranger.post(DOOR, {"email": "ben@valmire.example.org", "password": "faux"})
    assert enter("ben@valmire.example.org").status_code == 429


def test_what_was_typed_is_kept_but_the_password(valmire, enter):
    page = enter(ADDRESS, "un secret mal tapé").content.decode()
    assert f'value="{ADDRESS}"' in page
    assert "un secret mal tapé" not in page


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"email": ADDRESS},
        {"email": "", "password": "x"},
        {"email": "pas une adresse", "password": "x"},
        {"email": ADDRESS, "password": "x" * 100_000},
        {"email": ["a@example.org", "b@example.org"], "password": ["x", "y"]},
    ],
    ids=repr,
)
def test_a_strange_form_gets_a_clear_answer(data, site, client):
    answer = client.post(DOOR, data)
    assert answer.status_code == 422
    assert 'class="field-problem"' in answer.content.decode() or "form-problem" in (
        answer.content.decode()
    )


def test_a_nul_is_refused_before_any_form_reads_it(site, client):
    assert client.post(DOOR, {"email": "\x00@example.org", "password": "\x00"}).status_code == 400


def test_passwords_are_kept_with_argon2():
    assert site_settings.AUTH_PASSWORD_VALIDATORS
    from config.settings import base

    with override_settings(PASSWORD_HASHERS=base.PASSWORD_HASHERS):
        assert get_hasher().algorithm == "argon2"
        assert identify_hasher(make_password("x")).algorithm == "argon2"


@pytest.mark.parametrize("weak", ["passwordpassword"[:8], "motdepasse", "123456789012", "azerty"])
def test_a_common_or_short_password_is_refused(weak):
    with pytest.raises(ValidationError):
        validate_password(weak)


def test_a_member_sets_a_password_after_a_link(valmire, ask, enter, mailbox, client):
    ask(ADDRESS)
    client.post(mailbox.link())
    address = "/espace-adherents/mon-compte/mot-de-passe/"
    words = {"new_password1": "trois tuiles et un chat", "new_password2": "trois tuiles et un chat"}
    assert client.post(address, words)["Location"] == "/espace-adherents/mon-compte/"
    assert is_in(client)
    newcomer = Client()
    assert (
        newcomer.post(DOOR, {"email": ADDRESS, "password": words["new_password1"]}).status_code
        == 302
    )


def test_a_session_opened_with_a_password_gives_it_to_change_it(valmire, enter, client):
    factories.member()
    enter(ADDRESS)
    words = {"new_password1": "trois tuiles et un chat", "new_password2": "trois tuiles et un chat"}
    address = "/espace-adherents/mon-compte/mot-de-passe/"
    assert client.post(address, words).status_code == 422
    assert client.post(address, words | {"old_password": factories.PASSWORD}).status_code == 302


# One door


@pytest.mark.parametrize("address", ["/admin/", "/admin/pages/", "/admin/login/", "/_util/login/"])
def test_the_admin_has_the_same_door(address, site, client):
    answer = client.get(address, follow=True)
    assert answer.redirect_chain[-1][0].startswith(DOOR)
    assert answer.status_code == 200


def test_an_editor_comes_back_to_the_admin(site, client, enter):
    factories.editor()
    door = client.get("/admin/pages/")["Location"]
    answer = client.post(door, {"email": "redaction@example.org", "password": factories.PASSWORD})
    assert answer["Location"] == "/admin/pages/"
    assert client.get("/admin/").status_code == 200


def test_the_admin_has_no_other_way_in(site, client):
    data = {"username": "redaction@example.org", "password": factories.PASSWORD}
    factories.editor()
    assert client.post("/admin/login/", data).status_code in {301, 302, 405}
    assert client.get("/admin/password_reset/").status_code in {302, 404}
    assert client.get("/admin/").status_code == 302


def test_the_admin_has_no_other_place_to_guess_a_password(site, client, read):
    person = factories.editor()
    client.force_login(person)
    words = {"password-new_password1": "trois tuiles et un chat"}
    words["password-new_password2"] = words["password-new_password1"]
    address = reverse("wagtailadmin_account")
    client.post(address, {"password-old_password": factories.PASSWORD} | words)
    person.refresh_from_db()
    assert person.check_password(factories.PASSWORD)
    ways = [link["href"] for link in read(address, client=client).select("#tab-actions a")]
    assert ways == ["/espace-adherents/mon-compte/mot-de-passe/", TWO_FACTOR]
    for way in ways:
        assert client.get(way).status_code == 200


def test_a_member_doesnt_enter_the_admin(valmire, client):
    client.force_login(factories.member())
    assert client.get("/admin/").status_code == 302
    assert client.get("/admin/pages/").status_code == 302


def test_the_door_works_in_english(site, client):
    factories.translate(site.home)
    assert client.get("/en/members/")["Location"].startswith("/en/members/sign-in/")
    assert "Sign in" in client.get("/en/members/sign-in/").content.decode()


def test_signing_out_takes_a_form_not_a_link(valmire, client):
    client.force_login(factories.member())
    address = "/espace-adherents/deconnexion/"
    assert client.get(address).status_code == 405
    answer = client.post(address)
    assert answer.status_code == 302
    assert answer["Clear-Site-Data"] == '"cache"'
    assert not is_in(client)


# Throttling


def test_ten_wrong_passwords_close_the_account_for_some_minutes(valmire, enter, client):
    factories.member()
    for _try in range(site_settings.SIGN_IN_LIMITS["tries_by_account"]):
        assert enter(ADDRESS, "faux").status_code == 422
    answer = enter(ADDRESS)
    assert answer.status_code == 429
    assert "Attendez dix minutes" in answer.content.decode()


def test_an_account_that_doesnt_exist_is_closed_alike(valmire, enter):
    for _try in range(site_settings.SIGN_IN_LIMITS["tries_by_account"]):
        enter("inconnue@valmire.example.org", "faux")
    assert enter("inconnue@valmire.example.org", "faux").status_code == 429


def test_tries_refused_dont_make_the_wait_longer(valmire, enter):
    factories.member()
    for _try in range(site_settings.SIGN_IN_LIMITS["tries_by_account"] + 20):
        enter(ADDRESS, "faux")
    assert Attempt.objects.count() == 2 * site_settings.SIGN_IN_LIMITS["tries_by_account"]
    from datetime import timedelta

    from django.db.models import F

    minutes = site_settings.SIGN_IN_LIMITS["minutes"]
    Attempt.objects.update(at=F("at") - timedelta(minutes=minutes))
    assert enter(ADDRESS).status_code == 302


def test_a_link_opens_while_the_password_is_being_guessed(valmire, enter, ask, mailbox, client):
    factories.member()
    for _try in range(30):
        enter(ADDRESS, "faux", REMOTE_ADDR="10.9.9.9")
    ask(ADDRESS)
    assert client.post(mailbox.link()).status_code == 302
    assert is_in(client)


def test_a_right_password_starts_the_count_anew(valmire, enter):
    factories.member()
    for _time in range(3):
        for _try in range(site_settings.SIGN_IN_LIMITS["tries_by_account"] - 1):
            enter(ADDRESS, "faux", REMOTE_ADDR="10.0.0.8")
        assert enter(ADDRESS).status_code == 302


def test_one_network_address_cant_try_many_accounts(site, enter):
    limit = site_settings.SIGN_IN_LIMITS["tries_by_address"]
    for number in range(limit):
        assert enter(f"x{number}@example.org", "faux").status_code == 422
    assert enter("encore@example.org", "faux").status_code == 429
    assert enter("encore@example.org", "faux", REMOTE_ADDR="10.1.1.1").status_code == 422


def test_an_office_behind_one_address_comes_in_together(valmire, enter):
    """What succeeds doesn't count against the address that many share."""
    factories.member()
    for _person in range(site_settings.SIGN_IN_LIMITS["tries_by_address"] + 5):
        assert enter(ADDRESS).status_code == 302


def test_the_addresses_of_one_ipv6_network_count_as_one(site, enter):
    limit = site_settings.SIGN_IN_LIMITS["tries_by_address"]
    for number in range(limit):
        enter(f"x{number}@example.org", "faux", REMOTE_ADDR=f"2001:db8:1:2::{number:x}")
    assert enter("y@example.org", "faux", REMOTE_ADDR="2001:db8:1:2:ffff::1").status_code == 429
    assert enter("y@example.org", "faux", REMOTE_ADDR="2001:db8:1:3::1").status_code == 422


@override_settings(CLIENT_ADDRESS_HEADER="HTTP_X_FORWARDED_FOR")
def test_behind_a_proxy_only_the_address_that_it_saw_counts(site, enter):
    """What a visitor writes into the header herself stands before it."""
    limit = site_settings.SIGN_IN_LIMITS["tries_by_address"]
    for number in range(limit):
        enter(f"x{number}@example.org", "faux", HTTP_X_FORWARDED_FOR=f"1.1.1.{number}, 10.0.0.1")
    answer = enter("y@example.org", "faux", HTTP_X_FORWARDED_FOR="9.9.9.9, 10.0.0.1")
    assert answer.status_code == 429
    answer = enter("y@example.org", "faux", HTTP_X_FORWARDED_FOR="10.0.0.2")
    assert answer.status_code == 422


def test_links_asked_for_are_counted_too(valmire, ask, mailbox):
    factories.member()
    limit = site_settings.MESSAGE_LIMITS["to_mailbox"]
    for _try in range(limit):
        assert ask(ADDRESS).status_code == 302
    assert ask(ADDRESS).status_code == 429
    assert len(mailbox.messages) == limit


def test_the_table_of_tries_keeps_nothing_that_was_typed(site, enter):
    enter("mon-mot-de-passe@example.org", "faux")
    assert not [a for a in Attempt.objects.all() if "mot" in a.key or "." in a.key]


# Second factor


def test_a_member_turns_two_factors_on_and_is_asked_for_a_code(valmire, enter, client):
    person = factories.member()
    enter(ADDRESS)
    page = client.get(TWO_FACTOR).content.decode()
    assert "<svg viewBox=" in page, "it would be cut where it is shown smaller"
    assert " style=" not in page
    answer = client.post(TWO_FACTOR, {"code": code_of(person)})
    codes = re.findall(r'<code class="key">(\w{8})</code>', answer.content.decode())
    assert len(codes) == 10
    assert is_in(client)

    again = Client()
    answer = again.post(DOOR, {"email": ADDRESS, "password": factories.PASSWORD})
    assert answer["Location"] == "/espace-adherents/connexion/code/"
    assert not is_in(again)
    assert again.post(answer["Location"], {"code": "000000"}).status_code == 422
    assert not is_in(again)
    let_pass(person)
    assert again.post(answer["Location"], {"code": code_of(person)})["Location"] == HOME
    assert is_in(again)


def test_a_recovery_code_opens_once(valmire, client):
    person = factories.member()
    client.force_login(person)
    client.get(TWO_FACTOR)
    answer = client.post(TWO_FACTOR, {"code": code_of(person)})
    code = re.search(r'<code class="key">(\w{8})</code>', answer.content.decode())[1]
    for expected in (302, 422):
        other = Client()
        door = other.post(DOOR, {"email": ADDRESS, "password": factories.PASSWORD})["Location"]
        assert other.post(door, {"code": f" {code.upper()} "}).status_code == expected


def test_a_link_by_mail_doesnt_get_past_the_code(valmire, ask, mailbox, client):
    with_two_factors(factories.member())
    ask(ADDRESS)
    assert client.post(mailbox.link())["Location"] == "/espace-adherents/connexion/code/"
    assert not is_in(client)


def test_codes_cant_be_guessed(valmire, enter, client):
    person = factories.member()
    with_two_factors(person)
    door = enter(ADDRESS)["Location"]
    for _try in range(site_settings.SIGN_IN_LIMITS["tries_by_account"]):
        assert client.post(door, {"code": "123"}).status_code == 422
    assert client.post(door, {"code": code_of(person)}).status_code == 429


def test_the_page_of_the_code_leads_nobody_in_by_itself(site, client):
    answer = client.post("/espace-adherents/connexion/code/", {"code": "123456"})
    assert answer["Location"] == DOOR


def test_a_code_is_taken_once(valmire, enter, client):
    person = factories.member()
    with_two_factors(person)
    door = enter(ADDRESS)["Location"]
    assert client.post(door, {"code": code_of(person)}).status_code == 302
    other = Client()
    other.post(DOOR, {"email": ADDRESS, "password": factories.PASSWORD})
    assert other.post(door, {"code": code_of(person)}).status_code == 422


@override_settings(TWO_FACTOR_FOR_EDITORS=True)
def test_the_admin_opens_to_editors_with_two_factors_only(site, client, enter):
    person = factories.editor()
    assert enter("redaction@example.org")["Location"] == TWO_FACTOR
    for address in ("/admin/", "/admin/pages/", "/admin/images/"):
        assert client.get(address)["Location"] == TWO_FACTOR
    client.get(TWO_FACTOR)
    client.post(TWO_FACTOR, {"code": code_of(person)})
    assert client.get("/admin/").status_code == 200
    let_pass(person)
    page = client.post(TWO_FACTOR, {"code": code_of(person), "remove": "1"})
    assert page.status_code == 200
    assert TOTPDevice.objects.filter(user=person, confirmed=True).exists(), "editors keep it"


@override_settings(TWO_FACTOR_FOR_EDITORS=True)
def test_a_member_may_do_without(valmire, client, enter):
    factories.member()
    assert enter(ADDRESS)["Location"] == HOME


def test_a_member_turns_it_off_with_a_code(valmire, client):
    person = factories.member()
    with_two_factors(person)
    client.force_login(person)
    assert client.post(TWO_FACTOR, {"code": "1", "remove": "1"}).status_code == 422
    assert client.post(TWO_FACTOR, {"code": code_of(person), "remove": "1"}).status_code == 302
    assert not TOTPDevice.objects.filter(user=person).exists()


def test_the_settings_of_a_server_ask_editors_for_two_factors():
    from config.settings import base

    assert base.TWO_FACTOR_FOR_EDITORS is True


# The end of sessions


@pytest.fixture
def open_session(valmire):
    client = Client()
    client.user = factories.member()
    client.force_login(client.user)
    assert is_in(client)
    client.user = get_user_model().objects.get(pk=client.user.pk)
    return client


def test_a_new_password_ends_the_other_sessions(open_session):
    open_session.user.set_password("une autre phrase de passe")
    open_session.user.save()
    assert not is_in(open_session)


@pytest.mark.parametrize("way", ["add", "remove", "from the group", "clear", "set"])
def test_a_change_of_group_ends_the_sessions(way, open_session):
    group, person = Group.objects.create(name="Bureau"), open_session.user
    if way == "add":
        person.groups.add(group)
    elif way == "remove":
        person.groups.remove(Group.objects.get(name="Adhérents"))
    elif way == "from the group":
        group.user_set.add(person)
    elif way == "clear":
        person.groups.clear()
    else:
        person.groups.set([group])
    assert not is_in(open_session)


def test_a_change_of_organisation_ends_the_sessions(open_session):
    open_session.user.organisation = factories.member_organisation("Autre", email_domains="")
    open_session.user.save()
    assert not is_in(open_session)


def test_another_change_of_the_account_ends_no_session(open_session):
    open_session.user.first_name = "Ana"
    open_session.user.save()
    assert is_in(open_session)


def test_access_ends_with_the_membership_at_the_next_request(open_session, valmire):
    type(valmire).objects.update(membership_end=today())
    assert is_in(open_session), "the last day is a day of membership"
    type(valmire).objects.update(membership_end=today(-1))
    assert not is_in(open_session)
    type(valmire).objects.update(membership_end=None)
    assert is_in(open_session), "a renewed membership opens the account as it was"


def test_a_membership_that_hasnt_begun_opens_nothing(open_session, valmire):
    type(valmire).objects.update(membership_start=today(1))
    assert not is_in(open_session)


def test_an_account_closed_by_staff_is_out_at_the_next_request(open_session):
    get_user_model().objects.filter(pk=open_session.user.pk).update(is_active=False)
    assert not is_in(open_session)


def test_reset_pages_of_the_framework_have_no_address(site, client):
    assert client.get(reverse("wagtailadmin_login")).status_code == 302
