"""Somebody who publishes deletes a page by mistake and brings it back."""

from playwright.sync_api import expect

from tests import factories, page_types


def test_a_page_comes_back_from_the_bin(content, visitor):
    news = content.pages["NewsIndexPage"]
    lost = page_types.news_page(content.pages["HomePage"], parent=news, title="Partie par erreur")
    person = factories.user("publication@example.org", "Publication")
    page, reader = visitor(user=person), visitor()

    page.goto(f"/admin/pages/{lost.pk}/delete/")
    page.get_by_role("main").get_by_role("button", name="upprimer").click()
    expect(page.get_by_role("status")).to_contain_text("corbeille")
    assert reader.goto(lost.url).status == 410
    page.get_by_role("link", name="Ouvrir la corbeille").click()
    row = page.get_by_role("row", name="Partie par erreur")
    expect(row.get_by_role("link", name="Supprimer définitivement")).to_have_count(0)
    row.get_by_role("button", name="Ramener").click()

    expect(page.get_by_role("status")).to_contain_text("est revenu à sa place")
    expect(page.get_by_text("La corbeille est vide")).to_be_visible()
    reader.goto(lost.url)
    expect(reader.get_by_role("heading", level=1)).to_contain_text("Partie par erreur")
