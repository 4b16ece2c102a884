"""Photos of private pages: their sizes are served by the rule; those of public pages are plain files."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import TestCase

from core.placing import place_all
from photos.renditions import make_renditions
from tests import bodies, factories, page_types
from tests.background import QUEUED
from tests.conftest import logged_in

SPEC = "format-webp|width-480"


@pytest.fixture(autouse=True)
def no_worker(settings):
    """All this is done in the request that changes who may see a photo."""
    settings.TASKS = QUEUED


@pytest.fixture
def at_once(django_capture_on_commit_callbacks):
    """What is done inside is committed at its end."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def photo(site, at_once):
    with at_once():
        return factories.photo()


@pytest.fixture
def page(site, photo, at_once):
    with at_once():
        return page_types.news_page(site.home, lead_photo=photo)


def size(photo):
    with TestCase.captureOnCommitCallbacks(execute=True):
        return photo.get_rendition(SPEC)


def is_plain_file(photo) -> bool:
    """Whether a web server in front finds it in the public folder."""
    return Path(settings.MEDIA_ROOT, size(photo).file.name).exists()


def test_the_sizes_of_a_public_photo_are_plain_files(photo, page, client):
    assert is_plain_file(photo)
    answer = client.get(size(photo).url)
    assert answer.status_code == 200
    assert "public" in answer["Cache-Control"]


def test_a_size_whose_row_isnt_kept_is_never_opened(photo, page):
    """As when its process is killed before the commit."""
    with transaction.atomic():
        rendition = photo.get_rendition(SPEC)
        transaction.set_rollback(True)
    assert not rendition.file.storage.is_public(rendition.file.name)


def test_a_photo_that_nothing_shows_is_closed(photo, client, admin_client):
    assert not is_plain_file(photo)
    assert client.get(size(photo).url).status_code == 404
    assert admin_client.get(size(photo).url).status_code == 200


def test_a_page_made_private_takes_its_photos_along(photo, page, client, at_once):
    address = size(photo).url
    with at_once():
        factories.restrict(page, Group.objects.get(name="Adhérents"))
    assert not is_plain_file(photo)
    assert client.get(address).status_code == 404
    answer = logged_in(factories.member()).get(address)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    assert answer.getvalue()[8:12] == b"WEBP"


def test_the_address_stays_when_a_page_is_opened_again(photo, page, client, at_once):
    address = size(photo).url
    with at_once():
        restriction = factories.restrict(page)
    with at_once():
        restriction.delete()
    assert is_plain_file(photo)
    assert client.get(address).status_code == 200


def test_a_photo_of_two_pages_stays_public_while_one_is(photo, page, site, client, at_once):
    with at_once():
        other = page_types.content_page(
            site.home, body=bodies.every_block(photo, factories.document())
        )
    with at_once():
        factories.restrict(page)
    assert is_plain_file(photo)
    with at_once():
        factories.restrict(other)
    assert not is_plain_file(photo)


def test_a_photo_taken_off_its_only_page_is_closed_in_all_its_sizes(photo, page, at_once):
    with at_once():
        make_renditions(photo)
    storage = size(photo).file.storage
    names = [rendition.file.name for rendition in photo.renditions.all()]
    assert all(map(storage.is_public, names))
    assert len(names) > 5
    with at_once():
        page.lead_photo = None
        page.save_revision().publish()
    assert not any(map(storage.is_public, names))


def test_a_photo_put_on_a_public_page_is_opened(photo, site, at_once):
    with at_once():
        page = page_types.news_page(site.home)
    assert not is_plain_file(photo)
    with at_once():
        page.lead_photo = photo
        page.save_revision().publish()
    assert is_plain_file(photo)


def test_a_withdrawn_consent_closes_the_photo(photo, page, at_once):
    with at_once():
        photo.consent = "withdrawn"
        photo.save()
    assert not is_plain_file(photo)


def test_a_deleted_contact_takes_its_portrait_along(site, at_once):
    with at_once():
        portrait = factories.photo("Portrait")
        contact = factories.contact(photo=portrait)
    assert is_plain_file(portrait)
    with at_once():
        contact.delete()
    assert not is_plain_file(portrait)


def test_a_restricted_page_that_is_deleted_opens_its_translation(photo, page, at_once):
    """The restriction stood on the page in one language, and held for both."""
    with at_once():
        factories.translate(page)
        factories.restrict(page)
    assert not is_plain_file(photo)
    with at_once():
        type(page).objects.get(pk=page.pk).delete()
    assert is_plain_file(photo)


@pytest.mark.parametrize("way", ["unpublish", "delete", "move"])
def test_a_page_withdrawn_takes_its_photos_along(way, photo, page, site, client, at_once):
    with at_once():
        closed = factories.publish(type(site.news)(), site.home, title="Internes", slug="internes")
        factories.restrict(closed)
    with at_once():
        {
            "unpublish": page.unpublish,
            "delete": page.delete,
            "move": lambda: page.move(closed, pos="last-child"),
        }[way]()
    assert client.get(size(photo).url).status_code == 404


def test_members_of_the_wrong_group_and_of_ended_memberships_get_nothing(
    photo, page, site, at_once
):
    with at_once():
        factories.restrict(page, Group.objects.create(name="Bureau"))
    wrong = logged_in(factories.member())
    assert wrong.get(size(photo).url).status_code == 404


def test_a_logo_and_a_portrait_are_public(site, client, at_once):
    with at_once():
        logo, portrait = factories.photo("Logo"), factories.photo("Portrait")
        factories.association(logo=logo)
        factories.contact(photo=portrait)
    for photo in (logo, portrait):
        assert client.get(size(photo).url).status_code == 200


def test_a_public_page_shows_its_photo_before_the_background_work_is_done(site, client, at_once):
    with at_once():
        photo = factories.photo()
        page_types.news_page(site.home, lead_photo=photo)
    rendition = size(photo)
    rendition.file.storage.place(rendition.file.name, False)
    assert client.get(rendition.url).status_code == 200


def test_the_closed_folder_has_no_address(photo, client):
    name = size(photo).file.name
    for path in (f"closed/{name}", f"images/../closed/{name}", photo.file.name):
        assert client.get(f"/media/{path}").status_code == 404


def test_a_size_removed_meanwhile_stops_nothing(photo, page):
    rendition = size(photo)
    rendition.file.storage.delete(rendition.file.name)
    place_all()
