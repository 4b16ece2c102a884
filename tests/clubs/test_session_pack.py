"""One address for all that belongs to a session; of each part, what its reader may have."""

import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from clubs.models import ReportPage
from photos.models import Photo
from tests import factories, page_types
from tests.background import followed
from tests.conftest import logged_in


@pytest.fixture
def session(site):
    with followed():
        photo = factories.photo("Façade", credit="Ana Riva", caption="La cour.")
        gone = factories.photo("Retirée")
        programme, slides, plan = (
            factories.document(title) for title in ("Programme", "Diaporama", "Plan")
        )
        session = page_types.session(
            site.home,
            title="Visite des Tilleuls",
            place="Valmire",
            starts_at=timezone.now() - timedelta(days=3),
            programme_file=programme,
            downloads=[plan],
        )
        page_types.report(
            site.home,
            parent=session,
            title="Compte rendu",
            date=session.day,
            downloads=[slides],
            body=[("gallery", {"title": "", "photos": [photo, gone]})],
        )
        Photo.objects.filter(pk=gone.pk).update(consent=Photo.Consent.WITHDRAWN)
    return session


def pack(client, session):
    answer = client.get(reverse("session_pack", args=[session.pk]))
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser").main


def names(client, session) -> set[str]:
    answer = client.get(reverse("session_pack_archive", args=[session.pk, "x.zip"]))
    content = b"".join(answer.streaming_content)
    assert int(answer["Content-Length"]) == len(content)
    return set(zipfile.ZipFile(BytesIO(content)).namelist())


def test_it_has_the_programme_the_files_the_report_and_the_photos(session, client):
    page = pack(client, session)
    for words in ("Programme", "Diaporama", "Plan", "Compte rendu", "Ana Riva", "Valmire"):
        assert words in page.text
    assert "Retirée" not in page.text
    code = page.select_one(".qr svg")
    assert code
    assert page.select_one(".qr a")["href"] == f"http://testserver/dossier-de-seance/{session.pk}/"
    found = names(client, session)
    assert {"Programme.pdf", "Diaporama.pdf", "Plan.pdf", "photos/credits.txt"} <= found
    assert [name for name in found if name.startswith("photos/Façade")]
    assert not [name for name in found if "Retirée" in name]
    address = reverse("session_pack", args=[session.pk])
    assert address in client.get(session.url).content.decode()


def test_of_a_report_for_members_the_public_has_nothing(session, client):
    report = ReportPage.objects.get()
    factories.restrict(report, Group.objects.create(name="Bureau"))
    page = pack(client, session)
    for words in ("Diaporama", "Compte rendu", "Ana Riva"):
        assert words not in page.text
    assert names(client, session) == {"Programme.pdf", "Plan.pdf"}
    person = factories.member()
    person.groups.add(Group.objects.get(name="Bureau"))
    assert "Diaporama.pdf" in names(logged_in(person), session)


def test_of_a_session_that_isnt_shown_there_is_no_pack(session, client):
    factories.restrict(session)
    for name, more in (("session_pack", []), ("session_pack_archive", ["x.zip"])):
        assert client.get(reverse(name, args=[session.pk, *more])).status_code == 404
        assert client.get(reverse(name, args=[10**30, *more])).status_code == 404
