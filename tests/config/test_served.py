"""The site as a server runs it (production settings, static files collected, granian), asked through a socket.

`tests/test_hostile_requests.py` sends far more, to Django's own test client: what is here are the octets that only a
real server hands on, and what only production's settings answer.
"""

import os
import re
import socket
import ssl
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote, urlencode

import pytest
from django.db import connection
from django.test import override_settings
from django_otp import DEVICE_ID_SESSION_KEY

from tests import factories, files, observatory, page_types
from tests.at_once import at_once
from tests.conftest import logged_in, sections
from tests.observatory import Visit
from tests.source_rules import ROOT
from tests.test_hostile_requests import COOKIES, HEADERS, PUBLIC, TEXTS, filled
from tests.web_server import UNVERIFIED, web_server
from tools import temporary_site
from tools.ports import free_port

PATHS = [
    "/\x00", "/%00", "/\xff\xfe", "/%ff%fe", "/%ED%A0%80", "/..", "/%2e%2e/%2e%2e/etc/passwd", "//ailleurs.example/",
    "/\\ailleurs.example", "/actualites/?page=\x00", "/actualites/?theme=%00&annee=%ff", "/recherche/?q=%00",
    "/recherche/?" + "q=a&" * 2000, "/" + "a/" * 2000, "/" + "é" * 500, "http://ailleurs.example/", "*", "",
    "/documents/" + "9" * 4400, "/media/%2e%2e/db.sqlite3", "/static/%2e%2e/db.sqlite3", "/static/\x00", "/media/\x00",
]  # fmt: skip
CONTROLS = re.compile(r"[\x00-\x1f\x7f]")  # which a cookie writes as octal numbers
MALFORMED = [
    b"GET / HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: www.example.org\r\nHost: ailleurs.example\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"RIEN\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: www.example.org\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: www.example.org\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"GET / HTTP/1.1\r\nHost: www.example.org\r\nA\x00: b\r\n\r\n",
]


class Served:
    """Raw requests to a running site. What it has logged is read at the end."""

    def __init__(self, port: int, environment: dict[str, str]):
        self.port, self.environment = port, environment

    def send(self, request: bytes) -> bytes:
        """The whole answer; nothing where the server has hung up."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as line:
            line.sendall(request)
            if b"Connection: close" not in request:
                line.shutdown(socket.SHUT_WR)
            try:
                return b"".join(iter(lambda: line.recv(65536), b""))
            except ConnectionResetError:
                return b""

    def ask(self, path: str, method: str = "GET", body: bytes = b"", **headers: str) -> bytes:
        known = temporary_site.HEADERS | {"X-Forwarded-For": "203.0.113.7", "Connection": "close"}
        if body:
            known |= {
                "Content-Length": str(len(body)),
                "Content-Type": "application/x-www-form-urlencoded",
            }
        lines = known | {name.replace("_", "-"): value for name, value in headers.items()}
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        return self.send(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body)


def status(answer: bytes) -> int:
    """That of an answer, 400 where the server hung up without one."""
    found = re.match(rb"HTTP/1\.[01] (\d{3}) ", answer)
    return int(found[1]) if found else 400


@pytest.fixture(scope="module")
def served(copied_db, media_root, tmp_path_factory):
    page_types.news_page(sections().home)
    folder, port = tmp_path_factory.mktemp("served"), free_port()
    environment = os.environ | temporary_site.production(folder)
    environment |= {"MEDIA_ROOT": str(media_root), "DATABASE_URL": address_of_database()}
    upgrade = [sys.executable, "manage.py", "upgrade"]
    said = subprocess.check_output(upgrade, cwd=ROOT, env=environment, text=True)
    assert "Feuilles de style et scripts" in said
    assert "no issues" in said  # of check --deploy
    log = folder / "log"
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        patch.chdir(ROOT)
        with temporary_site.serving(temporary_site.granian(port), port, log):
            yield Served(port, environment)
    assert "Internal Server Error" not in log.read_text(errors="replace")


@pytest.fixture(scope="module")
def module_large_file(served) -> str:
    """The address of a public one."""
    data = files.pdf() + b"\n" + os.urandom(LARGE)
    page = factories.publication("Atlas", data=data)
    return page.files.get().document.url


@pytest.fixture(scope="module")
def front(served, media_root, tmp_path_factory) -> Iterator[SimpleNamespace]:
    """The same site behind nginx: the port for HTTPS, and the one that leads there."""
    folder = tmp_path_factory.mktemp("front")
    with web_server(folder, served.port, media_root, temporary_site.HOST) as port:
        listening = re.findall(r"listen 127\.0\.0\.1:(\d+)", (folder / "nginx.conf").read_text())
        [plain] = {int(found) for found in listening} - {port}
        yield SimpleNamespace(port=port, plain=plain)


def visit(front, address: str, cookie: str = "") -> Visit:
    """What the Observatory asks for: the page, the way to it without HTTPS, a preflight request."""

    def ask(method: str, connection: HTTPConnection, **headers: str) -> HTTPResponse:
        connection.request(method, address, headers={"Host": temporary_site.HOST} | headers)
        response = connection.getresponse()
        response.content = response.read()
        connection.close()
        return response

    def secure() -> HTTPSConnection:
        return HTTPSConnection("127.0.0.1", front.port, timeout=60, context=UNVERIFIED)

    page = ask("GET", secure(), Cookie=cookie)
    plain = ask("GET", HTTPConnection("127.0.0.1", front.plain, timeout=60))
    preflight = {"Origin": "https://ailleurs.example", "Access-Control-Request-Method": "GET"}
    options = ask("OPTIONS", secure(), **preflight)
    found = Visit(
        address=f"https://{temporary_site.HOST}{address}",
        headers=page.headers,
        body=page.content.decode(errors="replace"),
        http_location=plain.headers["Location"],
        preflight=options.headers,
    )
    assert page.status < 500
    return found


@pytest.fixture(scope="module")
def session_cookie(served) -> str:
    """Of an administrator who has given her second factor."""
    with override_settings(SECRET_KEY=served.environment["SECRET_KEY"]):
        client = logged_in(factories.administrator())
        device = client.user.totpdevice_set.create(name="téléphone", confirmed=True)
        session = client.session
        session[DEVICE_ID_SESSION_KEY] = device.persistent_id
        session.save()
    return f"__Host-sessionid={session.session_key}"


def address_of_database() -> str:
    """Of the copy that the tests of this module have, as a server's environment says it."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"


