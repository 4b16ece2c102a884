"""From the list of those who registered to their certificates, and the end of what is kept of them."""

import re
from datetime import timedelta
from io import BytesIO

import pypdfium2
import pytest
from anyascii import anyascii
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from clubs.models import Registration
from tests import factories, page_types
from tests.conftest import logged_in
from tests.members.conftest import mailbox

__all__ = ["mailbox"]


@pytest.fixture
def session(site):
    """One that was held yesterday: two have a place, one waits, one has withdrawn."""
    session = page_types.session(
        site.home,
        title="Visite des Tilleuls",
        place="Valmire",
        capacity=2,
        starts_at=timezone.now() - timedelta(days=1),
    )
    member = factories.member(first_name="Émile", last_name="Écart")
    Registration.objects.create(page=session, person=member, needs="Rampe", meal="any")
    for first, last, fields in (
        ("Zoé", "Zéphyr", {}),
        ("Luc", "=1+1", {"is_waiting": True}),
        ("Ida", "Partie", {"withdrawn_at": timezone.now() - timedelta(days=2)}),
    ):
        Registration.objects.create(
            page=session,
            first_name=first,
            last_name=last,
            email=anyascii(f"{first.lower()}@example.org"),
            organisation_name="Commune de Valmire",
            language="fr",
            **fields,
        )
    return session


def of(role: str):
    person = factories.user("equipe@example.org")
    person.groups.add(Group.objects.get(name=role))
    return logged_in(person)


def address(name: str, session) -> str:
    return reverse(f"clubs_{name}", args=[session.pk])


def test_those_who_wait_are_counted_apart(session):
    client = of("Adhésions")
    row = reverse("clubs_registrations", args=[session.pk])
    type(session).objects.update(starts_at=timezone.now() + timedelta(days=1))
    desk = BeautifulSoup(client.get("/admin/").content, "lxml")
    line = desk.select_one(f'a[href="{row}"]').parent
    assert "2 inscrits, 1 en liste d’attente" in " ".join(line.text.split())


def words(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def row(**fields) -> Registration:
    return Registration.objects.get(**fields)


def test_the_list_says_who_has_a_place_and_what_they_need(session):
    client = of("Adhésions")
    page = BeautifulSoup(client.get(address("registrations", session)).content, "html.parser").main
    for text in ("Émile Écart", "Zoé Zéphyr", "Commune de Valmire", "Un repas, Rampe"):
        assert text in page.text
    assert "Ida" not in page.text
    answer = client.get(f"{address('registrations', session)}?export=xlsx")
    rows = list(load_workbook(BytesIO(answer.getvalue())).active.values)
    assert [line[0] for line in rows] == ["Nom", "Écart", "Zéphyr", "'=1+1"]
    assert [line[4] for line in rows[1:]] == ["A une place", "A une place", "Liste d’attente"]
    assert client.get(reverse("clubs_all_registrations")).status_code == 200


def test_the_sheet_to_sign_has_those_with_a_place_by_name(session):
    answer = of("Rédaction").get(address("sign_in_sheet", session))
    assert answer["Content-Type"] == "application/pdf"
    text = words(answer.content)
    assert text.index("Émile Écart") < text.index("Zoé Zéphyr")
    assert "Luc" not in text


def test_presence_is_ticked_on_two_phones_that_dont_undo_one_another(session):
    client = of("Publication")
    emile, zoe = row(person__isnull=False), row(first_name="Zoé")
    form = BeautifulSoup(client.get(address("presence", session)).content, "html.parser")
    assert len(form.select("[name=present]")) == 3
    client.post(address("presence", session), {"present": [emile.pk]})
    client.post(address("presence", session), {"present": [zoe.pk]})  # opened before the first
    assert Registration.objects.filter(was_present=True).count() == 2
    client.post(
        address("presence", session), {"was_present": [emile.pk, zoe.pk], "present": [zoe.pk]}
    )
    assert [line.was_present for line in (row(pk=emile.pk), row(pk=zoe.pk))] == [False, True]
    assert (
        client.post(address("presence", session), {"present": ["x", "9" * 30]}).status_code == 302
    )


def test_those_who_were_present_have_their_certificate_once(session, mailbox, client):
    zoe, luc = row(first_name="Zoé"), row(first_name="Luc")
    Registration.objects.filter(pk=zoe.pk).update(was_present=True)
    publisher = of("Publication")
    for _press in range(2):
        publisher.post(address("send_certificates", session))
    (message,) = mailbox.messages
    assert message.recipients == ["zoe@example.org"]
    link = re.search(r"http://testserver(/\S+pdf)", mailbox.text())[1]
    answer = client.get(link)
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    text = words(answer.content)
    for part in ("Attestation de présence", "Zoé Zéphyr", "Commune de Valmire", "Tilleuls"):
        assert part in text
    assert link in client.get(reverse("own_registration", args=[zoe.token])).content.decode()
    assert client.get(reverse("certificate", args=[luc.token])).status_code == 404


def test_certificates_wait_for_the_end(session, mailbox):
    type(session).objects.filter(pk=session.pk).update(starts_at=timezone.now() + timedelta(days=1))
    Registration.objects.update(was_present=True)
    of("Publication").post(address("send_certificates", session))
    assert not mailbox.messages


def test_who_may_only_read_marks_nobody(session, client):
    writer = of("Rédaction")
    assert writer.get(address("registrations", session)).status_code == 200
    for browser in (writer, client):
        assert browser.get(address("presence", session)).status_code in {302, 403}
        browser.post(address("presence", session), {"present": [row(first_name="Zoé").pk]})
        browser.post(address("send_certificates", session))
    assert client.get(address("sign_in_sheet", session)).status_code == 302
    assert not Registration.objects.filter(was_present=True).exists()


def test_what_is_kept_goes_after_its_time(session, settings):
    call_command("look_after_registrations")
    assert Registration.with_withdrawn.count() == 3
    assert row(person__isnull=False).needs == "Rampe"
    started = timezone.now() - timedelta(days=settings.REGISTRATION_NEEDS_KEPT_DAYS + 1)
    type(session).objects.filter(pk=session.pk).update(starts_at=started)
    call_command("look_after_registrations")
    assert (row(person__isnull=False).needs, row(person__isnull=False).meal) == ("", "")
    assert Registration.objects.count() == 3
    started -= timedelta(days=settings.REGISTRATION_KEPT_DAYS)
    type(session).objects.filter(pk=session.pk).update(starts_at=started)
    call_command("look_after_registrations")
    assert not Registration.with_withdrawn.exists()
