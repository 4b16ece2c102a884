"""Requests that no browser sends: whatever stands in them, the site answers, and says what to do in a language.

Every address of the URLconf is tried, as anybody and as an editor, with wrong values in its path, its parameters,
its headers, its cookies and its body. Each example is undone.
"""

import gzip
import re
from urllib.parse import quote, urlencode

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse, set_script_prefix
from django.utils import translation
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests import factories, page_types
from tests.conftest import logged_in

TEXTS = [
    "", " ", "\x00", "a\x00b", "/a\x00b", "\r\nX: y", "\x1b[0m", "\x7f", "\u0085", "\u202e", "\ufeff", "\ufffe",
    "😀", "e\u0301" * 50, "é" * 300, "%", "%00", "%ED%A0%80", "%zz", "..", "../../etc/passwd", "//ailleurs.example",
    "\\\\ailleurs.example", "javascript:alert(1)", "'", '"', "<script>", "{{7*7}}", "' OR 1=1 --", "[", "]", "[]",
    "-1", "0", "1", "9" * 20, "9" * 4400, "٣", "²", "1e999", "NaN", "inf", "true", "null", "2026-02-30", "0000-00",
    "fr", "en", "xx", "x" * 5000, "a,b", "a;b", "a=b", "*", "?", "#", "-title", "title,title",
]  # fmt: skip
NAMES = [
    "q", "page", "p", "theme", "type", "langue", "annee", "mois", "club", "format", "next", "person", "ordering",
    "order", "locale", "date_from", "date_to", "language", "state", "collection_id", "parent_page_id", "id", "tag",
    "edition", "email", "password", "code", "link", "action", "title", "file", "new_parent_page", "csrfmiddlewaretoken",
]  # fmt: skip
COOKIES = ["sessionid", "csrftoken", "django_language", "known_browser", "messages", "autre"]
# What a header may hold is what a server lets through: any octet but line ends and NUL.
HEADERS = {
    "HTTP_HOST": ["testserver:99999", "testserver:x", "[::1", "ailleurs.example", "testserver, a", "é", "x" * 300],
    "HTTP_RANGE": ["bytes=-", "bytes=0-0,2-2", "bytes=5-2", f"bytes={'9' * 4400}-", "bytes=²-3", "lines=1-2"],
    "HTTP_IF_NONE_MATCH": ["*", '"', 'W/"', '"a", "b', "\xe9"],
    "HTTP_IF_MODIFIED_SINCE": ["yesterday", "Thu, 01 Jan 99999 00:00:00 GMT", "Thu, 31 Feb 2026 25:61:61 GMT",
                               "Mon, 01-Jan-00 00:00:00 GMT; length=x"],
    "HTTP_IF_RANGE": ['"', "yesterday"],
    "HTTP_ACCEPT_LANGUAGE": ["*", "fr;q=x", "en;q=" + "9" * 4400, "-", "a" * 5000, "fr-" * 200, "zh_Hant-\xe9"],
    "HTTP_ACCEPT": ["*/*;q=x", "a/b/c", "application/json", ";;;", "text/html;level=\xe9"],
    "HTTP_ACCEPT_ENCODING": ["gzip;q=x", "\xe9", "gzip, " * 500],
    "CONTENT_LENGTH": ["-1", "x", "\xb2", "9" * 20, "9" * 4400, "1.5", " 7 "],
    "CONTENT_TYPE": ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\xe9",
                     f"multipart/form-data; boundary={'x' * 5000}", "application/json", "application/json; charset=hex",
                     "application/x-www-form-urlencoded; charset=undefined", "text/plain; charset=rot13",
                     "application/x-www-form-urlencoded; charset=utf-16", "text/plain; charset=rien", ";;=;", "\xe9"],
    "HTTP_REFERER": ["http://[", "//ailleurs.example", "\xe9", "javascript:alert(1)"],
    "HTTP_ORIGIN": ["null", "http://[", "https://testserver:x", "\xe9"],
    "HTTP_X_FORWARDED_FOR": ["", "rien", "1.2.3.4, ", "::1%eth0", "\xb2.1.1.1", "1" * 5000, "fe80::1%" + "x" * 500],
    "HTTP_X_FORWARDED_PROTO": ["https", "ftp", "https, http", "\xe9"],
    "HTTP_X_FORWARDED_HOST": ["ailleurs.example", "é"],
    "HTTP_X_REQUESTED_WITH": ["XMLHttpRequest"],
    "HTTP_X_CSRFTOKEN": ["x", "\xe9", "x" * 5000],
    "HTTP_USER_AGENT": ["", "\xe9" * 2000, "()" * 3000, "Googlebot/" + "a" * 5000],
    "HTTP_SEC_PURPOSE": ["prefetch", "\xe9"],
    "HTTP_AUTHORIZATION": ["Basic \xe9", "Basic YQ==", "Bearer " + "x" * 5000],
    "HTTP_X_HTTP_METHOD_OVERRIDE": ["DELETE"],
}  # fmt: skip
METHODS = [
    "GET",
    "GET",
    "GET",
    "POST",
    "POST",
    "HEAD",
    "OPTIONS",
    "PUT",
    "DELETE",
    "PATCH",
    "TRACE",
    "RIEN",
]
BODIES = [
    ("application/x-www-form-urlencoded", None),
    ("application/json", b'{"a": "\\u0000\\ud800"}'),
    ("application/json", b"[" * 100_000),
    ("application/json", b'{"a": ' + b"9" * 5000 + b"}"),
    ("multipart/form-data; boundary=x", b"--x\r\nrien"),
    ("multipart/form-data; boundary=x", b"--y\r\n\r\n--x--"),
    (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="../\x00\xff.docx"\r\n'
        b"Content-Type: text/plain; charset=hex\r\nContent-Transfer-Encoding: base64\r\n\r\n%%%\r\n--x--\r\n",
    ),
    (
        "multipart/form-data; boundary=x",
        b"--x\r\nContent-Disposition: form-data; name*=utf-16''%ff%fe; filename*=hex''zz\r\n\r\na\r\n--x--\r\n",
    ),
]  # fmt: skip