@pytest.fixture(autouse=True)
def still_there(served):
    """Whatever it was sent, it answers the next one."""
    yield
    answer = served.ask("/actualites/")
    assert status(answer) == 200
    assert b"</html>" in answer


@pytest.mark.parametrize(
    "file", ["deploy/systemd/parvis-web.service", "deploy/Containerfile", "docs/operators.md"]
)
def test_servers_are_started_as_the_one_of_these_tests(file):
    tuned = " ".join(temporary_site.granian(0)[2:4]).replace("=", " ")
    words = re.sub(r'[",]', "", Path(ROOT, file).read_text())
    words = words.replace("${PARVIS_PROCESSES}", "2")  # on one core one process
    assert tuned in words


def test_many_readers_at_once_all_get_their_page(served):
    """The server never asks the database for more connections than it gives."""
    answers = at_once(served.ask, ["/recherche/"] * 150)
    assert {status(answer) for answer in answers} == {200}


def test_pages_and_what_they_are_dressed_with_are_given(served):
    """A file that a template names and that isn't collected is an error on a server only."""
    page = served.ask("/actualites/", Accept_Encoding="identity").decode()
    found = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))
    assert len(found) > 3
    for address in found:
        assert status(served.ask(address)) == 200, address
    assert "Strict-Transport-Security: " in page.title()


def test_no_header_breaks_it(served):
    for name, values in HEADERS.items():
        header = name.removeprefix("HTTP_").replace("_", "-").title()
        for value in values:
            raw = value.encode("latin-1", errors="ignore").decode("latin-1")
            assert status(served.ask("/actualites/", **{header: raw})) < 500, (header, value[:60])


def test_a_cookie_that_the_site_cant_have_set_is_as_good_as_none(served):
    plain = status(served.ask("/espace-adherents/"))
    for text in [*TEXTS, "\x00" + "a" * 31]:  # as long as the key of a session
        escaped = CONTROLS.sub(lambda found: f"\\{ord(found[0]):03o}", text)
        cookies = "; ".join(f'{name}="{escaped}"' for name in COOKIES)
        found = status(served.ask("/espace-adherents/", Cookie=cookies))
        # Headers that are too long are refused by granian.
        assert found == plain or (len(text) > 4000 and found in (400, 431)), text[:60]


def test_no_path_breaks_it(served):
    guessed = [filled(address, [value]) for address in PUBLIC for value in ("a\x00b", "9" * 4400)]
    for path in [*PATHS, *guessed]:
        assert status(served.ask(path)) < 500, path[:80]


def test_no_malformed_request_breaks_it(served):
    for request in MALFORMED:
        assert status(served.send(request)) < 500, request[:80]


