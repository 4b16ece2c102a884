"""What every test may ask for: a small site, editors who have logged in, pages as parsed HTML."""

import gc
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from django.core.cache import caches
from django.db import transaction
from django.db.models.signals import post_save
from django.test import Client, override_settings
from django.utils import translation
from wagtail.models import Page
from wagtail.signals import page_published

from contacts.models import Contact, Organisation
from downloads.models import Document
from search.indexing import refresh_carriers, refresh_objects
from tests import background, factories, page_types
from tests.background import RecordingBackend
from tests.databases import Databases


def pytest_collection_finish():
    """What is imported by now stays: the collector needn't look through it again with every few hundred objects."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture(scope="session", autouse=True)
def media_root(tmp_path_factory):
    """Uploaded files of the whole session stay in a folder that pytest removes."""
    folder = tmp_path_factory.mktemp("media")
    with override_settings(MEDIA_ROOT=str(folder)):
        yield folder


@pytest.fixture(autouse=True)
def empty_caches():
    """Wagtail keeps roots of sites and sizes of photos in caches, where no rollback reaches."""
    clear_caches()


def clear_caches():
    for cache in caches.all():
        cache.clear()


@pytest.fixture(scope="session", autouse=True)
def index_at_once():
    """Inside a test nothing is ever committed: with a worker, the search's entries are made when something is saved."""

    def refresh(instance, raw=False, update_fields=None, **kwargs):
        page = isinstance(instance, Page) and instance.alias_of_id is None and instance.depth
        if not RecordingBackend.at_once or raw or update_fields is not None:
            return
        if page or isinstance(instance, Contact | Organisation):
            refresh_objects(Page if page else type(instance), [instance.pk])
        elif isinstance(instance, Document):
            refresh_carriers([instance.pk])

    post_save.connect(refresh)
    page_published.connect(refresh)
    yield
    post_save.disconnect(refresh)
    page_published.disconnect(refresh)


@pytest.fixture(autouse=True)
def nothing_to_do():
    """What an earlier test has left to the background was undone with its content."""
    RecordingBackend.recorded.clear()


@pytest.fixture
def worker():
    """Background work is done as soon as it is enqueued, as long as the test lasts."""
    with background.working(at_once=True):
        yield


@pytest.fixture(scope="module")
def module_worker():
    """The same for all tests of a module, and what they share."""
    with background.working(at_once=True):
        yield


@pytest.fixture(scope="module")
def printing():
    """The PDFs of what a module's tests publish are made too."""
    with background.printing():
        yield


@pytest.fixture
def django_capture_on_commit_callbacks(django_capture_on_commit_callbacks):
    """pytest-django's; where the callbacks are executed, the background work that follows is done too."""

    def capture(*, execute: bool = False):
        return background.followed() if execute else django_capture_on_commit_callbacks()

    return capture


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


@pytest.fixture(scope="session")
def databases(request, tmp_path_factory) -> Databases:
    return Databases(request.config.cache.mkdir("databases"), tmp_path_factory.mktemp("databases"))


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, databases):
    """In place of pytest-django's, which migrates a database for each process."""
    with django_db_blocker.unblock(), databases.copy():
        yield


@pytest.fixture(scope="module")
def copied_db(django_db_setup, django_db_blocker, databases, module_worker):
    """A database of the module's own, where what is written is committed and seen by other threads.

    Nothing has to be put back for the other tests. Background work is done at once.
    """
    with django_db_blocker.unblock(), databases.copy():
        yield
    clear_caches()


@pytest.fixture(scope="module")
def module_site(module_db) -> SimpleNamespace:
    # What follows from them is done here, rather than by each test that has what it changes followed.
    with background.followed():
        return sections()


@pytest.fixture
def site(module_site, db) -> SimpleNamespace:
    """The site's sections without content, in French: home, news, library, clubs and contacts.

    They are made once a module; what a test changes is undone after it.
    """
    return SimpleNamespace(**{name: fresh(page) for name, page in vars(module_site).items()})


def fresh(made):
    """What a module's tests share, as the database has it: what one does to an object isn't met by the next."""
    return type(made)._base_manager.get(pk=made.pk)


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
        kind = response.get("Content-Type", "").partition(";")[0]
        document = BeautifulSoup(response.content, "xml" if kind.endswith("xml") else "html.parser")
        document.response = response
        return document

    return read_address
