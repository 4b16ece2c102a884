"""Many register at the same moment; in a database of its own, without a transaction around the test."""

import pytest
from django.test import Client
from django.urls import reverse

from clubs.models import Registration
from core.keyed_forms import KeyedForm
from home.models import HomePage
from tests import factories, page_types
from tests.at_once import at_once

pytestmark = pytest.mark.both_databases

PLACES, PEOPLE, CLIENTS = 30, 200, 8


@pytest.fixture(scope="module")
def transactional_db(copied_db):
    """In place of pytest-django's, which tells from this name that there is a database to make."""


def test_of_two_hundred_thirty_have_a_place_and_the_others_wait_in_order(
    transactional_db, settings
):
    settings.FORM_MIN_SECONDS = -1
    for name in ("REGISTRATION_LIMITS", "MESSAGE_LIMITS", "SIGN_IN_LIMITS"):
        setattr(settings, name, dict.fromkeys(getattr(settings, name), 10_000))
    factories.site_root()
    home = HomePage.objects.get(locale__language_code="fr")
    session = page_types.session(home, public_registration=True, capacity=PLACES)
    address = reverse("register", args=[session.pk])

    def send(number: int) -> int:
        client = Client(REMOTE_ADDR=f"198.51.100.{number % 250}")
        data = {
            "first_name": "Ana",
            "last_name": f"{number}",
            "email": f"p{number}@example.org",
            "key": KeyedForm().signed_key,
        }
        return client.post(address, data).status_code

    assert at_once(send, range(PEOPLE), people=CLIENTS) == [302] * PEOPLE
    rows = list(Registration.objects.of(session).order_by("pk"))
    assert len({row.email for row in rows}) == PEOPLE
    assert [row.is_waiting for row in rows] == [False] * PLACES + [True] * (PEOPLE - PLACES)
    assert [row.registered_at for row in rows[PLACES:]] == sorted(
        row.registered_at for row in rows[PLACES:]
    )
