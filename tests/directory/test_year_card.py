"""The PDF of what an organisation did in a year: made in the background, of what the public may read."""

from datetime import date, datetime
from io import BytesIO

import pypdfium2
import pytest
from django.test import Client
from django.utils import timezone

from clubs.models import SessionPage
from directory.models import YearCard
from directory.tasks import make_card
from home.models import HomePage
from tests import factories, page_types
from tests.background import RecordingBackend

ADDRESS = "/adherents/valmire-habitat/fiche-2025.pdf"


@pytest.fixture
def valmire(site):
    page_types.directory(site.home)
    valmire = factories.member_organisation(kind="oph", homes_managed=900, homes_counted_in=2024)
    factories.board_seat(valmire, person="Maud Sérane", role="Présidente")
    club = page_types.club(site.home, title="Club rénovation")
    for title, fields in {
        "Les charges": {},
        "Les toits": {"starts_at": timezone.make_aware(datetime(2024, 3, 4, 9))},
        "Annulée": {"status": "cancelled"},
    }.items():
        day = timezone.make_aware(datetime(2025, 3, 4, 9))
        page_types.session(
            site.home, parent=club, title=title, host=valmire, **{"starts_at": day} | fields
        )
    closed = page_types.club(site.home, title="Club fermé")
    factories.restrict(closed)
    page_types.report(
        site.home, parent=closed, title="Compte rendu caché", host=valmire, date=date(2025, 5, 5)
    )
    return valmire


def text_of(answer) -> str:
    document = pypdfium2.PdfDocument(BytesIO(b"".join(answer.streaming_content)))
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    return " ".join(text.split())


@pytest.fixture
def made(valmire, site):
    """Makes the card of 2025, as the background work does."""
    directory = page_types.directory(site.home)
    return lambda: make_card.func(valmire.pk, directory.pk, 2025)


def test_it_says_what_the_public_may_read_and_is_made_once(valmire, made):
    member = Client()
    member.force_login(factories.member(of=valmire))
    waiting = member.get(ADDRESS)
    assert (waiting.status_code, waiting["Cache-Control"]) == (202, "private, no-store")
    assert "en cours de fabrication" in waiting.content.decode()
    made()
    first = YearCard.objects.get()
    made()
    assert YearCard.objects.get() == first
    answer = member.get(ADDRESS)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    text = text_of(answer)
    for words in ("Valmire Habitat", "Les charges", "Club rénovation", "Présidente", "900"):
        assert words in text
    for words in ("Les toits", "Annulée", "caché", "fermé"):
        assert words not in text


def test_a_card_that_is_no_longer_true_isnt_given_out(valmire, made):
    made()
    assert Client().get(ADDRESS).status_code == 200
    page_types.publication(
        HomePage.objects.get(), title="Guide", organisations=[valmire], date=date(2025, 9, 1)
    )
    assert Client().get(ADDRESS).status_code == 202
    for session in SessionPage.objects.filter(host=valmire):
        session.unpublish()
    made()
    text = text_of(Client().get(ADDRESS))
    assert "Guide" in text
    assert "Les charges" not in text


def test_a_visit_asks_for_it_once(valmire):
    RecordingBackend.recorded.clear()
    for _visit in range(3):
        Client().get(ADDRESS)
    asked = [args for task, args, _kwargs in RecordingBackend.recorded if task == make_card]
    assert len(asked) == 1


@pytest.mark.parametrize("year", ["2019", "0000", "9999"])
def test_a_year_in_which_a_reader_sees_nothing_has_none(year, valmire):
    assert Client().get(ADDRESS.replace("2025", year)).status_code == 404
