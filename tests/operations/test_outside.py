"""What housekeeping asks others: the mail server, and the certificate that browsers see."""

import socket
import ssl
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest

from operations import outside
from tests.web_server import self_signed
from tools.ports import free_port


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for localhost that signs itself, and its key."""
    return self_signed(tmp_path_factory.mktemp("tls"), "localhost")


@pytest.fixture
def port(certificate):
    """Where a server shows that certificate, once."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    with socket.create_server(("localhost", 0)) as server:

        def serve():
            connection, _address = server.accept()
            try:
                context.wrap_socket(connection, server_side=True).close()
            except OSError:
                connection.close()

        Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]


def test_the_end_of_the_certificate_is_read(port, certificate):
    trusting = ssl.create_default_context(cafile=certificate[0])
    ends = outside.certificate_end("localhost", port, trusting)
    assert timedelta() < ends - datetime.now(UTC) <= timedelta(days=30)


def test_a_certificate_that_browsers_refuse_is_a_failure(port, settings):
    settings.BASE_URL = f"https://localhost:{port}"
    assert outside.has_certificate()
    with pytest.raises(ssl.SSLCertVerificationError):
        outside.check_certificate()


def test_a_mail_server_that_doesnt_answer_is_a_failure(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    assert outside.has_mail_server()
    with pytest.raises(ConnectionRefusedError):
        outside.check_mail_server()


def test_a_site_without_either_asks_nobody(settings):
    settings.BASE_URL = "http://localhost:8000"
    assert not outside.has_mail_server()
    assert not outside.has_certificate()
