"""An editor publishes a news item whole, from the login to what readers find."""

import re
from datetime import date

from playwright.sync_api import Page, expect

from news.models import NewsPage
from tests import factories, files
from tests.browser import editing

TITLE = "Habiter après les travaux : une journée à Montclar-sur-Ande"
INTRODUCTION = "Quatre bailleurs comparent ce qui change quand le chantier s’en va."
FIRST_TEXT = [
    "**Que reste-t-il à régler quand les échafaudages partent ?**",
    "Ilona Berthaud, du bureau d’études Trois Rives, a lu deux cents réponses de locataires : "
    "le bruit s’oublie vite, les factures non.",
    "- un carnet du logement, remis le dernier jour à Saint-Aubrac ;",
    "- une visite au bout de six mois, aux Essarts-du-Lac ;",
    "- une ligne directe, tenue par les gardiens de Valmire.",
]
QUOTE = {
    "citation": "Nous ne fermons plus un chantier : nous ouvrons une année d’écoute.",
    "auteur des propos": "Rachid Delorme",
    "fonction": "directeur de la proximité, Valmire Habitat",
}
SECOND_TEXT = [
    "**Faut-il revenir dans chaque logement ?**",
    "Les avis sont restés partagés : l’après-midi a montré deux façons de faire.",
]
PHOTO_TITLE = "Salle de l’ancienne halle"
ALTERNATIVE = "Une halle de bois où sont rangées des chaises."
CREDIT = "Agence du Quai"
THEMES = [
    "Accompagnement social",
    "Adaptation au vieillissement",
    "Copropriétés",
    "Politiques locales",
    "Quartiers anciens",
    "Transition énergétique",
]


def test_editor_publishes_a_whole_news_item(content, visitor):
    prepare_the_library()
    factories.editor("redaction@example.org")
    page = visitor()
    editing.log_in(page, "redaction@example.org")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    page.goto(f"/admin/pages/{content.pages['NewsIndexPage'].pk}/")
    page.get_by_role("link", name="Ajouter une sous-page").click()

    write_the_item(page)
    editing.expect_saved_by_itself(page)
    editing.publish(page)
    expect(page.locator(".messages .error")).to_be_visible()
    complete_the_photo(page)
    editing.publish(page)
    expect(page.get_by_role("status")).to_contain_text("Habiter après les travaux")
    expect(page.get_by_role("status")).to_contain_text("publiée")

    reader = visitor()
    reader.goto("/actualites/")
    reader.get_by_role("main").get_by_role("heading", level=3).get_by_role("link").first.click()
    read_the_item(reader)


def test_photo_in_the_body_is_refused_beside_its_chooser(content, visitor):
    factories.photo("Cour des Tilleuls", files.jpeg((700, 500)), credit="", description="")
    page = visitor(user=factories.editor("reportage@example.org"))
    editing.open_form(page, f"/admin/pages/add/news/newspage/{content.pages['NewsIndexPage'].pk}/")
    page.get_by_role("textbox", name="Titre").fill("Les tilleuls de la cour")
    for title in ("Façade rue des Tanneurs", "Cour des Tilleuls"):
        block = editing.insert_block(page, "Photo")
        editing.choose_photo(page, block, title)
        block.get_by_role("textbox", name="légende").fill("Ce qui a changé")
    editing.expect_saved_by_itself(page)
    editing.publish(page)

    refusal = "ne peut pas encore être publiée"
    blocks = page.get_by_role("region", name="Corps").locator("[data-streamfield-child]")
    expect(blocks.nth(1)).to_contain_text(
        f"La photo « Cour des Tilleuls » {refusal} : son crédit manque et son texte alternatif manque."
    )
    expect(blocks.nth(0)).not_to_contain_text(refusal)
    assert not NewsPage.objects.filter(title="Les tilleuls de la cour", live=True).exists()


def prepare_the_library():
    themes = [factories.theme(name) for name in THEMES]
    record = factories.kind("Actes", "actes")
    factories.publication(
        "Actes de la journée de Montclar", kind=record, themes=themes[:1], date=date(2025, 11, 4)
    )
    factories.publication(
        "Répertoire des publications",
        "docx",
        kind=factories.kind("Dossier", "dossier"),
        themes=themes,
        date=date(2025, 10, 1),
    )
    factories.publication("After the Works", kind=record, language="en", date=date(2025, 3, 1))
    factories.contact("Maëlle Ferrand", role="Chargée de mission", email="m.ferrand@example.org")


