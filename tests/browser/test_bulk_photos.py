"""An editor drops twelve photos of a phone on a page and describes them, with a keyboard and with a mouse."""

from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from demo.drawings.metadata import Metadata
from news.models import NewsPage
from photos.models import Photo, WaitingPhoto
from tests import factories, files, page_types
from tests.browser import editing

COUNT = 12


@pytest.fixture
def draft(content):
    return page_types.news_page(content.home, title="La visite des Tilleuls", live=False)


@pytest.fixture
def editor(visitor, content, draft) -> Page:
    page = visitor(user=factories.user(f"photos-{draft.pk}@example.org", is_superuser=True))
    page.goto(f"/admin/pages/{draft.pk}/edit/")
    page.get_by_role("button", name="Actions", exact=True).click()
    page.get_by_role("link", name="Ajouter des photos").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ajouter des photos")
    return page


def dropped(count: int = COUNT, width: int = 640) -> list[dict]:
    """Real JPEGs, the last taken first; a third says its author in IPTC, a third in XMP, a third in EXIF only."""
    made = []
    for number in range(count):
        metadata = Metadata(
            by_line=f"Zoé Maréchal {number}",
            caption=f"Étape {number}",
            taken=datetime(2025, 5, 1, 20 - number),
            iptc=number % 3 == 0,
            xmp=number % 3 == 1,
            charset="latin-1" if number % 2 else "utf-8",
        )
        data = files.jpeg((width, 400 + number), metadata)
        made.append({"name": f"IMG_{number:02}.jpg", "mimeType": "image/jpeg", "buffer": data})
    return made


def rows(page: Page):
    return page.locator("[data-rows] > li")


def titles(page: Page) -> list[str]:
    return rows(page).evaluate_all("rows => rows.map((row) => row.dataset.title)")


def send(page: Page, chosen: list[dict]):
    page.get_by_label("Déposez des photos ici").set_input_files(chosen)


def test_twelve_photos_go_into_the_draft(editor, draft):
    broken = {"name": "notes.jpg", "mimeType": "image/jpeg", "buffer": b"Rien d'une photo." * 99}
    send(editor, [*dropped(), broken])
    expect(rows(editor)).to_have_count(COUNT)
    # The broken one alone is refused, can be tried again, and given up.
    refused = editor.get_by_role("list", name="Fichiers en cours d’envoi").get_by_role("listitem")
    expect(refused).to_have_count(1)
    expect(refused).to_contain_text("notes.jpg n’a pas pu être envoyée.")
    refused.get_by_role("button", name="Réessayer").click()
    expect(refused.get_by_role("button", name="Réessayer")).to_be_visible()
    refused.get_by_role("button", name="Abandonner").click()
    expect(refused).to_have_count(0)
    # They stand as they were taken, with what their files say.
    assert titles(editor) == [f"IMG_{number:02}" for number in reversed(range(COUNT))]
    expect(rows(editor).last.get_by_label("Crédit")).to_have_value("Zoé Maréchal 0")
    expect(rows(editor).last.get_by_label("Légende")).to_have_value("Étape 0")
    # One credit for all, with the rights, of which nothing is taken for granted.
    shared = editor.locator(".bulk-shared")
    shared.get_by_label("Crédit").fill("Agence du Lac")
    shared.locator("[name=all-licence]").select_option("Droits cédés à l’association")
    shared.locator("[name=all-consent]").select_option("Personne n’est reconnaissable")
    editor.get_by_role("button", name="Appliquer à toutes").click()
    expect(editor.locator("[data-live]")).to_have_text(f"Écrit sur {COUNT} photos.")
    lacking = f"Photos\u202f: {COUNT}. À compléter\u202f: {COUNT} (texte alternatif)."
    expect(editor.locator("[data-count]")).to_have_text(lacking)
    # Another for a selection.
    shared.get_by_label("Crédit").fill("Ilan Corvec")
    for number in (0, 1):
        rows(editor).nth(number).get_by_label("Sélectionner").check()
    editor.get_by_role("button", name="Appliquer à la sélection").click()
    expect(editor.locator("[data-live]")).to_have_text("Écrit sur 2 photos.")
    # The order, from the keyboard.
    down = rows(editor).first.get_by_role("button", name="Descendre")
    down.focus()
    editor.keyboard.press("Enter")
    expect(editor.locator("[data-live]")).to_have_text(f"IMG_11\u202f: place 2 sur {COUNT}")
    expect(rows(editor).nth(1).get_by_role("button", name="Descendre")).to_be_focused()
    # By dragging: the third one to the top.
    third = titles(editor)[2]
    data = {"dataTransfer": editor.evaluate_handle("() => new DataTransfer()")}
    preview = rows(editor).nth(2).locator(".bulk-preview")
    preview.dispatch_event("dragstart", data)
    rows(editor).first.dispatch_event("dragover", data | {"clientY": -9000})
    with editor.expect_response("**/order/"):
        rows(editor).first.locator(".bulk-preview").dispatch_event("dragend", data)
    expect(rows(editor).first).to_have_attribute("data-title", third)
    order = titles(editor)
    # What is typed is kept at once: the page is left, and all is there.
    for number in range(COUNT):
        field = rows(editor).nth(number).get_by_label("Texte alternatif")
        field.fill(f"Vue numéro {number}")
    expect(rows(editor).locator("[data-state]")).to_have_text(["Enregistré"] * COUNT)
    editor.goto("/admin/")
    editor.go_back()
    expect(rows(editor)).to_have_count(COUNT)
    assert titles(editor) == order
    expect(rows(editor).nth(3).get_by_label("Texte alternatif")).to_have_value("Vue numéro 3")
    # Into the draft.
    editor.get_by_role("button", name="Ajouter au brouillon de la page").click()
    expect(editor.get_by_text("12 photos sont dans le brouillon")).to_be_visible()
    saved = NewsPage.objects.get(pk=draft.pk).get_latest_revision_as_object()
    photos = saved.body[-1].value["photos"]
    assert [photo.title for photo in photos] == order
    credits = [photo.credit for photo in photos]
    assert credits.count("Ilan Corvec") == 2
    assert credits.count("Agence du Lac") == COUNT - 2
    assert not [photo for photo in photos if photo.missing_for_publication]


