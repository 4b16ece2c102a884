"""The life of a session: announced, moved, reported from Word with its photos, published, read and printed."""

from datetime import timedelta

import pypdfium2
import pytest
from django.utils import timezone
from django.utils.formats import date_format
from docx import Document
from playwright.sync_api import expect

from clubs.models import ClubPage, ReportPage, SessionPage
from clubs.numbering import next_edition
from tests import factories, word
from tests.browser import editing

TITLE = "Visite de la résidence des Ormes"


@pytest.fixture
def document(tmp_path):
    document = Document()
    document.add_heading("Ce qui s’est dit aux Ormes", 0)
    document.add_heading("La cour", 1)
    document.add_paragraph("Trente bailleurs ont visité la cour. " * 6)
    for number in range(3):
        photo = word.jpeg(shade=number * 900, size=(900, 600))
        word.picture(document, photo, f"Vue {number} de la cour")
        document.add_paragraph(f"La cour, vue {number} (photo Maud Sérane)", style="Caption")
    path = tmp_path / "ormes.docx"
    path.write_bytes(word.saved(document))
    return path


def test_a_session_is_announced_moved_reported_read_and_printed(content, visitor, document):
    club = ClubPage.objects.first()
    first = timezone.localdate() + timedelta(days=30)
    editor, reader = visitor(user=factories.administrator()), visitor()

    number = next_edition(club.path)
    editing.open_form(editor, f"/admin/pages/add/clubs/sessionpage/{club.pk}/")
    expect(editor.locator("[name=edition]")).to_have_value(str(number))
    editor.locator("[name=title]").fill(TITLE)
    editing.say_hours(editor, first)
    editor.locator("[name=place]").fill("Salle des Ormes, Valmire")
    editing.publish(editor)
    expect(editor.locator(".messages .success")).to_be_visible()
    session = SessionPage.objects.get(title=TITLE)
    reader.goto(session.url)
    expect(reader.get_by_role("main")).to_contain_text("de 9\u202fh à 16\u202fh\u202f30")

    editing.open_form(editor, f"/admin/pages/{session.pk}/edit/")
    editing.say_hours(editor, first + timedelta(days=7))
    editing.publish(editor)
    expect(editor.locator(".messages .success")).to_be_visible()
    reader.goto(session.url)
    expect(reader.get_by_role("main").locator("del").first).to_contain_text(
        date_format(first, "F").lower()
    )

    held = timezone.now() - timedelta(days=3)  # the day has come and gone
    SessionPage.objects.filter(pk=session.pk).update(starts_at=held, ends_at=held)
    editor.goto(f"/admin/pages/{session.pk}/edit/")
    editor.get_by_role("button", name="Actions").first.click()
    editor.get_by_role("link", name="Importer un compte rendu (Word)").click()
    editor.get_by_label("Document Word").set_input_files(document)
    editor.get_by_role("button", name="Importer").click()
    editor.wait_for_url("**/edit/")
    editing.publish(editor)
    # Nobody has said yet whether people can be recognised, nor on what terms the photos may be shown.
    expect(editor.locator(".messages .error")).to_be_visible()
    assert not ReportPage.objects.child_of(session).get().live
    with editor.expect_popup() as opened:
        editor.get_by_role("link", name="Les compléter sur un seul écran").click()
    editor.close()
    editor = opened.value
    shared = editor.locator(".bulk-shared")
    shared.locator("[name=all-licence]").select_option("Droits cédés à l’association")
    shared.locator("[name=all-consent]").select_option("Personne n’est reconnaissable")
    editor.get_by_role("button", name="Enregistrer toutes les photos").click()
    editor.wait_for_url("**/edit/")
    editing.publish(editor)
    expect(editor.locator(".messages .success")).to_contain_text("publi")

    report = ReportPage.objects.child_of(session).get()
    reader.goto(session.url)
    reader.get_by_role("link", name="Ce qui s’est dit aux Ormes").click()
    reader.wait_for_url(f"**{report.url}")
    credits = reader.get_by_role("main").get_by_text("Photo\u202f: Maud Sérane")
    expect(credits).to_have_count(3)
    printed = pypdfium2.PdfDocument(reader.pdf(format="A4"))
    text = " ".join(page.get_textpage().get_text_bounded() for page in printed)
    # A hyphen at the end of a line is read from the file as this character.
    text = text.replace("\x02", "-").replace("\r\n", " ").replace("\n", " ")
    for words in ("Ce qui s’est dit aux Ormes", "Maud Sérane", report.url):
        assert words in text
