"""A date of a course takes registrations as a session of a club does, and its course's contacts are told."""

from bs4 import BeautifulSoup
from django.urls import reverse

from clubs.models import Registration
from tests import factories, page_types
from tests.members.conftest import mailbox

__all__ = ["mailbox"]


def test_the_last_place_is_given_once_and_the_next_waits(site, client, mailbox, settings):
    settings.FORM_MIN_SECONDS = -1
    course = page_types.course(site.home, contacts=[factories.contact("Zoé Marelle")])
    session = page_types.course_session(
        site.home, parent=course, place="Valmire", public_registration=True, capacity=1
    )
    address = reverse("register", args=[session.pk])
    assert address in client.get(session.url).text
    for name in ("ana", "ben"):
        form = BeautifulSoup(client.get(address).content, "html.parser")
        key = form.select_one("[name=key]")["value"]
        words = {"first_name": name, "last_name": "Sorel", "email": f"{name}@example.org"}
        answer = client.post(address, words | {"organisation_name": "Commune", "key": key})
        assert answer.status_code == 302
    rows = Registration.objects.of(session).order_by("pk")
    assert [row.is_waiting for row in rows] == [False, True]
    to = [message.recipients[0] for message in mailbox.messages]
    assert "ana@example.org" in to
    assert "zoe@example.org" in to, "the contact of the course is told"
