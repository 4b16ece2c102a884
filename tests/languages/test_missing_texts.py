"""A translation with missing texts isn't published by one click: its editor is asked first, at every door."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Workflow
from wagtail.rich_text import RichText

from core.refusals import Refusal
from tests import factories, page_types
from tests.admin import forms
from tests.conftest import logged_in
from tests.languages.test_round_trip import begin, po_of, send_po

FRENCH = {"title": "Une cour rouvre", "introduction": "Après les travaux."}
QUESTION = "Des textes ne sont pas encore traduits"


@pytest.fixture
def news(site):
    return page_types.news_page(site.home, **FRENCH, seo_title="La cour")


def translated(client, news, **words):
    """A translation in wagtail-localize's editor, in which these texts are written."""
    job = begin(news)
    po = po_of(client, job)
    for entry in po:
        entry.msgstr = words.get(entry.msgctxt, "")
    send_po(client, job, po)
    return news.get_translation(factories.locale("en")).specific


def by_hand(news, **words):
    """A copy of which an editor has written these fields."""
    factories.translate_parents(news)
    page = news.copy_for_translation(factories.locale("en"))
    for name, text in words.items():
        setattr(page, name, text)
    page.save_revision()
    return page


def is_live(page) -> bool:
    page.refresh_from_db()
    return page.live


def confirm(client, answer):
    """Says yes to the question."""
    form = BeautifulSoup(answer.content, "html.parser").select_one("form:has([type=hidden])")
    data = {field["name"]: field.get("value", "") for field in form.select("[name]")}
    here = f"{answer.request['PATH_INFO']}?{answer.request['QUERY_STRING']}"
    return client.post(form["action"] or here, data, follow=True)


def by_localize(client, page):
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return client.post(edit, {"action": "publish"}, follow=True)


def by_bulk(client, page):
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    return client.post(f"{bulk}?id={page.pk}", follow=True)


def by_form(client, page):
    return forms.edit(client, page)


def by_approval(client, page):
    page.get_latest_revision_as_object().save_revision()
    workflow = Workflow.objects.get()
    state = workflow.start(page, client.user)
    address = reverse(
        "wagtailadmin_pages:workflow_action",
        args=[page.pk, "approve", state.current_task_state.pk],
    )
    return client.post(address, {"comment": "Bien."}, follow=True)


DOORS = [by_localize, by_bulk, by_approval]


def made(door, client, news, **words):
    return by_hand(news, **words) if door is by_form else translated(client, news, **words)


@pytest.mark.parametrize("door", [*DOORS, by_form], ids=lambda door: door.__name__)
def test_the_question_names_what_is_missing(
    door, news, admin_client, django_capture_on_commit_callbacks
):
    page = made(door, admin_client, news, title="A courtyard reopens")
    answer = door(admin_client, page)
    assert QUESTION in answer.content.decode()
    told = [
        line.text for line in BeautifulSoup(answer.content, "html.parser").select(".listing li")
    ]
    assert sorted(told) == ["Après les travaux.", "La cour"]
    assert not is_live(page)
    with django_capture_on_commit_callbacks(execute=True):
        confirm(admin_client, answer)
    assert is_live(page)
    assert page.title == "A courtyard reopens"


@pytest.mark.parametrize("door", [*DOORS, by_form], ids=lambda door: door.__name__)
def test_a_page_without_title_or_introduction_in_its_language_stays_a_draft(
    door, news, admin_client, django_capture_on_commit_callbacks
):
    page = made(door, admin_client, news, seo_title="The courtyard")
    with django_capture_on_commit_callbacks(execute=True):
        answer = door(admin_client, page)
        if answer.status_code == 302:
            answer = admin_client.get(answer["Location"])
    assert "ni son titre ni son introduction" in answer.content.decode()
    assert not is_live(page)


def test_a_title_that_is_the_same_in_both_languages_counts_when_it_is_written(
    news, admin_client, django_capture_on_commit_callbacks
):
    page = translated(admin_client, news, title=FRENCH["title"])
    with django_capture_on_commit_callbacks(execute=True):
        confirm(admin_client, by_localize(admin_client, page))
    assert is_live(page)


def test_a_whole_translation_goes_out_without_a_question(
    news, admin_client, django_capture_on_commit_callbacks
):
    words = {"title": "A courtyard reopens", "introduction": "After the works.", "slug": "court"}
    page = translated(admin_client, news, seo_title="The courtyard", **words)
    with django_capture_on_commit_callbacks(execute=True):
        answer = by_localize(admin_client, page)
    assert QUESTION not in answer.content.decode()
    assert is_live(page)


def test_nothing_typed_in_the_form_is_lost_by_the_question(news):
    client = logged_in(factories.editor())
    page = by_hand(news, title="A courtyard reopens")
    answer = by_form(client, page)
    assert QUESTION in answer.content.decode()
    answer = forms.edit(client, page, title="The courtyard is open", introduction="At last.")
    assert QUESTION in answer.content.decode()
    draft = type(page).objects.get(pk=page.pk).get_latest_revision_as_object()
    assert draft.introduction == "At last."
    confirm(client, answer)
    assert is_live(page)
    assert page.title == "The courtyard is open"


def test_a_scheduled_page_without_a_name_waits(news, capsys):
    page = by_hand(news)
    draft = page.get_latest_revision_as_object()
    draft.go_live_at = timezone.now() + timedelta(days=1)
    revision = draft.save_revision()
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.save()
    call_command("publish_scheduled")
    assert not is_live(page)
    with pytest.raises(Refusal):
        page.get_latest_revision().publish()


def test_what_is_published_in_the_main_language_says_so(
    site, admin_client, read, django_capture_on_commit_callbacks
):
    body = [
        ("heading", {"text": "Le chantier", "level": "h2"}),
        ("rich_text", RichText("<p>Onze <b>semaines</b> : c’est long.</p><p>Voilà.</p>")),
    ]
    page = page_types.news_page(site.home, **FRENCH, body=body)
    english = translated(admin_client, page, title="A courtyard reopens")
    with django_capture_on_commit_callbacks(execute=True):
        confirm(admin_client, by_localize(admin_client, english))
    document = read(english.url)
    marked = {" ".join(part.text.split()) for part in document.main.select("[lang=fr]")}
    assert {
        "Le chantier",
        "Onze semaines : c’est long.",
        "Voilà.",
        FRENCH["introduction"],
    } <= marked
    assert "lang" not in document.h1.attrs
    for page_ in (page, site.news):
        assert not read(page_.url).main.select("[lang]")
