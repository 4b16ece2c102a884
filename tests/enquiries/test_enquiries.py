"""Readers write to a contact by a form: what reaches whom, what is kept, what is refused."""

import time
from datetime import timedelta
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.signing import TimestampSigner, b62_encode
from django.test import Client
from django.utils import timezone

from core.tasks import given_up_before
from enquiries.models import Attachment, Enquiry
from tests import factories, files, page_types
from tests.test_hostile_requests import TEXTS

WORDS = {"name": "Ana Sorel", "email": "ana@example.org", "text": "Bonjour,\nqui suit la séance ?"}


@pytest.fixture(autouse=True)
def patient(settings):
    """Forms are sent as soon as they are opened."""
    settings.FORM_MIN_SECONDS = -1


@pytest.fixture
def contact(site):
    return factories.contact("Maud Ferrier", email="maud@association.example.org")


@pytest.fixture
def form(client, contact):
    """`form()` opens the form; `form(key, **fields)` sends it."""

    def open_or_send(key=None, page=None, **fields):
        address = f"/contacts/ecrire/{contact.pk}/{f'{page.pk}/' if page else ''}"
        if key is None:
            document = parsed(client.get(address))
            return document.select_one("[name=key]")["value"]
        data = {**WORDS, "key": key, **fields}
        return client.post(
            address, {name: value for name, value in data.items() if value is not None}
        )

    return open_or_send


def parsed(response):
    return BeautifulSoup(response.content, "html.parser")


def pdf(name="plan.pdf"):
    return SimpleUploadedFile(name, files.pdf(1, "Un plan"), "application/pdf")


def test_the_contact_is_written_to_and_answers_the_sender(form, mailbox):
    response = form(form())
    assert response.status_code == 302
    (message,) = mailbox.messages
    assert message.recipients == ["maud@association.example.org"]
    assert message["Reply-To"] == "ana@example.org"
    assert "Ana Sorel" in message["Subject"]
    assert "qui suit la séance ?" in mailbox.text()
    assert "vient du formulaire" not in mailbox.text()


def test_the_page_that_named_her_is_named_and_her_successor_is_written_to(
    site,
    form,
    contact,
    mailbox,
    client,
):
    news = page_types.news_page(site.home, title="Une cour rouvre", contacts=[contact])
    assert f"/contacts/ecrire/{contact.pk}/{news.pk}/" in client.get(news.url).content.decode()
    key = form(page=news)
    contact.successor = factories.contact("Iris Valon", email="iris@association.example.org")
    contact.save()
    form(key, page=news)
    assert mailbox.messages[-1].recipients == ["iris@association.example.org"]
    assert "Une cour rouvre" in mailbox.text()


def test_a_copy_says_where_it_comes_from_and_has_no_attachment(form, mailbox):
    form(form(), copy="on", attachment=pdf())
    to_contact, copy = mailbox.messages
    assert copy.recipients == ["ana@example.org"]
    assert "qui suit la séance ?" in mailbox.text()
    assert "Quelqu’un" in mailbox.text()
    assert [part.get_filename() for part in to_contact.iter_attachments()] == ["plan.pdf"]
    assert not list(copy.iter_attachments())


def test_two_presses_and_the_way_back_make_one_message(form, mailbox):
    key = form()
    assert [form(key).status_code for _ in range(3)] == [302, 302, 302]
    assert len(mailbox.messages) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"email": "ana"},
        {"name": "Ana\r\nBcc: all@example.org"},
        {"text": ""},
        {"text": "x" * 9000},
        {"website": "http://example.org"},
        {"email": "ana@example.org\r\nBcc: all@example.org"},
    ],
    ids=["no address", "two lines", "nothing", "too long", "a program", "a header"],
)
def test_what_is_refused_stays_in_the_form_with_its_file(form, mailbox, fields):
    key = form()
    response = form(key, attachment=pdf(), **fields)
    assert response.status_code == 422
    document = parsed(response)
    assert document.select_one(".field-problem, .form-problem").text.strip()
    assert "plan.pdf" in document.text
    if "text" not in fields:
        assert document.select_one("[name=text]").text.strip() == WORDS["text"]
    form(key)
    assert [part.get_filename() for part in mailbox.messages[0].iter_attachments()] == ["plan.pdf"]
    assert len(mailbox.messages) == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plan.exe", b"MZ" + b"0" * 300),
        ("plan.pdf", b"MZ" + b"0" * 300),
        ("page.html", b"<html><script>alert(1)</script>"),
    ],
)
def test_other_kinds_of_files_are_refused(form, mailbox, name, content):
    response = form(form(), attachment=SimpleUploadedFile(name, content))
    assert response.status_code == 422
    assert name in parsed(response).select_one(".field-problem").text
    assert not Attachment.objects.exists()


def test_a_file_over_the_limit_is_refused(form, settings):
    settings.ENQUIRY_ATTACHMENT_MAX_SIZE = 100
    assert form(form(), attachment=pdf()).status_code == 422


class SignerOfLastWeek(TimestampSigner):
    def timestamp(self):
        return b62_encode(int(time.time()) - 7 * 24 * 3600)


@pytest.mark.parametrize("key", ["old", "x", "", "a:b:c"])
def test_a_form_that_was_open_for_days_is_sent_at_the_second_press(form, mailbox, key):
    if key == "old":
        key = SignerOfLastWeek(salt="core.keyed_forms").sign(uuid4().hex)
    response = form(key, attachment=pdf())
    assert response.status_code == 422
    document = parsed(response)
    assert document.select_one("[name=text]").text.strip() == WORDS["text"]
    form(document.select_one("[name=key]")["value"])
    assert [part.get_filename() for part in mailbox.messages[0].iter_attachments()] == ["plan.pdf"]


