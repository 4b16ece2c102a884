"""A thousand posts that no reader sends, to the forms that anybody may fill in: no mail goes to a wrong address."""

import random

import pytest

from core.keyed_forms import KeyedForm
from joining.models import Application
from tests import factories
from tests.enquiries.conftest import mailbox
from tests.test_hostile_requests import TEXTS

__all__ = ["mailbox"]

OFFICE, CONTACT, SENDER = "contact@example.org", "maud@example.org", "ana@example.org"
POSTS = 500  # to each form
HEADERS = [
    f"{start}{end}{header}: tous@example.org"
    for start in ("", "Ana", SENDER)
    for end in ("\r\n", "\n", "\r", "\u2028", "\x0b", "%0a", "\\n", "\u0085")
    for header in ("Bcc", "To", "Subject")
]
ADDRESSES = [
    f"{SENDER}, tous@example.org",
    f"{SENDER};tous@example.org",
    f"{SENDER} tous@example.org",
    f"Ana <{SENDER}>",
    f"<{SENDER}>, <tous@example.org>",
    f"{SENDER},",
    f'"{SENDER}, tous"@example.org',
    "ana@example.org\ttous@example.org",
    "ana@[127.0.0.1]",
    "ana@localhost",
    "ana@example.org.",
    "ana@exa\u00admple.org",
    "@example.org",
    "ana@",
    f"{'a' * 300}@example.org",
    "=?utf-8?q?Bcc=3A?=@example.org",
]
VALUES = [*TEXTS, *HEADERS, *ADDRESSES]
FORMS = {
    "/adherer/": {
        "organisation_name": "Coopérative des Mariniers",
        "kind": "coop",
        "homes": "1200",
        "address": "3 quai Neuf",
        "name": "Ana Sorel",
        "role": "",
        "email": SENDER,
        "phone": "",
        "message": "",
        "consent": "on",
        "step": "send",
    },
    "/contacts/ecrire/{contact}/": {
        "name": "Ana Sorel",
        "email": SENDER,
        "text": "Bonjour",
        "copy": "on",
    },
}
# What a message may say about itself.
KNOWN = {
    *("From", "To", "Subject", "Reply-To", "Date", "Message-ID"),
    *("MIME-Version", "Content-Type", "Content-Transfer-Encoding", "X-Peer"),
}


@pytest.fixture(autouse=True)
def patient(settings):
    settings.FORM_MIN_SECONDS = -1
    for name in ("MESSAGE_LIMITS", "ENQUIRY_LIMITS", "APPLICATION_LIMITS"):
        setattr(settings, name, dict.fromkeys(getattr(settings, name), 10**6))


def posts(words: dict, count: int):
    """The same each time: one to three fields with something hostile in them, now and then more than once or unasked.

    Nine in ten are refused for their e-mail address at least: the others may be accepted, written and sent.
    """
    chance = random.Random(2026)  # noqa: S311
    names = [*words, "key", "website", "website", "csrfmiddlewaretoken", "bcc"]
    for number in range(count):
        data: dict = words | {"key": KeyedForm().signed_key}
        for name in chance.sample(names, chance.randint(1, 3)):
            data[name] = chance.choice(VALUES)
        if number % 10:
            data["email"] = chance.choice([*ADDRESSES, *HEADERS])
        if number % 7 == 0:
            name = chance.choice(names)
            data[name] = [data.get(name, ""), chance.choice(VALUES)]
        yield data


@pytest.mark.parametrize("address", FORMS)
def test_hostile_posts_write_to_nobody_else_and_break_nothing(address, site, client, mailbox):
    factories.association(email=OFFICE)
    contact = factories.contact("Maud Ferrier", email=CONTACT)
    path, words = address.format(contact=contact.pk), FORMS[address]
    statuses, senders = set(), {OFFICE, CONTACT, SENDER}
    for data in posts(words, POSTS):
        answer = client.post(path, data)
        statuses.add(answer.status_code)
        assert answer.status_code in {200, 302, 400, 422}, repr(data)
        if answer.status_code == 302:
            given = data["email"][-1] if isinstance(data["email"], list) else data["email"]
            senders.add(given.strip().lower())
    assert statuses >= {302, 422}
    for message in mailbox.messages:
        (recipient,) = message.recipients
        assert recipient in senders
        assert recipient.count("@") == 1
        assert "tous@" not in recipient
        assert set(message.keys()) <= KNOWN
        assert "\n" not in message["Subject"].strip()
    assert mailbox.messages
    assert not Application.objects.filter(email__contains="tous").exists()