def write_the_item(page: Page):
    """With a photo whose credit and rights are forgotten."""
    page.get_by_role("textbox", name="Titre").fill(TITLE)
    page.get_by_role("textbox", name="Date").fill("04/11/2025")
    page.get_by_role("textbox", name="Introduction").fill(INTRODUCTION)
    editing.write(page, editing.insert_block(page, "Texte"), FIRST_TEXT)
    quote = editing.insert_block(page, "Citation")
    for label, words in QUOTE.items():
        quote.get_by_role("textbox", name=label).fill(words)
    editing.write(page, editing.insert_block(page, "Texte"), SECOND_TEXT)

    panel = editing.open_tab(page, "Illustrer et joindre")
    file = {"name": "DSC_0042.JPG", "mimeType": "image/jpeg", "buffer": files.jpeg((1300, 860))}
    editing.upload_photo(
        page,
        panel.get_by_role("region", name="Photo principale"),
        file,
        Titre=PHOTO_TITLE,
        **{"Texte alternatif": ALTERNATIVE},
    )
    editing.choose(
        page,
        panel.get_by_role("region", name="Fichiers à télécharger"),
        ["Actes de la journée de Montclar", "Répertoire des publications", "After the Works"],
    )
    editing.choose(page, panel.get_by_role("region", name="Contacts"), ["Maëlle Ferrand"])

    panel = editing.open_tab(page, "Classer")
    for theme in (THEMES[0], THEMES[4]):
        panel.get_by_role("checkbox", name=theme).check()


def complete_the_photo(page: Page):
    """Publication was refused with a sentence that says where and why; nothing typed is lost meanwhile."""
    panel = editing.open_tab(page, "Illustrer et joindre")
    refusal = panel.get_by_role("region", name="Photo principale")
    expect(refusal).to_contain_text(
        f"La photo « {PHOTO_TITLE} » ne peut pas encore être publiée : son crédit manque, sa licence est "
        "à vérifier et il n’est pas dit si des personnes sont reconnaissables et d’accord."
    )
    with page.expect_popup() as opened:
        refusal.get_by_role("link", name="Compléter la photo").click()
    photo = opened.value
    expect(photo.get_by_label("Texte alternatif").first).to_have_value(ALTERNATIVE)
    photo.get_by_label("Crédit").fill(CREDIT)
    photo.get_by_label("Licence", exact=True).select_option("Droits cédés à l’association")
    photo.get_by_label("Accord des personnes représentées").select_option(
        "Personne n’est reconnaissable"
    )
    photo.get_by_role("button", name="Enregistrer").click()
    expect(photo.get_by_role("status")).to_contain_text(PHOTO_TITLE)
    photo.close()

    writing = editing.open_tab(page, "Rédiger")
    expect(writing.get_by_role("textbox", name="Titre")).to_have_value(TITLE)
    expect(writing.get_by_role("textbox", name="Date")).to_have_value("04/11/2025")
    expect(writing.get_by_role("textbox", name="Introduction")).to_have_value(INTRODUCTION)
    for line in (*FIRST_TEXT, *SECOND_TEXT):
        expect(writing).to_contain_text(line.removeprefix("- ").strip("*"))
    for label, words in QUOTE.items():
        expect(writing.get_by_role("textbox", name=label)).to_have_value(words)


def read_the_item(reader: Page):
    main = reader.get_by_role("main")
    expect(main.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(main).to_contain_text("4 novembre 2025")
    expect(main).to_contain_text(INTRODUCTION)
    for theme in (THEMES[0], THEMES[4]):
        expect(main.get_by_role("link", name=theme)).to_be_visible()

    figure = main.locator(".figure-lead")
    expect(figure.get_by_role("img", name=ALTERNATIVE)).to_be_visible()
    expect(figure.locator("figcaption")).to_contain_text(f"Photo : {CREDIT}")

    body = main.locator(".body")
    expect(body.locator("strong, b").nth(0)).to_have_text(FIRST_TEXT[0].strip("*"))
    expect(body).to_contain_text(FIRST_TEXT[1])
    expect(body.locator(".text").first.get_by_role("listitem")).to_have_text(
        [line.removeprefix("- ") for line in FIRST_TEXT if line.startswith("- ")]
    )
    quote = body.locator("figure.quote")
    expect(quote.get_by_role("blockquote")).to_contain_text(QUOTE["citation"])
    expect(quote.locator("figcaption")).to_have_text(
        f"{QUOTE['auteur des propos']}, {QUOTE['fonction']}"
    )
    expect(body).to_contain_text(SECOND_TEXT[1])

    downloads = main.get_by_role("region", name="Téléchargements").get_by_role("listitem")
    expect(downloads).to_have_count(3)
    directory = downloads.filter(has_text="Répertoire des publications")
    for theme in THEMES:
        expect(directory).to_contain_text(theme)
    expect(directory).to_contain_text(
        re.compile(r"Dossier, octobre 2025.*DOCX, \d+\sko", re.DOTALL)
    )
    expect(downloads.filter(has_text="Actes de la journée")).to_contain_text(
        re.compile(r"Actes, novembre 2025.*PDF, 3 pages, [\d,]+\sko", re.DOTALL)
    )
    expect(downloads.filter(has_text="After the Works")).to_contain_text("en anglais")
    for link in downloads.get_by_role("link").all():
        assert reader.request.get(link.get_attribute("href")).ok

    contact = main.get_by_role("region", name="Votre contact")
    expect(contact).to_contain_text("Maëlle Ferrand")
    expect(contact.get_by_role("link", name="m.ferrand@example.org")).to_have_attribute(
        "href", re.compile(r"^mailto:m\.ferrand@example\.org\?subject=.*Habiter%20apr%C3%A8s")
    )
