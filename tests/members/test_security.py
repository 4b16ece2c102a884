"""What docs/security.md says of accounts, passwords and sessions and no other test shows."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticToken

from members.models import User
from tests import factories
from tests.conftest import logged_in
from tests.source_rules import ROOT

DOOR = "/espace-adherents/connexion/"
PASSWORD = "/espace-adherents/mon-compte/mot-de-passe/"
SPACE = "/espace-adherents/"


def enter(client: Client, person: User, password: str = factories.PASSWORD) -> str:
    """The key of the session after the door was tried."""
    client.post(DOOR, {"email": person.email, "password": password})
    return client.session.session_key or ""


def test_a_new_database_has_no_account(db):
    assert not User.objects.exists()


@pytest.mark.parametrize("length", [64, 120])
def test_a_password_is_compared_as_it_was_typed(site, length):
    typed = ("Où vont les péniches, le soir ? " * 5)[: length - 1] + "É"
    person = factories.member()
    client = logged_in(person)
    session = client.session
    session["signed_in_by_link"] = True
    session.save()
    answer = client.post(PASSWORD, {"new_password1": typed, "new_password2": typed})
    assert answer.status_code == 302, answer.content.decode()
    person.refresh_from_db()
    for wrong in (typed[:-1], typed.lower(), typed + " "):
        assert not person.check_password(wrong)
    assert enter(Client(), person, typed)


def test_fields_for_passwords_mask_them_and_let_managers_help(site, client):
    forms = [(client, DOOR), (logged_in(factories.member()), PASSWORD)]
    for visitor, address in forms:
        page = BeautifulSoup(visitor.get(address).content, "html.parser")
        fields = page.select("main input[name*=password]")
        assert fields
        for field in fields:
            assert field["type"] == "password"
            assert field["autocomplete"] in {"current-password", "new-password"}
            assert not any(name.startswith("on") for name in field.attrs)
        assert "question" not in page.select_one("main form").text.lower()


def test_sessions_are_made_anew_at_each_sign_in(site, client):
    person = factories.member()
    keys = [enter(client, person) for _time in range(2)]
    assert all(keys)
    assert len(set(keys)) == 2
    assert not Session.objects.filter(session_key=keys[0]).exists()


def test_a_session_that_was_ended_opens_nothing(site, client):
    key = enter(client, factories.member())
    assert client.get(SPACE).status_code == 200
    client.post("/espace-adherents/deconnexion/")
    stale = Client()
    stale.cookies["sessionid"] = key
    assert stale.get(SPACE).status_code == 302
    assert SESSION_KEY not in SessionStore(key)


def test_a_session_ends_after_two_weeks(site, client):
    key = enter(client, factories.member())
    row = Session.objects.get(session_key=key)
    assert row.expire_date - timezone.now() <= timedelta(days=14)
    client.get(SPACE)
    assert Session.objects.get(session_key=key).expire_date == row.expire_date
    session = client.session
    session["written"] = "anything"
    session.save()
    assert Session.objects.get(session_key=key).expire_date == row.expire_date
    Session.objects.update(expire_date=timezone.now())
    assert client.get(SPACE).status_code == 302


def test_recovery_codes_are_long_enough():
    assert len({StaticToken.random_token() for _time in range(50)}) == 50
    assert all(re.fullmatch(r"[a-z2-7]{8}", StaticToken.random_token()) for _time in range(50))


def test_secrets_come_from_the_systems_generator():
    """Python's `random` can be foretold: the site's own code makes nothing with it."""
    apps = [folder for folder in ROOT.iterdir() if (folder / "apps.py").exists()]
    assert len(apps) > 10
    using = [
        path.relative_to(ROOT).as_posix()
        for app in apps
        if app.name != "demo"
        for path in app.rglob("*.py")
        if re.search(r"^\s*(import random|from random import)", path.read_text(), re.MULTILINE)
    ]
    assert not using
