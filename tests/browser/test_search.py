"""A reader searches with the keyboard alone, with suggestions and without any script."""

import re

from playwright.sync_api import expect

from tests.browser.test_reading import WITHOUT_SCRIPT


def test_suggestions_are_reached_by_keyboard(content, reader):
    reader.goto("/recherche/")
    box = reader.get_by_role("main").get_by_role("combobox", name="Rechercher sur le site")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press_sequentially("rés")
    options = reader.get_by_role("main").get_by_role("option")
    expect(options.first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", options.first.get_attribute("id"))
    expect(box).to_be_focused()
    box.press("Escape")
    expect(options).to_have_count(0)
    expect(box).to_have_value("rés")
    box.press("ArrowDown")
    address = options.first.get_attribute("data-url")
    box.press("Enter")
    expect(reader).to_have_url(re.compile(re.escape(address)))


def test_a_search_works_without_javascript(content, visitor):
    page = visitor(360, **WITHOUT_SCRIPT)
    page.goto("/recherche/")
    box = page.get_by_role("main").get_by_role("searchbox", name="Rechercher sur le site")
    box.fill("résidence")
    box.press("Enter")
    expect(page.get_by_role("main").get_by_role("heading", level=2)).to_contain_text("résultat")
    expect(page.locator(".results mark").first).to_be_visible()
