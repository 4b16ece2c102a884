"""An editor reports a session: in one click, or from a Word document dropped on it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from docx import Document
from playwright.sync_api import Page, expect

from clubs.models import ClubPage, ReportPage
from core.word.models import WordImport
from tests import factories, page_types, word


@pytest.fixture(scope="module")
def administrator(content):
    return factories.administrator()


@pytest.fixture
def admin(visitor, administrator) -> Page:
    return visitor(user=administrator)


@pytest.fixture
def session(content):
    club = ClubPage.objects.first()
    start = timezone.now() - timedelta(days=20)
    return page_types.session(
        content.home, parent=club, title="Visite des Tilleuls", starts_at=start
    )


@pytest.fixture
def document(tmp_path):
    document = Document()
    document.add_heading("Ce qui s’est dit aux Tilleuls", 0)
    document.add_heading("La cour", 1)
    paragraph = document.add_paragraph("Trente bailleurs ont visité la cour. " * 6)
    document.add_comment(paragraph.runs, "À relire avec Ana", author="Zoé")
    word.picture(document, word.jpeg(size=(900, 600)), "Trois immeubles autour d’une cour")
    document.add_paragraph("La cour rénovée (photo Maud Sérane)", style="Caption")
    path = tmp_path / "séance 7.docx"
    path.write_bytes(word.saved(document))
    return path


def test_the_report_is_begun_from_the_dashboard(session, admin):
    admin.goto("/admin/")
    line = admin.locator("[id*=reports-to-write] li").filter(has_text=session.title).first
    line.get_by_role("button", name="Rédiger le compte rendu").click()
    admin.wait_for_url("**/edit/")
    expect(admin.locator("[name=title]")).to_have_value(session.title)
    assert ReportPage.objects.child_of(session).count() == 1


def test_a_document_dropped_on_the_session_makes_the_draft(session, document, admin):
    admin.goto(reverse("wagtailadmin_pages:edit", args=[session.pk]))
    admin.get_by_role("button", name="Actions").first.click()
    admin.get_by_role("link", name="Importer un compte rendu (Word)").click()
    admin.get_by_label("Document Word").set_input_files(document)
    admin.get_by_role("button", name="Importer").click()
    admin.wait_for_url("**/edit/")
    panel = admin.locator(".w-panel", has_text="Repris de Word").first
    expect(panel).to_contain_text("1 commentaire est resté dans Word")
    expect(panel).to_contain_text("À relire avec Ana")
    expect(panel.get_by_role("link", name="séance 7.docx")).to_be_visible()
    expect(admin.locator("[name=title]")).to_have_value("Ce qui s’est dit aux Tilleuls")
    assert not admin.watch.problems


def test_the_screen_follows_the_work_and_leads_to_the_draft(session, administrator, admin):
    found = WordImport.objects.create(
        parent=session, user=administrator, name="séance.docx", state="running", photos_total=60
    )
    admin.goto(reverse("clubs_word_import", args=[found.pk]))
    expect(admin.locator("progress")).to_have_attribute("value", "0")
    WordImport.objects.filter(pk=found.pk).update(photos_done=45)
    expect(admin.get_by_text("45 images sur 60")).to_be_visible()
    report = page_types.report(
        page_types.home_page(session.get_ancestors()[1].specific), parent=session
    )
    WordImport.objects.filter(pk=found.pk).update(state="done", page=report)
    admin.wait_for_url(f"**/pages/{report.pk}/edit/")
