"""Everybody registers by a form: places, the waiting list, what is told by mail, and the link to withdraw."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from clubs.models import Registration
from tests import factories, page_types
from tests.conftest import logged_in
from tests.members.conftest import mailbox, today
from tests.test_hostile_requests import TEXTS

__all__ = ["mailbox"]

CLUB = "club@example.org"
WORDS = {
    "first_name": "Ana",
    "last_name": "Sorel",
    "organisation_name": "Commune de Valmire",
    "email": "ana@example.org",
    "needs": "Une place près de la porte",
    "meal": "vegetarian",
}


@pytest.fixture(autouse=True)
def patient(settings):
    """Forms are sent as soon as they are opened, and as many as a test wants."""
    settings.FORM_MIN_SECONDS = -1
    settings.REGISTRATION_LIMITS = {"minutes": 60, "by_address": 1000}


@pytest.fixture
def session(site):
    return page_types.session(
        site.home,
        title="Visite des Tilleuls",
        place="Valmire",
        price="80 €",
        registration_email=CLUB,
        public_registration=True,
        serves_meal=True,
        capacity=2,
    )


@pytest.fixture
def send(client, session):
    """`send(**fields)` opens the form and sends it; with `key`, the one that was opened before."""

    def send_form(key="", **fields):
        address = reverse("register", args=[session.pk])
        key = key or parsed(client.get(address)).select_one("[name=key]")["value"]
        return client.post(address, {**WORDS, "key": key, **fields})

    return send_form


def parsed(response):
    return BeautifulSoup(response.content, "html.parser")


def people(session) -> list[tuple[str, bool]]:
    rows = Registration.objects.of(session).order_by("pk")
    return [(row.email, row.is_waiting) for row in rows]


def own_link(message) -> str:
    text = message.get_body(("plain",)).get_content()
    return re.search(r"http://testserver(/(?:en/)?(?:votre|your)-\S+)", text)[1]


def subject(message) -> str:
    return message["Subject"].strip()  # a long one begins on the next line


def to(mailbox, address: str):
    return [message for message in mailbox.messages if message.recipients == [address]]


def test_who_registers_is_told_with_a_calendar_file_and_so_is_the_club(
    session, send, client, mailbox
):
    page = parsed(client.get(session.url))
    assert page.select_one(f".registration a[href='{reverse('register', args=[session.pk])}']")
    response = send()
    assert "message part vers l’adresse" in parsed(client.get(response["Location"])).text
    own, notice = mailbox.messages
    assert own.recipients == ["ana@example.org"]
    assert subject(own).startswith("Inscription confirmée")
    assert "80 €" in mailbox.text(0)
    (file,) = own.iter_attachments()
    (event,) = Calendar.from_ical(file.get_content()).walk("VEVENT")
    assert event["dtstart"].dt == session.starts_at.replace(microsecond=0)
    assert file.get_filename() == "seance.ics"
    assert notice.recipients == [CLUB]
    for words in ("Ana Sorel", "Commune de Valmire", "1 personne est inscrite"):
        assert words in mailbox.text(1)
    row = Registration.objects.get()
    assert (row.needs, row.meal, row.language) == (WORDS["needs"], "vegetarian", "fr")


def test_when_all_places_are_taken_people_wait_in_order(session, send, client, mailbox):
    for name in ("ana", "ben", "cleo", "dan"):
        send(email=f"{name}@example.org")
    assert [waits for _email, waits in people(session)] == [False, False, True, True]
    (waits,) = to(mailbox, "dan@example.org")
    assert subject(waits).startswith("En liste d’attente")
    assert "au rang 2" in waits.get_body(("plain",)).get_content()
    assert not list(waits.iter_attachments())
    assert "Toutes les places sont prises" in parsed(client.get(session.url)).text


def test_a_place_freed_goes_to_the_next_in_line_who_is_told(session, send, client, mailbox):
    for name in ("ana", "ben", "cleo", "dan"):
        send(email=f"{name}@example.org")
    (own,) = to(mailbox, "ana@example.org")
    link = own_link(own)
    assert client.get(link).status_code == 200
    assert len(people(session)) == 4  # a mail program that follows links withdraws nobody
    answer = client.post(link, {"withdraw": "1"}, follow=True)
    assert "annulée" in parsed(answer).text
    assert people(session) == [
        ("ben@example.org", False),
        ("cleo@example.org", False),
        ("dan@example.org", True),
    ]
    place = to(mailbox, "cleo@example.org")[-1]
    assert subject(place).startswith("Une place est à vous")
    assert [file.get_filename() for file in place.iter_attachments()] == ["seance.ics"]
    assert subject(to(mailbox, "ana@example.org")[-1]).startswith("Désinscription")
    told = len(mailbox.messages)
    assert client.post(link, {"withdraw": "1"}, follow=True).status_code == 200
    assert len(mailbox.messages) == told
    send(email="ana@example.org")
    assert people(session)[-1] == ("ana@example.org", True)


def test_members_and_the_public_share_the_places(session, send, mailbox):
    send()
    members = [logged_in(factories.member(f"m{number}@valmire.example.org")) for number in (1, 2)]
    for member in members:
        member.post(reverse("session_registration", args=[session.pk]))
    rows = Registration.objects.filter(person__isnull=False).order_by("pk")
    assert [row.is_waiting for row in rows] == [False, True]
    assert "liste d’attente, au rang 1" in parsed(members[1].get(session.url)).text
    members[0].post(reverse("session_registration", args=[session.pk]), {"withdraw": "1"})
    assert [row.is_waiting for row in Registration.objects.filter(person=members[1].user)] == [
        False
    ]


def test_more_places_and_a_deleted_account_let_those_who_wait_in(
    session, send, mailbox, django_capture_on_commit_callbacks
):
    ana = factories.member("ana@valmire.example.org")
    logged_in(ana).post(reverse("session_registration", args=[session.pk]))
    for name in ("ben", "cleo", "dan"):
        send(email=f"{name}@example.org")
    ana.delete()
    assert people(session)[1] == ("cleo@example.org", False)
    session.capacity = 3
    with django_capture_on_commit_callbacks(execute=True):
        session.save_revision().publish()
    assert people(session)[2] == ("dan@example.org", False)
    assert subject(to(mailbox, "dan@example.org")[-1]).startswith("Une place est à vous")


def test_the_same_form_and_the_same_address_register_once_and_only_the_mail_says_so(
    session, send, client, mailbox
):
    key = parsed(client.get(reverse("register", args=[session.pk]))).select_one("[name=key]")
    answers = [send(key["value"]) for _press in range(3)]
    assert len(mailbox.messages) == 2
    answers.append(send(email="ANA@example.org", last_name="Autre"))
    assert len({(answer.status_code, answer["Location"]) for answer in answers}) == 1
    assert people(session) == [("ana@example.org", False)]
    assert "était déjà prise" in mailbox.text(2)
    assert Registration.objects.get().last_name == "Sorel"
    member = factories.member("lea@valmire.example.org")
    logged_in(member).post(reverse("session_registration", args=[session.pk]))
    send(email="lea@valmire.example.org")
    assert Registration.objects.count() == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "ana"),
        ("last_name", ""),
        ("first_name", "Ana\r\nBcc: all@example.org"),
        ("organisation_name", "Commune\nBcc: all@example.org"),
        ("needs", "x" * 501),
        ("meal", "caviar"),
        ("website", "https://example.org"),
        ("key", "made:elsewhere"),
    ],
)
def test_what_is_refused_comes_back_as_it_was_written(session, send, mailbox, field, value):
    response = send(**{field: value})
    assert response.status_code == 422
    document = parsed(response)
    assert document.select_one(".field-problem, .form-problem")
    kept = {name: document.select_one(f"[name={name}]")["value"] for name in ("email", "needs")}
    assert kept == {name: {**WORDS, field: value}[name] for name in kept}
    assert not mailbox.messages
    assert not people(session)


def test_hostile_texts_write_to_nobody_else(session, send, mailbox, settings):
    settings.MESSAGE_LIMITS = dict.fromkeys(settings.MESSAGE_LIMITS, 10000)
    settings.SIGN_IN_LIMITS = dict.fromkeys(settings.SIGN_IN_LIMITS, 10000)
    for number, text in enumerate(TEXTS):
        fields = dict.fromkeys(("first_name", "last_name", "organisation_name", "needs"), text)
        assert send(**fields, email=f"a{number}@example.org").status_code in {302, 400, 422}
        assert send(email=text).status_code in {302, 400, 422}
    reached = {address for message in mailbox.messages for address in message.recipients}
    known = {row.email for row in Registration.objects.all()}
    assert reached <= {CLUB, *known}
    for message in mailbox.messages:
        assert not message["Bcc"]
        assert not message["Cc"]


def test_one_mailbox_gets_few_messages_whatever_its_address_is_written_like(
    session, mailbox, settings
):
    statuses = []
    for number in range(9):
        client = Client(REMOTE_ADDR=f"198.51.100.{number}")
        address = reverse("register", args=[session.pk])
        key = parsed(client.get(address)).select_one("[name=key]")["value"]
        data = {**WORDS, "email": f"victim+{number}@example.org", "key": key}
        statuses.append(client.post(address, data).status_code)
    most = settings.MESSAGE_LIMITS["to_mailbox"]
    assert statuses == [302] * most + [429] * (9 - most)


def test_one_network_registers_so_many(session, send, mailbox, settings):
    settings.REGISTRATION_LIMITS = {"minutes": 60, "by_address": 2}
    answers = [send(email=f"p{number}@example.org") for number in range(3)]
    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert parsed(answers[2]).select_one("[name=last_name]")["value"] == "Sorel"


def test_a_mail_server_that_is_down_loses_nothing(session, send, settings, mailbox):
    settings.EMAIL_PORT = 1
    assert send().status_code == 302
    assert people(session) == [("ana@example.org", False)]


def test_needs_are_said_later_by_the_link(session, send, client, mailbox):
    send(needs="", meal="")
    link = own_link(mailbox.messages[0])
    answer = client.post(link, {"needs": "Boucle magnétique", "meal": "any"}, follow=True)
    assert "Vos besoins sont enregistrés" in parsed(answer).text
    row = Registration.objects.get()
    assert (row.needs, row.meal) == ("Boucle magnétique", "any")
    assert client.post(link, {"needs": "x\ny"}).status_code == 422
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies


@pytest.mark.parametrize("token", ["x", "0" * 32, "9.9", "٣"])
def test_a_link_made_elsewhere_leads_nowhere(session, client, token):
    assert client.get(f"/votre-inscription/{token}/").status_code == 404


@pytest.mark.parametrize(
    "fields",
    [
        {"registration_deadline": today(-1)},
        {"status": "cancelled"},
        {"starts_at": timezone.now() - timedelta(days=2)},
    ],
    ids=["too late", "cancelled", "over"],
)
def test_what_closes_meanwhile_keeps_what_was_written(session, send, client, mailbox, fields):
    key = parsed(client.get(reverse("register", args=[session.pk]))).select_one("[name=key]")
    type(session).objects.filter(pk=session.pk).update(**fields)
    response = send(key["value"])
    assert response.status_code == 422
    assert "ne sont plus ouvertes" in parsed(response).text
    assert parsed(response).select_one("[name=last_name]")["value"] == "Sorel"
    assert client.get(reverse("register", args=[session.pk])).status_code == 302
    assert not mailbox.messages


def test_one_registers_for_what_one_may_read(site, session, client):
    closed = page_types.session(site.home, title="Réservée", public_registration=True)
    factories.restrict(closed)
    elsewhere = page_types.session(site.home, title="Par courriel", registration_email=CLUB)
    for pk in (closed.pk, elsewhere.pk, site.home.pk, 10**30):
        for name in ("register", "registration_sent"):
            if (pk, name) != (elsewhere.pk, "registration_sent"):
                assert client.get(reverse(name, args=[pk])).status_code == 404
        assert client.post(reverse("register", args=[pk]), WORDS).status_code == 404


def test_it_is_one_session_in_every_language(session, client, mailbox):
    english = factories.translate(session, title="Visit")
    address = f"/en/register/{english.pk}/"
    document = parsed(client.get(address))
    assert document.h1.text.strip() == "Register"
    client.post(address, {**WORDS, "key": document.select_one("[name=key]")["value"]})
    assert people(session) == [("ana@example.org", False)]
    assert "You are registered: Visit" in mailbox.messages[0]["Subject"]
    assert own_link(mailbox.messages[0]).startswith("/en/your-registration/")