def addresses(patterns, before: str = "") -> list[str]:
    """Every address of a URLconf, as a regular expression or a route whose variable parts are still to be filled."""
    found = []
    for pattern in patterns:
        here = before + str(pattern.pattern).removeprefix("^").removesuffix("$")
        inner = getattr(pattern, "url_patterns", None)
        found += [here] if inner is None else addresses(inner, here)
    return found


VARIABLE = re.compile(r"<[^<>]*>|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)[?*+]?")


def filled(address: str, values: list[str]) -> str:
    parts = iter(values * 20)
    path = VARIABLE.sub(
        lambda _part: quote(next(parts), safe="/"), re.sub(r"\(\?P<\w+>", "(", address)
    )
    return "/" + path.replace("\\", "").replace("^", "").replace("?", "").lstrip("/")


with translation.override("fr"):
    ALL = sorted(set(addresses(get_resolver().url_patterns)))
ADMIN = [address for address in ALL if address.startswith("admin/")]
# The last is for machines, and isn't well here.
PUBLIC = [address for address in ALL if not address.startswith(("admin/", "healthz"))]


@st.composite
def requests(draw, patterns):
    """(method, address, query, body, content type, environ)."""
    text = st.one_of(st.sampled_from(TEXTS), st.text(max_size=20))
    fields = st.lists(st.tuples(st.sampled_from(NAMES), text), max_size=4)
    path = filled(draw(st.sampled_from(patterns)), draw(st.lists(text, min_size=1, max_size=3)))
    kind, body = draw(st.sampled_from(BODIES))
    if body is None:
        body = urlencode(draw(fields)).encode()
    environ = {}
    for name in draw(st.lists(st.sampled_from(sorted(HEADERS)), max_size=3, unique=True)):
        environ[name] = draw(st.sampled_from(HEADERS[name]))
    if draw(st.booleans()):
        value = "".join(
            f"\\{ord(letter):03o}" if ord(letter) < 32 else letter for letter in draw(text)
        )
        cookie = f'{draw(st.sampled_from(COOKIES))}="{value}"'
        environ["HTTP_COOKIE"] = cookie.encode().decode("latin-1")
    return draw(st.sampled_from(METHODS)), path, urlencode(draw(fields)), body, kind, environ


@pytest.fixture(scope="module")
def rich_site(module_site):
    page_types.news_page(module_site.news)
    session = page_types.session(module_site.home)
    page_types.publication(module_site.library)
    factories.translate(module_site.home)
    return session


@pytest.fixture
def editor(rich_site, db):
    """Somebody who publishes and administers, by her groups alone."""
    person = factories.editor()
    person.groups.add(Group.objects.get(name="Administration"))
    return logged_in(person)


