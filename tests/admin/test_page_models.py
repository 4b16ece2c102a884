"""« Prendre pour modèle »: a draft beside a page, with its structure and without what is the page's own."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from clubs.models import Registration, SessionPage
from core.models import ArticlePage
from downloads.models import PublicationPage
from home.models import HomePage
from news.models import NewsPage
from tests import factories, page_types
from tests.conftest import logged_in
from tests.page_types import PAGE_TYPES


@pytest.fixture
def writer(site) -> Client:
    """Of the group Rédaction."""
    return logged_in(factories.user("plume@example.org", "Rédaction"))


def take(client, page) -> Page | None:
    """The draft made on the model of a page, as its form has it."""
    known = set(Page.objects.values_list("pk", flat=True))
    answer = client.post(reverse("page_model", args=[page.pk]))
    draft = Page.objects.exclude(pk__in=known).first()
    if draft is None:
        assert answer.status_code == 302  # Wagtail's refusal
        assert reverse("wagtailadmin_home") in answer.url
        return None
    edit = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    assert answer.url == edit
    assert client.get(edit).status_code == 200
    return draft.specific.get_latest_revision_as_object()


def is_offered(client, page) -> bool:
    form = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    return reverse("page_model", args=[page.pk]) in form


@pytest.mark.parametrize("model", PAGE_TYPES, ids=lambda model: model._meta.label)
def test_a_page_gives_a_draft_of_its_type_where_there_may_be_another(model, site, writer):
    fields = {"introduction": "Ce qui change."}
    if issubclass(model, ArticlePage):
        fields["body"] = [("heading", {"text": "Trois étapes", "level": "h2"})]
    page = page_types.make(model, site.home, **fields)
    offered = is_offered(writer, page)
    draft = take(writer, page)
    assert offered == bool(draft)
    if draft is None:
        parent = page.get_parent().specific
        assert model is HomePage or not model.can_create_at(parent)
        return
    assert (type(draft), draft.live, draft.owner.email) == (model, False, "plume@example.org")
    assert draft.introduction == "Ce qui change."
    assert draft.slug != page.slug
    assert draft.translation_key != page.translation_key
    if "body" in fields:
        assert draft.body[0].value["text"] == "Trois étapes"
    assert draft.revisions.count() == 1


def test_a_session_takes_no_date_number_place_or_person_of_its_model(site, writer):
    past = timezone.now() - timedelta(10)
    page = page_types.session(
        site.home,
        title="Visite des Tilleuls",
        edition=7,
        place="Valmire",
        starts_at=past,
        ends_at=past + timedelta(hours=2),
        status=SessionPage.Status.CANCELLED,
        capacity=12,
        registration_deadline=past.date(),
    )
    Registration.objects.create(page=page, first_name="Ana", email="ana@example.org")
    draft = take(writer, page)
    assert timezone.now() < draft.starts_at <= timezone.now() + timedelta(8)
    assert timezone.localtime(draft.starts_at).weekday() == timezone.localtime(past).weekday()
    assert draft.ends_at - draft.starts_at == timedelta(hours=2)
    assert (draft.edition, draft.place, draft.status, draft.capacity) == (8, "", "planned", 12)
    assert draft.registration_deadline is None
    assert not Registration.objects.filter(page=draft).exists()


def test_a_publication_takes_no_file_of_its_model(site, writer):
    page = page_types.make(PublicationPage, site.home)
    draft = take(writer, page)
    assert page.files.exists()
    assert not draft.files.exists()
    assert draft.kind == page.kind


def test_a_private_page_gives_a_private_one(site, writer):
    page = page_types.make(NewsPage, site.home, date=timezone.localdate() - timedelta(30))
    factories.restrict(page)
    draft = take(writer, page)
    assert draft.get_view_restrictions()
    assert draft.date == timezone.localdate()


def test_nobody_else_takes_one(site, client):
    page = page_types.make(NewsPage, site.home)
    client.force_login(factories.member())
    client.post(reverse("page_model", args=[page.pk]))
    assert not NewsPage.objects.exclude(pk=page.pk).exists()
