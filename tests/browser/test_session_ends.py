"""An editor whose session ends while she writes signs in again in another tab and loses nothing.

Nor does she when the site is away for a while.
"""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from news.models import NewsPage
from tests import factories
from tests.browser import editing

EDITOR = "redaction@example.org"


@pytest.fixture(scope="module")
def editor(content):
    return factories.editor(EDITOR)


@pytest.fixture
def form(content, visitor, editor) -> Page:
    page = visitor(user=editor)
    page.watch.expect_refusals()
    editing.open_form(page, f"/admin/pages/{content.pages['NewsPage'].pk}/edit/")
    return page


def end_the_session():
    Session.objects.all().delete()


def sign_in_again(page: Page):
    window = page.get_by_role("dialog", name="Votre session a pris fin")
    # Wagtail looks for changes, waits, sends, and tries: on a busy machine all this takes its time.
    expect(window).to_be_visible(timeout=45_000)
    with page.expect_popup() as opened:
        window.get_by_role("link", name="Se reconnecter dans un nouvel onglet").click()
    tab = opened.value
    tab.get_by_label("Adresse e-mail").fill(EDITOR)
    tab.locator("[name=password]").fill(factories.PASSWORD)
    tab.get_by_role("button", name="Se connecter").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Vous êtes de nouveau connecté")
    tab.close()
    expect(window).to_be_hidden()


def latest(content) -> NewsPage:
    return NewsPage.objects.get(pk=content.pages["NewsPage"].pk).get_latest_revision_as_object()


def test_what_is_typed_after_the_end_of_a_session_is_saved_once_signed_in_again(content, form):
    introduction = form.get_by_role("textbox", name="Introduction")
    end_the_session()
    introduction.fill("Écrit sans session.")
    sign_in_again(form)
    expect(introduction).to_have_value("Écrit sans session.")
    editing.expect_saved_by_itself(form)
    assert latest(content).introduction == "Écrit sans session."


def test_a_form_sent_after_the_end_of_a_session_arrives_once_signed_in_again(content, form):
    introduction = form.get_by_role("textbox", name="Introduction")
    introduction.fill("Publié après coup.")
    end_the_session()
    editing.publish(form)
    sign_in_again(form)
    expect(form.get_by_role("status")).to_contain_text("publiée")
    assert (
        NewsPage.objects.get(pk=content.pages["NewsPage"].pk).introduction == "Publié après coup."
    )


def test_a_form_opened_before_signing_in_elsewhere_can_still_be_sent(content, form, editor):
    """Signing in again in another tab makes the token of the first one worthless."""
    other = form.context.new_page()
    end_the_session()
    editing.log_in(other, EDITOR)
    other.close()
    form.get_by_role("textbox", name="Introduction").fill("Jeton renouvelé.")
    editing.publish(form)
    expect(form.get_by_role("status")).to_contain_text("publiée")


def test_a_snippets_form_is_kept_too(content, visitor, editor):
    page = visitor(user=factories.administrator())
    page.watch.expect_refusals()
    page.goto("/admin/settings/home/associationsettings/")
    end_the_session()
    page.get_by_role("button", name="Enregistrer").first.click()
    expect(page.get_by_role("dialog", name="Votre session a pris fin")).to_be_visible()


# --- The site is away


def test_what_is_sent_while_the_site_is_away_waits_for_it(content, form):
    introduction = form.get_by_role("textbox", name="Introduction")
    form.context.set_offline(True)
    introduction.fill("Publié hors ligne.")
    editing.publish(form)
    window = form.get_by_role("dialog", name="Le site ne répond pas")
    expect(window).to_be_visible()
    # She would rather not wait, then asks again.
    window.get_by_role("button", name="Ne pas attendre").click()
    expect(window).to_be_hidden()
    expect(introduction).to_have_value("Publié hors ligne.")
    # By now Wagtail, which has tried to save, would stop the press with a question of its own.
    expect(form.locator("[data-w-session-intercept-value=network]")).to_be_attached()
    editing.publish(form)
    expect(window).to_be_visible()
    form.context.set_offline(False)
    expect(form.get_by_role("status")).to_contain_text("publiée")
    published = NewsPage.objects.get(pk=content.pages["NewsPage"].pk)
    assert published.introduction == "Publié hors ligne."


def test_saving_goes_on_by_itself_when_the_site_is_back(content, form):
    """Wagtail gives up at the first answer of a server that is being restarted."""
    away = "**/admin/**"
    form.route(away, lambda route: route.fulfill(status=502, body="<h1>Bad gateway</h1>"))
    form.get_by_role("textbox", name="Introduction").fill("Écrit pendant la mise à jour.")
    indicator = form.locator("#w-autosave-indicator")
    expect(indicator).to_have_attribute("data-w-autosave-state-value", "paused")
    form.unroute(away)
    editing.expect_saved_by_itself(form)
    assert latest(content).introduction == "Écrit pendant la mise à jour."


@pytest.mark.parametrize("is_new", [True, False], ids=["new page", "page"])
def test_what_is_sent_waits_for_the_save_under_way(is_new, content, visitor, editor):
    """Both at once, a page would be created twice, or the older words would be the latest."""
    pages = content.pages
    new = f"/admin/pages/add/news/newspage/{pages['NewsIndexPage'].pk}/"
    address = new if is_new else f"/admin/pages/{pages['NewsPage'].pk}/edit/"
    page = visitor(user=editor)
    editing.open_form(page, address)
    sent = []

    def hold_the_first(route):
        if route.request.method != "POST":
            route.continue_()
            return
        sent.append(route)
        if len(sent) > 1:
            route.continue_()

    page.route(f"**{address}", hold_the_first)
    with page.expect_request(lambda request: request.method == "POST" and address in request.url):
        page.get_by_role("textbox", name="Titre").first.fill("Une seule fois")
        page.get_by_role("textbox", name="Introduction").fill("D’abord.")
    page.get_by_role("textbox", name="Introduction").fill("Le dernier mot.")
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    page.wait_for_timeout(1500)  # longer than Wagtail waits before it saves again
    assert len(sent) == 1
    sent[0].continue_()
    expect(page.get_by_role("status").filter(has_text="Une seule fois")).to_be_visible()
    made = NewsPage.objects.filter(draft_title="Une seule fois").order_by("-pk")
    assert made.first().get_latest_revision_as_object().introduction == "Le dernier mot."
    if is_new:
        assert made.count() == 1
