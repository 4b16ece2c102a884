"""What is pasted from a word processor keeps its headings, lists and tables; what is lost is said."""

import pytest
from playwright.sync_api import Page, expect

from news.models import NewsPage
from photos.models import Photo
from tests import factories
from tests.browser import editing

REPORT = """
<h2>Accueillir les ménages</h2>
<p>Trois <b>visites</b> avant les travaux.</p>
<ul><li>à domicile</li><li>en pied d’immeuble</li></ul>
<h3>Logements</h3>
<table><tr><td><p>Commune</p></td><td><p>Nombre</p></td></tr><tr><td><p>Ande</p></td><td><p>120</p></td></tr></table>
<p><img src="file:///C:/cour.png" alt="La cour rénovée" width="300"></p>
<p>Fin du rapport.</p>
"""


@pytest.fixture(scope="module")
def editor(content):
    return factories.editor("collage@example.org")


def paste(page: Page, html: str):
    page.evaluate(
        """html => navigator.clipboard.write([new ClipboardItem({
            "text/html": new Blob([html], {type: "text/html"}),
            "text/plain": new Blob(["en texte seul"], {type: "text/plain"}),
        })])""",
        html,
    )
    page.keyboard.press("Control+v")


def text_area(page: Page):
    return page.get_by_role("region", name="Corps").locator(".public-DraftEditor-content").last


def saved_body(page: Page) -> list[tuple]:
    editing.expect_saved_by_itself(page)
    page.reload()
    expect(page.get_by_role("textbox", name="Titre")).to_be_visible()
    draft = NewsPage.objects.latest("pk").get_latest_revision_as_object()
    return [(block["type"], block["value"]) for block in draft.body.get_prep_value()]


def test_a_report_becomes_blocks_where_the_caret_is(form):
    text_area(form).click()
    form.keyboard.type("Avant.Après.")
    for _letter in "Après.":
        form.keyboard.press("ArrowLeft")
    paste(form, REPORT)
    notice = form.get_by_role("status").filter(has_text="La cour rénovée")
    expect(notice).to_contain_text("1 image n’a pas été collée")
    notice.get_by_role("button", name="Fermer").click()
    expect(notice).to_be_hidden()
    kinds, values = zip(*saved_body(form), strict=True)
    assert kinds == (
        "rich_text", "heading", "rich_text", "heading", "table", "rich_text", "rich_text"
    )  # fmt: skip
    before, heading, text, subheading, table, end, after = values
    assert ">Avant.<" in before
    assert ">Après.<" in after
    assert heading == {"text": "Accueillir les ménages", "level": "h2"}
    assert subheading == {"text": "Logements", "level": "h3"}
    assert "<b>visites</b>" in text
    assert text.count("<li") == 2
    assert [column["heading"] for column in table["columns"]] == ["Commune", "Nombre"]
    assert table["rows"] == [{"values": ["Ande", "120"]}]
    assert "Fin du rapport." in end


def test_words_stay_in_their_text_and_lists_are_lists(form):
    text_area(form).click()
    form.keyboard.type("Début ")
    paste(form, "<p>Un paragraphe <b>gras</b>, sans titre.</p>")
    expect(text_area(form)).to_contain_text("Début Un paragraphe gras, sans titre.")
    paste(form, "<p>Suite.</p><ul><li>Point</li></ul><pre>Fin</pre>")
    expect(text_area(form).locator("li")).to_have_text(["Point"])
    paste(form, "<ol><li>Un</li><li>Deux</li></ol>")
    expect(text_area(form).locator("li")).to_have_text(["Un", "Deux"])
    (kind, words), (other, items) = saved_body(form)
    assert (kind, other) == ("rich_text", "rich_text")
    assert "sans titre.Suite.<" in words
    assert words.endswith("Fin</p>")
    assert items.count("<li") == 2


def test_nothing_is_lost_while_the_site_is_away(form):
    form.route("**/pasted-text/", lambda route: route.fulfill(status=400))
    text_area(form).click()
    paste(form, REPORT)
    expect(text_area(form)).to_contain_text("Fin du rapport.")
    expect(form.get_by_role("status").filter(has_text="Le site ne répond pas")).to_be_visible()


def test_what_is_too_long_is_refused_in_a_sentence(form):
    text_area(form).click()
    paste(form, REPORT + "<p>mot</p>" * 200_000)
    expect(form.get_by_role("status").filter(has_text="trop long")).to_be_visible()


def test_what_would_keep_the_form_waiting_is_refused_at_once(form):
    text_area(form).click()
    paste(form, "<p>Un mot simple dit ici, puis un autre.</p>" * 46_000)
    expect(form.get_by_role("status").filter(has_text="trop long pour un bloc")).to_be_visible()
    expect(text_area(form)).to_have_text("")


def test_an_image_asks_its_credit_on_the_spot(form):
    form.evaluate(
        """async () => {
            const canvas = document.createElement("canvas");
            const image = await new Promise((resolve) => canvas.toBlob(resolve));
            await navigator.clipboard.write([new ClipboardItem({ "image/png": image })]);
        }"""
    )
    text_area(form).click()
    form.keyboard.press("Control+v")
    window = form.get_by_role("dialog")
    credit = window.get_by_label("Crédit")
    expect(credit).to_be_focused()
    form.keyboard.press("Escape")
    expect(window).to_be_hidden()
    blocks = form.get_by_role("region", name="Corps").locator("[data-streamfield-child]")
    expect(blocks.filter(visible=True)).to_have_count(
        1
    )  # an image that nobody gives leaves nothing

    text_area(form).click()
    form.keyboard.press("Control+v")
    expect(credit).to_be_focused()
    form.keyboard.insert_text("Agence du Quai")
    window.get_by_label("Titre").fill("Les tilleuls collés")
    window.get_by_role("button", name="Transférer").click()
    expect(window).to_be_hidden()
    *_others, (kind, value) = saved_body(form)
    assert kind == "photo"
    assert Photo.objects.get(pk=value["photo"]).credit == "Agence du Quai"
