"""Every page can be read and used by everybody, as far as a machine can tell."""

import pytest
from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import HEIGHTS
from tests.browser.content import PAGES, path_of

# What of an element with the focus says that it has it.
OUTLINE = """element => {
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    return {
        name: element.textContent.trim() || element.name,
        outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
        shown: box.width > 1 && box.height > 1 && box.bottom > 0 && box.top < innerHeight
            && box.right > 0 && box.left < innerWidth,
    };
}"""


# What axe is asked in each colour scheme. In a dark page only the colours are others.
QUESTIONS = {
    # Targets of 24 px (WCAG 2.2, 2.5.8) are a rule that axe runs on demand.
    "light": {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}},
    "dark": {"resultTypes": ["violations"], "runOnly": ["color-contrast", "link-in-text-block"]},
}


def check(page: Page):
    """axe is put into a page once, and hands over nothing but what it has against it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    for scheme, options in QUESTIONS.items():
        page.emulate_media(color_scheme=scheme)
        found = page.evaluate(
            "async options => ({violations: (await axe.run(options)).violations})", options
        )
        report = AxeResults(found)
        assert not found["violations"], f"{scheme}: {report.generate_report()}"


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(name, content, visitor):
    """The page is opened once, and narrowed to the width of a phone, then of the smallest one."""
    page = visitor(1440)
    page.goto(path_of(name, content))
    check(page)
    page.set_viewport_size({"width": 360, "height": HEIGHTS[360]})
    check(page)
    page.set_viewport_size({"width": 320, "height": HEIGHTS[320]})
    root = "document.documentElement"
    assert page.evaluate(f"{root}.scrollWidth - {root}.clientWidth") == 0
    assert not page.watch.problems, "nothing is asked of another host, and no rule is broken"


def test_axe_finds_nothing_in_what_opens_on_a_phone(content, visitor):
    page = visitor(360)
    page.goto("/actualites/")
    for opener in page.locator(".sheet-opener").all():
        opener.click()
        check(page)
        page.keyboard.press("Escape")


@pytest.mark.parametrize("width", [360, 1440])
def test_axe_finds_nothing_in_suggestions_and_open_filters(width, content, visitor):
    page = visitor(width)
    page.goto("/recherche/?q=résidence")
    box = page.get_by_role("main").get_by_role("combobox")
    box.fill("tann")
    expect(page.get_by_role("option").first).to_be_visible()
    box.press("ArrowDown")
    check(page)
    box.press("Escape")
    if width == 360:
        page.get_by_role("button", name="Filtrer la liste").click()
        check(page)


def test_axe_finds_nothing_in_the_open_gallery(content, visitor):
    page = visitor(360)
    page.goto(content.pages["NewsPage"].url)
    page.locator("[data-gallery]").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    check(page)


def test_first_link_skips_to_the_content(reader):
    reader.goto("/actualites/")
    reader.keyboard.press("Tab")
    skip = reader.locator(":focus")
    expect(skip).to_have_text("Aller au contenu")
    expect(skip).to_be_in_viewport()
    reader.keyboard.press("Enter")
    expect(reader.locator("main")).to_be_focused()
    reader.keyboard.press("Tab")
    assert reader.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("name", ["HomePage", "NewsIndexPage", "NewsPage", "search, results"])
def test_focus_is_seen_wherever_the_keyboard_leads(name, width, content, visitor):
    page = visitor(width)
    page.goto(path_of(name, content))
    stops = []
    for _press in range(200):
        page.keyboard.press("Tab")
        focus = page.locator(":focus")
        if focus.count() == 0:  # past the last one, back to the browser's own bar
            break
        stops.append(focus.evaluate(OUTLINE))
    assert 10 < len(stops) < 200, "the keyboard is caught somewhere, or leads nowhere"
    assert not [stop["name"] for stop in stops if not (stop["outlined"] and stop["shown"])]


@pytest.mark.parametrize("javascript", [True, False])
def test_phone_menu_opens_and_closes_by_keyboard(javascript, content, visitor):
    page = visitor(360, java_script_enabled=javascript)
    page.goto("/")
    opener = page.get_by_role("button", name="Menu")
    menu = page.get_by_role("navigation", name="Menu principal")
    expect(menu).to_be_hidden()

    opener.focus()
    page.keyboard.press("Enter")
    expect(menu.get_by_role("link", name="Actualités")).to_be_visible()

    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(opener).to_be_focused()

    page.keyboard.press("Enter")
    page.get_by_role("button", name="Fermer").press("Enter")
    expect(menu).to_be_hidden()

    opener.press("Enter")
    menu.get_by_role("link", name="Actualités").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Actualités")


def test_gallery_is_led_by_the_keyboard(content, reader):
    reader.goto(content.pages["NewsPage"].url)
    photo = reader.locator("[data-gallery]").first
    photo.press("Enter")
    dialog = reader.get_by_role("dialog", name="Photos")
    expect(dialog).to_contain_text("(1 / 2)")
    expect(dialog).to_contain_text(content.photo.credit)
    reader.keyboard.press("ArrowRight")
    expect(dialog).to_contain_text("(2 / 2)")
    reader.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(reader.locator("[data-gallery]").nth(1)).to_be_focused()