def test_a_photo_that_is_known_already_can_be_taken_from_the_library(editor, draft):
    [same] = dropped(1, width=700)
    known = factories.photo("Déjà dans la photothèque", same["buffer"])
    known.get_file_hash()
    send(editor, [same])
    row = rows(editor).first
    expect(row).to_contain_text("La photothèque a déjà cette même photo")
    row.get_by_role("button", name="Reprendre celle qui existe").click()
    expect(rows(editor).first).to_have_attribute("data-title", "Déjà dans la photothèque")
    expect(rows(editor)).to_have_count(1)
    assert Photo.objects.filter(file_hash=known.file_hash).count() == 1


def test_a_file_too_large_isnt_even_sent(editor, draft):
    [photo] = dropped(1)
    # The limit comes down to this photo, which spares the browser one of 25 MB.
    editor.locator("[data-bulk]").evaluate("form => { form.dataset.limit = 100; }")
    send(editor, [photo])
    expect(editor.locator("[data-uploads] li")).to_contain_text("trop lourd")
    assert not WaitingPhoto.objects.filter(page=draft.pk).exists()


@pytest.mark.parametrize("width", [360, 1440])
def test_the_screen_fits_and_its_buttons_have_names(width, visitor, content, draft):
    for photo in (factories.photo("Une cour"), factories.photo("Un toit", credit="")):
        WaitingPhoto.objects.create(page=draft, photo=photo)
    page = visitor(width, user=factories.user(f"fit-{width}@example.org", is_superuser=True))
    page.goto(f"/admin/photos/page/{draft.pk}/")
    expect(rows(page)).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    expect(page.get_by_role("button", name="Descendre Une cour")).to_be_visible()


def test_a_text_that_didnt_arrive_is_sent_again(editor, draft):
    editor.watch.expect_refusals()
    send(editor, dropped(1))
    field = rows(editor).first.get_by_label("Texte alternatif")
    editor.context.set_offline(True)
    field.fill("Une cour plantée")
    state = rows(editor).first.locator("[data-state]")
    expect(state).to_contain_text("Non enregistré")
    editing.expect_question_before_leaving(editor)
    editor.context.set_offline(False)
    expect(state).to_have_text("Enregistré")