def test_a_form_with_a_nul_is_refused(served):
    """With the token that the test client does without."""
    address = "/espace-adherents/connexion/"
    page = served.ask(address, Accept_Encoding="identity").decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    cookie = re.search(r"(?i)set-cookie: *(__Host-csrftoken=\w+)", page)
    assert cookie, page.partition("\r\n\r\n")[0]
    headers = {"Cookie": cookie[1], "Referer": f"https://{temporary_site.HOST}{address}"}

    def sign_in(**fields):
        form = {"csrfmiddlewaretoken": token, "email": "ana@example.org", "password": "x"}
        return served.ask(address, "POST", urlencode(form | fields).encode(), **headers)

    assert status(sign_in()) == 422
    for name in ("next", "email", "password"):
        assert status(sign_in(**{name: "/a\x00b"})) == 400, name
    assert status(served.ask(address + "?next=" + quote("/a\x00b"), **headers)) in (200, 400)


@pytest.mark.parametrize(
    "address", ["/", "/actualites/", "/recherche/?q=a", "/espace-adherents/connexion/", "/rien/"]
)
def test_the_observatory_gives_the_full_mark(front, address):
    found = visit(front, address)
    assert observatory.score(found) == observatory.highest(found), observatory.marks(found)


def test_the_admin_lacks_only_what_wagtails_own_scripts_cost(front, session_cookie):
    """They are written into its pages, which the policy has to allow there; still nothing comes from elsewhere."""
    found = visit(front, "/admin/", session_cookie)
    assert "wagtail-config" in found.body
    marks = observatory.marks(found)
    assert marks.pop("content_security_policy") == -20
    assert all(points >= 0 for points in marks.values()), marks
    assert {"'self'", "'none'", "'unsafe-inline'", "data:", "blob:"} >= set().union(
        *found.policy.values()
    )


SLOW = 40
LARGE = 6 * 10**6  # bytes


@contextmanager
def slow_visitors(front, requests: list[bytes]) -> Iterator[list[ssl.SSLSocket]]:
    """One for each request, of which a byte is sent and of whose answer some are read every fifth of a second."""
    stop, lines = threading.Event(), []
    for _request in requests:
        plain = socket.create_connection(("127.0.0.1", front.port), timeout=30)
        # Little is taken at a time, whatever the machine would keep for the visitor.
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        lines.append(UNVERIFIED.wrap_socket(plain, server_hostname=temporary_site.HOST))

    def dawdle() -> None:
        left = [(line, iter(request)) for line, request in zip(lines, requests, strict=True)]
        while not stop.wait(0.2):
            for line, octets in left:
                line.settimeout(0.001)
                with suppress(TimeoutError, ssl.SSLError, OSError):
                    octet = next(octets, None)
                    if octet is None:
                        line.recv(200)
                    else:
                        line.send(bytes([octet]))

    visitor = threading.Thread(target=dawdle, daemon=True)
    visitor.start()
    try:
        yield lines
    finally:
        stop.set()
        visitor.join()
        for line in lines:
            line.close()


def seconds(front, times: int = 5) -> float:
    """How long a reader waits for a page, as often as not."""
    taken = []
    for _time in range(times):
        start = time.monotonic()
        assert "</html>" in visit_page(front)
        taken.append(time.monotonic() - start)
    return statistics.median(taken)


def visit_page(front) -> str:
    connection = HTTPSConnection("127.0.0.1", front.port, timeout=30, context=UNVERIFIED)
    connection.request("GET", "/actualites/", headers={"Host": temporary_site.HOST})
    page = connection.getresponse().read().decode()
    connection.close()
    return page


def test_forty_slow_visitors_stop_nobody(front, served, module_large_file):
    """Slow to say what they want, to send a form, to read a large file: there are far fewer processes than they are."""
    host = f"Host: {temporary_site.HOST}\r\n"
    kinds = [
        f"GET /actualites/ HTTP/1.1\r\n{host}X: ".encode() + b"a" * 10_000,
        f"POST /espace-adherents/connexion/ HTTP/1.1\r\n{host}Content-Length: 9999\r\n\r\n".encode()
        + b"a" * 9999,
        f"GET {module_large_file} HTTP/1.1\r\n{host}\r\n".encode(),
    ]
    seconds(front, 2)
    before = seconds(front)
    with slow_visitors(front, [kinds[number % 3] for number in range(SLOW)]) as lines:
        for number, line in enumerate(lines):
            if number % 3:  # the head, or the whole, at once: what follows is slow
                line.send(kinds[number % 3].partition(b"\r\n\r\n")[0] + b"\r\n\r\n")
        time.sleep(1)
        during = seconds(front)
    assert during < 2 * before + 0.3, (before, during)
