"""How far each page is translated: in the editors' lists, and in the report of what is missing or stale."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.translation.reports import STATES
from tests import factories, page_types
from tests.background import followed
from tests.conftest import fresh, logged_in
from tests.languages.test_round_trip import begin, po_of, publish, send_po

pytestmark = pytest.mark.both_databases


@pytest.fixture(scope="module")
def english_news(module_site):
    return factories.translate(module_site.news, title="News")


@pytest.fixture
def sections(english_news, site):
    return site


def translated(client, page):
    job = begin(page)
    po = po_of(client, job)
    for entry in po:
        entry.msgstr = f"EN {entry.msgid}"
    send_po(client, job, po)
    publish(client, job.get_target_instance(), lambda execute: followed())
    return job


@pytest.fixture(scope="module")
def states(english_news, module_site):
    client = logged_in(factories.administrator("traduction@example.org"))

    def make(title):
        return page_types.news_page(module_site.home, title=title)

    pages = {
        "Non traduite": make("Absente"),
        "Textes à traduire": make("Commencée"),
        "Traduite, non publiée": make("Brouillon"),
        "La source a changé": make("Changée"),
        "Traduite à la main, non suivie": make("Libre"),
        "À jour": make("Finie"),
    }
    begin(pages["Textes à traduire"])
    factories.translate(pages["Traduite à la main, non suivie"])
    for state in ("À jour", "La source a changé", "Traduite, non publiée"):
        translated(client, pages[state])
    pages["Traduite, non publiée"].get_translation(factories.locale("en")).unpublish()
    changed = pages["La source a changé"]
    changed.introduction = "Une suite."
    changed.save_revision().publish()
    return pages


@pytest.fixture
def in_every_state(states, db):
    """A page in each state, by the state's French name."""
    return {state: fresh(page) for state, page in states.items()}


def rows(client, **asked) -> dict[str, list]:
    answer = client.get(reverse("translation_report"), asked)
    assert answer.status_code == 200
    return {page.title: page for page in answer.context["object_list"]}


def test_the_report_names_each_page_that_asks_for_work(in_every_state, admin_client):
    found = rows(admin_client)
    for state, page in in_every_state.items():
        if state in ("À jour", "Traduite à la main, non suivie"):
            assert page.title not in found
        else:
            assert str(STATES[found[page.title].state]) == state


def test_the_report_is_narrowed_by_state(in_every_state, admin_client):
    assert set(rows(admin_client, state="stale")) == {"Changée"}
    assert "Finie" in rows(admin_client, state="done")
    assert rows(admin_client, language="xx")


def test_each_line_leads_to_where_the_work_is_done(in_every_state, admin_client):
    page = admin_client.get(reverse("translation_report")).content.decode()
    missing = in_every_state["Non traduite"]
    assert reverse("wagtail_localize:submit_page_translation", args=[missing.pk]) in page
    begun = in_every_state["Textes à traduire"].get_translation(factories.locale("en"))
    assert reverse("wagtailadmin_pages:edit", args=[begun.pk]) in page


def test_the_report_is_exported(in_every_state, admin_client):
    answer = admin_client.get(reverse("translation_report"), {"export": "csv"})
    assert "Absente" in b"".join(answer.streaming_content).decode()


def test_a_writer_sees_the_report_and_a_reader_doesnt(sections, client):
    assert logged_in(factories.editor()).get(reverse("translation_report")).status_code == 200
    assert client.get(reverse("translation_report")).status_code == 302


def test_the_lists_of_pages_show_each_language(in_every_state, admin_client):
    page = admin_client.get(reverse("news:index")).content.decode()
    for state in in_every_state:
        assert f'title="{state}"' in page
    assert "EN ✓" in page


def test_a_list_asks_once_for_each_language(sections, admin_client):
    def count():
        admin_client.get(reverse("news:index"))
        with CaptureQueriesContext(connection) as queries:
            assert admin_client.get(reverse("news:index")).status_code == 200
        return len(queries)

    for number in range(3):
        page_types.news_page(sections.home, title=f"Brève {number}")
    few = count()
    for number in range(3):
        page_types.news_page(sections.home, title=f"Autre {number}")
    assert count() == few


@pytest.mark.parametrize("group", ["Rédaction", "Publication"])
def test_whoever_writes_may_begin_a_translation(group, sections):
    writer = factories.user("plume@example.org")
    writer.groups.add(Group.objects.get(name=group))
    page = page_types.news_page(sections.home)
    address = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    assert logged_in(writer).get(address).status_code == 200


def test_what_has_changed_is_shown_before_the_translations_follow(sections, admin_client):
    page = page_types.news_page(
        sections.home, introduction="Trente bailleurs ont visité la cour.",
        body=[("rich_text", "<p>Un détail.</p>")],
    )  # fmt: skip
    job = translated(admin_client, page)
    page.introduction = "Quarante bailleurs ont visité la cour."
    page.body = [("rich_text", "<p>Inscription ouverte.</p>")]
    page.save_revision().publish()
    address = reverse("wagtail_localize:update_translations", args=[job.source.pk])
    answer = admin_client.get(address)
    shown = answer.content.decode()
    assert "<del>Trente bailleurs ont visité la cour.</del>" in shown
    assert "<ins>Quarante bailleurs ont visité la cour.</ins>" in shown
    assert "EN Trente bailleurs ont visité la cour." in shown
    assert "<ins>Inscription ouverte.</ins>" in shown
    admin_client.post(address, {})
    assert "Aucun texte n’a changé" in admin_client.get(address).content.decode()


@override_settings(LANGUAGES=[("fr", "French"), ("en", "English"), ("it", "Italian")])
def test_a_third_language_has_its_own_state(in_every_state, admin_client):
    assert "IT –" in admin_client.get(reverse("news:index")).content.decode()
    assert "Finie" in rows(admin_client, language="it")
