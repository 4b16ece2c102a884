"""The editors' guide in the admin: what it names is there, and who doesn't read French is told so."""

import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from wagtail.users.models import UserProfile

from tests import factories
from tests.conftest import logged_in

GUIDE = Path(__file__).parents[2] / "docs" / "editors.md"
PATH = re.compile(r"\*((?:Paramètres|Rapports|Contacts|Adhésions|Compte) > [^*]+?)\*")


@pytest.fixture
def administrator(site):
    """Somebody of the role Administration; `administrator("en")` reads the admin in English."""

    def somebody(language: str = "fr"):
        user = factories.user("ana@example.org", "Administration")
        UserProfile.objects.create(user=user, preferred_language=language)
        return logged_in(user)

    return somebody


def screen(client, address: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(address).content, "html.parser")


def menus(client) -> dict[str, list[str]]:
    """The entries of the main menu, each with those below it, as Wagtail tells them to its scripts."""
    told = json.loads(screen(client, "/admin/").select_one("#wagtail-sidebar-props").string)
    found = {}
    for module in told["modules"]:
        if module["_type"] == "wagtail.sidebar.MainMenuModule":
            for entry in module["_args"][0]:
                is_open = entry["_type"] == "wagtail.sidebar.SubMenuItem"
                below = entry["_args"][1] if is_open else []
                found[entry["_args"][0]["label"]] = [item["_args"][0]["label"] for item in below]
    return found


def test_the_menus_that_the_guide_names_are_in_the_admin(administrator):
    entries = menus(administrator())
    named = [path.split(" > ") for path in PATH.findall(GUIDE.read_text(encoding="utf-8"))]
    assert len(named) > 15
    missing = [
        path for path in named if path[0] != "Compte" and path[1] not in entries.get(path[0], [])
    ]
    assert not missing


def test_no_menu_is_in_another_language(administrator):
    entries = menus(administrator())
    assert "Translations" not in entries["Rapports"]
    assert not [label for label in entries["Aide"] if "What" in label]


def test_who_reads_the_admin_in_english_is_told_that_the_guide_is_in_french(administrator):
    client = administrator("en")
    told = screen(client, "/admin/guide/").select_one(".guide-text").get_text()
    assert "This guide is in French" in told
    UserProfile.objects.update(preferred_language="fr")
    told = screen(client, "/admin/guide/").select_one(".guide-text").get_text()
    assert "Ce guide est en français" not in told


def test_the_pictures_of_the_guide_are_shown_with_their_words(administrator):
    pictures = screen(administrator(), "/admin/guide/").select(".guide-text img")
    assert pictures
    assert all(picture["src"].startswith("/static/guide/") for picture in pictures)
    assert all(picture["alt"] for picture in pictures)
