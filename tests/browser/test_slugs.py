"""The address of a draft, as its editor sees it being made."""

from playwright.sync_api import expect

from news.models import NewsPage
from tests import factories
from tests.browser import editing

TITLE = "Cœur d’îlot : « l'été » 2024/2025"
SLUG = "coeur-d-ilot-l-ete-2024-2025"


def test_a_title_is_an_address_at_once_and_a_second_one_frees_itself(content, visitor):
    factories.editor("slugs@example.org")
    page = visitor()
    editing.log_in(page, "slugs@example.org")
    index = content.pages["NewsIndexPage"]
    for slug in (SLUG, f"{SLUG}-2"):
        editing.open_form(page, f"/admin/pages/add/news/newspage/{index.pk}/")
        page.locator("[name=title]").click()
        page.keyboard.type(TITLE, delay=5)
        editing.expect_saved_by_itself(page)
        expect(page.locator("[name=slug]")).to_have_value(slug)
        assert NewsPage.objects.filter(slug=slug).exists()
    page.keyboard.press("End")
    page.keyboard.type(" bis")
    expect(page.locator("[name=slug]")).to_have_value(f"{SLUG}-bis")
