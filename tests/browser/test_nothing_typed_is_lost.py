"""What an editor types or pastes is there after a reload, whenever she stops, and nothing claims otherwise."""

from collections.abc import Callable
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, Route, expect

from news.models import NewsPage
from tests import factories
from tests.browser import editing

SENTENCE = "Vingt-quatre lettres ici"
PASTED = "Un paragraphe collé depuis un courriel, avec ses accents : été, cœur, façade."


@pytest.fixture(scope="module")
def editor(content):
    return factories.editor("redaction@example.org")


def reload(page: Page):
    """As the editor does who trusts what the header says: nothing may ask her whether she wants to leave."""
    asked = []

    def leave(dialog):
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    page.reload()
    page.remove_listener("dialog", leave)
    assert not asked


def text_area(page: Page):
    return page.get_by_role("region", name="Corps").locator(".public-DraftEditor-content").last


def test_fast_typing_is_kept_to_its_last_letter(form):
    for pause in (0, 15, 60):  # milliseconds a key
        text_area(form).click()
        form.keyboard.press("Control+End")
        form.keyboard.type(f"{SENTENCE} ", delay=pause)
        editing.expect_saved_by_itself(form)
    reload(form)
    expect(text_area(form)).to_have_text(f"{SENTENCE} " * 3)


def test_what_is_typed_while_a_save_is_under_way_is_kept(form):
    # Around the moments at which Wagtail looks for changes, sends them, and gets its answer.
    waits = (0, 250, 520, 760, 1030, 1300)  # milliseconds
    for wait in waits:
        text_area(form).click()
        form.keyboard.press("Control+End")
        form.keyboard.type("avant ")
        form.wait_for_timeout(wait)
        form.keyboard.type("après ")
        editing.expect_saved_by_itself(form)
    reload(form)
    expect(text_area(form)).to_have_text("avant après " * len(waits))


def test_a_paste_is_kept(form):
    form.evaluate("text => navigator.clipboard.writeText(text)", PASTED)
    text_area(form).click()
    form.keyboard.press("Control+v")
    editing.expect_saved_by_itself(form)
    form.keyboard.press("End")
    form.keyboard.press("Control+v")
    editing.expect_saved_by_itself(form)
    reload(form)
    expect(text_area(form)).to_have_text(PASTED * 2)


def test_a_version_saved_in_another_window_is_told_in_words(form):
    other = form.context.new_page()
    other.goto(form.url)
    expect(other.locator("#id_title")).to_be_visible()
    text_area(form).click()
    form.keyboard.type("Dans la première fenêtre")
    editing.expect_saved_by_itself(form)
    notice = other.get_by_role("alert")
    expect(notice).to_contain_text("nouvelle version dans une autre fenêtre", timeout=30_000)
    expect(notice).to_contain_text("plus rien ne s’enregistre tout seul")
    with other.expect_popup() as latest:
        notice.get_by_role("link", name="Ouvrir la dernière version").click()
    expect(text_area(latest.value)).to_have_text("Dans la première fenêtre")
    notice.get_by_role("button", name="Fermer").click()
    expect(notice).to_be_hidden()
    expect(form.get_by_role("alert")).to_have_count(0)


def test_saved_is_never_said_of_what_is_not(form):
    """From the first key to the server's answer, the header says nothing or that it is being saved."""
    text_area(form).click()
    form.keyboard.type("a")
    state = form.locator("#w-autosave-indicator").get_attribute("data-w-autosave-state-value")
    assert state != "saved"


def test_leaving_at_once_after_the_last_key_warns(form):
    text_area(form).click()
    form.keyboard.type("Dernier mot")
    editing.expect_question_before_leaving(form)
    editing.expect_saved_by_itself(form)
    reload(form)
    expect(text_area(form)).to_have_text("Dernier mot")


