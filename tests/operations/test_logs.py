"""The log of a server: lines of JSON in which a request can be followed, and nobody's words, names or addresses are."""

import json
import logging
from io import StringIO
from unittest.mock import patch

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from members.links import address_of, ask_for_link
from members.models import SignInLink
from operations.logs import JSONFormatter, is_written, without_content
from search.views import search
from tests import factories

PRIVATE = {
    "email": "camille.secrete@example.org",
    "name": "Camille Vresniac",
    "words": "amiante",
    "address": "192.0.2.77",
    "password": "ma phrase de passe à moi",
}


@pytest.fixture
def log(settings):
    """What a server writes, as it is written."""
    settings.MIDDLEWARE = ["operations.logs.LogRequests", *settings.MIDDLEWARE]
    handler = logging.StreamHandler(StringIO())
    handler.setFormatter(JSONFormatter())
    handler.addFilter(is_written)
    root = logging.getLogger()
    level, root.level = root.level, logging.INFO
    root.addHandler(handler)
    yield handler.stream
    root.removeHandler(handler)
    root.level = level


def lines(log: StringIO) -> list[dict]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def visitor() -> Client:
    return Client(REMOTE_ADDR=PRIVATE["address"], raise_request_exception=False)


def test_a_request_is_a_line_with_its_path_alone(site, log):
    visitor().get("/recherche/", {"q": PRIVATE["words"]})
    visitor().get("/nulle-part/")
    found, missing = [line for line in lines(log) if line["message"] == "Answered"]
    assert (found["method"], found["path"], found["status"]) == ("GET", "/recherche/", 200)
    assert found["ms"] >= 0
    assert (missing["path"], missing["status"]) == ("/nulle-part/", 404)
    assert {"time", "level", "logger", "message"} <= set(found)


def test_nothing_private_gets_into_it(site, log):
    factories.user(PRIVATE["email"], first_name="Camille", last_name="Vresniac")
    client = visitor()
    sign_in = reverse("members:sign_in")
    client.post(sign_in, {"email": PRIVATE["email"], "password": "faux"})
    client.post(sign_in, {"email": PRIVATE["email"], "password": PRIVATE["password"], "link": "1"})
    ask_for_link(PRIVATE["email"], "fr", "")
    link = address_of(SignInLink.objects.latest("expires_at"), "fr").removeprefix(
        "http://testserver"
    )
    client.get(link)
    client.post(link, {"first_name": "Camille", "last_name": "Vresniac"})
    client.get("/recherche/", {"q": PRIVATE["words"]})
    client.get(f"/nulle-part/{PRIVATE['email']}/")
    client.post(reverse("apply"), {"name": PRIVATE["name"], "email": PRIVATE["email"]})
    client.get("/admin/")
    client.post("/healthz")
    written = log.getvalue()
    assert len(lines(log)) >= 7
    for what, value in PRIVATE.items():
        assert value not in written, what
    assert link.rstrip("/").rpartition("/")[2] not in written
    assert "Camille" not in written


def test_an_error_is_told_with_its_place_and_without_values(site, log):
    secret = "une valeur locale"

    def break_down(*args, **kwargs):
        local = secret
        try:
            raise IntegrityError(
                'duplicate key value violates unique constraint "user_email"\n'
                f"DETAIL:  Key (email)=({PRIVATE['email']}) already exists."
            )
        except IntegrityError as error:
            raise ValueError(
                f"No place for '{PRIVATE['name']}' at {PRIVATE['address']}, {local!r}"
            ) from error

    with patch(f"{search.__module__}.Layout", break_down):
        answer = visitor().get("/recherche/", {"q": PRIVATE["words"]})
    assert answer.status_code == 500
    [line] = [line for line in lines(log) if "traceback" in line]
    assert (line["level"], line["path"], line["status"]) == ("ERROR", "/recherche/", 500)
    assert line["error"] == "ValueError: No place for … at …, …"
    assert "IntegrityError: duplicate key value violates unique constraint …" in line["traceback"]
    assert "in break_down" in line["traceback"]
    for value in (*PRIVATE.values(), secret):
        assert value not in log.getvalue()


def test_whoever_watches_isnt_written(db, log):
    Client().get("/healthz")
    assert not [line for line in lines(log) if line.get("path") == "/healthz"]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("To ana@example.org and <b.c+d@sub.example.org>", "To … and <…>"),
        ("from 192.0.2.7 and 2001:db8::17", "from … and …"),
        ("/recherche/?q=mot and more", "/recherche/… and more"),
        ("/agenda/8f3A-kq_Zz0123456789abcdefgh/calendar.ics", "/agenda/…/calendar.ics"),
        ("/clubs/habitat-et-accompagnement-des-locataires-2026/", None),
        ("Task 1c3a7b2e-0f6c-4b6e-9d7a-0a1b2c3d4e5f at 10:20:30", None),
        ("version 1.2.3, in 1.5 s", None),
    ],
)
def test_what_is_taken_out(said, kept):
    assert without_content(said) == (said if kept is None else kept)
