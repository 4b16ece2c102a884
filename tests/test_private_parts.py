"""What the site leans on in other packages without their promise: the list is in docs/decisions.md.

A failure here is no fault of the site: it says that an upgrade has to be read before it is taken.
"""

import re
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import pytest
import wagtail_localize
from django.db import connection
from django.urls import resolve
from modelsearch.backends import opensearch3
from modelsearch.backends.database import fallback
from wagtail import hooks
from wagtail.images.models import Filter
from wagtail_localize.wagtail_hooks import page_listing_more_buttons

from core import admin_urls
from tests.source_rules import APPS, ROOT

# The versions that were read.
READ = {
    "wagtail": ("7.4", "8.0"),
    "wagtail-localize": ("1.14",),
    "modelsearch": ("1.3",),
    "django-treebeard": ("5.",),
    "django-tasks-db": ("0.13",),
}
DECISIONS = (ROOT / "docs/decisions.md").read_text()
SHADOWED = [str(pattern.pattern) for pattern in admin_urls.urlpatterns]
# Methods and attributes that the backends of the search replace or call (search/backends).
OF_MODELSEARCH = {
    fallback.DatabaseSearchResults: ["get_queryset"],
    fallback.DatabaseSearchQueryCompiler: ["build_database_filter"],
    opensearch3.OpenSearch3Mapping: ["get_mapping", "get_document"],
}


@pytest.mark.parametrize("package", READ)
def test_this_version_has_been_read(package):
    assert version(package).startswith(READ[package]), (
        f"{package} {version(package)}: go through “Private parts” in docs/decisions.md first"
    )


@pytest.mark.parametrize("pattern", SHADOWED)
def test_a_screen_in_place_of_anothers(pattern):
    address = "/" + re.sub(r"<\w+:\w+>", "1", pattern)
    ours = resolve(f"/admin{address}").func
    theirs = resolve(address, urlconf="wagtail.admin.urls").func
    assert _app(ours) in APPS
    assert _app(theirs) in {"wagtail", "wagtail_localize", "django"}
    assert f"`{pattern}`" in DECISIONS


def test_the_buttons_that_cost_two_queries_a_line_are_taken_out():
    assert page_listing_more_buttons.__module__ == "wagtail_localize.wagtail_hooks"
    assert page_listing_more_buttons not in hooks.get_hooks("register_page_listing_more_buttons")


def test_the_texts_that_are_rewritten_are_still_in_the_script():
    folder = Path(wagtail_localize.__file__).parent / "static/wagtail_localize/js"
    script = "".join(path.read_text() for path in folder.glob("*.js"))
    for text in ("More actions", "Publish in ", "There are unsaved segments."):
        assert text in script


@pytest.mark.parametrize("owner", OF_MODELSEARCH, ids=lambda owner: owner.__qualname__)
def test_the_parts_of_modelsearch_are_there(owner):
    assert all(hasattr(owner, name) for name in OF_MODELSEARCH[owner])


@pytest.mark.both_databases
def test_the_parts_of_the_index_in_the_database_are_there():
    """Each module of modelsearch loads on its own database only."""
    module, name = {
        "postgresql": ("postgres.postgres", "PostgresIndex"),
        "sqlite": ("sqlite.sqlite", "SQLiteIndex"),
    }[connection.vendor]
    index = getattr(import_module(f"modelsearch.backends.database.{module}"), name)
    assert all(hasattr(index, method) for method in ("add_items", "_refresh_title_norms"))


def test_the_parts_of_wagtails_images_are_there():
    assert hasattr(Filter, "get_transform")
    assert hasattr(Filter, "run")


def _app(view) -> str:
    return getattr(view, "view_class", view).__module__.split(".")[0]
