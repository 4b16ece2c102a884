"""Every form and parameter that pages hold, and every address with every method: what is added is tried the day it is.

`tests/test_hostile_requests.py` tries names that no page holds, headers and bodies.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from wagtail.models import Page, Revision

from news.models import NewsPage
from tests import crawler, factories
from tests.admin.forms import filled_in_again
from tests.conftest import logged_in
from tests.test_hostile_requests import (
    ADMIN,
    FEW,
    TEXTS,
    VARIABLE,
    answer,
    check,
    editor,
    filled,
    rich_site,
)

__all__ = ["editor", "rich_site"]

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"]
FORM = "application/x-www-form-urlencoded"
# Wagtail's own trial of what an error looks like answers with one.
SCREENS = [one for one in ADMIN if "failwhale" not in one and "logout" not in one]
SOME = settings(FEW, max_examples=50)
HEAVY = settings(FEW, max_examples=15)  # an editor's form of a page weighs half a megabyte


@dataclass(frozen=True)
class Form:
    """Of a page; a link with a question is one that was filled in."""

    path: str
    method: str
    fields: tuple[tuple[str, str], ...]

    @property
    def names(self) -> list[str]:
        return sorted({name for name, _value in self.fields})


def forms_in(client: Client, addresses: Iterable[str]) -> list[Form]:
    """One of each kind, in the order of their addresses."""
    found: dict[tuple, Form] = {}
    for address in addresses:
        response = client.get(address)
        if response.status_code != 200 or not response["Content-Type"].startswith("text/html"):
            continue
        page = BeautifulSoup(response.content, "lxml")
        for form in [*_forms(page, address), *_questions(page, address)]:
            if form.fields:
                found.setdefault((form.path, form.method, *form.names), form)
    assert len(found) > 5
    return sorted(found.values(), key=lambda form: (form.path, form.method, form.names))


def _forms(page: BeautifulSoup, address: str) -> Iterable[Form]:
    for form in page.select("form"):
        fields = [
            (field["name"], field.get("value") or field.text)
            for field in form.select("input[name], textarea[name], select[name], button[name]")
        ]
        path = urlsplit(urljoin(address, form.get("action") or address)).path
        yield Form(path, form.get("method", "get").upper(), tuple(fields))


def _questions(page: BeautifulSoup, address: str) -> Iterable[Form]:
    for link in page.select("a[href*='?']"):
        target = urlsplit(urljoin(f"http://testserver{address}", link["href"]))
        if target.netloc == "testserver":
            yield Form(target.path, "GET", tuple(parse_qsl(target.query)))


def pages() -> list[str]:
    addresses = [one for one in crawler.public_addresses() if not one.startswith("/en/")]
    found = Page.objects.live().filter(depth__gt=1, locale__language_code="fr")
    return [*addresses, *(page.url for page in found if page.url), "/recherche/?q=bilan"]


@pytest.fixture(scope="module")
def of_visitors(rich_site) -> list[Form]:
    return forms_in(Client(), pages())


@pytest.fixture(scope="module")
def member(rich_site):
    return factories.member()


@pytest.fixture(scope="module")
def of_members(member) -> list[Form]:
    return forms_in(logged_in(member), pages())


@pytest.fixture
def of_editors(rich_site, editor) -> list[Form]:
    screens = [f"/{address}" for address in SCREENS if not VARIABLE.search(address)]
    return forms_in(editor, screens)


def send(client: Client, data: st.DataObject, forms: list[Form]) -> None:
    """A form with something hostile in one to three fields, the others as they stood."""
    form = data.draw(st.sampled_from(forms))
    text = st.one_of(st.sampled_from(TEXTS), st.text(max_size=20))
    changed = data.draw(st.dictionaries(st.sampled_from(form.names), text, min_size=1, max_size=3))
    sent = urlencode({**dict(form.fields), **changed}, errors="replace")
    if form.method == "GET":
        request = ("GET", form.path, sent, b"", FORM, {})
    else:
        request = ("POST", form.path, "", sent.encode(), FORM, {})
    check(answer(client, *request), form.method)


@SOME
@given(data=st.data())
def test_no_form_of_visitors_breaks(data, of_visitors, db):
    send(Client(), data, of_visitors)


@SOME
@given(data=st.data())
def test_no_form_of_members_breaks(data, of_members, member, db):
    send(logged_in(member), data, of_members)


@SOME
@given(data=st.data())
def test_no_form_of_editors_breaks(data, of_editors, editor):
    send(editor, data, of_editors)


def body_fields() -> dict[str, str]:
    """What the admin's script writes for a body of two blocks, in its order."""
    fields = {"body-count": "2"}
    for number, words in enumerate(("Un", "Deux")):
        block = {"deleted": "", "order": number, "type": "heading", "id": "", "value": words}
        fields |= {f"body-{number}-{name}": str(value) for name, value in block.items()}
    return fields


