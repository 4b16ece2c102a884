"""A reader searches with the keyboard alone, with suggestions and without any script."""

import re

from playwright.sync_api import expect

from tests.browser.test_reading import WITHOUT_SCRIPT

# Words are filled in at once: the suggestions for their first letters would come at any moment.

# Whether the middle of an element is what a click there would meet.
ON_TOP = """element => {
    const box = element.getBoundingClientRect();
    const met = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return element.contains(met);
}"""


def test_suggestions_are_reached_by_keyboard(content, reader):
    reader.goto("/recherche/")
    box = reader.get_by_role("main").get_by_role("combobox", name="Rechercher sur le site")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.fill("rés")
    options = reader.get_by_role("main").get_by_role("option")
    expect(options.first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", options.first.get_attribute("id"))
    expect(box).to_be_focused()
    expect(reader.get_by_role("main").get_by_role("status")).to_contain_text("Suggestions")
    for key in ("Home", "End", "ArrowLeft", "ArrowRight"):
        box.press(key)
        expect(box).not_to_have_attribute("aria-activedescendant", re.compile("."))
        box.press("ArrowDown")
    box.press("Escape")
    expect(options).to_have_count(0)
    expect(box).to_have_value("rés")
    box.press("ArrowDown")
    address = options.first.get_attribute("data-url")
    box.press("Enter")
    expect(reader).to_have_url(re.compile(re.escape(address)))


def test_suggestions_open_over_the_page(content, reader):
    reader.goto("/")
    box = reader.get_by_role("banner").get_by_role("combobox")
    box.fill("rés")
    option = reader.get_by_role("banner").get_by_role("option").last
    expect(option).to_be_visible()
    assert option.evaluate(ON_TOP), "something of the page lies over it"
    option.click()
    expect(reader).not_to_have_url(re.compile(r"://[^/]+/$"))


def test_a_finger_chooses_a_suggestion_in_the_menu_of_a_phone(content, visitor):
    page = visitor(360, has_touch=True, is_mobile=True)
    page.goto("/")
    page.get_by_role("button", name="Menu").tap()
    box = page.get_by_role("banner").get_by_role("combobox")
    box.fill("tanneurs")
    option = page.get_by_role("banner").get_by_role("option").first
    expect(option).to_be_visible()
    assert option.bounding_box()["height"] >= 44
    option.tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Tanneurs")


def test_what_marks_the_words_is_never_cut_on_a_phone(content, visitor):
    page = visitor(360)
    page.goto("/recherche/?q=résidence")
    for mark in page.locator(".results mark").all():
        assert mark.evaluate(
            "mark => mark.parentElement.scrollHeight <= mark.parentElement.clientHeight + 1"
        )


def test_a_search_works_without_javascript(content, visitor):
    page = visitor(360, **WITHOUT_SCRIPT)
    page.goto("/recherche/")
    box = page.get_by_role("main").get_by_role("searchbox", name="Rechercher sur le site")
    box.fill("résidence")
    box.press("Enter")
    expect(page.get_by_role("main").get_by_role("heading", level=2)).to_contain_text("résultat")
    expect(page.locator(".results mark").first).to_be_visible()