def answer(client: Client, method, path, query, body, kind, environ):
    set_script_prefix("/")
    translation.deactivate()
    own = client.cookies.output(header="", sep=";").strip()
    if own and "HTTP_COOKIE" in environ:
        environ = environ | {"HTTP_COOKIE": f"{own}; {environ['HTTP_COOKIE']}"}
    client.raise_request_exception = False
    with transaction.atomic():
        response = client.generic(
            method, f"{path}?{query}", body, environ.get("CONTENT_TYPE", kind), **environ
        )
        if response.streaming and not response.is_async:
            response.streaming_content = [b"".join(response)]
        transaction.set_rollback(True)
    return response


def check(response, method: str):
    assert response.status_code < 500 or response.status_code == 501
    if response.status_code in (400, 403, 404, 410) and method != "HEAD":
        body = b"".join(response) if response.streaming else response.content
        if response.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        if response["Content-Type"].startswith("text/html"):
            assert re.search(rb'<html[^>]* lang="(fr|en)"', body)
            assert b"<h1" in body


FEW = settings(
    derandomize=True,
    max_examples=200,
    deadline=None,
    database=None,
    phases=[Phase.generate],  # a failing request is read easily as it is
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.both_databases
@FEW
@given(request=requests(PUBLIC))
def test_whatever_a_visitor_sends_gets_an_answer(request, rich_site, db):
    check(answer(Client(), *request), request[0])


@FEW
@given(request=requests(ADMIN))
def test_whatever_an_editor_sends_gets_an_answer(request, rich_site, editor):
    check(answer(editor, *request), request[0])


@pytest.mark.parametrize("value", ["9" * 4400, "9" * 20, "a\x00b", "²"])
def test_a_wrong_value_in_each_address_is_answered(value, rich_site, editor):
    """Of numbers, a few thousand digits are more than Python reads, twenty more than a database holds."""
    for address in PUBLIC:
        path = filled(address, [value])
        for method in ("GET", "POST", "HEAD"):
            check(answer(Client(), method, path, "", b"", "text/plain", {}), method)
    for address in ADMIN:
        if VARIABLE.search(address):
            path = filled(address, [value])
            check(answer(editor, "GET", path, "", b"", "text/plain", {}), "GET")


@pytest.mark.both_databases
def test_a_cookie_that_the_site_cant_have_set_is_as_good_as_none(rich_site, client):
    response = client.get("/actualites/", headers={"cookie": r'sessionid="\000aaa"; autre="\033"'})
    assert response.status_code == 200


@pytest.mark.both_databases
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_form_with_a_nul_is_refused_in_the_language_of_its_address(language, rich_site, client):
    with translation.override(language):
        address = reverse("members:sign_in")
    form = {"email": "ana@example.org", "password": "x", "next": "/a\x00b"}
    response = client.post(address, form)
    assert response.status_code == 400
    words = {"fr": "Revenez en arrière", "en": "Go back"}[language]
    assert f'<html lang="{language}">' in response.text
    assert words in response.text


@pytest.mark.both_databases
def test_a_number_of_thousands_of_digits_is_no_file(rich_site, client):
    assert client.get(f"/documents/{'9' * 4400}/bail.pdf").status_code == 404


def test_a_length_that_is_no_number_is_read_as_none(rich_site, client):
    for length in ("\xb2", "9" * 4400, "x"):
        response = client.get("/actualites/", headers={"content-length": length})
        assert response.status_code in (200, 413)


@pytest.mark.parametrize("path", ["//[", "http://[", "https://[::1", "///[x", "/["])
def test_where_to_go_next_may_be_no_address_at_all(path, rich_site, client):
    assert client.get(reverse("members:sign_in"), {"next": path}).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "//ailleurs.example/",
        "/\\ailleurs.example",
        "/a\r\nX: y",
        "http:///ailleurs",
        "%zz",
        "ici",
        "members:code",
    ],
)
def test_nobody_is_sent_elsewhere_after_coming_in(path, rich_site, db):
    user = factories.user("ana@example.org")
    form = {"email": user.email, "password": factories.PASSWORD, "next": path}
    response = Client().post(reverse("members:sign_in"), form)
    assert (response.status_code, response["Location"]) == (302, reverse("members_home"))
    assert "X" not in response.headers


def test_a_header_of_a_proxy_that_isnt_ours_changes_nothing(rich_site, client):
    """Neither what a page says of its own address, nor what a cache would keep of it."""
    plain = client.get("/actualites/").content
    for name in (
        "x-forwarded-host",
        "x-forwarded-port",
        "x-host",
        "forwarded",
        "x-original-url",
        "x-rewrite-url",
    ):
        response = client.get("/actualites/", headers={name: "ailleurs.example"})
        assert response.content == plain
        assert b"ailleurs" not in response.content
