"""Passwords that would be guessed are refused, in every form that sets one; phrases are taken."""

import pytest
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse

from members.validators import TO_QWERTY
from tests import factories
from tests.conftest import logged_in

WEAK = [
    "motdepasse123",
    "Motdepasse2026!",
    "M0tdep@sse2026",
    "azertyuiop123",
    "azertyuiopqsd",
    "qsdfghjklm12",
    "aqwzsxedcrfv",
    "&é\"'(-è_çà)=",
    "123456789012",
    "password1234",
    "bonjourbonjour",
    "soleil2026!!",
    "doudouloulou12",
    "marseille13000",
    "logementsocial",
    "locataire2026",
    "residence2025!",
    "adherents2026",
    "parvis2026parvis",
    "hautesrives2026",
    "aaaaaaaaaaaa",
    "14071789140789",
    "tropcourt",
]
STRONG = [
    "un chat sur le toit",
    "trois tuiles et un chat",
    "girafe trombone parapluie",
    "les tuiles rouges de mon école",
    "Xk9#mQ2$vL7p",
    "kprtzwqmvbhs",
    "пароль из четырёх слов" * 10,
]


@pytest.mark.parametrize("password", WEAK)
def test_a_password_that_would_be_guessed_is_refused(password, site):
    with pytest.raises(ValidationError):
        validate_password(password)


@pytest.mark.parametrize("password", STRONG)
def test_a_phrase_is_taken(password, site):
    validate_password(password)


@pytest.mark.parametrize(
    "password", ["anaelle valdour", "valdour.anaelle", "Valmirehabitat2026", "valmire-anaelle"]
)
def test_what_is_known_of_the_person_makes_no_password(password, valmire):
    person = factories.member(first_name="Anaëlle", last_name="Valdour")
    with pytest.raises(ValidationError):
        validate_password(password, person)


def test_each_key_of_a_french_keyboard_stands_for_one():
    assert len(set(TO_QWERTY.values())) == len(TO_QWERTY)


def test_every_form_that_sets_a_password_says_why(valmire):
    member = factories.member()
    administration = factories.user("bureau@example.org")
    administration.groups.add(Group.objects.get(name="Administration"))
    weak = "motdepasse123"
    new = {"email": "neuve@example.org", "first_name": "A", "last_name": "B"}
    forms = [
        (logged_in(administration), reverse("wagtailusers_users:add"), new, "password"),
        (
            logged_in(administration),
            reverse("wagtailusers_users:edit", args=[member.pk]),
            new | {"is_active": "on"},
            "password",
        ),
        (
            logged_in(member),
            "/espace-adherents/mon-compte/mot-de-passe/",
            {"old_password": factories.PASSWORD},
            "new_password",
        ),
    ]
    for client, address, data, field in forms:
        answer = client.post(address, data | {f"{field}1": weak, f"{field}2": weak})
        assert answer.status_code in {200, 422}
        assert "serait vite deviné" in answer.content.decode(), address
    member.refresh_from_db()
    assert member.check_password(factories.PASSWORD)