def test_what_is_typed_as_soon_as_the_form_is_open_is_kept(content, visitor, editor):
    page = visitor(user=editor)
    page.goto(f"/admin/pages/{content.pages['NewsPage'].pk}/edit/")
    introduction = page.get_by_role("textbox", name="Introduction")
    introduction.fill("Écrit dès l’ouverture.")
    editing.expect_saved_by_itself(page)
    reload(page)
    expect(introduction).to_have_value("Écrit dès l’ouverture.")


def test_publishing_at_once_takes_the_last_word_along(form):
    text_area(form).click()
    form.keyboard.type("Publié avec son dernier mot")
    form.evaluate(
        "document.querySelector('#page-edit-form').requestSubmit(document.querySelector('[name=action-publish]'))"
    )
    expect(form.get_by_role("status")).to_contain_text("Une brève")
    page = NewsPage.objects.latest("pk")
    assert "Publié avec son dernier mot" in str(page.body)


def test_ticks_in_a_window_of_choices_outlive_another_search(form):
    panel = editing.open_tab(form, "Illustrer et joindre")
    panel.get_by_role("region", name="Fichiers à télécharger").get_by_role(
        "button", name="Ajouter"
    ).last.click()
    window = form.get_by_role("dialog")
    for words, title in (("Habiter", "Habiter la vallée"), ("Tableau", "Tableau des loyers")):
        window.locator("[name=q]").fill(words)
        window.locator("#search-results").get_by_role("checkbox", name=title).check()
    kept = window.get_by_role("group", name="Déjà cochés")
    expect(kept.get_by_role("checkbox", name="Habiter la vallée")).to_be_checked()
    window.get_by_role("button", name="Confirmer la sélection").click()
    expect(window).to_be_hidden()
    for title in ("Habiter la vallée", "Tableau des loyers"):
        expect(panel).to_contain_text(title)


def begin_comment(page: Page, words: str):
    """A comment about all of the text, not sent yet."""
    text_area(page).click()
    # A fifth of a second after a press, by the browser's clock, Wagtail leaves whatever comment has the focus.
    page.evaluate("() => new Promise((resolve) => setTimeout(resolve, 300))")
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+Alt+m")
    comment = page.get_by_placeholder("Entrez votre commentaire").last
    expect(comment).to_be_focused()
    page.keyboard.type(words)
    expect(comment).to_have_value(words)
    return comment


def comment_button(page: Page):
    return page.get_by_role("button", name="Commenter", exact=True).last


def send_comment(page: Page):
    """By the keyboard: a comment that is moved between the press and the release of a pointer isn't sent."""
    comment_button(page).press("Enter")
    expect(page.get_by_placeholder("Entrez votre commentaire")).to_have_count(0)


@contextmanager
def answer_awaited(page: Page, change: Callable[[], None]):
    """The save of `change` is under way when the block begins; the server hears of it when the block ends."""
    held: list[Route] = []
    page.route("**/admin/pages/*/edit/", lambda route: held.append(route))
    with page.expect_event("request", lambda request: request.method == "POST"):
        change()
    yield
    page.unroute("**/admin/pages/*/edit/")
    for route in held:
        route.fallback()


STATE_ONCE_SENT = """(button) => {
    button.click();
    return document.querySelector("#w-autosave-indicator").dataset.wAutosaveStateValue;
}"""


def test_leaving_warns_of_a_comment_that_isnt_sent(form):
    text_area(form).click()
    form.keyboard.type("À relire")
    begin_comment(form, "Vérifier ce chiffre")
    editing.expect_question_before_leaving(form)
    editing.expect_saved_by_itself(form)
    # « Saved » goes with the press, in one turn of the browser.
    assert comment_button(form).evaluate(STATE_ONCE_SENT) == "saving"
    editing.expect_saved_by_itself(form)
    reload(form)
    expect(form.get_by_text("Vérifier ce chiffre").first).to_be_attached()


def test_a_comment_being_written_outlives_a_save(form):
    text_area(form).click()
    with answer_awaited(form, lambda: form.keyboard.type("À relire")):
        comment = begin_comment(form, "Vérifier ce ")
    editing.expect_saved_by_itself(form)
    expect(comment).to_have_value("Vérifier ce ")
    expect(comment).to_be_focused()
    form.keyboard.type("chiffre")
    send_comment(form)
    editing.expect_saved_by_itself(form)
    reload(form)
    expect(form.locator("#comments").get_by_text("Vérifier ce chiffre")).to_be_attached()


