"""What follows a change: one task for each handler and transaction, and nothing for what was undone."""

from contextlib import contextmanager, suppress
from types import SimpleNamespace

import pytest
from django.core.files.storage import storages
from django.db import transaction
from django.test import override_settings
from django_tasks_db.models import DBTaskResult
from modelsearch.tasks import insert_or_update_object_task
from wagtail.tasks import update_reference_index_task

from core import changes
from core.models import Change
from core.task_backends import REPLACED
from photos.models import Photo
from tests import factories, page_types
from tests.background import QUEUED
from tests.conftest import sections

pytestmark = pytest.mark.both_databases

# What follows every change of a page or an organisation.
FOLLOWING = ["links.handlers.read_links", "search.handlers.index"]


@pytest.fixture(scope="module")
def transactional_db(copied_db):
    """In place of pytest-django's, which tells from this name that there is a database to make."""


@pytest.fixture(scope="module")
def real_site(transactional_db, media_root) -> SimpleNamespace:
    """Without a transaction around it: what is done in it is committed, and its tasks are kept."""
    with override_settings(TASKS=QUEUED):
        yield sections()


@pytest.fixture(autouse=True)
def empty_queue(real_site):
    DBTaskResult.objects.all().delete()


def tasks() -> list[str]:
    return sorted(task.task_path for task in DBTaskResult.objects.all())


class Undone(Exception):
    pass


@contextmanager
def undone():
    """A transaction, or a part of one, that comes to nothing."""
    with suppress(Undone), transaction.atomic():
        yield
        raise Undone


def test_many_changes_in_a_transaction_make_one_task_for_each_handler(real_site):
    with transaction.atomic():
        pages = [page_types.news_page(real_site.home, slug=f"n-{number}") for number in range(4)]
    assert tasks() == FOLLOWING
    index = DBTaskResult.objects.get(task_path="search.handlers.index")
    (changed,) = index.args_kwargs["args"]
    assert {page.pk for page in pages} <= set(changed["wagtailcore.Page"])
    assert not Change.objects.exists()


def test_what_is_changed_outside_a_transaction_is_followed_at_once(real_site):
    factories.organisation("Le Relais du Pont")
    assert tasks() == FOLLOWING


def test_transactions_that_are_taken_together_make_one_task_for_each_handler(real_site):
    with changes.together():
        kept = [factories.organisation(f"Together {number}").pk for number in range(3)]
        with undone():
            factories.organisation("Undone")
        assert not tasks()
    index = DBTaskResult.objects.get(task_path="search.handlers.index")
    assert index.args_kwargs["args"] == [{"contacts.Organisation": kept}]


def test_what_fails_among_them_keeps_none_of_the_others_waiting(real_site):
    with suppress(Undone), changes.together():
        factories.organisation("Before the failure")
        raise Undone
    assert tasks() == FOLLOWING


def test_what_is_undone_leaves_nothing(real_site):
    with undone():
        factories.organisation("Undone")
    assert not Change.objects.exists()
    assert not tasks()


def test_of_what_is_undone_in_part_the_rest_is_followed(real_site):
    with transaction.atomic():
        with undone():
            factories.organisation("Undone")
        kept = factories.organisation("Kept")
        with undone():
            factories.organisation("Undone too")
    index = DBTaskResult.objects.get(task_path="search.handlers.index")
    assert index.args_kwargs["args"] == [{"contacts.Organisation": [kept.pk]}]


def test_what_is_made_and_deleted_makes_no_task(real_site):
    with transaction.atomic():
        page_types.news_page(real_site.home, slug="courte").delete()
    for task in DBTaskResult.objects.all():
        raise AssertionError(task.task_path)


def test_what_a_dead_process_has_noted_is_followed_by_the_next(real_site):
    """It was killed between its commit and what it does then."""
    page = page_types.news_page(real_site.home, slug="laissee")
    DBTaskResult.objects.all().delete()
    Change.objects.create(model="wagtailcore.Page", key=page.pk, happened="published")
    changes.distribute()
    assert "search.handlers.index" in tasks()
    assert not Change.objects.exists()


def test_an_autosaved_draft_makes_no_task(real_site):
    page = page_types.news_page(real_site.home, slug="brouillon")
    DBTaskResult.objects.all().delete()
    page.title = "Un titre en cours"
    page.save_revision()
    assert not tasks()


def test_a_section_is_deleted_without_a_look_at_all_photos(
    real_site, django_assert_max_num_queries
):
    with transaction.atomic():
        photo = factories.photo()
        section = page_types.content_page(real_site.home, slug="rubrique")
        for number in range(9):
            page_types.content_page(
                real_site.home, parent=section, slug=f"page-{number}", lead_photo=photo
            )
    DBTaskResult.objects.all().delete()
    with transaction.atomic():
        type(section).objects.get(pk=section.pk).delete()
    assert set(tasks()) <= {"photos.handlers.make_sizes"}


def test_a_handler_that_fails_at_once_is_left_to_the_worker(real_site, monkeypatch):
    """A disk that refuses."""
    photo = factories.photo()
    photo.get_rendition("width-20")
    DBTaskResult.objects.all().delete()
    # Of its class: a change of settings, as by another test, makes other storages.
    monkeypatch.setattr(type(storages["renditions"]), "place", lambda *args: 1 / 0)
    page_types.news_page(real_site.home, slug="disque", lead_photo=photo)
    assert "photos.handlers.place_photos" in tasks()
    assert Photo.objects.filter(pk=photo.pk).exists()


def test_the_tasks_that_are_not_kept_are_those_of_the_packages():
    """At an upgrade they may have another name, and would be done beside the handlers."""
    assert {
        update_reference_index_task.module_path,
        insert_or_update_object_task.module_path,
    } == REPLACED
