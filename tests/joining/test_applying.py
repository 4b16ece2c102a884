"""An organisation applies by the form: what is asked, what it will cost, what reaches whom, what is kept."""

import time
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.core.signing import TimestampSigner, b62_encode
from django.test import Client
from django.utils import timezone

from core.tasks import given_up_before
from joining.models import Application, Bracket, JoiningSettings
from tests import factories, page_types

WORDS = {
    "organisation_name": "Coopérative des Mariniers",
    "kind": "coop",
    "homes": "1200",
    "address": "3 quai Neuf\r\n99100 Montclar-sur-Ande",
    "name": "Ana Sorel",
    "role": "directrice",
    "email": "ana@mariniers.example.org",
    "phone": "01 99 00 33 44",
    "message": "Nous gérons\r\ndeux résidences.",
    "consent": "on",
}


@pytest.fixture(autouse=True)
def patient(settings):
    """Forms are sent as soon as they are opened."""
    settings.FORM_MIN_SECONDS = -1


@pytest.fixture(autouse=True)
def scale(site):
    factories.association(email="contact@example.org")
    joining = JoiningSettings.load()
    joining.brackets = [
        Bracket(kind="coop", homes_from=1000, amount=Decimal("900.50")),
        Bracket(kind="coop", homes_from=0, amount=Decimal("400")),
        Bracket(kind="", homes_from=0, amount=Decimal("1500")),
        Bracket(kind="sem", homes_from=500, amount=Decimal("700")),
    ]
    joining.save()
    return joining


@pytest.fixture
def form(client):
    """`form()` opens the form and gives its key; `form(key, **fields)` sends it."""

    def open_or_send(key=None, step="send", at="/adherer/", **fields):
        if key is None:
            return parsed(client.get(at)).select_one("[name=key]")["value"]
        data = {**WORDS, "key": key, "step": step, **fields}
        return client.post(at, {name: value for name, value in data.items() if value is not None})

    return open_or_send


