"""What is true in every language is said in the main one, and holds in all at once, whatever waits for a translator."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from icalendar import Calendar
from wagtail.models import Page

from clubs.models import SessionPage
from core.facts import line_words
from core.models import BasePage
from tests import factories, page_types
from tests.admin import forms
from tests.conftest import fresh
from tests.languages.test_round_trip import begin, po_of, publish, send_po
from tests.page_types import PAGE_TYPES, make

WITH_FACTS = [model for model in PAGE_TYPES if model.facts]


@pytest.fixture
def session(site):
    page = page_types.session(site.home, place="Valmire", introduction="On visite.")
    factories.translate(page.get_parent(), title="Renovation club")
    english = factories.translate(page, title="A visit", introduction="We visit.")
    return page, english


def published(page: Page, **fields) -> Page:
    """As an editor publishes it: a revision of the newest draft, with other values."""
    draft = page.get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save_revision().publish()
    return fresh(page)


def event(client, page) -> dict:
    with override(page.locale.language_code):
        address = f"{page.url}{page.calendar_name}"
    [found] = Calendar.from_ical(client.get(address).content).walk("VEVENT")
    return found


def test_a_session_cancelled_in_french_is_cancelled_in_english(session, read, client, site):
    french, english = session
    before = event(client, english)["SEQUENCE"]
    published(french, status=SessionPage.Status.CANCELLED)
    for page in session:
        assert event(client, page)["STATUS"] == "CANCELLED"
    assert event(client, english)["SEQUENCE"] == before + 1
    assert "cancelled" in read(english.url).main.text
    clubs = site.clubs.get_translation(factories.locale("en"))
    assert "ancelled" in read(clubs.url).main.text
    [held] = Calendar.from_ical(client.get(f"{clubs.url}calendar.ics").content).walk("VEVENT")
    assert held["STATUS"] == "CANCELLED"


def test_a_session_moved_in_french_says_both_dates_in_english(session, read, client):
    french, english = session
    draft = french.get_latest_revision_as_object()
    before = timezone.localdate(draft.starts_at)
    draft.starts_at += timedelta(days=7)
    draft.keep_published_date()
    draft.save_revision().publish()
    english = fresh(english)
    assert english.status == "moved"
    assert english.former_date == before
    assert english.starts_at == draft.starts_at
    assert event(client, english)["DTSTART"].dt == draft.starts_at.replace(microsecond=0)
    assert "moved" in read(english.url).main.text.lower() or "instead" in read(english.url).text


def test_words_that_are_only_drafts_stay_so(session, read):
    french, english = session
    english.introduction = "Not for readers yet."
    english.save_revision()
    published(french, place="Orlande", introduction="On visite encore.")
    text = read(english.url).main.text
    assert "Orlande" in text
    assert "Valmire" not in text
    assert "We visit." in text
    assert "Not for readers yet." not in text
    draft = fresh(english).get_latest_revision_as_object()
    assert draft.introduction == "Not for readers yet."
    assert draft.place == "Orlande"
    draft.save_revision().publish()
    text = read(english.url).main.text
    assert "Not for readers yet." in text
    assert "Orlande" in text


def test_a_draft_that_was_never_published_stays_one(site):
    page = page_types.session(site.home)
    begin(page)
    published(page, place="Orlande")
    english = page.get_translation(factories.locale("en")).specific
    assert not english.live
    assert english.get_latest_revision_as_object().place == "Orlande"


def test_an_older_source_brings_no_old_fact_back(
    site, admin_client, django_capture_on_commit_callbacks
):
    page = page_types.session(site.home, place="Valmire")
    job = begin(page)
    po = po_of(admin_client, job)
    for entry in po:
        entry.msgstr = f"en-{entry.msgid}" if entry.msgctxt == "slug" else "A visit"
    send_po(admin_client, job, po)
    published(page, status=SessionPage.Status.CANCELLED, place="Orlande")
    english = page.get_translation(factories.locale("en")).specific
    english = publish(admin_client, english, django_capture_on_commit_callbacks)
    assert (english.live, english.title) == (True, "A visit")
    assert (english.status, english.place) == ("cancelled", "Orlande")


def test_facts_dont_flow_backwards(session):
    _french, english = session
    published(english, status=SessionPage.Status.CANCELLED, place="Elsewhere")
    for page in session:
        assert fresh(page).status == "planned"
        assert fresh(page).place == "Valmire"


def test_a_translation_says_its_own_facts_while_the_main_language_is_unpublished(session):
    french, english = session
    french.unpublish()
    english = published(english, place="Elsewhere")
    assert english.place == "Elsewhere"
    assert fresh(french).place == "Valmire"
    published(french)
    assert fresh(english).place == "Valmire"


def test_a_scheduled_draft_keeps_its_hour(session):
    french, english = session
    english.go_live_at = timezone.now() + timedelta(days=1)
    english.save_revision().publish()
    published(french, place="Orlande")
    assert fresh(english).place == "Orlande"
    assert fresh(english).scheduled_revision is not None


def other(field, page):
    """Another value of a field, as an editor might choose."""
    if field.name == "status":
        return SessionPage.Status.CANCELLED
    if field.choices:
        value = getattr(page, field.name)
        return next(code for code, _label in field.choices if code and code != value)
    kind = type(field).__name__
    if kind == "ForeignKey":
        return {
            "host": lambda: factories.organisation("Hôte"),
            "lead_photo": lambda: factories.shown_photo("Une autre cour"),
            "programme_file": lambda: factories.document("Programme"),
            "kind": lambda: factories.kind("Étude", "etude"),
            "series": lambda: page_types.series(page.get_site().root_page),
            "domain": lambda: factories.domain("Patrimoine"),
        }[field.name]()
    return {
        "DateTimeField": timezone.now() + timedelta(days=41 if field.name == "ends_at" else 40),
        "DateField": date(2026, 5, 4),
        "BooleanField": not getattr(page, field.name),
        "PositiveIntegerField": 12,
        "PositiveSmallIntegerField": 12,
        "DecimalField": Decimal("3.5"),
        "CharField": "Orlande",
        "TextField": "Ana Lauze",
        "URLField": "https://example.org/formulaire",
    }.get(kind, "seances@example.org")


def add_line(page, name: str):
    if name == "themes":
        page.themes.add(factories.theme("Toitures"))
        return
    if name == "former_dates":
        page.former_dates.add(page.former_dates.model(date=date(2026, 1, 5)))
        return
    manager = getattr(page, name)
    target = {
        "page_contacts": lambda: {"contact": factories.contact()},
        "audiences": lambda: {"audience": factories.audience()},
        "page_downloads": lambda: {"document": factories.document("Annexe")},
        "files": lambda: {"document": factories.document("Annexe"), "role": "annex"},
        "related_pages": lambda: {"related": page_types.news_page(page.get_site().root_page)},
    }.get(name, lambda: {"organisation": factories.organisation(f"Organisme {name}")})
    manager.add(manager.model(**target(), sort_order=manager.count()))  # as a form does


@pytest.mark.parametrize("model", WITH_FACTS, ids=lambda model: model.__name__)
def test_every_fact_of_every_page_type_holds_in_english_at_once(model, site):
    page = make(model, site.home)
    english = factories.translate(page, title="In English")
    english.introduction = "A draft."
    english.save_revision()
    draft = page.get_latest_revision_as_object()
    for name in model.facts:
        field = model._meta.get_field(name)
        if field.concrete and not field.many_to_many:
            setattr(draft, name, other(field, page))
        else:
            add_line(draft, name)
    draft.save_revision().publish()
    french, live = fresh(page), fresh(english)
    assert live.title == "In English"
    for there in (live, live.get_latest_revision_as_object()):
        for name in model.facts:
            assert told(there, name) == told(french, name), name
            assert told(there, name), name


def told(page: BasePage, name: str):
    field = page._meta.get_field(name)
    if name == "themes":
        return [theme.pk for theme in page.themes.all()]
    if field.concrete:
        value = getattr(page, name)
        return "no" if value is False else value
    return [
        getattr(line, column.attname)
        for line in getattr(page, name).all()
        for column in line._meta.concrete_fields
        if column.name not in ("id", "page", "sort_order", "locale")
    ]


@pytest.fixture
def study(site):
    """A publication with two files, of which the translation of the first has a label of its own."""
    files = [
        {"document": factories.document("Tome un"), "label": "Tome 1"},
        {"document": factories.document("Tome deux"), "role": "annex", "label": "Tome 2"},
    ]
    page = factories.publication("Bilan", files=files)
    english = factories.translate(page, title="Review")
    draft = english.get_latest_revision_as_object()
    first = draft.files.all()[0]
    first.label = "Volume 1"
    draft.files.add(first)
    draft.save_revision().publish()
    return page, fresh(english)


def files_of(page) -> list[tuple[str, str]]:
    lines = page.files.order_by("sort_order").select_related("document")
    return [(line.document.title, line.label) for line in lines]


def test_files_flow_at_once_and_labels_stay_texts(study, read):
    french, english = study
    english.save_revision()
    draft = french.get_latest_revision_as_object()
    one, two = draft.files.all()
    one.sort_order, two.sort_order = 1, 0
    one.label = "Premier tome"
    three = type(one)(document=factories.document("Synthèse"), role="annex", sort_order=2)
    draft.files.set([two, one, three])
    draft.save_revision().publish()
    now = [("Tome deux", "Tome 2"), ("Tome un", "Volume 1"), ("Synthèse", "")]
    assert files_of(fresh(english)) == now
    draft = fresh(english).get_latest_revision_as_object()
    assert [line.label for line in draft.files.all()] == ["Tome 2", "Volume 1", ""]
    draft.save_revision().publish()
    assert files_of(fresh(english)) == now
    text = read(english.url).main.text
    assert "Volume 1" in text
    assert "Premier tome" not in text
    assert "Tome 2" in {part.text for part in read(english.url).main.select("[lang=fr]")}
    draft = fresh(french).get_latest_revision_as_object()
    draft.files.remove(draft.files.all()[1])
    draft.save_revision().publish()
    assert files_of(fresh(english)) == [now[0], now[2]]


def test_the_form_of_a_translation_has_the_labels_of_files_alone(study, editor_client):
    _french, english = study
    form = BeautifulSoup(
        editor_client.get(reverse("wagtailadmin_pages:edit", args=[english.pk])).content,
        "html.parser",
    ).select_one("#page-edit-form")
    names = {
        field["name"] for field in form.select("[name^=files-]") if field.get("type") != "hidden"
    }
    assert names == {"files-0-label", "files-1-label"}
    assert "Tome un" in form.text
    answer = forms.edit(editor_client, english, **{"files-1-label": "Volume 2"})
    assert answer.status_code == 302
    assert files_of(fresh(english)) == [("Tome un", "Volume 1"), ("Tome deux", "Volume 2")]


def test_a_price_is_one_in_all_languages(session, read):
    french, english = session
    published(french, price="80 €", programme_file=factories.document("Déroulé de la journée"))
    document = read(english.url)
    price = document.find("dt", string="Price").find_next_sibling("dd")
    assert "80" in price.text
    assert not price.select("[lang]")
    assert "Déroulé de la journée" in document.main.text
    published(french, price="Gratuit")
    price = read(english.url).find("dt", string="Price").find_next_sibling("dd")
    assert price.select_one("[lang=fr]").text == "Gratuit"


def test_lists_and_feeds_of_both_languages_follow(site, read, client):
    item = page_types.news_page(site.home, title="Une cour rouvre", date=date(2025, 3, 12))
    factories.translate(item, title="A courtyard reopens")
    study = factories.publication("Bilan", date=date(2024, 2, 1))
    factories.translate(study, title="Review")
    published(item, date=date(2023, 7, 2))
    published(study, date=date(2022, 5, 1), authors="Ana Lauze")
    english = factories.locale("en")
    assert "2023" in read(site.news.get_translation(english).url).main.text
    library = site.library.get_translation(english).url
    assert "2022" in read(library).main.text
    assert b"2022" in client.get(f"{library}?format=csv").getvalue()
    assert "Ana Lauze" in read(study.get_translation(english).url).main.text


def test_a_contact_has_one_address_in_all_languages(site, read):
    french = factories.contact("Ana Lauze")
    english = french.copy_for_translation(factories.locale("en"))
    english.role = "Officer"
    english.save()
    successor = factories.contact("Bea Morin")
    french.email, french.phone, french.successor = "lauze@example.org", "01 99 00 12 99", successor
    french.save()
    english.refresh_from_db()
    assert (english.email, english.phone) == ("lauze@example.org", "01 99 00 12 99")
    assert english.successor == successor
    assert english.role == "Officer"
    english.email = "old@example.org"
    english.save()
    english.refresh_from_db()
    assert english.email == "lauze@example.org"


@pytest.mark.parametrize("model", WITH_FACTS, ids=lambda model: model.__name__)
def test_the_form_of_a_translation_shows_facts_without_fields(model, site, editor_client):
    page = make(model, site.home)
    if hasattr(page, "page_contacts"):
        page.page_contacts.add(page.page_contacts.model(contact=factories.contact("Zoé Marelle")))
        page.save_revision().publish()
    english = factories.translate(page, title="In English")
    address = reverse("wagtailadmin_pages:edit", args=[english.pk])
    form = BeautifulSoup(editor_client.get(address).content, "html.parser").select_one(
        "#page-edit-form"
    )
    names = {element.get("name", "").split("-")[0] for element in form.select("[name]")}
    assert not names & {name for name in model.facts if not line_words(model, name)}
    assert "title" in names
    shown = form.select_one("dl").text
    if hasattr(page, "page_contacts"):
        assert "Zoé Marelle" in shown
    [link] = [a for a in form.select("a") if a["href"].endswith(f"/pages/{page.pk}/edit/")]
    assert "langue principale" in link.text
    answer = forms.edit(editor_client, english, title="Another title", date="2020-01-01")
    assert answer.status_code == 302
    assert fresh(english).title == "Another title"
    assert [told(fresh(english), name) for name in model.facts] == [
        told(fresh(page), name) for name in model.facts
    ]
    own = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert not BeautifulSoup(editor_client.get(own).content, "html.parser").select_one("form dl")


def test_the_form_of_a_contact_shows_what_holds_in_every_language(site, admin_client):
    french = factories.contact("Ana Lauze")
    english = french.copy_for_translation(factories.locale("en"))
    english.save()
    address = reverse("wagtailsnippets_contacts_contact:edit", args=[english.pk])
    page = BeautifulSoup(admin_client.get(address).content, "html.parser")
    assert french.email in page.select_one("dl").text
    assert not page.select("[name=email], [name=phone]")
    assert page.select("[name=role]")


def test_the_editor_of_translations_shows_them_too(site, admin_client):
    page = page_types.session(site.home, place="Salle des fêtes, Valmire")
    begin(page)
    english = page.get_translation(factories.locale("en"))
    address = reverse("wagtailadmin_pages:edit", args=[english.pk])
    shown = BeautifulSoup(admin_client.get(address).content, "html.parser").select_one("dl")
    assert "Salle des fêtes, Valmire" in shown.text
    contact = factories.contact()
    begin(contact)
    english = contact.get_translation(factories.locale("en"))
    address = reverse("wagtailsnippets_contacts_contact:edit", args=[english.pk])
    shown = BeautifulSoup(admin_client.get(address).content, "html.parser").select_one("dl")
    assert contact.email in shown.text
