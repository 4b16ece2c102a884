"""On a site that `manage.py create_site` has just made, each role writes its first page, and readers find them all."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from clubs.models import ClubPage, SessionPage
from downloads.models import PublicationPage
from members.models import User
from news.models import NewsPage
from tests import factories, files
from tests.browser import editing
from tests.browser.test_translating import publish as publish_translation
from tests.browser.test_translating import say
from tests.conftest import clear_caches

NAME = "Union de l’habitat du Val"


@pytest.fixture(scope="module")
def content(media_root, django_db_setup, django_db_blocker, databases, module_worker):
    """Nothing but what the command makes."""
    with django_db_blocker.unblock(), databases.copy():
        clear_caches()
        call_command("create_site", "--no-input", f"--name={NAME}", verbosity=0)
        yield SimpleNamespace()
        clear_caches()


def somebody(role: str) -> User:
    """An account as an administrator makes it, with one role."""
    user = factories.user(f"{len(role)}@example.org")
    user.groups.add(Group.objects.get(name=role))
    return user


def begin(page: Page, line: str):
    """From the line of the first screen to the form."""
    page.goto("/admin/")
    address = page.get_by_role("link", name=line, exact=True).get_attribute("href")
    editing.open_form(page, address)


def translate(page: Page, pk: int, texts: dict[str, str]):
    page.goto(f"/admin/pages/{pk}/edit/")
    page.get_by_role("button", name="Actions").first.click()
    page.get_by_role("link", name="Traduire cette page").click()
    page.get_by_label("anglais").check()
    page.get_by_role("button", name="Soumettre").click()
    expect(page.get_by_text("a été soumise avec succès")).to_be_visible()
    for french, english in texts.items():
        say(page, french, english)
    publish_translation(page)


def test_each_role_writes_its_first_page_and_readers_find_them(content, visitor):
    writer, publisher = visitor(user=somebody("Rédaction")), visitor(user=somebody("Publication"))
    administrator = visitor(user=somebody("Administration"))

    begin(writer, "Publier la première actualité")
    writer.get_by_role("textbox", name="Titre").fill("Une résidence ouvre à Valmire")
    writer.get_by_role("textbox", name="Introduction").fill("Quarante logements près de la gare.")
    editing.expect_saved_by_itself(writer)
    writer.get_by_role("button", name="Autres actions").click()
    writer.get_by_role("button", name="Soumettre à Relecture avant publication").click()
    expect(writer.get_by_role("status")).to_contain_text("soumise pour modération")
    news = NewsPage.objects.get()
    assert not news.live

    editing.open_form(publisher, f"/admin/pages/{news.pk}/edit/")
    publisher.get_by_role("button", name="Autres actions").click()
    publisher.get_by_role("button", name="Approuver et Publier").click()
    expect(publisher.locator(".messages .success")).to_be_visible()

    begin(publisher, "Créer le premier club")
    publisher.get_by_role("textbox", name="Titre").fill("Club rénovation")
    editing.expect_saved_by_itself(publisher)
    editing.publish(publisher)
    expect(publisher.locator(".messages .success")).to_be_visible()
    begin(publisher, "Annoncer la première séance")
    publisher.locator("[name=title]").fill("Visite des Ormes")
    starts = timezone.localdate() + timedelta(days=30)
    editing.say_hours(publisher, starts)
    editing.publish(publisher)
    expect(publisher.locator(".messages .success")).to_be_visible()

    begin(administrator, "Ajouter la première publication")
    administrator.locator("[name=title]").fill("Bilan des chantiers")
    administrator.locator("[name=kind]").select_option("Étude")
    administrator.get_by_role("button", name="Choisir un document").click()
    window = administrator.get_by_role("dialog")
    window.get_by_role("tab", name="Transférer").click()
    pdf = {"name": "bilan.pdf", "mimeType": "application/pdf", "buffer": files.pdf()}
    window.locator("input[type=file]").set_input_files(pdf)
    expect(window.get_by_label("Titre").last).to_have_value("bilan")
    window.get_by_role("button", name="Transférer").click()
    expect(window).to_be_hidden()
    editing.publish(administrator)
    expect(administrator.locator(".messages .success")).to_be_visible()

    administrator.goto("/admin/")
    left = administrator.locator("#left-to-do-content")
    expect(left).not_to_contain_text("premi")

    translations = {
        news: {
            "Une résidence ouvre à Valmire": "A residence opens in Valmire",
            "Quarante logements": "Forty homes by the station.",
        },
        ClubPage.objects.get(): {"Club rénovation": "Renovation club"},
        SessionPage.objects.get(): {"Visite des Ormes": "A visit to the Ormes"},
        PublicationPage.objects.get(): {"Bilan des chantiers": "The works reviewed"},
    }
    for page, texts in translations.items():
        translate(publisher, page.pk, texts)

    reader = visitor()
    found = {
        "/": {
            "Actualités": "Une résidence ouvre à Valmire",
            "Clubs": "Visite des Ormes",
            "Publications": "Bilan des chantiers",
        },
        "/en/": {
            "News": "A residence opens in Valmire",
            "Clubs": "A visit to the Ormes",
            "Publications": "The works reviewed",
        },
    }
    for home, sections in found.items():
        for section, title in sections.items():
            reader.goto(home)
            menu = reader.locator(".main-menu")
            menu.get_by_role("link", name=section, exact=True).click()
            reader.get_by_role("main").get_by_role("link", name=title).first.click()
            expect(reader.get_by_role("heading", level=1)).to_contain_text(title)
            reader.locator("#header-query").fill(title)
            reader.locator("#header-query").press("Enter")
            reader.wait_for_url("**?q=*")
            results = reader.get_by_role("main").locator(".results")
            expect(results.get_by_role("link", name=title).first).to_be_visible()
