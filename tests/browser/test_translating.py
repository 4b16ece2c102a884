"""A news item is translated, changed at its source, brought back in step, published, and read in both languages."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests import factories, page_types
from tests.browser import editing


@pytest.fixture
def admin(visitor, content) -> Page:
    return visitor(user=factories.editor())


@pytest.fixture
def news(content):
    index = content.pages["NewsIndexPage"].get_translation(factories.locale("en"))
    page_types.changed(index, {"title": "News", "slug": "news"})
    return page_types.news_page(
        content.home,
        title="La cour des Tanneurs rouvre",
        slug="la-cour",
        introduction="Trente bailleurs l’ont visitée.",
        body=[
            ("heading", {"text": "Ce que disent les habitants", "level": "h2"}),
            ("rich_text", "<p>Une <b>journée</b> sur le palier.</p>"),
        ],
        lead_photo=content.photo,
    )


def say(page: Page, french: str, english: str):
    """Translate one text in the side-by-side editor, which shows bold as such until it is written."""
    text = page.locator("li.incomplete").filter(has_text=french)
    text.get_by_role("button", name="Traduire").click()
    field = page.locator(".js-translation-editor textarea")
    field.fill(english)
    page.locator(".js-translation-editor").get_by_role("button", name="Enregistrer").click()
    expect(field).to_have_count(0)
    expect(
        page.locator(".js-translation-editor").get_by_text(re.sub("<[^>]*>", "", english)).first
    ).to_be_visible()


def describe(page: Page, english: str):
    """Say a photo's caption below the texts of the page."""
    page.get_by_label("Légende – Façade rue des Tanneurs – anglais").fill(english)
    page.get_by_role("button", name="Enregistrer les textes des photos").click()
    expect(page.get_by_text("Les textes des photos sont enregistrés.")).to_be_visible()


def publish(page: Page):
    page.get_by_role("button", name="Publier : anglais").click()
    expect(page.get_by_text("est en ligne en anglais").first).to_be_visible()


def test_from_the_first_translation_to_the_switch(news, admin, reader):
    page = admin
    page.goto(reverse("wagtailadmin_pages:edit", args=[news.pk]))
    page.get_by_role("button", name="Actions").first.click()
    page.get_by_role("link", name="Traduire cette page").click()
    page.get_by_label("anglais").check()
    page.get_by_role("button", name="Soumettre").click()
    expect(page.get_by_text("a été soumise avec succès")).to_be_visible()
    reader.goto(news.url)
    assert reader.locator(".languages a[hreflang=en]").get_attribute("href") == "/en/news/"

    say(page, "La cour des Tanneurs rouvre", "The Tanneurs courtyard reopens")
    say(page, "Trente bailleurs", "Thirty landlords have visited it.")
    # The site is away for a moment: the text waits, and leaving warns.
    page.watch.expect_refusals()
    page.context.set_offline(True)
    say(page, "Ce que disent les habitants", "What the residents say")
    editing.expect_question_before_leaving(page)
    with page.expect_response(lambda response: response.request.method == "PUT"):
        page.context.set_offline(False)
    text = page.locator("li.incomplete").filter(has_text="Une journée sur le palier.")
    expect(text.locator("p b").first).to_have_text("journée")
    page.get_by_role("button", name="Afficher/masquer le statut").click()
    expect(page.locator(".form-side--open")).to_be_visible()
    say(page, "journée", "A <b>day</b> on the landing.")  # beside the panel, not under it
    page.get_by_role("button", name="Afficher/masquer le statut").click()
    page.get_by_role("tab", name="Référencer et partager").click()
    say(page, "la-cour", "the-courtyard")
    describe(page, "The front, open again.")
    heading = page.locator(".js-translation-editor").get_by_role("heading", level=3)
    expect(heading.filter(has_text="Traduction").first).to_contain_text("français → anglais")
    publish(page)

    reader.goto(news.url)
    reader.get_by_role("navigation", name="Langues").get_by_role("link", name="English").click()
    expect(reader).to_have_url(re.compile("/en/news/the-courtyard/$"))
    expect(reader.get_by_role("heading", level=1)).to_have_text("The Tanneurs courtyard reopens")
    expect(reader.locator("main")).to_contain_text("A day on the landing.")
    expect(reader.locator("figcaption").first).to_contain_text("The front, open again.")
    expect(reader.locator("main [lang=fr]:not(img)")).to_have_count(0)

    news.introduction = "Quarante bailleurs l’ont visitée."
    news.save_revision().publish()
    page.goto(reverse("translation_report") + "?state=stale")
    expect(page.get_by_role("link", name="La cour des Tanneurs rouvre").first).to_be_visible()

    page.goto(reverse("wagtailadmin_pages:edit", args=[news.pk]))
    page.get_by_role("button", name="Actions").first.click()
    page.get_by_role("link", name="Synchroniser les pages traduites").click()
    changes = page.locator("table.listing")
    expect(changes.locator("ins")).to_have_text("Quarante bailleurs l’ont visitée.")
    expect(changes).to_contain_text("Thirty landlords have visited it.")
    page.get_by_role("button", name="Soumettre").click()
    expect(page.get_by_text("ont été mises à jour avec succès")).to_be_visible()
    page.goto(
        reverse("wagtailadmin_pages:edit", args=[news.get_translation(factories.locale("en")).pk])
    )
    say(page, "Quarante bailleurs", "Forty landlords have visited it.")
    publish(page)

    reader.reload()
    expect(reader.locator("main")).to_contain_text("Forty landlords have visited it.")
    reader.get_by_role("navigation", name="Languages").get_by_role("link", name="Français").click()
    expect(reader).to_have_url(re.compile(f"{re.escape(news.url)}$"))
