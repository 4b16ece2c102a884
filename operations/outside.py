"""What only others can tell: the mail server, and whoever sees the site's certificate and pages from outside.

Asked by housekeeping, never in a request.
"""

import socket
import ssl
import time
from datetime import UTC, datetime
from http.client import HTTPResponse, HTTPSConnection
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.utils.module_loading import import_string

_SECONDS = 20


def has_mail_server() -> bool:
    return issubclass(import_string(settings.EMAIL_BACKEND), EmailBackend)


def check_mail_server() -> None:
    """Connects and signs in as a message would; raises what the server or the network says."""
    connection = get_connection(timeout=_SECONDS)
    connection.open()
    connection.close()


def has_certificate() -> bool:
    """Whether the public address is one that others reach by HTTPS."""
    return urlsplit(settings.BASE_URL).scheme == "https"


def check_certificate() -> str:
    """When the certificate ends, in ISO 8601; raises where a browser would refuse it."""
    address = urlsplit(settings.BASE_URL)
    return certificate_end(str(address.hostname), address.port or 443).isoformat()


def certificate_end(host: str, port: int, context: ssl.SSLContext | None = None) -> datetime:
    context = context or ssl.create_default_context()
    with (
        socket.create_connection((host, port), timeout=_SECONDS) as plain,
        context.wrap_socket(plain, server_hostname=host) as safe,
    ):
        ends = str(safe.getpeercert()["notAfter"])  # type: ignore[index]
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC)


def check_ready_pages() -> None:
    """Whether the web server in front gives a ready page; raises LookupError with what it did instead."""
    for _time in range(3):  # something may have been published meanwhile
        if _home_page().headers["ETag"]:
            return
        time.sleep(1)
    raise LookupError("the home page comes from the application each time")


def _home_page() -> HTTPResponse:
    """As a visitor without cookies gets it. Whether browsers take the certificate is another question."""
    address = urlsplit(settings.BASE_URL)
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    line = HTTPSConnection(str(address.hostname), address.port, timeout=_SECONDS, context=context)
    try:
        line.request("GET", "/", headers={"Accept-Encoding": "gzip"})
        answer = line.getresponse()
        answer.read()
        return answer
    finally:
        line.close()