@pytest.fixture(scope="module")
def of_pages(rich_site) -> list[tuple[str, dict[str, str]]]:
    """(address, fields) of the forms of two pages."""
    person = factories.editor()
    person.groups.add(Group.objects.get(name="Administration"))
    found = []
    for page in (NewsPage.objects.get(), rich_site):
        address, fields = filled_in_again(logged_in(person), page)
        found.append((address, fields.dict() | body_fields()))
    person.delete()
    return found


@HEAVY
@given(data=st.data())
def test_no_form_of_a_page_breaks(data, of_pages, editor):
    address, fields = data.draw(st.sampled_from(of_pages))
    names = st.one_of(st.sampled_from(sorted(fields)), st.sampled_from(sorted(body_fields())))
    lost = data.draw(st.sets(names, max_size=3))
    changed = data.draw(st.dictionaries(names, st.sampled_from(TEXTS), max_size=3))
    kept_fields = {name: value for name, value in fields.items() if name not in lost} | changed
    sent = urlencode(kept_fields, errors="replace").encode()
    check(answer(editor, "POST", address, "", sent, FORM, {}), "POST")


def test_a_form_that_was_cut_off_is_refused_and_changes_nothing(of_pages, editor):
    """What comes before the body is whole, the body isn't: half a text may not take the place of the whole."""
    address, fields = of_pages[0]
    before = Revision.objects.count()
    names = list(fields)
    for name in ("body-count", "body-0-deleted", "body-1-type", "body-1-order"):
        cut = {kept: fields[kept] for kept in names[: names.index(name)]}
        response = editor.post(address, cut)
        assert response.status_code == 400, name
        assert "Revenez en arrière" in response.text
    assert Revision.objects.count() == before
    assert editor.post(address, fields).status_code == 302


def test_every_form_that_changes_something_wants_a_token(of_visitors, of_members, member, db):
    """Django's, which comes with a cookie, or the signed key of a form that sets none."""
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(member)
    posted = [form for form in {*of_visitors, *of_members} if form.method == "POST"]
    assert len(posted) > 5
    for form in posted:
        assert {"csrfmiddlewaretoken", "key"} & {*form.names}, form.path
        if "key" not in form.names:
            assert strict.post(form.path, {}).status_code == 403, form.path


def test_every_address_answers_every_method(rich_site, editor):
    """Each of the site with all, each of the admin with one of them in turn."""
    # The state of the site is told with 503 where something is amiss, as it is in a test.
    public = [one for one in crawler.public_addresses() if not one.startswith(("/en/", "/healthz"))]
    asked = [(Client(), address, method) for address in public for method in METHODS]
    for number, address in enumerate(SCREENS):
        asked.append((editor, filled(address, ["1"]), METHODS[number % len(METHODS)]))
    broken = []
    for client, address, method in asked:
        response = answer(client, method, address, "", b"", FORM, {})
        if response.status_code >= 500:
            broken.append((method, address, response.status_code))
            continue
        check(response, method)
        kind = response.get("Content-Type", "")
        assert kind or response.streaming or not response.content, (method, address)
        if kind.startswith(("text/", "application/xml")):
            assert "charset=" in kind, (method, address, kind)
        if not response.streaming:
            assert b"Traceback (most recent" not in response.content
    assert not broken
