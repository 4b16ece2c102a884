"""Two editors who send the same number at the same moment, each from her own thread and connection."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from clubs.models import SessionPage
from tests import factories, page_types
from tests.admin import forms
from tests.at_once import send_at_once
from tests.conftest import logged_in, sections

TIMES = 6  # that both send at once


@pytest.fixture(scope="module")
def club(copied_db, media_root):
    return page_types.club(sections().home)


@pytest.fixture(scope="module")
def editors(club):
    return [logged_in(factories.administrator(f"{name}@example.org")) for name in ("ana", "zoe")]


def told(client) -> str:
    page = BeautifulSoup(client.get(reverse("wagtailadmin_home")).content, "html.parser")
    return " ".join(" ".join(line.text.split()) for line in page.select(".messages li"))


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)  # the copy is emptied, not the other tests’ database
def test_one_gets_the_number_and_the_other_a_sentence(club, editors):
    """Either her form comes back, or her session is there without a number and a message says so."""
    outcomes = set()
    for number in range(1, TIMES + 1):
        requests = []
        for name, client in zip(("ana", "zoe"), editors, strict=True):
            slug = f"{name}-{number}"
            values = {"title": slug, "slug": slug, "starts_at": "2027-12-01 09:00"}
            form = forms.filled_in(client, SessionPage, club, edition=number, **values)
            requests.append((client, *form))
        answers = send_at_once(requests)
        made = SessionPage.objects.filter(slug__endswith=f"-{number}")
        assert list(made.values_list("edition", flat=True)).count(number) == 1
        messages = [told(client) for client in editors]
        if made.count() == 2:
            outcomes.add("told")
            assert sum("sans numéro" in message for message in messages) == 1, messages
        else:
            outcomes.add("refused")
            refused = next(answer for answer in answers if answer.status_code == 200)
            assert "a déjà une séance" in refused.content.decode()
    assert outcomes
