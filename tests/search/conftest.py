import pytest
from django.core.management import call_command

from tests.search.opensearch_server import server


@pytest.fixture(scope="module", autouse=True)
def work_at_once(module_worker):
    """What is found are the entries that the background work makes."""


@pytest.fixture
def opensearch_index(settings):
    """A function that puts the index, empty as yet, on an OpenSearch server."""
    with server() as address:

        def use() -> None:
            backend = {"BACKEND": "search.backends.opensearch", "URLS": [address]}
            settings.WAGTAILSEARCH_BACKENDS = {"default": backend | {"INDEX_PREFIX": "test_"}}
            call_command("update_index", schema_only=True, verbosity=0)

        yield use


@pytest.fixture
def on_opensearch(opensearch_index):
    """All that there is, indexed on an OpenSearch server."""
    opensearch_index()
    call_command("update_index", verbosity=0)
