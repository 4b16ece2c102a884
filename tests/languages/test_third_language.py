"""Another language is a setting and a catalogue: Italian comes in without a line of code."""

import os
import subprocess
import sys

import polib
import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from clubs.models.reports import draft_report
from tests import factories, page_types
from tests.languages.test_round_trip import begin, po_of, publish, send_po

WORDS = {
    "Skip to content": "Vai al contenuto",
    "Main menu": "Menu principale",
    "Languages": "Lingue",
    "search/": "ricerca/",
    "News": "Notizie",
    "report": "Verbale",
}
CONTEXTS = {"report": "in an address"}


@pytest.fixture
def italian(tmp_path, settings):
    """The site with a small Italian catalogue beside its own."""
    folder = tmp_path / "it" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    catalogue = polib.POFile()
    catalogue.metadata = {"Content-Type": "text/plain; charset=utf-8", "Language": "it"}
    for english, words in WORDS.items():
        catalogue.append(polib.POEntry(msgid=english, msgstr=words, msgctxt=CONTEXTS.get(english)))
    catalogue.save_as_mofile(str(folder / "django.mo"))
    languages = [*settings.LANGUAGES, ("it", "Italian")]
    with override_settings(
        LANGUAGES=languages,
        WAGTAIL_CONTENT_LANGUAGES=languages,
        LOCALE_PATHS=[tmp_path, *settings.LOCALE_PATHS],
    ):
        yield


@pytest.fixture
def pages(italian, site):
    """A news item in three languages."""
    page = page_types.news_page(site.home, title="Une cour rouvre")
    for code, title in (("en", "A courtyard reopens"), ("it", "Riapre un cortile")):
        factories.translate(site.home, code, title=f"Home {code}", slug=f"home-{code}")
        factories.translate(page, code, title=title)
    return page


def test_the_frame_speaks_italian(pages, read):
    document = read("/it/")
    assert document.html["lang"] == "it"
    assert document.select_one("a.skip").text == "Vai al contenuto"
    assert document.select_one(".main-menu")["aria-label"] == "Menu principale"
    assert document.select_one("meta[property='og:locale']")["content"] == "it_IT"


def test_addresses_are_in_italian(pages, client):
    with override("it"):
        assert reverse("search") == "/it/ricerca/"
    assert client.get("/it/ricerca/").status_code == 200


def test_the_address_of_a_report_is_in_italian(italian, site):
    """The PDF of a report bears the same name."""
    factories.locale("it")
    session = page_types.session(site.home)
    report = draft_report(factories.translate(session, "it"), factories.editor())
    assert report.slug == "verbale"
    assert report.pdf_name == "verbale.pdf"
    assert draft_report(session, None).slug == "compte-rendu"


def test_dates_are_in_italian(pages, read):
    page = pages.get_translation(factories.locale("it"))
    assert (
        "12 Marzo 2025" in read(page.url).main.text or "12 marzo 2025" in read(page.url).main.text
    )


def test_readers_switch_between_three_languages(pages, read):
    for code in ("fr", "en", "it"):
        page = pages if code == "fr" else pages.get_translation(factories.locale(code))
        document = read(page.url)
        assert [link["hreflang"] for link in document.select(".languages a")] == ["fr", "en", "it"]
        links = document.select("link[rel=alternate][hreflang]")
        assert [link["hreflang"] for link in links] == ["fr", "en", "it"]


def test_a_page_is_translated_into_italian_in_the_admin(
    italian, site, admin_client, read, django_capture_on_commit_callbacks
):
    factories.locale("it")
    page = page_types.news_page(site.home, title="Une cour rouvre")
    factories.translate_parents(page, "it")
    form = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    admin_client.post(form, {"locales": [factories.locale("it").pk]})
    translation = page.get_translation(factories.locale("it"))
    begin(page)
    job = translation_job(page)
    po = po_of(admin_client, job)
    for entry in po:
        entry.msgstr = f"it-{entry.msgid}" if entry.msgctxt == "slug" else "Riapre un cortile"
    send_po(admin_client, job, po)
    publish(admin_client, translation, django_capture_on_commit_callbacks)
    assert read(translation.url).h1.text == "Riapre un cortile"


def translation_job(page):
    from wagtail_localize.models import Translation

    return Translation.objects.get(
        source__object_id=page.translation_key, target_locale=factories.locale("it")
    )


def test_no_page_asks_more_for_having_more_languages(italian, site, client):
    page = page_types.news_page(site.home)
    english = factories.translate(page)

    def count(address):
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    addresses = [site.home.url, site.news.url, page.url, english.url, english.get_parent().url]
    two = [count(address) for address in addresses]
    factories.translate(page, "it")
    assert [count(address) for address in addresses] == two


def test_a_language_more_is_no_migration():
    command = [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"]
    environment = os.environ | {"LANGUAGES": "fr,en,de,it"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
