"""A photo without its rights isn't published, whatever the way, and no way ends in an error of the server."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale
from wagtail_localize.models import Translation, TranslationSource

from news.models import NewsPage
from photos.models import Photo, photos_to_complete
from tests import factories, page_types
from tests.admin import forms
from tests.admin.test_publication import is_live, sentences

YESTERDAY = timezone.localdate() - timedelta(days=1)
LACKS = {
    "licence": ({"licence_end": YESTERDAY}, "sa licence a pris fin le"),
    "pending": ({"consent": Photo.Consent.PENDING}, "n’est pas arrivé"),
    "withdrawn": ({"consent": Photo.Consent.WITHDRAWN}, "ont retiré leur accord"),
    "credit": ({"credit": ""}, "son crédit manque"),
}


@pytest.fixture(params=LACKS)
def lack(request, site):
    fields, words = LACKS[request.param]
    return factories.photo("Cour des Tilleuls", **fields), words


@pytest.fixture(params=["lead photo", "gallery"])
def draft(request, lack, site):
    """A draft with a photo that lacks something, at its head or deep in its body."""
    page = page_types.news_page(site.home, title="Le chantier", live=False)
    photo, _words = lack
    if request.param == "lead photo":
        page.lead_photo = photo
    else:
        page.body = [("gallery", {"title": "", "photos": [factories.photo(), photo]})]
    page.save_revision()
    return NewsPage.objects.get(pk=page.pk)


def test_the_form_refuses_with_a_sentence(draft, lack, editor_client):
    latest = draft.get_latest_revision_as_object()
    photos = latest.body[0].value["photos"] if latest.body else []
    items = {
        str(n): {"value": photo.pk, "type": "item", "order": str(n), "deleted": ""}
        for n, photo in enumerate(photos)
    }
    block = ("gallery", {"title": "", "photos": {"count": str(len(photos)), **items}})
    answer = forms.edit(editor_client, draft, **({"body": forms.body(block)} if photos else {}))
    assert answer.status_code == 200
    assert lack[1] in sentences(answer)
    assert not is_live(draft)


def test_several_at_once_are_refused_with_a_link_to_the_photo(draft, lack, editor_client):
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    answer = editor_client.post(f"{address}?id={draft.pk}", follow=True)
    assert answer.status_code == 200
    assert lack[1] in sentences(answer)
    assert reverse("wagtailimages:edit", args=[lack[0].pk]) in answer.content.decode()
    assert not is_live(draft)


def test_a_workflow_is_refused_at_its_last_approval(draft, lack, editor_client):
    state = draft.get_workflow().start(draft, editor_client.user)
    task = state.current_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[draft.pk, "approve", task.pk])
    answer = editor_client.post(address, {"comment": ""}, follow=True)
    assert answer.status_code == 200
    assert lack[1] in sentences(answer)
    assert not is_live(draft)


def test_at_its_scheduled_time_it_waits_and_the_others_come_out(draft, lack, site, caplog):
    other = page_types.news_page(site.home, title="Une autre", live=False)
    ago = timezone.now() - timedelta(minutes=5)
    for page in (draft, other):
        revision = page.get_latest_revision()
        revision.approved_go_live_at = ago
        revision.save()
        ago += timedelta(minutes=1)
    call_command("publish_scheduled")
    assert not is_live(draft)
    assert is_live(other)
    # The log names the page by its number: the reasons quote titles.
    assert f"page {draft.pk}" in caplog.text
    assert lack[1] not in caplog.text
    # Once the photo is complete, the next round publishes.
    Photo.objects.filter(pk=lack[0].pk).update(
        credit="Zoé", licence_end=None, consent=Photo.Consent.GIVEN
    )
    call_command("publish_scheduled")
    assert is_live(draft)


def test_a_translation_is_refused_without_an_error_of_the_server(
    lack, site, admin_client, django_capture_on_commit_callbacks
):
    page = page_types.news_page(site.home, title="Le chantier")
    photo = factories.photo("Cour des Tilleuls")
    page.lead_photo = photo
    page.save_revision().publish()
    factories.translate(site.news)
    english = Locale.objects.get(language_code="en")
    source, _made = TranslationSource.get_or_create_from_instance(page)
    translation = Translation.objects.create(source=source, target_locale=english)
    factories.translate_title(translation, "The works")
    translation.save_target(publish=False)
    Photo.objects.filter(pk=photo.pk).update(
        credit=lack[0].credit, licence_end=lack[0].licence_end, consent=lack[0].consent
    )
    target = page.get_translation(english)
    address = reverse("wagtailadmin_pages:edit", args=[target.pk])
    with django_capture_on_commit_callbacks() as publications:
        answer = admin_client.post(address, {"action": "publish"}, follow=True)
    assert answer.status_code == 200
    [refused] = [work for work in publications if getattr(work, "__name__", "") == "publish"]
    with pytest.raises(ValidationError) as refusal:
        refused()
    # wagtail-localize asks for the errors by field, and fails on one without.
    assert set(refusal.value.error_dict) == {"lead_photo"}
    assert not is_live(target)


def test_the_admins_first_screen_lists_them(lack, editor_client):
    assert lack[0] in photos_to_complete()
    assert lack[1] in editor_client.get(reverse("wagtailadmin_home")).content.decode()
