"""What keeps a page from being published is said while it is written, and leads to where it is mended."""

from playwright.sync_api import expect

from tests import factories
from tests.browser import editing


def test_the_panel_follows_what_is_typed_and_leads_to_the_field(content, visitor):
    page = visitor(user=factories.editor("avant@example.org"))
    index = content.pages["NewsIndexPage"]
    editing.open_form(page, f"/admin/pages/add/news/newspage/{index.pk}/")
    panel = page.locator("#before-publication")
    summary = panel.locator("summary")
    expect(summary).to_contain_text("1 point empêche la publication, 3 conseils")
    page.locator("[name=title]").click()
    page.keyboard.type("Une journée à Montclar")
    expect(summary).to_contain_text("3 conseils")
    expect(summary).not_to_contain_text("empêche")
    editing.expect_saved_by_itself(page)  # the page has its own address from here on
    page.locator("[name=introduction]").fill("Quatre bailleurs comparent.")
    expect(summary).to_contain_text("2 conseils")
    page.locator("[data-side-panel-toggle=checks]").click()  # Wagtail’s, of the preview
    checks = page.locator("[data-content-checker-row]")
    expect(checks.filter(has_text="Pas de thème")).to_contain_text("Conseillé.")
    expect(checks.filter(has_text="Pas d’introduction")).to_have_count(0)
    page.locator("[data-side-panel-toggle=checks]").click()
    summary.click()
    panel.get_by_role("link", name="Thèmes").click()
    themes = page.get_by_role("tabpanel", name="Classer")
    expect(themes).to_be_visible()
    expect(themes.get_by_role("checkbox").first).to_be_focused()
