"""The tasks that the editors' guide pictures, played on its screens: a picture whose screen is gone fails here.

`make guide-pictures` plays the same and takes the pictures anew.
"""

import os
import re
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from home.models import AssociationSettings
from tests import factories, files, page_types
from tests.browser import editing

ROOT = Path(__file__).parents[2]
FOLDER = "site/static/guide"
PICTURE = re.compile(rf"!\[([^\]]*)\]\(\.\./{FOLDER}/([\w-]+)\.webp\)")
HEAVIEST = 1_000_000  # bytes, of all pictures


def named() -> dict[str, str]:
    """The pictures that the guide shows, in its order, each with its alternative text."""
    guide = (ROOT / "docs/editors.md").read_text(encoding="utf-8")
    return {name: words for words, name in PICTURE.findall(guide)}


@pytest.fixture(scope="module", autouse=True)
def name_for_a_logo(content):
    """The drawn one means nothing in a picture."""
    AssociationSettings.objects.update(logo=None)


def take(page: Page, name: str, part: Locator | None = None, height: int | None = None):
    """Of the window, its upper part or one part of it; without GUIDE_PICTURES nothing is written."""
    if not os.environ.get("GUIDE_PICTURES"):
        return
    page.mouse.move(0, 0)
    page.wait_for_timeout(400)  # what opens has opened
    picture = Image.open(BytesIO(part.screenshot() if part else page.screenshot()))
    if height:
        picture = picture.crop((0, 0, picture.width, height))
    picture.convert("RGB").save(ROOT / FOLDER / f"{name}.webp", quality=80, method=6)


def test_the_guide_shows_what_is_played_and_says_it_in_words():
    pictures = named()
    played = re.findall(r"take\(page, \"([\w-]+)\"", Path(__file__).read_text(encoding="utf-8"))
    assert sorted(pictures) == sorted(played)
    assert all(len(words) > 30 for words in pictures.values())
    kept = {path.stem: path.stat().st_size for path in (ROOT / FOLDER).iterdir()}
    assert set(kept) == set(pictures)
    assert sum(kept.values()) < HEAVIEST


def test_a_news_item_from_the_first_screen_to_the_one_who_publishes_it(content, visitor):
    page = visitor(1024, user=factories.user("lea@example.org", "Rédaction", first_name="Léa"))
    menu = page.get_by_role("navigation", name="Menu principal")

    page.goto("/admin/")
    expect(page.get_by_role("link", name="Écrire une actualité")).to_be_visible()
    take(page, "premier-ecran")

    menu.get_by_role("link", name="Actualités").click()
    row = page.get_by_role("row", name="La résidence des Tanneurs rouvre")
    row.get_by_role("button", name="Plus d’options").click()
    expect(page.get_by_role("link", name="Photos de la page")).to_be_visible()
    take(page, "liste", height=520)

    address = page.get_by_role("link", name="Ajouter une actualité").get_attribute("href")
    editing.open_form(page, address)
    page.get_by_role("textbox", name="Titre").fill("Une journée à Montclar-sur-Ande")
    page.get_by_role("textbox", name="Introduction").fill("Quatre bailleurs comparent.")
    editing.expect_saved_by_itself(page)
    take(page, "rediger")

    body = page.get_by_role("region", name="Corps")
    body.get_by_role("button", name="Insérer un bloc").last.click()
    expect(page.get_by_role("option", name="Citation", exact=True)).to_be_visible()
    take(page, "blocs")
    page.get_by_role("option", name="Photo", exact=True).click()
    body.get_by_role("button", name="Choisir une image").click()
    window = page.get_by_role("dialog")
    window.get_by_role("tab", name="Transférer").click()
    photo = {"name": "halle.jpg", "mimeType": "image/jpeg", "buffer": files.jpeg((640, 480))}
    window.locator("input[type=file]").set_input_files(photo)
    expect(window.get_by_label("Titre")).to_have_value("halle")
    window.get_by_label("Texte alternatif").first.fill("Une halle de bois, vue du parvis.")
    window.get_by_label("Crédit").fill("Agence du Quai")
    take(page, "photo")
    window.get_by_role("button", name="Transférer").click()
    expect(window).to_be_hidden()

    editing.expect_saved_by_itself(page)
    page.get_by_role("button", name="Autres actions").click()
    submit = page.get_by_role("button", name="Soumettre à Relecture avant publication")
    expect(submit).to_be_visible()
    take(page, "soumettre")
    page.keyboard.press("Escape")

    summary = page.locator("#before-publication summary")
    summary.click()
    expect(page.locator("#before-publication").get_by_role("link").first).to_be_visible()
    take(page, "avant-publication", part=page.locator("#before-publication"))


def test_what_the_one_who_publishes_does_besides(content, visitor):
    page = visitor(1024, user=factories.user("ana@example.org", "Publication", first_name="Ana"))
    index, news = content.pages["NewsIndexPage"], content.pages["NewsPage"]
    briefs = index.get_children().filter(title__startswith="Brève")

    page.goto(f"/admin/pages/{briefs[0].pk}/edit/")
    page.get_by_role("button", name="Actions").first.click()
    page.get_by_role("link", name="Traduire cette page").click()
    page.get_by_label("anglais").check()
    page.get_by_role("button", name="Soumettre").click()
    expect(page.get_by_role("button", name="Publier : anglais")).to_be_visible()
    page.locator("li.incomplete").nth(1).scroll_into_view_if_needed()
    take(page, "traduire")

    lost = page_types.news_page(content.home, parent=index, title="Partie par erreur")
    page.goto(f"/admin/pages/{lost.pk}/delete/")
    page.get_by_role("main").get_by_role("button", name="upprimer").click()
    page.get_by_role("navigation", name="Menu principal").get_by_role(
        "link", name="Corbeille"
    ).click()
    row = page.get_by_role("row", name="Partie par erreur")
    expect(row.get_by_role("button", name="Ramener")).to_be_visible()
    take(page, "corbeille", height=420)

    page.goto(f"/admin/pages/{news.pk}/edit/")
    page.get_by_role("button", name="Afficher/masquer le statut").click()
    page.get_by_role("button", name="Modifier les règles de confidentialité").first.click()
    window = page.get_by_role("dialog")
    window.get_by_role("radio", name="certains groupes").check()
    expect(window.get_by_role("checkbox", name="Adhérents", exact=True)).to_be_visible()
    take(page, "reserver")
