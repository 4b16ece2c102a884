"""Publishing asks for the credit and the alternative text of every photo; a draft asks for nothing."""

import json

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import Page, Task

from news.models import NewsPage
from tests import factories, page_types
from tests.admin import forms
from tests.page_types import PAGE_TYPES, make


@pytest.fixture
def draft(site):
    return page_types.news_page(site.home, title="Le chantier", live=False)


@pytest.fixture
def incomplete(site):
    return factories.photo("Cour des Tilleuls", credit="", description="")


def sentences(response) -> str:
    """What the editor reads on the page that answers: above its fields, beside them, in its blocks."""
    document = BeautifulSoup(response.content, "html.parser")
    found = document.select(".error-message, .help-critical, .messages li, .w-field__errors")
    texts = [" ".join(item.text.split()) for item in found]
    return " ".join([*texts, *block_sentences(response).values()])


def block_sentences(response) -> dict[int, str]:
    """What the editor reads at each block of a body, by its place."""
    document = BeautifulSoup(response.content, "html.parser")
    found = {}
    for body in document.select("[data-w-block-arguments-value]"):
        _value, error = json.loads(body["data-w-block-arguments-value"])
        for place, problem in (error or {}).get("blockErrors", {}).items():
            found[int(place)] = json.dumps(problem, ensure_ascii=False)
    return found


def is_live(page: Page) -> bool:
    return Page.objects.get(pk=page.pk).live


def test_a_complete_page_is_published(draft, editor_client):
    photo = factories.photo()
    answer = forms.edit(
        editor_client,
        draft,
        lead_photo=photo.pk,
        body=forms.body(forms.photo_block(photo)),
    )
    assert answer.status_code == 302
    assert is_live(draft)


def test_a_lead_photo_without_its_credit_is_refused_with_a_sentence(draft, editor_client):
    photo = factories.photo("Cour des Tilleuls", credit="")
    answer = forms.edit(editor_client, draft, lead_photo=photo.pk)
    text = sentences(answer)
    assert "Cour des Tilleuls" in text
    assert "crédit" in text
    assert "texte alternatif" not in text
    assert reverse("wagtailimages:edit", args=[photo.pk]) in answer.content.decode()
    assert not is_live(draft)


def test_a_photo_in_the_body_is_refused_with_its_place(draft, editor_client, incomplete):
    answer = forms.edit(
        editor_client,
        draft,
        body=forms.body(
            ("heading", {"text": "Avant", "level": "h2"}), forms.photo_block(incomplete)
        ),
    )
    found = block_sentences(answer)
    assert set(found) == {1}
    for words in ("Cour des Tilleuls", "crédit", "texte alternatif"):
        assert words in found[1]
    assert not is_live(draft)


@pytest.mark.parametrize("block", ["gallery", "video"])
def test_so_is_a_photo_deeper_in_a_block(block, draft, editor_client, incomplete):
    complete = factories.photo()
    blocks = {
        "gallery": {
            "title": "",
            "photos": {
                "count": "2",
                **{
                    str(number): {
                        "value": photo.pk,
                        "type": "item",
                        "order": str(number),
                        "deleted": "",
                    }
                    for number, photo in enumerate((complete, incomplete))
                },
            },
        },
        "video": {
            "title": "La visite",
            "url": "https://video.example.org/1",
            "duration": "",
            "transcript": "",
            "photo": incomplete.pk,
        },
    }
    answer = forms.edit(editor_client, draft, body=forms.body((block, blocks[block])))
    assert "Cour des Tilleuls" in sentences(answer)
    assert not is_live(draft)


def test_an_image_for_social_networks_is_asked_for_too(draft, editor_client, incomplete):
    answer = forms.edit(editor_client, draft, social_image=incomplete.pk)
    assert "Cour des Tilleuls" in sentences(answer)


def test_a_draft_is_saved_as_it_stands(draft, editor_client, incomplete):
    answer = forms.edit(
        editor_client,
        draft,
        publish=False,
        lead_photo=incomplete.pk,
        body=forms.body(forms.photo_block(incomplete)),
    )
    assert answer.status_code == 302
    saved = NewsPage.objects.get(pk=draft.pk).get_latest_revision_as_object()
    assert saved.lead_photo == incomplete
    assert saved.body[0].value["photo"] == incomplete


