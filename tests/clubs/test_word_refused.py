"""Documents that can't be imported: each gets a sentence at once, and nothing on the site changes."""

import time
from datetime import timedelta
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from docx import Document

from clubs.models import ReportPage
from core.word.models import WordImport
from photos.models import Photo
from tests import files, page_types, word
from tests.clubs.word_reports import said

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504
BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'


def replaced(part: str, old: str, new: str) -> bytes:
    return word.changed(word.text("Bonjour."), replace=(part, old, new))


def packed(part: str, size: int) -> bytes:
    """A document with a part of zeros, which weighs a thousandth of its size."""
    out = BytesIO(word.text("Bonjour."))
    with ZipFile(out, "a", ZIP_DEFLATED) as package:
        package.writestr(part, b"0" * size)
    return out.getvalue()


def with_images(count: int) -> bytes:
    out = BytesIO(word.text("Bonjour."))
    with ZipFile(out, "a") as package:
        for number in range(count):
            package.writestr(f"word/media/image{number}.jpeg", b"x")
    return out.getvalue()


def first_half() -> bytes:
    whole = word.text("Bonjour. " * 400)
    return whole[: len(whole) // 2]


REFUSED = {
    "a PDF": (files.pdf, "Word"),
    "a photo": (files.jpeg, "Word"),
    "a worksheet": (files.xlsx, "Word"),
    "an archive": (lambda: packed_alone(), "Word"),
    "an empty file": (lambda: b"", "vide"),
    "the first half of a document": (first_half, "endommagé"),
    "a document whose text is damaged": (
        lambda: replaced("word/document.xml", "</w:body>", "</w:bodi>"),
        "endommagé",
    ),
    "an older .doc": (lambda: OLE, ".docx"),
    "a document with a password": (
        lambda: OLE + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 480,
        "mot de passe",
    ),
    "entities that multiply": (
        lambda: word.changed(
            word.text("Bonjour."), {"word/comments.xml": f"{BOMB}<x>&b;</x>".encode()}
        ),
        "Word",
    ),
    "a text under another name": (
        lambda: word.related(word.text("Bonjour."), "comments", "comments.bin", b"<x/>"),
        "Word",
    ),
    "gigabytes of nothing": (
        lambda: packed("word/media/vide.bin", 601 * 1024 * 1024),
        "Mo une fois ouvert",
    ),
    "a text without end": (lambda: packed("word/long.xml", 9 * 1024 * 1024), "Mo une fois ouvert"),
    "500 images": (lambda: with_images(500), "500"),
}


def packed_alone() -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("notes.txt", "Bonjour.")
    return out.getvalue()


@pytest.fixture
def session(site):
    return page_types.session(site.home)


@pytest.fixture
def post(upload, session):
    def post_document(data: bytes, name: str = "compte-rendu.docx"):
        return upload(data, session, name=name)

    return post_document


@pytest.mark.parametrize("what", REFUSED)
def test_what_cant_be_read_gets_a_sentence(what, post):
    make, words = REFUSED[what]
    answer = post(make())
    assert answer.status_code == 200
    assert words in said(answer)
    assert len(said(answer)) > 30
    assert not WordImport.objects.exists()
    assert not ReportPage.objects.exists()


def test_a_huge_file_is_refused_before_it_is_opened(post, settings):
    settings.WORD_IMPORT_MAX_SIZE = 10_000
    assert "pour 10 ko au plus" in said(post(word.text("Bonjour.")))


def test_no_file_at_all(editor_client, session):
    answer = editor_client.post(reverse("clubs_import_word", args=[session.pk]), {})
    assert len(said(answer)) > 10


def test_a_document_with_a_macro_comes_in_without_it(post, session):
    """As Word saves them: another content type, and the program beside the text."""
    data = word.related(word.text("Bonjour."), "vbaProject", "vbaProject.bin", OLE)
    data = word.changed(
        data,
        replace=(
            "[Content_Types].xml",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
            "application/vnd.ms-word.document.macroEnabled.main+xml",
        ),
    )
    assert post(data, "compte-rendu.docm").status_code == 302
    assert [omission["kind"] for omission in WordImport.objects.get().omissions] == ["macro"]
    assert ReportPage.objects.exists()


def test_an_empty_document_makes_an_empty_draft(post, session):
    assert post(word.saved(Document())).status_code == 302
    assert ReportPage.objects.get().title == session.title


@pytest.mark.parametrize(
    "change",
    [
        ("word/document.xml", "<w:sectPr", '<w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml">'
         '<v:imagedata r:id="rIdNone" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/>'
         "</v:shape></w:pict></w:r></w:p><w:sectPr"),
        ("word/document.xml", "<w:sectPr", '<w:p><w:r><w:footnoteReference w:id="99"/></w:r></w:p><w:sectPr'),
        ("word/document.xml", "<w:sectPr", f"<w:p>{'<w:smartTag>' * 5000}{'</w:smartTag>' * 5000}</w:p><w:sectPr"),
        ("word/document.xml", "<w:sectPr", '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="beaucoup"/></w:tcPr>'
         "<w:p/></w:tc></w:tr></w:tbl><w:sectPr"),
    ],
    ids=["an image that isn't there", "a footnote that isn't there", "endless nesting", "a cell of no width"],
)  # fmt: skip
def test_a_document_that_contradicts_itself_is_refused_with_its_sentence(
    change, post, editor_client
):
    answer = editor_client.get(post(replaced(*change)).url, follow=True)
    assert "endommagé" in said(answer)
    assert WordImport.objects.get().state == WordImport.State.REFUSED
    assert not ReportPage.objects.exists()


def in_the_text(words: str) -> bytes:
    return replaced("word/document.xml", "<w:sectPr", f"{words}<w:sectPr")


def nested(tag: str, depth: int, inside: str = "<w:r><w:t>A</w:t></w:r>") -> str:
    name = tag.split()[0]
    return f"<w:p>{f'<{tag}>' * depth}{inside}{f'</{name}>' * depth}</w:p>"


def table_in_table(depth: int) -> str:
    return "<w:tbl><w:tr><w:tc>" * depth + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * depth


# Each of some forty kilobytes.
EXHAUSTING = {
    "insertions in each other": nested("w:ins", 30_000),
    "runs in each other": nested("w:r", 20_000),
    "tables in each other": table_in_table(10_000),
    "an attribute of millions of letters": f'<w:p w:rsidR="{"0" * 7_000_000}"/>',
    "a hundred thousand paragraphs": "<w:p><w:r><w:t>A</w:t></w:r></w:p>" * 100_000,
    "four thousand headings": "<w:p><w:pPr><w:pStyle w:val='Heading1'/></w:pPr><w:r><w:t>A</w:t></w:r></w:p>"
    * 4_000,
}


@pytest.mark.parametrize("what", EXHAUSTING)
def test_a_document_made_to_exhaust_the_site_ends_in_time(what, post, settings):
    """Its report, or a sentence; whether a machine can do it within the limit may depend on the machine."""
    settings.WORD_IMPORT_SECONDS = 6
    start = time.monotonic()
    post(in_the_text(EXHAUSTING[what]))
    assert time.monotonic() - start < 30
    found = WordImport.objects.get()
    assert found.state in (WordImport.State.REFUSED, WordImport.State.DONE)
    assert bool(found.problem) is (found.state == WordImport.State.REFUSED)
    assert found.page is None or "Bonjour" in str(
        found.page.get_latest_revision_as_object().body[0].value
    )


def test_a_table_that_no_form_could_hold_is_refused(post, settings):
    settings.WORD_IMPORT_MAX_ELEMENTS = 40
    row = "<w:tr>" + "<w:tc><w:p><w:r><w:t>A</w:t></w:r></w:p></w:tc>" * 7 + "</w:tr>"
    post(in_the_text(f"<w:tbl>{row * 6}</w:tbl>"))
    assert (
        "42 titres, images et cellules de tableaux, 40 au plus" in WordImport.objects.get().problem
    )


@pytest.mark.parametrize(("limit", "value"), [("SECONDS", 0.01), ("MEGABYTES", 40)])
def test_the_reader_has_limits_of_time_and_memory(limit, value, post, settings, session):
    setattr(settings, f"WORD_IMPORT_{limit}", value)
    answer = post(word.text("Bonjour."))
    assert "trop compliqué" in said(answer) + "".join(
        WordImport.objects.values_list("problem", flat=True)
    )
    assert not ReportPage.objects.exists()


def test_a_cell_over_a_thousand_million_columns_takes_none_of_them(post):
    cell = '<w:tc><w:tcPr><w:gridSpan w:val="1000000000"/></w:tcPr><w:p><w:r><w:t>A</w:t></w:r></w:p></w:tc>'
    row = f"<w:tr>{cell}{cell}</w:tr>"
    post(replaced("word/document.xml", "<w:sectPr", f"<w:tbl>{row}{row}</w:tbl><w:sectPr"))
    table = ReportPage.objects.get().get_latest_revision_as_object().body[1].value
    assert len(table.columns) <= 126


def test_photos_of_a_document_that_fails_later_are_used_at_the_next_try(post, session):
    document = Document()
    word.picture(document, word.jpeg())
    data = word.saved(document)
    post(data)
    ReportPage.objects.get().delete()
    session.refresh_from_db()
    post(data)
    assert Photo.objects.count() == 1


class TestProgress:
    def under_way(self, session, user, **fields):
        return WordImport.objects.create(
            parent=session.page_ptr, name="séance.docx", user=user, **fields
        )

    def test_the_screen_says_how_far_it_is(self, session, editor_client):
        found = self.under_way(
            session, editor_client.user, state="running", photos_done=12, photos_total=60
        )
        page = BeautifulSoup(
            editor_client.get(reverse("clubs_word_import", args=[found.pk])).content, "html.parser"
        )
        progress = page.select_one("progress")
        assert (progress["value"], progress["max"]) == ("12", "60")
        assert "12 images sur 60" in page.text
        assert page.select_one("noscript meta[http-equiv=refresh]")

    def test_work_that_was_cut_off_says_so(self, session, editor_client):
        found = self.under_way(session, editor_client.user, state="running")
        WordImport.objects.update(updated_at=timezone.now() - timedelta(hours=1))
        answer = editor_client.get(reverse("clubs_word_import", args=[found.pk]))
        assert "interrompu" in answer.content.decode()

    def test_what_nobody_finished_is_forgotten_with_its_file(self, session, editor_client, post):
        old = self.under_way(session, editor_client.user, state="known")
        WordImport.objects.update(updated_at=timezone.now() - timedelta(days=2))
        post(word.text("Bonjour."))
        assert not WordImport.objects.filter(pk=old.pk).exists()
