"""What every test may ask for: a small site, editors who have logged in, pages as parsed HTML."""

import secrets
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from django.core.cache import caches
from django.db import connection, transaction
from django.test import Client, override_settings
from django.utils import translation

from tests import factories, page_types


@pytest.fixture(scope="session", autouse=True)
def media_root(tmp_path_factory):
    """Uploaded files of the whole session stay in a folder that pytest removes."""
    folder = tmp_path_factory.mktemp("media")
    with override_settings(MEDIA_ROOT=str(folder)):
        yield folder


@pytest.fixture(autouse=True)
def empty_caches():
    """Wagtail keeps roots of sites and sizes of photos in caches, where no rollback reaches."""
    for cache in caches.all():
        cache.clear()


@pytest.fixture(autouse=True)
def main_language():
    """A page read in English leaves its language to the thread, and so to the next test."""
    translation.deactivate()


@pytest.fixture(scope="module")
def module_db(django_db_setup, django_db_blocker):
    """For what takes long to make and many tests of a module read: a transaction around them all."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def copied_db(django_db_setup, django_db_blocker):
    """A copy of the test database, where what is written is seen by other threads.

    Nothing has to be put back for the other tests.
    """
    creation, original = connection.creation, connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        connection.close()
        suffix = secrets.token_hex(4)
        creation.clone_test_db(suffix, verbosity=0)
        connection.settings_dict["NAME"] = creation.get_test_db_clone_settings(suffix)["NAME"]
        yield
        creation.destroy_test_db(original, verbosity=0)
        for cache in caches.all():
            cache.clear()


@pytest.fixture(scope="module")
def module_site(module_db) -> SimpleNamespace:
    return sections()


@pytest.fixture
def site(module_site, db) -> SimpleNamespace:
    """The site's sections without content, in French: home, news, library, clubs and contacts.

    They are made once a module; what a test changes is undone after it.
    """
    return SimpleNamespace(
        **{name: type(page).objects.get(pk=page.pk) for name, page in vars(module_site).items()}
    )


def sections() -> SimpleNamespace:
    home = factories.site_root()
    return SimpleNamespace(
        home=home,
        news=page_types.news_index(home),
        library=page_types.library(home),
        clubs=page_types.club_index(home),
        contacts=page_types.contacts_page(home),
    )


@pytest.fixture
def admin_client(db) -> Client:
    return logged_in(factories.administrator())


@pytest.fixture
def editor_client(site) -> Client:
    return logged_in(factories.editor())


def logged_in(user) -> Client:
    client = Client()
    client.force_login(user)
    client.user = user
    return client


@pytest.fixture
def read(client):
    """`read("/actualites/")`: the page at an address as an anonymous reader gets it, as a parsed document.

    The answer's status is checked; the response itself is `document.response`.
    """

    def read_address(address: str, status: int = 200, client: Client = client) -> BeautifulSoup:
        response = client.get(address)
        assert response.status_code == status, f"{address} answers {response.status_code}"
        document = BeautifulSoup(response.content, "html.parser")
        document.response = response
        return document

    return read_address