def test_a_form_sent_at_once_asks_to_be_sent_again(form, settings, mailbox):
    settings.FORM_MIN_SECONDS = 100
    key = form()
    assert form(key).status_code == 422
    settings.FORM_MIN_SECONDS = -1
    assert form(key).status_code == 302
    assert len(mailbox.messages) == 1


def test_a_mail_server_that_is_down_loses_nothing(form, settings, mailbox):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    assert form(form(), copy="on").status_code == 302
    settings.EMAIL_PORT = port
    assert not mailbox.messages
    Enquiry.objects.update(received_at=given_up_before() - timedelta(minutes=1))
    call_command("look_after_enquiries")
    assert [message.recipients[0] for message in mailbox.messages] == [
        "maud@association.example.org",
        "ana@example.org",
    ]
    call_command("look_after_enquiries")
    assert len(mailbox.messages) == 2


def test_what_was_sent_is_deleted_after_its_time_with_its_file(
    form,
    settings,
    mailbox,
    django_capture_on_commit_callbacks,
):
    form(form(), attachment=pdf())
    kept = Attachment.objects.get().file
    call_command("look_after_enquiries")
    assert Enquiry.objects.count() == 1
    Enquiry.objects.update(sent_at=timezone.now() - timedelta(days=settings.ENQUIRY_KEPT_DAYS + 1))
    with django_capture_on_commit_callbacks(execute=True):
        call_command("look_after_enquiries")
    assert not Enquiry.objects.exists()
    assert not Attachment.objects.exists()
    assert not kept.storage.exists(kept.name)


def test_a_mailbox_gets_few_copies_whoever_asks(contact, mailbox, settings):
    statuses = []
    for number in range(9):
        client = Client(REMOTE_ADDR=f"198.51.100.{number}")
        address = f"/contacts/ecrire/{contact.pk}/"
        key = parsed(client.get(address)).select_one("[name=key]")["value"]
        data = {**WORDS, "email": f"victim+{number}@example.org", "copy": "on", "key": key}
        statuses.append(client.post(address, data).status_code)
    assert statuses == [302] * 6 + [429] * 3
    copies = [m for m in mailbox.messages if m.recipients[0].startswith("victim")]
    assert len(copies) == settings.MESSAGE_LIMITS["to_mailbox"]


def test_copies_use_up_no_link_of_their_reader(form, mailbox, settings):
    person = factories.user("ana@example.org")
    for _copy in range(settings.MESSAGE_LIMITS["to_mailbox"]):
        assert form(form(), copy="on").status_code == 302
    answer = Client().post("/espace-adherents/connexion/", {"email": person.email, "link": "1"})
    assert answer.status_code == 302
    assert "/lien/" in mailbox.link()


def test_a_visitor_writes_ten_messages_an_hour(form, mailbox):
    assert [form(form()).status_code for _ in range(12)] == [302] * 10 + [429] * 2
    assert len(mailbox.messages) == 10


@pytest.mark.parametrize("hostile", [("name", "attachment"), ("text",), ("email",)])
def test_hostile_texts_reach_nobody_else(form, contact, mailbox, settings, hostile):
    settings.ENQUIRY_LIMITS = dict.fromkeys(settings.ENQUIRY_LIMITS, 1000)
    settings.MESSAGE_LIMITS = dict.fromkeys(settings.MESSAGE_LIMITS, 1000)
    key, content = form(), files.pdf(1)
    for text in TEXTS:
        fields = dict.fromkeys(hostile, text)
        if "attachment" in fields:
            fields["attachment"] = SimpleUploadedFile(f"{text}.pdf", content)
        response = form(key, copy="on", **fields)
        assert response.status_code in {302, 400, 422}, repr(text)
        key = form()
    reached = {address for message in mailbox.messages for address in message.recipients}
    assert reached <= {contact.email, WORDS["email"]}
    for message in mailbox.messages:
        assert set(message.keys()) <= {
            *("From", "To", "Subject", "Reply-To", "Date", "Message-ID"),
            *("MIME-Version", "Content-Type", "Content-Transfer-Encoding", "X-Peer"),
        }


def test_nobody_is_written_to_whom_readers_arent_shown(site, client):
    hidden = factories.contact("Lou Perrin", listed=False)
    private = page_types.news_page(site.home, title="Réservée", contacts=[hidden])
    shown = page_types.news_page(site.home, title="Ouverte", contacts=[hidden])
    factories.restrict(private)
    address = f"/contacts/ecrire/{hidden.pk}/"
    assert client.get(address).status_code == 404
    assert client.get(f"{address}{private.pk}/").status_code == 404
    assert client.get(f"{address}{shown.pk}/").status_code == 200
    for page in ("x", "9" * 40, "-1", "٣", "0"):
        assert client.get(f"{address}{page}/").status_code == 404


def test_the_form_sets_no_cookie_and_is_kept_by_no_cache(client, contact):
    response = client.get(f"/contacts/ecrire/{contact.pk}/")
    assert not response.cookies
    assert "no-store" in response["Cache-Control"]


def test_the_form_speaks_english(client, contact, mailbox):
    document = parsed(client.get(f"/en/contacts/write/{contact.pk}/"))
    assert document.h1.text.strip() == "Write to Maud Ferrier"
    key = document.select_one("[name=key]")["value"]
    client.post(f"/en/contacts/write/{contact.pk}/", {**WORDS, "key": key, "copy": "on"})
    assert "Copy of your message" in mailbox.messages[-1]["Subject"]
    assert "Message de Ana Sorel" in mailbox.messages[0]["Subject"]
