"""Privacy goes along with copies, moves, aliases and translations; only an editor's clear yes opens content."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import Page

from home.models import ContentPage
from tests import factories, page_types


@pytest.fixture
def place(site):
    """A closed section with a page in it, and an open one beside."""
    site.closed = page_types.content_page(site.home, title="Fermée")
    site.inside = factories.publish(ContentPage(), site.closed, title="Dedans", slug="dedans")
    site.open = page_types.content_page(site.home, title="Ouverte", slug="ouverte")
    factories.restrict(site.closed, Group.objects.get(name="Adhérents"))
    return site


def is_public(page, client) -> bool:
    return client.get(Page.objects.get(pk=page.pk).url).status_code == 200


def move(editor, page, destination, **data):
    address = reverse("wagtailadmin_pages:move_confirm", args=[page.pk, destination.pk])
    return editor.post(address, data)


def copy(editor, page, destination, **data):
    address = reverse("wagtailadmin_pages:copy", args=[page.pk])
    form = {
        "new_title": "Copie",
        "new_slug": "copie",
        "new_parent_page": destination.pk,
        "publish_copies": "on",
    }
    return editor.post(address, form | data)


def the_copy():
    return Page.objects.get(slug="copie")


def test_a_move_that_would_open_a_page_asks_first(place, editor_client, client):
    answer = move(editor_client, place.inside, place.open)
    assert answer.status_code == 200
    assert "Davantage de personnes verraient cette page" in answer.content.decode()
    assert Page.objects.get(pk=place.inside.pk).is_child_of(place.closed)


@pytest.mark.parametrize(("choice", "public"), [("keep", False), ("open", True)])
def test_a_moved_page_stays_private_unless_the_editor_says_yes(
    choice, public, place, editor_client, client
):
    answer = move(editor_client, place.inside, place.open, privacy=choice)
    assert answer.status_code == 302
    assert Page.objects.get(pk=place.inside.pk).is_child_of(place.open)
    assert is_public(place.inside, client) is public


def test_a_move_among_open_pages_asks_nothing(place, editor_client, client):
    other = page_types.content_page(place.home, title="Autre")
    assert move(editor_client, other, place.open).status_code == 302
    assert is_public(other, client)


def test_a_move_into_a_closed_section_closes(place, editor_client, client):
    assert move(editor_client, place.open, place.closed).status_code == 302
    assert not is_public(place.open, client)


def test_a_page_closed_itself_moves_without_a_question(place, editor_client, client):
    assert move(editor_client, place.closed, place.open).status_code == 302
    assert not is_public(place.closed, client)


def test_a_move_to_a_section_closed_to_others_asks_too(place, editor_client):
    other = page_types.content_page(place.home, title="Bureau")
    factories.restrict(other, Group.objects.create(name="Bureau"))
    assert move(editor_client, place.inside, other).status_code == 200


def test_pages_moved_together_stay_where_one_would_open(place, editor_client, client):
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"])
    address = f"{address}?id={place.inside.pk}&next=/admin/"
    answer = editor_client.post(address, {"chooser": place.open.pk}, follow=True)
    assert "Rien n’a été déplacé" in answer.content.decode()
    assert Page.objects.get(pk=place.inside.pk).is_child_of(place.closed)


def test_a_copy_that_would_be_open_asks_first(place, editor_client):
    answer = copy(editor_client, place.inside, place.open)
    assert answer.status_code == 200
    assert "Davantage de personnes" in answer.content.decode()
    assert 'value="Copie"' in answer.content.decode(), "what was typed is kept"
    assert not Page.objects.filter(slug="copie").exists()


@pytest.mark.parametrize(("choice", "public"), [("keep", False), ("open", True)])
def test_a_copy_is_private_unless_the_editor_says_yes(choice, public, place, editor_client, client):
    assert copy(editor_client, place.inside, place.open, privacy=choice).status_code == 302
    assert is_public(the_copy(), client) is public


def test_a_copy_of_a_page_closed_itself_stays_closed(place, editor_client, client):
    assert copy(editor_client, place.closed, place.open).status_code == 302
    assert not is_public(the_copy(), client)


@pytest.mark.parametrize(("choice", "opened"), [("keep", False), ("open", True)])
@pytest.mark.parametrize("publish", ["on", ""])
def test_a_copy_of_a_section_keeps_what_is_private_in_it(
    publish, choice, opened, place, editor_client, client
):
    """A page closed itself, an alias of one that is closed elsewhere, and a page below the one closed."""
    section = page_types.content_page(place.home, parent=place.closed, title="Section")
    for title in ("Bureau", "Ouvert"):
        page_types.content_page(place.home, parent=section, title=title, slug=title.lower())
    board = Page.objects.get(slug="bureau")
    page_types.content_page(place.home, parent=board, title="Ordre", slug="ordre")
    elsewhere = page_types.content_page(place.home, title="Ailleurs")
    for page in (board, elsewhere):
        factories.restrict(page, Group.objects.create(name=page.title))
    elsewhere.create_alias(parent=Page.objects.get(pk=section.pk), update_slug="alias")
    data = {"copy_subpages": "on", "publish_copies": publish, "privacy": choice}
    assert copy(editor_client, section, place.open, **data).status_code == 302
    copies = the_copy().get_descendants()
    assert [page.slug for page in copies] == ["bureau", "ordre", "ouvert", "alias"]
    for page in copies.exclude(live=True):
        page.specific.save_revision().publish()
    public = {page.slug for page in copies if is_public(page, client)}
    assert public == ({"ouvert"} if opened else set())


def test_an_alias_is_as_private_as_its_original(place, editor_client, client):
    answer = copy(editor_client, place.inside, place.open, alias="on")
    assert answer.status_code == 302
    assert the_copy().alias_of_id == place.inside.pk
    assert not is_public(the_copy(), client)
    for address in ("/plan-du-site/", "/sitemap.xml", place.open.url):
        assert "copie" not in client.get(address).content.decode()


def test_an_alias_closes_when_its_original_does_later(place, client):
    alias = place.open.create_alias(parent=place.home, update_slug="copie")
    assert is_public(alias, client)
    factories.restrict(place.open)
    assert not is_public(alias, client)
    assert "copie" not in client.get("/sitemap.xml").content.decode()


@pytest.mark.parametrize(("choice", "public"), [("", False), ("keep", False), ("open", True)])
def test_an_alias_made_a_page_of_its_own_stays_private(
    choice, public, place, editor_client, client
):
    alias = place.inside.create_alias(parent=place.open, update_slug="copie")
    address = reverse("wagtailadmin_pages:convert_alias", args=[alias.pk])
    answer = editor_client.post(address, {"privacy": choice} if choice else {})
    assert answer.status_code == (302 if choice else 200)
    assert is_public(alias, client) is public


def test_a_translation_moved_elsewhere_is_private_by_its_original(place, client):
    english = factories.translate(place.inside, title="Inside", slug="inside")
    factories.restrict(place.inside)
    elsewhere = factories.translate(place.open, title="Open", slug="open")
    english.move(elsewhere, pos="last-child")
    assert not is_public(english, client)
