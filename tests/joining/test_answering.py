"""The association answers applications: each role as itself, and what follows each answer."""

import subprocess
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pypdfium2
import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from contacts.models import Organisation
from joining.models import Application
from members.models import Invitation, User
from tests import factories
from tests.conftest import logged_in


@pytest.fixture(autouse=True)
def association(site):
    return factories.association(
        email="contact@example.org", postal_address="4 place des Tanneurs\n99000 Valmire"
    )


@pytest.fixture
def office(site):
    return as_role("Adhésions")


def as_role(role: str):
    person = factories.user(f"{role.lower()}@example.org".encode("ascii", "ignore").decode())
    person.groups.add(Group.objects.get(name=role))
    return logged_in(person)


def apply(**fields) -> Application:
    fields = {
        "organisation_name": "Coopérative des Mariniers",
        "kind": "coop",
        "homes": 1200,
        "address": "3 quai Neuf\n99100 Montclar-sur-Ande",
        "name": "Ana Sorel",
        "email": "ana@mariniers.example.org",
        "language": "fr",
        "amount": Decimal("900.50"),
        "consented_at": timezone.now(),
    } | fields
    return Application.objects.create(key=uuid4(), **fields)


def send(client, application, decision="accept", **data):
    data = {"decision": decision, "membership_start": "2026-01-01", "text": ""} | data
    return client.post(reverse("applications:edit", args=[application.pk]), data, follow=True)


def said(response) -> str:
    document = BeautifulSoup(response.content, "html.parser")
    found = document.select(".messages, .error-message")
    return " ".join(" ".join(part.get_text(" ").split()) for part in found)


def test_acceptance_makes_the_organisation_a_member_and_invites_its_correspondent(
    office, mailbox, django_capture_on_commit_callbacks
):
    application = apply()
    with django_capture_on_commit_callbacks(execute=True):
        assert "en route" in said(send(office, application, text="Soyez les bienvenus."))
    organisation = Organisation.objects.get(name="Coopérative des Mariniers")
    assert organisation.is_member
    assert (organisation.kind, organisation.homes_managed) == ("coop", 1200)
    assert organisation.membership_start == date(2026, 1, 1)
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.is_correspondent) == ("ana@mariniers.example.org", True)
    application.refresh_from_db()
    assert application.is_accepted
    assert application.joined == organisation
    by_subject = {message["Subject"]: message for message in mailbox.messages}
    accepted = next(m for subject, m in by_subject.items() if "est adhérent" in subject)
    assert accepted["Reply-To"] == "contact@example.org"
    (call,) = accepted.iter_attachments()
    assert call.get_content_type() == "application/pdf"
    assert "/lien/" in mailbox.link()


def test_the_call_for_contribution_says_who_pays_what_to_whom(office):
    application = apply(state=Application.State.ACCEPTED, answered_at=timezone.now())
    answer = office.get(reverse("applications:call", args=[application.pk]))
    assert answer["Content-Disposition"].startswith('attachment; filename="cotisation-')
    page = pypdfium2.PdfDocument(answer.content)[0]
    text = " ".join(page.get_textpage().get_text_range().split())
    for words in (
        "Appel de cotisation",
        "Coopérative des Mariniers",
        "900,50",
        factories.ASSOCIATION,
    ):
        assert words in text, text


def test_what_isnt_accepted_has_no_call(office):
    address = reverse("applications:call", args=[apply().pk])
    assert office.get(address).status_code == 404


@pytest.mark.parametrize(
    ("decision", "state", "subject"),
    [
        ("ask", Application.State.ASKED, "Une question"),
        ("decline", Application.State.DECLINED, "La demande de"),
    ],
)
def test_a_question_and_a_refusal_are_sent_as_they_are_written(
    office, mailbox, decision, state, subject
):
    application = apply()
    assert "Écrivez ce qu’il faut dire" in said(send(office, application, decision))
    send(office, application, decision, text="Où sont vos statuts ?\nMerci.")
    (message,) = mailbox.messages
    assert message["Subject"].strip().startswith(subject)
    assert message.recipients == ["ana@mariniers.example.org"]
    assert "Où sont vos statuts ?" in mailbox.text()
    application.refresh_from_db()
    assert application.state == state
    assert not Organisation.objects.filter(name="Coopérative des Mariniers").exists()
    if decision == "ask":
        send(office, application)
        assert Organisation.objects.filter(name="Coopérative des Mariniers").exists()


def test_an_application_is_answered_once(office, mailbox):
    application = apply()
    send(office, application)
    count = len(mailbox.messages)
    page = office.get(reverse("applications:edit", args=[application.pk]))
    assert not BeautifulSoup(page.content, "html.parser").select("[name=decision]")
    send(office, application, "decline", text="Non.")
    assert len(mailbox.messages) == count
    assert Application.objects.get().is_accepted


@pytest.mark.parametrize("decision", ["accept", "ask", "decline"])
def test_a_button_that_is_pressed_twice_sends_one_answer(decision, office, mailbox):
    application = apply()
    send(office, application, decision, text="Où sont vos statuts ?")
    count = len(mailbox.messages)
    again = send(office, application, decision, text="Où sont vos statuts ?")
    assert "La réponse est en route" in said(again)
    assert len(mailbox.messages) == count


def test_an_organisation_that_is_known_is_chosen_and_keeps_what_it_has(office):
    known = factories.organisation(
        "coopérative des mariniers", membership_start=date(2019, 1, 1), kind="coop"
    )
    application = apply()
    page = office.get(reverse("applications:edit", args=[application.pk]))
    chosen = BeautifulSoup(page.content, "html.parser").select_one("[name=organisation] [selected]")
    assert chosen["value"] == str(known.pk)
    assert "choisissez" in said(send(office, application))
    send(office, application, organisation=known.pk)
    known.refresh_from_db()
    assert known.membership_start == date(2019, 1, 1)
    assert known.homes_managed == 1200
    assert Organisation.objects.filter(name__iexact=known.name).count() == 1


def test_nobody_of_another_organisation_or_with_an_account_is_invited(office):
    factories.member_organisation("Valmire Habitat")
    answer = send(office, apply(email="ana@valmire.example.org"))
    assert "Valmire Habitat" in said(answer)
    editor = factories.editor("claire@example.org")
    answer = send(office, apply(organisation_name="Autre", email="claire@example.org"))
    assert "Personne n’a été invité" in said(answer)
    assert not Invitation.objects.exists()
    assert User.objects.get(pk=editor.pk).organisation is None


def test_a_server_without_the_library_sends_the_answer_without_the_call(
    office, mailbox, monkeypatch
):
    def none(*words, **limits):
        return subprocess.CompletedProcess(words, 3, "", "")

    monkeypatch.setattr("clubs.pdf.tasks.run_renderer", none)
    application = apply()
    send(office, application)
    assert any("est adhérent" in message["Subject"] for message in mailbox.messages)
    answer = office.get(reverse("applications:call", args=[application.pk]), follow=True)
    assert "Pango" in said(answer)


def test_the_first_screen_says_how_many_wait(office):
    apply()
    page = office.get(reverse("wagtailadmin_home")).content.decode()
    assert "1 demande d’adhésion attend une réponse" in page
    listing = office.get(reverse("applications:index")).content.decode()
    assert "Coopérative des Mariniers" in listing
    assert "À traiter" in listing


def test_an_account_takes_its_applications_with_it(site):
    person = factories.member("ana@valmire.example.org")
    apply(email=person.email, state=Application.State.ACCEPTED)
    waiting = apply(email=person.email)
    person.delete()
    assert list(Application.objects.all()) == [waiting]
