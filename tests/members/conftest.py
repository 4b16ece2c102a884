"""A real mail server, organisations, and people who come to the door."""

import email
import re
from datetime import timedelta
from email import policy

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone

from tests import factories
from tools.ports import free_port


class Mailbox:
    """What the server took in, as parsed messages; `waiting()` is the newest one's link, as a path."""

    def __init__(self):
        self.messages = []

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=policy.default)
        message.recipients = envelope.rcpt_tos
        self.messages.append(message)
        return "250 OK"

    def text(self, number: int = -1) -> str:
        return self.messages[number].get_body(("plain",)).get_content()

    def link(self, number: int = -1) -> str:
        return re.search(r"http://testserver(/\S+)", self.text(number))[1]


@pytest.fixture
def mailbox(settings, worker):
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = controller.hostname, controller.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    yield box
    controller.stop()


def today(days: int = 0):
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def valmire(site):
    """A member organisation with a domain."""
    return factories.member_organisation()


@pytest.fixture
def former(site):
    """An organisation whose membership ended yesterday."""
    return factories.member_organisation(
        "Brumel Logement", membership_end=today(-1), email_domains="brumel.example.org"
    )


@pytest.fixture
def ask(client):
    """`ask("ana@valmire.example.org")` asks for a link, as the form does."""

    def ask_for_link(address: str, path: str = "/espace-adherents/connexion/", **options):
        data = {"email": address, "password": "", "link": "1"}
        return client.post(path, data, **options)

    return ask_for_link


@pytest.fixture
def enter(client):
    def enter_with_password(address: str, password: str = factories.PASSWORD, **options):
        data = {"email": address, "password": password}
        return client.post("/espace-adherents/connexion/", data, **options)

    return enter_with_password
