"""The web server in front, started with the very file that `deploy/install` puts on a server."""

import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from pathlib import Path
from threading import Thread

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.test import override_settings

from core.placing import place_all
from photos.renditions import make_renditions
from tests import factories, page_types
from tests.conftest import sections
from tests.web_server import UNVERIFIED, web_server
from tools.ports import free_port

HOST = "www.example.org"
SPECS = {"lead": "format-{avif,webp,jpeg,png}|width-480"}
# Of config.settings.production, what answers depend on.
PRODUCTION = {
    "ALLOWED_HOSTS": [HOST],
    "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https"),
    "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_SECONDS": 365 * 24 * 3600,
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": False,
    "SECURE_HSTS_PRELOAD": False,
}
PROTECTING = [
    "X-Content-Type-Options",
    "Content-Security-Policy",
    "Referrer-Policy",
    "Strict-Transport-Security",
    "Cross-Origin-Resource-Policy",
]


class Silent(WSGIRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def photo(copied_db, media_root):
    """A photo on a public page, with its sizes, and a file beside it."""
    site = sections()
    photo = factories.photo()
    page_types.news_page(site.home, lead_photo=photo)
    make_renditions(photo, SPECS)
    place_all()
    photo.document = factories.document()
    return photo


@contextmanager
def serving() -> Iterator[int]:
    """The port where the application answers, as on a server."""
    with override_settings(**PRODUCTION):
        server = ThreadedWSGIServer(("127.0.0.1", 0), Silent)
        server.daemon_threads = True
        server.set_app(get_wsgi_application())
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def application(photo):
    with serving() as port:
        yield port


@pytest.fixture(scope="module")
def log_folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("nginx")


@pytest.fixture(scope="module")
def port(application, media_root, log_folder) -> Iterator[int]:
    """Where nginx listens."""

    def impatient(site: str) -> str:
        assert "client_header_timeout 15s" in site
        return site.replace("client_header_timeout 15s", "client_header_timeout 1s")

    with web_server(log_folder, application, media_root, HOST, impatient) as port:
        yield port


@contextmanager
def connected(port: int, timeout: float) -> Iterator[ssl.SSLSocket]:
    with (
        socket.create_connection(("127.0.0.1", port), timeout) as plain,
        UNVERIFIED.wrap_socket(plain, server_hostname=HOST) as connection,
    ):
        yield connection


def ask(port: int, address: str, method: str = "GET", secure: bool = True, **headers):
    connection = (
        HTTPSConnection("127.0.0.1", port, timeout=30, context=UNVERIFIED)
        if secure
        else HTTPConnection("127.0.0.1", port, timeout=30)
    )
    connection.request(method, address, headers={"Host": HOST} | headers)
    response = connection.getresponse()
    response.content = response.read()
    connection.close()
    return response


def test_a_public_photo_is_given_out_with_the_headers_of_the_application(port, application, photo):
    for size in photo.renditions.all():
        given = ask(port, size.url)
        own = ask(application, size.url, secure=False, **{"X-Forwarded-Proto": "https"})
        assert given.status == own.status == 200
        assert given.headers["Server"] == "nginx"
        assert given.headers["ETag"], "nginx took it from the disk"
        assert given.content == own.content
        assert given.headers["Content-Type"] == own.headers["Content-Type"]
        for name in PROTECTING:
            assert len(given.headers.get_all(name)) == 1, name
        for name in {*PROTECTING} - {"Content-Security-Policy"}:
            assert given.headers[name] == own.headers[name]
        assert set(given.headers["Cache-Control"].split(", ")) == {"public", "max-age=86400"}


@pytest.mark.parametrize(
    "address",
    ["/", "/nulle-part/", "/admin/", "/espace-adherents/connexion/", "/media/documents/bilan.pdf", "/static/rien.css",
     "/static/css/print.css", "/actualites", "/recherche/?q=%00", "/robots.txt", "/flux/rss.xml"],
)  # fmt: skip
def test_every_answer_carries_what_protects_readers_once(port, address):
    response = ask(port, address)
    assert response.status < 500
    for name in PROTECTING:
        assert len(response.headers.get_all(name, [])) == 1, name


def test_files_and_closed_folders_are_never_taken_from_the_disk(port, photo, media_root):
    for folder in ("documents", "closed/images", "original_images", "word", "images/.."):
        Path(media_root, folder).mkdir(parents=True, exist_ok=True)
    Path(media_root, "closed/images/secret.webp").write_bytes(b"closed to all")
    Path(media_root, "word/secret.docx").write_bytes(b"closed to all")
    name = photo.document.file.name
    for address in (
        f"/media/{name}",
        f"/media/images/../{name}",
        f"/media/images/..%2f{name}",
        f"/media/images/%2e%2e/{name}",
        f"/media//{name}",
        f"/media/images/..;/{name}",
        "/media/closed/images/secret.webp",
        "/media/images/../closed/images/secret.webp",
        "/media/word/secret.docx",
        f"/media/{photo.file.name}",
        "/media/images/",
        "/media/",
        "/.git/config",
        "/.git/HEAD",
        "/static/../.git/HEAD",
        "/manage.py",
    ):
        response = ask(port, address)
        assert response.status in (400, 404), address
        assert b"closed to all" not in response.content


def sent(port: int, length: int) -> bytes:
    """What is answered to the first bytes of a body of that length, within a second."""
    with connected(port, 1) as connection:
        head = f"POST /recherche/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {length}\r\n\r\n"
        connection.sendall(head.encode() + b"x" * 1000)
        try:
            return connection.recv(4000)
        except TimeoutError:
            return b""


def test_a_body_as_large_as_the_site_promises_is_taken(port, settings):
    assert sent(port, settings.WORD_IMPORT_MAX_SIZE) == b""
    assert sent(port, settings.REQUEST_MAX_SIZE) == b""


def test_a_larger_one_is_refused_at_once_in_a_sentence(port, settings):
    answer = sent(port, settings.REQUEST_MAX_SIZE + 30 * 1024 * 1024)
    assert b" 413 " in answer.splitlines()[0]
    assert "500\xa0Mo au plus".encode() in answer
    assert b"500 MB at most" in answer


def test_whoever_never_ends_a_request_is_let_go(port):
    with connected(port, 10) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: ")
        start = time.monotonic()
        assert connection.recv(100) == b""
        assert time.monotonic() - start < 8


def test_the_application_learns_who_asks_and_how(port):
    """Whatever a visitor says of herself: a plain request would be led to HTTPS, another host refused."""
    claims = {"X-Forwarded-Proto": "http", "X-Forwarded-For": "1.2.3.4"}
    assert ask(port, "/robots.txt", **claims).status == 200
    assert ask(port, "/robots.txt", Host="ailleurs.example").status == 400


@pytest.mark.parametrize(
    "address", ["/espace-adherents/agenda/s3cret/agenda.ics", "/en/members/calendar/s3cret/calendar.ics"]
)  # fmt: skip
def test_the_secret_address_of_a_calendar_stands_in_no_log(port, log_folder, address):
    assert ask(port, address).status == 404
    ask(port, "/robots.txt")
    log = (log_folder / "access").read_text()
    assert "/robots.txt" in log
    assert "s3cret" not in log


def told(port: int, request: bytes) -> HTTPResponse:
    """The answer to octets, with its `content`."""
    with connected(port, 10) as connection:
        connection.sendall(request)
        answer = HTTPResponse(connection)
        answer.begin()
        answer.content = answer.read()
    return answer


def is_natural(answer: HTTPResponse, status: int) -> None:
    """An answer of nginx itself: a sentence in both languages, with what protects readers, once."""
    assert answer.status == status
    french, english = answer.content.decode().splitlines()
    assert french.endswith(".")
    assert english.endswith(".")
    for name in PROTECTING:
        assert len(answer.headers.get_all(name, [])) == 1, name
    assert answer.headers["Server"] == "nginx"


@pytest.mark.parametrize(
    "request_",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET /%zz HTTP/1.1\r\nHost: www.example.org\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: www.example.org\r\nX: " + b"a" * 40_000 + b"\r\n\r\n",
    ],
    ids=["no host", "two hosts", "no address", "a huge header"],
)
def test_a_malformed_request_gets_a_sentence_of_nginx(port, request_):
    is_natural(told(port, request_), 400)


