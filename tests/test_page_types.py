"""What every page type owes: readers see it, editors write, preview and translate it."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import translation
from wagtail.models import Page
from wagtail_localize.models import Translation
from wagtail_localize.operations import translate_object

from core.blocks import BodyBlock
from core.models import BasePage
from news.models import NewsPage
from tests import bodies, factories
from tests.admin import forms
from tests.conftest import fresh, logged_in
from tests.page_types import PAGE_TYPES, make
from training.models import CoursePage

INTRODUCTION = "Ce que le lecteur lit d’abord."
every_type = pytest.mark.parametrize(
    "model", PAGE_TYPES, ids=lambda model: model.__name__, scope="module"
)
with_body = pytest.mark.parametrize(
    "model",
    [model for model in PAGE_TYPES if hasattr(model, "body")],
    ids=lambda model: model.__name__,
)


@pytest.fixture(scope="module")
def made(model, module_site) -> BasePage:
    return make(model, module_site.home, introduction=INTRODUCTION)


@pytest.fixture
def page(made, db) -> BasePage:
    """A page of the type, with an introduction; what is done to it is undone."""
    return fresh(made)


@pytest.fixture(scope="module")
def document(made) -> BeautifulSoup:
    """The page as a reader gets it, for all that is asked of it."""
    translation.deactivate()
    return parsed(Client().get(made.url))


@pytest.fixture(scope="module")
def form(made) -> BeautifulSoup:
    """Its form as an editor gets it."""
    translation.deactivate()
    editor = logged_in(factories.editor(f"{made.pk}@example.org"))
    return parsed(editor.get(reverse("wagtailadmin_pages:edit", args=[made.pk])))


def parsed(response) -> BeautifulSoup:
    assert response.status_code == 200, response.status_code
    return BeautifulSoup(response.content, "html.parser")


@every_type
def test_a_reader_sees_its_title_and_introduction(model, made, document):
    assert document.h1.get_text(strip=True) == made.title
    assert made.title in document.title.text or model.__name__ == "HomePage"
    assert INTRODUCTION in document.main.text


@every_type
def test_its_head_gives_one_canonical_address_and_a_description(made, document):
    head = document.head
    assert [link["href"] for link in head.select("link[rel=canonical]")] == [
        f"http://testserver{made.url}"
    ]
    assert head.select_one("meta[name=description]")["content"].endswith(INTRODUCTION)
    assert head.select_one("meta[property='og:url']")["content"] == f"http://testserver{made.url}"


@every_type
def test_its_description_for_search_engines_wins_over_its_introduction(page, read):
    page.search_description = "Pour chercher."
    page.save()
    assert read(page.url).select_one("meta[name=description]")["content"] == "Pour chercher."


@every_type
def test_it_is_read_only(page, client):
    assert client.post(page.url).status_code == 405
    assert client.head(page.url).status_code == 200


@every_type
def test_its_breadcrumb_leads_from_home_to_it(made, document):
    steps = [step.get_text(strip=True) for step in document.select(".breadcrumb li")]
    above = made.get_ancestors().filter(depth__gt=2)
    way = ["Accueil", *(ancestor.title for ancestor in above), made.crumb]
    assert steps == (way if made.depth > 2 else [])


@every_type
def test_its_form_opens_for_an_editor(form):
    assert form.select_one("textarea[name=introduction]")
    assert form.select_one("[role=tablist]"), "the form has tabs"


@every_type
def test_its_tabs_are_named_for_tasks_in_french(form):
    tabs = {next(tab.stripped_strings) for tab in form.select("[role=tab]")}
    assert {"Rédiger", "Référencer et partager"} <= tabs


@every_type
def test_an_editor_previews_what_she_hasnt_saved(page, editor_client):
    answer, address = forms.preview(
        editor_client, page, title="Titre en cours", introduction="Phrase en cours."
    )
    assert answer.json()["is_valid"], answer.json()
    shown = parsed(editor_client.get(f"{address}?mode={page.default_preview_mode}"))
    assert "Phrase en cours." in shown.main.text
    page.refresh_from_db()
    assert page.introduction != "Phrase en cours."


@pytest.mark.parametrize("model", [NewsPage, CoursePage])
def test_an_editor_previews_a_page_that_is_in_no_database_yet(model, site, admin_client):
    parent = make(model, site.home).get_parent()
    address, data = forms.filled_in(admin_client, model, parent, publish=False, title="Nouvelle")
    answer = admin_client.post(f"{address}preview/", data)
    assert answer.json()["is_available"], answer.json()
    assert "Nouvelle" in parsed(admin_client.get(f"{address}preview/")).main.text


@every_type
def test_it_is_translated_in_the_admin_and_published_in_english(
    page, admin_client, read, django_capture_on_commit_callbacks
):
    factories.translate_parents(page)
    form = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    answer = admin_client.post(form, {"locales": [factories.locale("en").pk]}, follow=True)
    assert answer.status_code == 200
    english = Page.objects.get(translation_key=page.translation_key, locale__language_code="en")
    job = Translation.objects.get(source__object_id=page.translation_key)
    factories.translate_title(job, "In English")
    with django_capture_on_commit_callbacks(execute=True):
        job.save_target(publish=True)
    english.refresh_from_db()
    document = read(english.url)
    assert english.url.startswith("/en/")
    assert document.html["lang"] == "en"


@every_type
def test_readers_go_from_one_language_to_the_other(page, read):
    english = factories.translate(page, title="Read in English")
    links = {link["hreflang"]: link["href"] for link in read(page.url).select(".languages a")}
    assert links == {"fr": page.url, "en": english.url}
    alternates = {
        link["hreflang"]: link["href"]
        for link in read(english.url).select("link[rel=alternate][hreflang]")
    }
    assert alternates == {
        "fr": f"http://testserver{page.url}",
        "en": f"http://testserver{english.url}",
    }


@with_body
def test_its_body_takes_every_block(model, site, read):
    body = bodies.every_block(factories.photo(), factories.document())
    document = read(make(model, site.home, body=body).url)
    for words in (
        "Ce que disent les habitants",
        "Rien ne remplace une heure sur le palier.",
        "Et pendant les travaux",
        "La cour, après les travaux",
        "La résidence en images",
        "À lire aussi",
        "d’énergie en moins",
        "Logements par commune",
    ):
        assert words in document.main.text
    assert document.select_one(f"a[href='{bodies.VIDEO}']")


@with_body
def test_its_body_is_translated_with_every_block(model, site, read):
    """wagtail-localize takes a body apart into segments and puts it together again."""
    body = bodies.every_block(factories.photo(), factories.document())
    page = make(model, site.home, body=body)
    factories.translate_parents(page)
    translate_object(page, [factories.locale("en")])
    translation = page.get_translation(factories.locale("en"))
    assert [block.block_type for block in translation.body] == list(BodyBlock().child_blocks)


def test_every_page_class_of_the_site_is_one_of_these():
    """A page type outside core.models.BasePage would have neither tabs nor visibility."""
    ours = [model for model in Page.__subclasses__() if not model._meta.abstract]
    assert all(issubclass(model, BasePage) for model in ours), ours
