"""What an editor does in the admin, with its own widgets."""

from datetime import date

from playwright.sync_api import Locator, Page, expect

from tests import factories


def log_in(page: Page, email: str):
    page.goto("/admin/")
    page.get_by_label("Adresse e-mail").fill(email)
    page.locator("[name=password]").fill(factories.PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("navigation", name="Menu principal")).to_be_visible()


def open_form(page: Page, address: str):
    """Open a page's form and wait, as a person does by being slow, until Wagtail watches for changes to save."""
    page.add_init_script(
        "addEventListener('w-unsaved:watch-edits', () => { document.documentElement.dataset.watched = '' })"
    )
    page.goto(address)
    expect(page.locator("html[data-watched]")).to_be_attached()


def open_tab(page: Page, name: str) -> Locator:
    page.get_by_role("tab", name=name).click()
    panel = page.get_by_role("tabpanel", name=name)
    expect(panel).to_be_visible()
    return panel


def insert_block(page: Page, name: str) -> Locator:
    """A new block at the end of the body."""
    body = page.get_by_role("region", name="Corps")
    count = body.locator("[data-streamfield-child]").count()
    body.get_by_role("button", name="Insérer un bloc").last.click()
    page.get_by_role("option", name=name, exact=True).click()
    block = body.locator("[data-streamfield-child]").nth(count)
    expect(block).to_be_visible()
    return block


def write(page: Page, block: Locator, lines: list[str]):
    """Type a text as one does in an editor: **a line in bold**, - an item of a list, or a paragraph."""
    area = block.get_by_role("textbox")
    area.click()
    expect(area).to_be_focused()
    in_list = False
    for number, line in enumerate(lines):
        item = line.startswith("- ")
        if number:
            page.keyboard.press("Enter")
        if in_list and not item:
            page.keyboard.press("Enter")  # an empty item ends the list
        if item and not in_list:
            page.keyboard.type("- ")  # Wagtail's editor makes a list of it
        bold = line.startswith("**")
        if bold:
            page.keyboard.press("Control+b")
        page.keyboard.insert_text(line.removeprefix("- ").strip("*"))
        if bold:
            page.keyboard.press("Control+b")
        in_list = item


def choose(page: Page, panel: Locator, titles: list[str]):
    """Choose what bears these titles in the window that a panel's button opens."""
    panel.get_by_role("button", name="Ajouter").last.click()
    window = page.get_by_role("dialog")
    # What is ticked and no longer listed stands above the results, with a box of its own.
    results = window.locator("#search-results")
    for title in titles:
        results.get_by_role("checkbox", name=title).check()
    window.get_by_role("button", name="Confirmer la sélection").click()
    expect(window).to_be_hidden()


def upload_photo(page: Page, panel: Locator, file: dict, **fields: str):
    """Send a photo through the window of the panel's button; `fields` by their label."""
    panel.get_by_role("button", name="Choisir une image").click()
    window = page.get_by_role("dialog")
    window.get_by_role("tab", name="Transférer").click()
    window.locator("input[type=file]").set_input_files(file)
    # The window proposes the file's name as the title.
    expect(window.get_by_label("Titre")).to_have_value(file["name"].rpartition(".")[0])
    for label, words in fields.items():
        window.get_by_label(label).first.fill(
            words
        )  # the French one: those of other languages follow
    window.get_by_role("button", name="Transférer").click()
    expect(window).to_be_hidden()


def choose_photo(page: Page, panel: Locator, title: str):
    panel.get_by_role("button", name="Choisir une image").click()
    window = page.get_by_role("dialog")
    window.locator("[name=q]").fill(title)
    window.get_by_role("link", name=title).click()
    expect(window).to_be_hidden()


def say_when(page: Page, name: str, words: str):
    """Write a moment into its field, and leave it once its calendar has opened, which hangs over what comes below."""
    calendar = page.locator(".xdsoft_datetimepicker").filter(visible=True)
    field = page.locator(f"[name={name}]")
    field.fill(words)
    expect(calendar).to_have_count(1)
    field.press("Tab")
    expect(calendar).to_have_count(0)


def say_hours(page: Page, day: date):
    """Of a session: from nine to half past four."""
    for name, hour in (("starts_at", "09:00"), ("ends_at", "16:30")):
        say_when(page, name, f"{day:%d/%m/%Y} {hour}")


def expect_question_before_leaving(page: Page):
    """The browser asks whether what isn't saved may be lost; the editor stays."""
    with page.expect_event("dialog") as asked:
        page.once("dialog", lambda dialog: dialog.dismiss())
        page.evaluate("location.reload()")
    assert asked.value.type == "beforeunload"


def expect_saved_by_itself(page: Page):
    expect(page.locator("#w-autosave-indicator")).to_have_attribute(
        "data-w-autosave-state-value", "saved"
    )


def publish(page: Page):
    page.get_by_role("button", name="Autres actions").click()
    page.get_by_role("button", name="Publier").click()
