"""The system checks of core.checks: nothing to say of the project, and a sentence for each rule that a site breaks."""

import pytest
from django.core.checks import run_checks
from django.db import connection

from clubs.models import ClubPage
from core import checks
from news.models import NewsPage


def ids(found) -> list[str]:
    return [message.id for message in found]


def test_the_project_itself_keeps_its_rules():
    assert not [message for message in run_checks() if message.id.startswith("core.E")]


def test_a_page_type_of_another_kind(monkeypatch):
    monkeypatch.setattr(checks, "BasePage", ClubPage)
    found = checks.page_types_are_the_sites(None)
    assert set(ids(found)) == {"core.E001"}
    assert NewsPage in [message.obj for message in found]


def test_a_page_type_whose_manager_doesnt_know_the_rule(monkeypatch):
    class Pages:
        def none(self):
            return []

    monkeypatch.setattr(NewsPage._meta, "default_manager", Pages())
    assert ids(checks.page_types_ask_the_rule(None)) == ["core.E002"]


def test_a_page_type_without_its_template(monkeypatch):
    monkeypatch.setattr(NewsPage, "template", "pages/nowhere.html")
    assert ids(checks.page_types_have_their_template(None)) == ["core.E003"]


@pytest.mark.parametrize("name", ["home.Nothing", "nonsense", "news.NewsPage"])
def test_a_setting_that_names_no_association(name, settings):
    settings.ASSOCIATION_MODEL = name
    assert ids(checks.the_association_is_a_model(None)) == ["core.E004"]


@pytest.mark.parametrize("name", checks.MIDDLEWARE)
def test_a_middleware_that_is_missing(name, settings):
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if each != name]
    [message] = checks.middleware_is_complete(None)
    assert message.id == "core.E005"
    assert name in message.msg


def test_a_package_in_place_of_the_source_root(tmp_path, settings):
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "__init__.py").touch()
    settings.ROOT = tmp_path
    assert ids(checks.the_source_root_is_no_package(None)) == ["core.E006"]


def test_a_language_without_words(settings):
    settings.LANGUAGES = [*settings.LANGUAGES, ("oc", "Occitan")]
    assert ids(checks.languages_have_their_catalogue(None)) == ["core.W007"]


@pytest.mark.postgresql
def test_a_database_that_cant_sort_names(db):
    assert not run_checks(databases=["default"])
    with connection.cursor() as cursor:
        cursor.execute('ALTER COLLATION pg_catalog."und-x-icu" RENAME TO elsewhere')
    assert ids(checks.the_database_sorts_names(None, databases=["default"])) == ["core.E008"]
