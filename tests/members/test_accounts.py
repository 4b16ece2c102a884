"""Accounts: the e-mail address is the login."""

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests import factories

User = get_user_model()
DOOR = "/espace-adherents/connexion/"


def test_somebody_logs_in_with_her_address_in_any_case(site, client):
    factories.administrator("Zoe@Example.org")
    answer = client.post(
        "/espace-adherents/connexion/",
        {"email": "ZOE@example.ORG", "password": factories.PASSWORD},
    )
    assert answer.status_code == 302
    assert client.get(reverse("wagtailadmin_home")).status_code == 200


def test_a_wrong_password_is_refused_with_a_sentence(site, client):
    factories.administrator("zoe@example.org")
    answer = client.post(
        "/espace-adherents/connexion/", {"email": "zoe@example.org", "password": "faux"}
    )
    assert answer.status_code == 422
    assert "mot de passe" in answer.content.decode()


def test_there_is_no_user_name(db):
    assert User.USERNAME_FIELD == "email"
    assert "username" not in {field.name for field in User._meta.get_fields()}


def test_two_accounts_cant_share_an_address_whatever_its_case(db):
    factories.user("zoe@example.org")
    with pytest.raises(ValidationError):
        User(email="ZOE@example.org", password="x").full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(email="Zoe@example.org")])


def test_an_account_needs_an_address(db):
    with pytest.raises(ValueError, match="e-mail"):
        User.objects.create_user("")


def test_an_account_without_a_password_opens_to_none(db):
    person = User.objects.create_user("zoe@example.org")
    assert authenticate(username="zoe@example.org", password="") is None
    assert not person.has_usable_password()


def test_an_administrator_makes_an_account_in_the_admin(admin_client):
    answer = admin_client.post(
        reverse("wagtailusers_users:add"),
        {
            "email": "Nouvelle@example.org",
            "first_name": "Ana",
            "last_name": "Valdour",
            "password1": "un chat sur le toit",
            "password2": "un chat sur le toit",
        },
    )
    assert answer.status_code == 302, answer.content.decode()[:2000]
    assert User.objects.get(email="nouvelle@example.org").check_password("un chat sur le toit")


def test_an_accented_domain_is_kept_as_its_owner_will_type_it(admin_client, client):
    words = "un chat sur le toit"
    data = {"first_name": "Ana", "last_name": "Valdour", "password1": words, "password2": words}
    address = reverse("wagtailusers_users:add")
    admin_client.post(address, data | {"email": "Ana@Société.example.org"})
    assert User.objects.filter(email="ana@xn--socit-esab.example.org").exists()
    answer = client.post(DOOR, {"email": "ana@société.example.org", "password": words})
    assert answer.status_code == 302
    answer = admin_client.post(address, data | {"email": "ana@xn--socit-esab.example.org"})
    assert "existe déjà" in answer.text
    answer = admin_client.post(address, data | {"email": '"ana"@example.org'})
    assert "Écrivez une adresse" in answer.text


def test_the_list_of_accounts_and_an_account_open(admin_client):
    for address in (
        reverse("wagtailusers_users:index"),
        reverse("wagtailusers_users:edit", args=[admin_client.user.pk]),
        reverse("wagtailadmin_account"),
    ):
        assert admin_client.get(address).status_code == 200


def test_a_person_is_named_by_her_name_or_her_address(db):
    assert (
        str(factories.user("a@example.org", first_name="Ana", last_name="Valdour")) == "Ana Valdour"
    )
    assert str(factories.user("b@example.org")) == "b@example.org"