# In one turn of the browser: Wagtail looks for changes as soon as the comment is sent.
SEND_AND_SAVE = """(button) => {
    button.click();
    const options = { bubbles: true, cancelable: true, detail: { type: "edits" } };
    document.querySelector("#page-edit-form").dispatchEvent(new CustomEvent("w-unsaved:add", options));
}"""


@pytest.mark.parametrize("sent", ["before the answer", "after it", "as the next save begins"])
def test_a_comment_written_while_another_is_saved_is_kept_once(form, sent):
    text_area(form).click()
    form.keyboard.type("À relire")
    editing.expect_saved_by_itself(form)
    begin_comment(form, "Le premier")
    with answer_awaited(form, lambda: send_comment(form)):
        begin_comment(form, "Le second")
        if sent == "before the answer":
            send_comment(form)
    if sent != "before the answer":
        form.wait_for_timeout(2000)  # Wagtail looks for changes meanwhile
    if sent == "after it":
        send_comment(form)
    elif sent == "as the next save begins":
        comment_button(form).evaluate(SEND_AND_SAVE)
    editing.expect_saved_by_itself(form)
    reload(form)
    for words in ("Le premier", "Le second"):
        expect(form.locator("#comments").get_by_text(words)).to_have_count(1)
    page = NewsPage.objects.latest("pk")
    assert sorted(page.wagtail_admin_comments.values_list("text", flat=True)) == [
        "Le premier",
        "Le second",
    ]


def test_leaving_warns_on_screens_that_wagtail_doesnt_watch(content, visitor, editor):
    page = visitor(user=editor)
    for screen in ("pages/{}/copy/", "photos/page/{}/all/"):
        page.goto(f"/admin/{screen.format(content.pages['NewsPage'].pk)}")
        field = page.locator("main form").get_by_role("textbox").first
        text = field.input_value()
        field.press_sequentially("!")
        editing.expect_question_before_leaving(page)
        field.fill(text)
        reload(page)


def test_closing_a_window_asks_first(form):
    editing.insert_block(form, "Photo")
    form.get_by_role("button", name="Choisir une image").last.click()
    window = form.get_by_role("dialog")
    window.get_by_role("tab", name="Transférer").click()
    credit = window.get_by_label("Crédit")
    credit.press_sequentially("Zoé ")
    # The window does so once it has slid in, which may be after the first keys.
    form.locator(".modal").evaluate("element => element.focus()")
    form.keyboard.type("Maréchal")
    asked = []
    form.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    form.keyboard.press("Escape")
    window.get_by_role("button", name="Fermer").click()
    assert ["serait perdu" in sentence for sentence in asked] == [True, True]
    expect(credit).to_have_value("Zoé Maréchal")
    credit.fill("")
    form.keyboard.press("Escape")
    expect(window).to_be_hidden()


def test_saved_is_never_said_while_a_paste_is_under_way(form):
    held = []
    form.route("**/pasted-text/", lambda route: held.append(route))
    form.evaluate(
        """() => navigator.clipboard.write([new ClipboardItem({
            "text/html": new Blob(["<h2>Un titre collé</h2>"], {type: "text/html"}),
        })])"""
    )
    text_area(form).click()
    form.keyboard.press("Control+v")
    expect(form.get_by_text("Le texte est en cours de collage")).to_be_visible()
    form.wait_for_timeout(1500)
    state = form.locator("#w-autosave-indicator").get_attribute("data-w-autosave-state-value")
    assert state != "saved"
    editing.expect_question_before_leaving(form)
    held[0].continue_()
    expect(form.get_by_role("textbox", name="Titre").last).to_be_visible()
    editing.expect_saved_by_itself(form)
    draft = NewsPage.objects.latest("pk").get_latest_revision_as_object()
    assert draft.body[0].value["text"] == "Un titre collé"