def test_a_body_that_is_too_large_gets_a_sentence_with_what_protects(port, settings):
    head = f"POST / HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n"
    length = settings.REQUEST_MAX_SIZE + 30 * 1024 * 1024
    is_natural(told(port, f"{head}Content-Length: {length}\r\n\r\n".encode()), 413)


def test_while_the_application_is_away_nginx_says_so(media_root, tmp_path):
    with web_server(tmp_path, free_port(), media_root, HOST) as port:
        request = f"GET / HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n"
        is_natural(told(port, request.encode()), 503)


def test_old_versions_of_tls_are_refused(port):
    for version, taken in (("TLSv1_1", False), ("TLSv1_2", True), ("TLSv1_3", True)):
        context = ssl._create_unverified_context()  # noqa: S323
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = context.maximum_version = ssl.TLSVersion[version]
        with socket.create_connection(("127.0.0.1", port), 10) as plain:
            try:
                context.wrap_socket(plain, server_hostname=HOST).close()
            except ssl.SSLError:
                assert not taken, version
            else:
                assert taken, version


def test_whoever_sends_forms_without_end_is_slowed_and_still_reads(port):
    """Forty at once are let through, which no room of people sends; it stands last, as it uses the allowance up."""
    request = f"POST /recherche/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 0\r\n"
    answers = [told(port, f"{request}Connection: close\r\n\r\n".encode()) for _time in range(60)]
    statuses = [answer.status for answer in answers]
    assert 429 not in statuses[:20]
    assert statuses.count(429) >= 5
    is_natural(next(answer for answer in answers if answer.status == 429), 429)
    assert ask(port, "/robots.txt").status == 200
