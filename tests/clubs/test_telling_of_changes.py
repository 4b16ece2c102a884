"""A session that moves or is cancelled: those who registered are told, in a message that the organiser sees first."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from clubs.models import Registration, RegistrationNotice
from tests import factories, page_types
from tests.admin import forms
from tests.conftest import logged_in
from tests.members.conftest import mailbox

__all__ = ["mailbox"]


@pytest.fixture
def session(site):
    session = page_types.session(
        site.home, title="Visite des Tilleuls", place="Valmire", capacity=1,
        starts_at=timezone.now().replace(second=0, microsecond=0) + timedelta(days=20),
    )  # fmt: skip
    for name, fields in (
        ("ana", {}),
        ("ben", {"is_waiting": True, "language": "en"}),
        ("ida", {"withdrawn_at": timezone.now()}),
    ):
        Registration.objects.create(
            page=session, first_name=name, email=f"{name}@example.org", **fields
        )
    return session


@pytest.fixture
def publisher(session):
    person = factories.user("equipe@example.org")
    person.groups.add(Group.objects.get(name="Publication"))
    return logged_in(person)


def publish(client, session, **fields):
    data = forms.filled_in_again(client, session)[1]
    data.update(fields | {"action-publish": "1"})
    address = reverse("wagtailadmin_pages:edit", args=[session.pk])
    return BeautifulSoup(client.post(address, data, follow=True).content, "html.parser")


def screen(client, session) -> dict[str, str]:
    """The form as it is proposed."""
    address = reverse("clubs_write_to_all", args=[session.pk])
    form = BeautifulSoup(client.get(address).content, "html.parser").select_one("#w-editor-form")
    fields = form.select("[name=key], [name^=subject_], [name^=text_]")
    return {field["name"]: field.get("value") or field.text.strip() for field in fields}


def test_moving_offers_a_message_that_is_seen_and_changed_first(session, publisher, mailbox):
    publish(publisher, session)
    assert screen(publisher, session)["text_fr"] == ""  # nothing has changed
    later = (session.starts_at + timedelta(days=7)).strftime("%d/%m/%Y %H:%M")
    answer = publish(publisher, session, starts_at=later)
    address = reverse("clubs_write_to_all", args=[session.pk])
    assert answer.select_one(f".messages a[href='{address}']")
    assert not mailbox.messages
    data = screen(publisher, session)
    assert data["subject_fr"] == "Reportée\u202f: Visite des Tilleuls"
    assert data["subject_en"] == "Moved: Visite des Tilleuls"
    data["text_fr"] += "\nÀ bientôt !"
    for _press in range(2):
        assert publisher.post(address, data).status_code == 302
    ana, ben = sorted(mailbox.messages, key=lambda message: message.recipients)
    assert [ana.recipients, ben.recipients] == [["ana@example.org"], ["ben@example.org"]]
    assert "À bientôt !" in mailbox.text(mailbox.messages.index(ana))
    assert "votre-inscription" in mailbox.text(mailbox.messages.index(ana))
    assert "is held on another date" in mailbox.text(mailbox.messages.index(ben))
    (file,) = ana.iter_attachments()
    (event,) = Calendar.from_ical(file.get_content()).walk("VEVENT")
    assert event["sequence"] == 1
    assert not list(ben.iter_attachments())
    assert not publish(publisher, session).select_one(f".messages a[href='{address}']")


def test_cancelling_says_so_and_the_calendar_file_too(session, publisher, mailbox):
    publish(publisher, session)
    publish(publisher, session, status="cancelled")
    data = screen(publisher, session)
    assert "Annulée" in data["subject_fr"]
    publisher.post(reverse("clubs_write_to_all", args=[session.pk]), data)
    ana = next(one for one in mailbox.messages if one.recipients == ["ana@example.org"])
    (file,) = ana.iter_attachments()
    (event,) = Calendar.from_ical(file.get_content()).walk("VEVENT")
    assert event["status"] == "CANCELLED"


def test_who_registers_after_the_change_knows_of_it(session, publisher, mailbox):
    publish(publisher, session)
    publish(publisher, session, place="Ailleurs")
    member = logged_in(factories.member())
    member.post(reverse("session_registration", args=[session.pk]))
    told = len(mailbox.messages)
    data = screen(publisher, session)
    publisher.post(reverse("clubs_write_to_all", args=[session.pk]), data)
    assert len(mailbox.messages) == told + 2
    assert member.user.email not in [one.recipients[0] for one in mailbox.messages[told:]]


def test_what_is_refused_stays_written_and_goes_to_nobody(session, publisher, mailbox):
    address = reverse("clubs_write_to_all", args=[session.pk])
    data = screen(publisher, session) | {"text_fr": "Bonjour", "text_en": "Hello"}
    answer = publisher.post(address, data | {"subject_fr": "Visite\nBcc: all@example.org"})
    form = BeautifulSoup(answer.content, "html.parser")
    assert form.select_one("[name=text_fr]").text.strip() == "Bonjour"
    assert not mailbox.messages
    writer = factories.user("redaction@example.org")
    writer.groups.add(Group.objects.get(name="Rédaction"))
    logged_in(writer).post(address, data)
    assert not mailbox.messages
    publisher.post(address, data)
    assert len(mailbox.messages) == 2


def test_messages_go_with_the_registrations(session, publisher, settings):
    RegistrationNotice.objects.create(
        page=session, language="fr", subject="a", text="b",
        sent_at=timezone.now() - timedelta(days=settings.REGISTRATION_KEPT_DAYS + 1),
    )  # fmt: skip
    call_command("look_after_registrations")
    assert not RegistrationNotice.objects.exists()