def test_nothing_typed_is_lost_when_publication_is_refused(draft, editor_client, incomplete):
    answer = forms.edit(
        editor_client,
        draft,
        title="Un titre retravaillé",
        introduction="Une heure de travail.",
        lead_photo=incomplete.pk,
    )
    document = BeautifulSoup(answer.content, "html.parser")
    assert document.select_one("[name=title]").text.strip() == "Un titre retravaillé" or (
        document.select_one("[name=title]").get("value") == "Un titre retravaillé"
    )
    assert "Une heure de travail." in document.select_one("[name=introduction]").text


def test_a_new_page_is_held_to_the_same(site, editor_client, incomplete):
    answer = forms.add(
        editor_client,
        NewsPage,
        site.news,
        title="Toute nouvelle",
        slug="toute-nouvelle",
        lead_photo=incomplete.pk,
    )
    assert "Cour des Tilleuls" in sentences(answer)
    assert not NewsPage.objects.filter(slug="toute-nouvelle").exists()


def asks_for(model: type, field: str) -> bool:
    return field in model.get_edit_handler().get_form_class().base_fields


@pytest.mark.parametrize(
    "model",
    [model for model in PAGE_TYPES if asks_for(model, "lead_photo")],
    ids=lambda model: model.__name__,
)
def test_every_type_of_page_with_a_lead_photo_is_held_to_the_same(
    model, site, editor_client, incomplete
):
    page = make(model, site.home)
    page.unpublish()
    answer = forms.edit(editor_client, page, lead_photo=incomplete.pk)
    assert "Cour des Tilleuls" in sentences(answer)
    assert not is_live(page)


def test_several_pages_published_at_once_are_held_to_the_same(
    site, draft, editor_client, incomplete
):
    other = page_types.news_page(site.home, title="Une autre", live=False)
    draft.lead_photo = incomplete
    draft.save_revision()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    answer = editor_client.post(f"{address}?id={draft.pk}&id={other.pk}", follow=True)
    assert "Cour des Tilleuls" in sentences(answer)
    assert not is_live(draft)
    assert not is_live(other)


def test_several_complete_pages_are_published_at_once(site, draft, editor_client):
    other = page_types.news_page(site.home, title="Une autre", live=False)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    editor_client.post(f"{address}?id={draft.pk}&id={other.pk}", follow=True)
    assert is_live(draft)
    assert is_live(other)


def test_the_last_approval_of_a_workflow_is_held_to_the_same(draft, editor_client, incomplete):
    """Wagtail publishes at the last approval, without any form of the page."""
    draft.lead_photo = incomplete
    draft.save_revision()
    workflow = draft.get_workflow()
    state = workflow.start(draft, editor_client.user)
    task = state.current_task_state
    assert isinstance(task.task, Task)
    address = reverse("wagtailadmin_pages:workflow_action", args=[draft.pk, "approve", task.pk])
    answer = editor_client.post(address, {"comment": ""}, follow=True)
    assert answer.status_code == 200
    assert "Cour des Tilleuls" in sentences(answer)
    assert not is_live(draft)


def test_code_that_publishes_is_held_to_the_same(draft, incomplete):
    draft.lead_photo = incomplete
    revision = draft.save_revision()
    with pytest.raises(ValidationError, match="Cour des Tilleuls"):
        revision.publish()
    assert not is_live(draft)


def test_one_photo_twice_is_named_for_each_place(draft, editor_client, incomplete):
    answer = forms.edit(
        editor_client,
        draft,
        lead_photo=incomplete.pk,
        body=forms.body(forms.photo_block(incomplete), forms.photo_block(incomplete)),
    )
    assert set(block_sentences(answer)) == {0, 1}
    assert "Cour des Tilleuls" in sentences(answer).partition("blockErrors")[0]


def test_the_photos_words_are_never_read_as_markup(draft, editor_client):
    photo = factories.photo("<script>alert(1)</script>", credit="")
    answer = forms.edit(editor_client, draft, lead_photo=photo.pk)
    assert "<script>alert(1)" not in answer.content.decode()