def parsed(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def words(element) -> str:
    return " ".join(element.get_text(" ").split())


@pytest.mark.parametrize(
    ("kind", "homes", "amount"),
    [
        ("coop", 999, "400"),
        ("coop", 1000, "900.50"),
        ("coop", 10**7, "900.50"),
        ("esh", 0, "1500"),  # the bracket for all kinds
        ("sem", 499, None),
        ("sem", 500, "700"),
    ],
)
def test_the_scale_goes_by_kind_and_number_of_homes(scale, kind, homes, amount):
    assert scale.amount_for(kind, homes) == (None if amount is None else Decimal(amount))


def test_the_form_shows_the_scale(client):
    table = parsed(client.get("/adherer/")).select_one(".scale table")
    assert [words(row) for row in table.select("tbody tr")] == [
        "Coopérative d’Hlm (Coop’Hlm) dès le premier 400 €",
        "Coopérative d’Hlm (Coop’Hlm) à partir de 1 000 900,50 €",
        "Entreprise publique locale (SEM) à partir de 500 700 €",
        "Tous les autres dès le premier 1 500 €",
    ]


def test_what_was_written_is_looked_over_with_its_amount_then_sent(form, client, mailbox):
    response = form(form(), step="check")
    assert response.status_code == 200
    document = parsed(response)
    summary = words(document.select_one(".answers"))
    for said in ("Coopérative des Mariniers", "1 200", "Ana Sorel, directrice", "900,50 €"):
        assert said in summary
    assert not Application.objects.exists()
    sent = {field["name"]: field.get("value", "") for field in document.select("form.form input")}
    assert client.post("/adherer/", {**sent, "step": "edit"}).status_code == 200
    response = client.post("/adherer/", {**sent, "step": "send"})
    assert response["Location"] == "/adherer/envoyee/"
    assert client.get("/adherer/envoyee/").status_code == 200
    application = Application.objects.get()
    assert application.amount == Decimal("900.50")
    assert application.address == "3 quai Neuf\n99100 Montclar-sur-Ande"
    assert application.language == "fr"
    acknowledged, notice = mailbox.messages
    assert acknowledged.recipients == ["ana@mariniers.example.org"]
    assert "Coopérative des Mariniers" in acknowledged["Subject"]
    assert notice.recipients == ["contact@example.org"]
    assert f"/admin/applications/edit/{application.pk}/" in mailbox.text()


def test_a_form_to_be_changed_is_filled_in_as_it_was(form):
    document = parsed(form(form(), step="edit"))
    assert document.select_one("[name=organisation_name]")["value"] == WORDS["organisation_name"]
    assert document.select_one("[name=kind] [selected]")["value"] == "coop"
    assert document.select_one("[name=consent]").has_attr("checked")
    assert not document.select(".field-problem, .form-problem")


def test_two_presses_and_the_way_back_make_one_application(form, mailbox):
    key = form()
    assert [form(key).status_code for _ in range(3)] == [302, 302, 302]
    assert Application.objects.count() == 1
    assert len(mailbox.messages) == 2


@pytest.mark.parametrize(
    "fields",
    [
        {"email": "ana"},
        {"organisation_name": "Une\r\nBcc: all@example.org"},
        {"kind": "royaume"},
        {"kind": ""},
        {"homes": "-1"},
        {"homes": "beaucoup"},
        {"homes": "9" * 30},
        {"address": ""},
        {"phone": "appelez-moi"},
        {"message": "x" * 3000},
        {"consent": None},
        {"website": "http://example.org"},
        {"email": "ana@example.org\r\nBcc: all@example.org"},
    ],
)
def test_what_is_refused_stays_in_the_form(form, mailbox, fields):
    response = form(form(), **fields)
    assert response.status_code == 422
    document = parsed(response)
    assert document.select_one(".field-problem, .form-problem").text.strip()
    if "address" not in fields:
        assert "3 quai Neuf" in document.select_one("[name=address]").text
    assert not Application.objects.exists()
    assert not mailbox.messages


class SignerOfLastWeek(TimestampSigner):
    def timestamp(self):
        return b62_encode(int(time.time()) - 7 * 24 * 3600)


@pytest.mark.parametrize("key", ["old", "x", ""])
def test_a_form_that_was_open_for_days_is_sent_at_the_second_press(form, mailbox, key):
    if key == "old":
        key = SignerOfLastWeek(salt="core.keyed_forms").sign(uuid4().hex)
    document = parsed(form(key))
    assert document.select_one("[name=name]")["value"] == "Ana Sorel"
    assert form(document.select_one("[name=key]")["value"]).status_code == 302
    assert len(mailbox.messages) == 2


def test_a_mail_server_that_is_down_loses_nothing(form, settings, mailbox):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    assert form(form()).status_code == 302
    settings.EMAIL_PORT = port
    assert not mailbox.messages
    Application.objects.update(received_at=given_up_before() - timedelta(minutes=1))
    call_command("look_after_applications")
    call_command("look_after_applications")
    assert len(mailbox.messages) == 2


def test_a_mailbox_and_a_visitor_get_few(form, mailbox, settings):
    statuses = []
    for number in range(8):
        client = Client(REMOTE_ADDR=f"198.51.100.{number}")
        key = parsed(client.get("/adherer/")).select_one("[name=key]")["value"]
        data = {**WORDS, "email": f"victim+{number}@example.org", "key": key, "step": "send"}
        statuses.append(client.post("/adherer/", data).status_code)
    assert statuses == [302] * 6 + [429] * 2
    settings.MESSAGE_LIMITS = dict.fromkeys(settings.MESSAGE_LIMITS, 1000)
    assert [form(form()).status_code for _ in range(11)] == [302] * 10 + [429]


def test_an_association_may_close_its_form(form, scale, client, read):
    page = page_types.content_page(factories.HomePage.objects.get(), title="Nous rejoindre")
    factories.association(joining_page=page)
    assert read(page.url).select("a[href='/adherer/']")
    key = form()
    scale.is_open = False
    scale.save()
    assert not parsed(client.get("/adherer/")).select("form.form")
    assert not read(page.url).select("a[href='/adherer/']")
    response = form(key)
    assert response.status_code == 422
    assert parsed(response).select_one("[name=name]")["value"] == "Ana Sorel"


def test_without_a_scale_the_association_tells_the_amount(form, scale, client):
    scale.brackets = []
    scale.save()
    assert not parsed(client.get("/adherer/")).select(".scale, #scale")
    assert "L’association vous dira" in words(parsed(form(form(), step="check")))
    assert form(form()).status_code == 302
    assert Application.objects.get().amount is None


def test_the_form_speaks_english_sets_no_cookie_and_is_kept_by_no_cache(client, form, mailbox):
    response = client.get("/en/join/")
    assert not response.cookies
    assert "private" in response["Cache-Control"]
    assert client.get("/en/join/check/")["Location"] == "/en/join/"
    assert parsed(response).h1.text.strip() == "Become a member"
    checked = form(form(at="/en/join/"), "check", at="/en/join/")
    assert "€900.50" in words(parsed(checked))
    form(form(at="/en/join/"), at="/en/join/")
    acknowledged, notice = mailbox.messages
    assert "Your application" in acknowledged["Subject"]
    assert "Un organisme demande" in notice["Subject"]


@pytest.mark.parametrize(
    ("state", "days", "stays"), [(1, 900, True), (3, 366, False), (4, 300, True)]
)
def test_an_application_is_deleted_a_year_after_its_answer(form, state, days, stays):
    form(form())
    then = timezone.now() - timedelta(days=days)
    Application.objects.update(state=state, answered_at=then, answer_sent_at=then)
    call_command("look_after_applications")
    assert Application.objects.exists() == stays
