"""A reader finds a news item, reads it, prints it, and goes back to where she was."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.content import path_of

WITHOUT_SCRIPT = {"java_script_enabled": False}


def choose(page: Page, label: str):
    """Choose an option of the filters and apply them."""
    filters = page.get_by_role("form", name="Filtres")
    filters.get_by_label(label).check()
    filters.get_by_role("button", name="Filtrer").click()


def count_of(page: Page, label: str) -> int:
    """How many items an option of the filters promises."""
    words = page.get_by_role("form", name="Filtres").locator("label", has_text=label).inner_text()
    return int(re.search(r"\d+$", words.replace(")", ""))[0])


def titles(page: Page) -> list[str]:
    page.wait_for_load_state()  # what stands above may be there before the list is whole
    return page.get_by_role("main").get_by_role("heading", level=3).all_inner_texts()


def test_list_is_narrowed_by_theme_then_by_year_and_widened_again(content, reader):
    reader.goto("/actualites/")
    total = reader.get_by_role("heading", level=2, name="actualités")
    expect(total).to_have_text("31 actualités")

    promised = count_of(reader, "Rénovation")
    choose(reader, "Rénovation")
    expect(total).to_have_text(f"{promised} actualités")
    for card in reader.get_by_role("article").all():
        expect(card.get_by_role("link", name="Rénovation")).to_be_visible()

    promised = count_of(reader, "2024")
    choose(reader, "2024")
    expect(total).to_have_text(f"{promised} actualités")
    assert len(titles(reader)) == promised
    for date in reader.get_by_role("article").get_by_role("time").all():
        expect(date).to_contain_text("2024")

    chips = reader.get_by_role("link", name="Retirer le filtre")
    expect(chips).to_have_count(2)
    chips.filter(has_text="Rénovation").click()
    expect(chips).to_have_count(1)
    assert len(titles(reader)) > promised
    expect(reader).to_have_url(re.compile(r"/actualites/\?annee=2024$"))

    reader.get_by_role("link", name="Tout afficher").click()
    expect(total).to_contain_text("31 actualités")
    expect(chips).to_have_count(0)


def test_filters_open_on_a_phone_without_javascript(content, visitor):
    page = visitor(360, **WITHOUT_SCRIPT)
    page.goto("/actualites/")
    filters = page.get_by_role("form", name="Filtres")
    expect(filters).to_be_hidden()
    page.get_by_role("button", name="Filtrer la liste").click()
    choose(page, "Parc ancien")
    expect(page.get_by_role("button", name="Filtres (1 choisi)")).to_be_visible()
    assert titles(page) == ["Un inventaire du bâti"]


def test_what_is_ticked_is_applied_at_once_and_the_result_stays_in_view(content, reader):
    reader.goto("/actualites/")
    filters = reader.get_by_role("form", name="Filtres")
    promised = count_of(reader, "Rénovation")
    theme = filters.get_by_label("Rénovation")
    theme.focus()
    reader.keyboard.press("Space")
    expect(filters.get_by_role("status")).to_have_text(f"{promised} actualités")
    expect(filters.get_by_role("status")).to_be_in_viewport(ratio=1)
    expect(filters.get_by_role("button", name="Filtrer")).to_be_in_viewport(ratio=1)
    expect(reader.locator("h2.total")).to_have_text(f"{promised} actualités")
    expect(reader).to_have_url(re.compile(r"/actualites/\?theme=renovation$"))
    expect(theme).to_be_focused()
    year = count_of(reader, "2024")  # counted anew, without a reload
    filters.get_by_label("2024").check()
    expect(reader.locator("h2.total")).to_have_text(f"{year} actualités")
    filters.get_by_label("2025").check()
    expect(reader).to_have_url(re.compile(r"\?theme=renovation&annee=2025&annee=2024$"))
    expect(reader.get_by_role("link", name="Retirer le filtre")).to_have_count(3)


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize(("opener", "sheet"), [("Menu", "#menu"), ("Filtrer la liste", "#filters")])
def test_a_sheet_keeps_the_focus_and_escape_gives_it_back(
    javascript, opener, sheet, content, visitor
):
    page = visitor(360, java_script_enabled=javascript)
    page.goto("/actualites/")
    button = page.get_by_role("button", name=opener)
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator(sheet)).to_be_visible()
    for key in ["Tab"] * 40 + ["Shift+Tab"] * 45:
        page.keyboard.press(key)
        # At its ends the browser's own controls come, and the document's body has the focus.
        assert page.locator(f"{sheet} :focus, {sheet}:focus, body:not(:has(:focus))").count()
    page.keyboard.press("Escape")
    expect(page.locator(sheet)).to_be_hidden()
    expect(button).to_be_focused()


@pytest.mark.parametrize("width", [360, 1440])
def test_a_session_to_come_offers_its_main_action_in_the_first_screen(width, content, visitor):
    page = visitor(width)
    for name in ("SessionPage", "a long session"):
        page.goto(path_of(name, content))
        expect(page.get_by_role("link", name="M’inscrire")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("width", [360, 1440])
def test_a_report_gives_its_facts_before_its_photos_and_beside_its_text(width, content, visitor):
    page = visitor(width)
    page.goto(path_of("a report with sixty photos", content))
    title = page.get_by_role("heading", level=1).bounding_box()
    facts = page.locator(".rail-facts").bounding_box()
    text = page.locator(".main-text").bounding_box()
    assert title["y"] < (260 if width == 360 else 300)
    if width == 360:
        assert title["y"] < facts["y"] < text["y"]
    else:
        assert facts["y"] < min(450, text["y"] + 40)
        assert facts["x"] + facts["width"] < text["x"]


def test_an_empty_list_says_what_to_do(content, reader):
    reader.goto(path_of("news list, nothing found", content))
    expect(reader.get_by_role("main")).to_contain_text("repartez de la liste entière")
    reader.locator(".empty").get_by_role("link", name="Tout afficher").click()
    expect(reader).to_have_url(re.compile("/actualites/$"))


def test_pages_of_the_list_hold_each_item_once(content, reader):
    reader.goto("/actualites/")
    pages = reader.get_by_role("navigation", name="Pages de la liste")
    seen = titles(reader)
    for number in (2, 3):
        pages.get_by_role("link", name="Page suivante").click()
        expect(reader.locator("h2.total")).to_contain_text(f"page {number} sur 3")
        seen += titles(reader)
    expect(pages.get_by_role("link", name="Page suivante")).to_have_count(0)
    assert len(seen) == len(set(seen)) == 31
    pages.get_by_role("link", name="Page 1", exact=True).click()
    expect(reader).to_have_url(re.compile("/actualites/$"))


@pytest.mark.parametrize("javascript", [True, False])
def test_back_from_an_article_to_the_list(javascript, content, visitor):
    page = visitor(java_script_enabled=javascript)
    page.goto("/actualites/?theme=renovation")
    page.get_by_role("link", name="Page suivante").click()
    expect(page).to_have_url(re.compile("page=2"))
    narrowed = page.url
    page.get_by_role("main").get_by_role("heading", level=3).get_by_role("link").first.click()
    expect(page.get_by_role("navigation", name="Vous êtes ici")).to_be_visible()

    page.get_by_role("link", name="Retour à la liste").click()
    expect(page).to_have_url(narrowed if javascript else re.compile("/actualites/$"))


def test_article_leads_to_its_neighbours_and_its_like(content, reader):
    reader.goto(content.pages["NewsPage"].url)
    like = reader.get_by_role("region", name="Sur les mêmes thèmes")
    expect(like.get_by_role("article")).to_have_count(3)
    neighbours = reader.get_by_role("navigation", name="Actualités précédente et suivante")
    neighbours.get_by_role("link", name="Précédent").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Brève de la vallée n° 1")
    neighbours.get_by_role("link", name="Suivant").click()
    expect(reader).to_have_url(re.compile(f"{re.escape(content.pages['NewsPage'].url)}$"))


def test_language_is_switched_to_the_translation_or_the_nearest_page(content, reader):
    reader.goto("/")
    languages = reader.get_by_role("navigation", name="Langues")
    languages.get_by_role("link", name="English").click()
    expect(reader).to_have_url(re.compile("/en/$"))
    expect(reader.locator("html")).to_have_attribute("lang", "en")

    reader.goto(content.pages["a long title"].url)
    expect(languages).to_contain_text("celle-ci n’est pas traduite")
    languages.get_by_role("link", name="English").click()
    expect(reader).to_have_url(re.compile("/en/actualites/$"))
    reader.get_by_role("navigation", name="Languages").get_by_role("link", name="Français").click()
    expect(reader).to_have_url(re.compile(r"\d/actualites/$"))


@pytest.mark.parametrize("width", [360, 1440])
def test_search_from_the_header_finds_the_article(width, content, visitor):
    page = visitor(width)
    page.goto("/contacts/")
    if width == 360:
        page.get_by_role("button", name="Menu").click()
    page.get_by_role("search").get_by_role("combobox").fill("réouverture")
    page.keyboard.press("Enter")
    page.get_by_role("main").get_by_role("link", name="La résidence des Tanneurs rouvre").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("La résidence des Tanneurs rouvre")


def test_wrong_address_offers_to_search_for_its_words(content, reader):
    answer = reader.goto("/actualites/residence-des-tanneurs-rouverte/")
    assert answer.status == 404
    box = reader.get_by_role("main").get_by_role("combobox")
    expect(box).to_have_value("residence des tanneurs rouverte")
    box.fill("tanneurs")
    reader.get_by_role("main").get_by_role("button", name="Rechercher").click()
    expect(reader.get_by_role("heading", level=3).first).to_have_text(
        "La résidence des Tanneurs rouvre"
    )


def test_article_prints_with_its_credit_and_address_but_no_navigation(content, reader):
    article = content.pages["NewsPage"]
    reader.goto(article.url)
    address = reader.get_by_text("Adresse permanente")
    expect(address).to_be_hidden()

    reader.emulate_media(media="print")
    expect(address).to_be_visible()
    expect(address).to_contain_text(f"http://testserver{article.url}")
    expect(reader.locator(".figure-lead figcaption")).to_contain_text("Photo : Maud Sérane")
    expect(reader.locator(".figure-lead img")).to_be_visible()
    expect(reader.get_by_role("heading", level=1)).to_be_visible()
    for part in reader.locator("nav, form, button").all():
        expect(part).to_be_hidden()
    assert reader.pdf().startswith(b"%PDF")


@pytest.mark.parametrize("name", ["HomePage", "NewsIndexPage", "NewsPage", "LibraryPage"])
def test_nothing_is_lost_without_javascript(name, content, visitor):
    lines = []
    for javascript in (True, False):
        page = visitor(java_script_enabled=javascript)
        page.goto(path_of(name, content))
        lines.append(set(page.locator("body").inner_text().splitlines()))
    assert lines[0] - lines[1] <= {"Copier le lien", "Imprimer"}


def test_gallery_without_javascript_is_links_to_the_large_photos(content, visitor):
    page = visitor(**WITHOUT_SCRIPT)
    page.goto(content.pages["NewsPage"].url)
    with page.expect_navigation() as photo:
        page.locator("[data-gallery]").first.click()
    assert photo.value.ok
    assert photo.value.headers["content-type"] == "image/webp"
