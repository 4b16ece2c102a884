"""Several PDFs dropped at once, published, found and downloaded; one replaced under its link, then restored."""

import re

from playwright.sync_api import expect

from downloads.models import Document, PublicationPage
from tests import factories, files

OTHER = files.pdf(pages=4, text="Nouvelle édition")


def pdfs(count: int) -> list[dict]:
    return [
        {
            "name": f"etude_{number:02}.pdf",
            "mimeType": "application/pdf",
            "buffer": files.pdf(pages=2, text=f"Étude {number}"),
        }
        for number in range(count)
    ]


def test_from_eight_files_to_a_former_version(content, visitor):
    page = visitor(user=factories.editor("bibliotheque@example.org"))
    factories.kind("Étude", "etude")
    library = content.pages["LibraryPage"]

    # Dropped together, each with its progress.
    page.goto("/admin/")
    page.goto(f"/admin/publications/add/{library.pk}/")
    page.locator("input[type=file]").set_input_files(pdfs(8))
    page.get_by_role("button", name="Envoyer").click()
    filed = page.locator("[data-filed] li")
    expect(filed).to_have_count(8, timeout=400_000)
    expect(filed.first).to_contain_text("etude_00.pdf : brouillon « Etude 00 »")
    assert PublicationPage.objects.filter(live=False, title__startswith="Etude").count() == 8

    # Completed: nothing is ticked, the same is written on all, a title is corrected, a wrong date is said at its field.
    page.get_by_role("link", name="Compléter les brouillons").click()
    boxes = page.locator(".bulk-rows").get_by_role("checkbox", name="Sélectionner")
    expect(boxes).to_have_count(8)
    assert not any(box.is_checked() for box in boxes.all())
    shared = page.locator(".bulk-all")
    shared.get_by_label("Nature").select_option("Étude")
    shared.get_by_label("Date").fill("11/2017")
    shared.get_by_text("Thèmes", exact=True).first.click()
    shared.get_by_role("checkbox", name="Parc ancien").check()
    shared.get_by_role("button", name="Appliquer à toutes").click()
    expect(page.get_by_text("8 brouillons sont enregistrés.")).to_be_visible()
    row = page.get_by_role("group", name="Etude 06")
    expect(row.get_by_label("Date")).to_have_value("11/2017")
    row.get_by_label("Titre").fill("Étude huit")
    row.get_by_label("Date").fill("hier")
    page.get_by_role("checkbox", name="Tout cocher").check()
    page.get_by_role("button", name="Publier la sélection").click(timeout=400_000)
    message = page.get_by_role("status").filter(has_text="7 publications sont parues")
    expect(message).to_be_visible(timeout=400_000)
    expect(message).to_contain_text("1 brouillon reste ici")
    expect(row.get_by_label("Titre")).to_have_value("Étude huit")
    row.get_by_label("Date").fill("2018")
    page.get_by_role("button", name="Publier la sélection").click()
    page.get_by_role("status").get_by_role("link", name="Étude huit").click()
    expect(page).to_have_url(re.compile("/publications/etude-huit/$"))
    expect(page.locator("dl.facts time")).to_have_attribute("datetime", "2018")
    expect(page.locator(".files a").first).to_have_attribute("href", re.compile("/etude-huit.pdf"))

    # Found by facets, and downloaded.
    reader = visitor()
    reader.goto("/publications/")
    reader.get_by_role("checkbox", name=re.compile("Étude")).check()
    reader.get_by_role("button", name="Filtrer").click()
    expect(reader.get_by_role("heading", name="8 publications")).to_be_visible()
    reader.get_by_role("link", name="Par titre").click()
    reader.get_by_role("link", name="Etude 07", exact=True).click()
    link = reader.locator(".files a").first.get_attribute("href")
    assert reader.request.get(link).body() == files.pdf(pages=2, text="Étude 7")

    # Replaced: the link stays, readers are told.
    document = Document.objects.get(title="Etude 07")
    page.goto(f"/admin/documents/edit/{document.pk}/")
    page.locator("input[type=file]").set_input_files(
        {"name": "nouvelle.pdf", "mimeType": "application/pdf", "buffer": OTHER}
    )
    page.get_by_label("Titre").fill("Etude 07")
    page.get_by_label("Pourquoi le fichier est remplacé").fill("Deux tableaux corrigés")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("status")).to_contain_text("Etude 07")
    assert reader.request.get(link).body() == OTHER
    reader.reload()
    expect(reader.locator(".files")).to_contain_text("mis à jour le")

    # Restored.
    page.goto(f"/admin/documents/edit/{document.pk}/")
    row = page.get_by_role("row", name=re.compile("Deux tableaux corrigés"))
    row.get_by_role("link", name="Rétablir").click()
    page.get_by_role("button", name="Rétablir cette version").click()
    expect(page.get_by_text("est rétablie")).to_be_visible()
    assert reader.request.get(link).body() == files.pdf(pages=2, text="Étude 7")
