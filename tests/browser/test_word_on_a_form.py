"""Of the group Rédaction, an editor drops a Word document on the form of a news item."""

from base64 import b64encode

from docx import Document
from playwright.sync_api import expect

from core.word.models import WordImport
from news.models import NewsPage
from tests import factories, word
from tests.browser import editing

DROP = """({target, data, name}) => {
    const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([bytes], name));
    const options = {dataTransfer, bubbles: true, cancelable: true};
    for (const type of ["dragover", "drop"]) {
        document.querySelector(target).dispatchEvent(new DragEvent(type, options));
    }
}"""


def test_a_news_item_from_word(content, visitor):
    document = Document()
    document.add_paragraph("Les tilleuls de Valmire", style="Title")
    document.add_paragraph("La cour rouvre.", style="Subtitle")
    document.add_heading("Ce qui change", 1)
    commented = document.add_paragraph("Douze arbres sont plantés.")
    document.add_comment(commented.runs, "À vérifier avec Ana", author="Zoé")
    word.picture(document, word.jpeg(44), "Une cour plantée de tilleuls")
    document.add_paragraph("La cour (photo Zoé Marelle)", style="Caption")
    data = b64encode(word.saved(document)).decode()

    person = factories.user("plume@example.org", "Rédaction")
    page = visitor(user=person)
    editing.open_form(page, f"/admin/pages/add/news/newspage/{content.pages['NewsIndexPage'].pk}/")
    page.get_by_role("textbox", name="Introduction").fill("Écrite avant.")
    page.evaluate(DROP, {"target": "[data-parvis-body]", "data": data, "name": "Les tilleuls.docx"})

    notice = page.locator(".paste-notice")
    expect(notice).to_contain_text("À vérifier avec Ana")
    expect(notice).to_contain_text("celle du document n’a pas été reprise : La cour rouvre.")
    expect(page.get_by_role("textbox", name="Titre")).to_have_value("Les tilleuls de Valmire")
    second = Document()
    second.add_heading("La suite", 1)
    second.add_comment(second.add_paragraph("Rien de plus.").runs, "À relire", author="Zoé")
    again = b64encode(word.saved(second)).decode()
    page.evaluate(DROP, {"target": "[data-parvis-body]", "data": again, "name": "Suite.docx"})
    expect(notice).to_contain_text("Suite.docx – ")
    expect(notice).to_contain_text("À relire")
    expect(notice).to_contain_text("À vérifier avec Ana")
    editing.expect_saved_by_itself(page)
    item = NewsPage.objects.get(draft_title="Les tilleuls de Valmire")
    draft = item.get_latest_revision_as_object()
    assert draft.slug == "les-tilleuls-de-valmire"
    assert draft.introduction == "Écrite avant."
    heading, text, photo, *_more = draft.body
    assert heading.value["text"] == "Ce qui change"
    assert "Douze arbres" in text.value.source
    assert photo.value["photo"].credit == "Zoé Marelle"
    assert [one.page_id for one in WordImport.objects.all()] == [item.pk, item.pk]
    page.reload()
    for name in ("Les tilleuls.docx", "Suite.docx"):
        expect(page.get_by_role("link", name=name)).to_be_visible()
