"""The admin works whole under the site's security policy, and shows an editor what she does."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page, expect

from contacts.models import Contact
from core.blocks import BodyBlock
from home.models import AssociationSettings
from tests import factories
from tests.browser import editing

SCREENS = {
    "dashboard": "/admin/",
    "pages": "/admin/pages/",
    "photos": "/admin/images/",
    "files": "/admin/documents/",
    "settings": "/admin/settings/home/associationsettings/",
    "site history": "/admin/reports/site-history/",
    "accounts": "/admin/users/",
    "own account": "/admin/account/",
}


@pytest.fixture(scope="module")
def administrator(content):
    return factories.administrator()


@pytest.fixture
def admin(visitor, administrator) -> Page:
    return visitor(user=administrator)


@pytest.mark.parametrize("screen", SCREENS)
def test_main_screens_stay_on_the_site_and_keep_its_rules(screen, admin):
    assert admin.goto(SCREENS[screen], wait_until="networkidle").ok
    expect(admin.locator("html")).to_have_attribute("lang", "fr")
    assert not admin.watch.problems


def test_lists_and_forms_of_the_content_do_too(content, admin):
    article = content.pages["NewsPage"]
    for path in (
        reverse("wagtailadmin_explore", args=[article.get_parent().pk]),
        reverse("wagtailadmin_pages:edit", args=[article.pk]),
        reverse("wagtailadmin_pages:history", args=[article.pk]),
        reverse("wagtailimages:edit", args=[content.photo.pk]),
        reverse("wagtailimages:add_multiple"),
        reverse("wagtaildocs:edit", args=[content.publications[0].pk]),
        reverse(Contact.snippet_viewset.get_url_name("list")),
        reverse(Contact.snippet_viewset.get_url_name("edit"), args=[Contact.objects.first().pk]),
    ):
        assert admin.goto(path, wait_until="networkidle").ok, path
        assert not admin.watch.problems


def test_draft_is_previewed_beside_the_form(content, admin):
    address = reverse("wagtailadmin_pages:edit", args=[content.pages["ContentPage"].pk])
    editing.open_form(admin, address)
    admin.locator("[name=title]").fill("L’Union et ses membres")
    admin.get_by_role("button", name="Afficher/masquer la prévisualisation").click()
    preview = admin.frame_locator("#w-preview-iframe").get_by_role("main")
    expect(preview.get_by_role("heading", level=1)).to_have_text("L’Union et ses membres")
    expect(preview.locator(".figure-lead img")).to_be_visible()


def test_every_block_is_previewed_as_readers_see_it(content, admin):
    admin.goto(reverse("wagtailadmin_pages:edit", args=[content.pages["ContentPage"].pk]))
    body = admin.get_by_role("region", name="Corps")
    body.get_by_role("button", name="Insérer un bloc").first.click()
    menu = admin.get_by_role("listbox")
    blocks = {str(block.label): block for block in BodyBlock().child_blocks.values()}
    options = menu.get_by_role("option")
    expect(options).to_have_count(len(blocks))
    names = options.all_inner_texts()
    assert set(names) == set(blocks)
    for number, name in enumerate(names):
        menu.get_by_role("button", name="Prévisualiser").nth(number).click()
        expect(admin.get_by_text(str(blocks[name].get_description()), exact=True)).to_be_visible()
        shown = admin.frame_locator("iframe[src*=block-preview]").locator(".body > *").first
        expect(shown, name).to_be_visible()
        expect(shown, name).to_contain_text(re.compile(r"\w{3}"))


def test_settings_show_the_contrast_of_a_colour_and_refuse_a_pale_one(admin):
    admin.goto(SCREENS["settings"])
    admin.get_by_role("tab", name="Couleurs").click()
    colour = admin.get_by_role("region", name="Couleur principale")
    answer = colour.get_by_role("status")
    expect(answer).to_have_text(re.compile(r"Contraste \d,\d\s: lisible"))
    expect(colour.get_by_text("Un lien sur la page")).to_have_css("color", "rgb(31, 85, 96)")

    colour.get_by_role("textbox").fill("#ffcc66")
    expect(answer).to_contain_text("trop clair, choisissez une couleur plus foncée")
    expect(colour.get_by_text("Un lien sur la page")).to_have_css("color", "rgb(255, 204, 102)")

    with admin.expect_navigation():
        admin.get_by_role("button", name="Enregistrer").click()
    admin.get_by_role("tab", name="Couleurs").click()
    expect(colour).to_contain_text("Cette couleur est trop claire pour être lue")
    expect(colour.get_by_role("textbox")).to_have_value("#ffcc66")
    assert AssociationSettings.load().primary_colour == "#1f5560"


def test_colours_chosen_in_the_settings_are_the_site_s(admin, visitor):
    admin.goto(SCREENS["settings"])
    admin.get_by_role("tab", name="Couleurs").click()
    admin.get_by_role("region", name="Couleur principale").get_by_role("textbox").fill("#5b2a6e")
    admin.get_by_role("button", name="Enregistrer").click()
    # Every PDF is made anew, and the tests do at once what a server leaves to its worker.
    message = admin.get_by_role("status").first
    expect(message).to_contain_text("Association", timeout=90_000)

    reader = visitor()
    reader.goto("/")
    primary = "getComputedStyle(document.documentElement).getPropertyValue('--primary')"
    assert reader.evaluate(primary) == "#5b2a6e"


def test_editor_goes_from_a_page_to_its_form(content, visitor):
    editor = visitor(user=factories.editor("relecture@example.org"))
    editor.goto(content.pages["NewsPage"].url)
    bar = editor.get_by_role("complementary", name="Voir les actions rapides Wagtail")
    bar.get_by_role("button").first.click()
    bar.get_by_role("menuitem", name="Modifier cette page").click()
    expect(editor.locator("[name=title]")).to_have_value(re.compile("^La résidence"))


def test_a_button_that_is_pressed_twice_acts_once(content, visitor):
    page = visitor(user=factories.editor("presse@example.org"))
    page.goto(reverse("proofs", args=[content.pages["NewsPage"].pk]))
    page.get_by_label("Nom").fill("Ana")
    page.get_by_role("button", name="Créer un lien").dblclick()
    expect(page.get_by_role("heading", name="Ana").first).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Ana")).to_have_count(1)


OWN_SCREENS = (
    "/admin/",
    "/admin/first-steps/",
    "/admin/reports/links/",
    "/admin/reports/schedule/",
    "/admin/publications/add/",
    "/admin/files/replace/",
    "/admin/bin/",
)


def test_axe_finds_nothing_in_what_the_site_adds_to_the_admin(content, visitor):
    """In what they show, as Publication works with it: menu and header are Wagtail's."""
    editor = visitor(user=factories.user("axe@example.org", "Publication"))
    for path in OWN_SCREENS:
        assert editor.goto(path, wait_until="networkidle").ok, path
        editor.evaluate(Axe().axe_script)
        found = editor.evaluate("async () => (await axe.run('main')).violations")
        told = [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found]
        assert not told, f"{path}: {told}"
