"""What a file says about itself, read in the background, whatever it is and whatever it holds."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from openpyxl import Workbook, load_workbook
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from downloads import reader
from downloads.models import Document
from tests import factories, files


@pytest.fixture
def uploaded(db, django_capture_on_commit_callbacks):
    """Makes a document and lets the background work be done."""

    def upload(*args, **fields) -> Document:
        factories.site_root()
        with django_capture_on_commit_callbacks(execute=True):
            document = factories.document(*args, **fields)
        document.refresh_from_db()
        return document

    return upload


def test_a_pdf_gets_its_number_of_pages_and_the_first_as_a_cover(uploaded):
    document = uploaded(data=files.pdf(pages=7))
    assert document.page_count == 7
    with document.cover.open() as file, Image.open(file) as cover:
        assert cover.format == "WEBP"
        assert cover.width == 480


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7 and nothing more",
        b"%PDF-1.7\n" + b"\x00" * 5000,
        files.pdf()[:700],
    ],
    ids=["head only", "zeros", "cut short"],
)
def test_a_damaged_pdf_is_kept_without_them(data, uploaded):
    document = uploaded(data=data)
    assert document.page_count is None
    assert not document.cover
    assert document.file.open().read() == data


def entitled_pdf(title: str) -> bytes:
    out = BytesIO()
    canvas = Canvas(out)
    canvas.setTitle(title)
    canvas.drawString(72, 720, "Bilan")
    canvas.save()
    return out.getvalue()


def entitled_xlsx(title: str) -> bytes:
    out, book = BytesIO(), Workbook()
    book.properties.title = title
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("extension", "entitled"), [("pdf", entitled_pdf), ("xlsx", entitled_xlsx)]
)
def test_a_title_longer_than_its_field_is_cut(extension, entitled, uploaded):
    """PostgreSQL would refuse the whole row."""
    document = uploaded("Bilan", extension, data=entitled("Bilan de l’an " * 200))
    assert document.read_at
    assert document.own_title.startswith("Bilan de l’an Bilan")
    assert len(document.own_title) == Document._meta.get_field("own_title").max_length


def test_a_pdf_that_takes_too_long_is_given_up(uploaded, settings):
    settings.FILE_READING_SECONDS = 0.001
    assert uploaded().page_count is None


def test_a_pdf_that_takes_too_much_memory_is_given_up(uploaded, settings):
    settings.FILE_READING_MEGABYTES = 32
    assert uploaded().page_count is None


def test_a_file_replaced_is_read_again(uploaded, admin_client, django_capture_on_commit_callbacks):
    document = uploaded(data=files.pdf(pages=2))
    with django_capture_on_commit_callbacks(execute=True):
        answer = admin_client.post(
            reverse("wagtaildocs:edit", args=[document.pk]),
            {
                "title": document.title,
                "file": SimpleUploadedFile("nouveau.pdf", files.pdf(pages=5)),
                "language": "fr",
                "collection": document.collection_id,
            },
        )
    assert answer.status_code == 302
    document.refresh_from_db()
    assert document.page_count == 5
    assert document.cover


def test_a_change_of_title_keeps_what_was_read(uploaded):
    document = uploaded()
    cover = document.cover.name
    document.title = "Autre titre"
    document.save()
    document.refresh_from_db()
    assert (document.page_count, document.cover.name) == (3, cover)


def test_a_pdf_gives_its_text_outline_title_and_language(uploaded):
    document = uploaded(data=files.tagged_pdf())
    assert (document.own_title, document.own_language) == ("Guide du bail", "fr")
    assert [title for _level, title, _page in document.outline] == ["Le bail", "Les charges"]
    assert document.outline[1][2] == 2
    assert "Le loyer" in document.texts.get(number=1).text
    assert document.tagged is True
    assert document.is_scan is False
    assert document.advice == []


def test_a_text_is_one_that_any_database_takes(db):
    assert reader.clean("la réhabi\u00adlitation\x00 \ud800du\tparc") == "la réhabilitation du parc"


def test_a_file_that_an_earlier_version_has_read_is_read_again(
    uploaded, django_capture_on_commit_callbacks
):
    document = uploaded()
    cover = document.cover.name
    Document.objects.update(read_with=reader.VERSION - 1, own_title="Vieux")
    document.texts.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        call_command("read_files", verbosity=0)
    document.refresh_from_db()
    assert (document.own_title, document.cover.name) == ("", cover)
    assert document.texts.exists()
    with django_capture_on_commit_callbacks() as waiting:
        call_command("read_files", verbosity=0)
    assert not waiting


@pytest.mark.parametrize(
    ("extension", "words", "outline"),
    [
        ("docx", "Compte rendu de la réunion", []),
        ("xlsx", "Valmire 128", ["Sheet"]),
        ("pptx", "Le calendrier", ["Le calendrier"]),
        ("odt", "Une convention", ["Une convention"]),
        ("zip", "plan.pdf", ["plan.pdf"]),
    ],
)
def test_other_formats_give_their_text_too(extension, words, outline, uploaded):
    document = uploaded(extension=extension)
    assert document.problem == ""
    assert words in document.texts.get().text
    assert [title for _level, title, _page in document.outline] == outline


@pytest.mark.parametrize(
    ("extension", "make", "problem"),
    [
        ("pdf", files.encrypted_pdf, "encrypted"),
        ("pdf", lambda: b"%PDF-1.7 and nothing more", "damaged"),
        ("docx", lambda: b"PK\x03\x04 and nothing more", "damaged"),
        ("docx", files.bomb, "too_large"),
        ("zip", files.bomb, "too_large"),
    ],
)
def test_a_hostile_file_is_kept_and_marked(extension, make, problem, uploaded):
    data = make()
    document = uploaded(extension=extension, data=data)
    assert document.file.open().read() == data
    assert document.problem == problem
    assert document.read_at
    assert len(document.advice) == 1


def test_a_page_that_opens_into_hundreds_of_megabytes_stops_nothing_else(uploaded, settings):
    settings.FILE_READING_MEGABYTES = 200
    document = uploaded(data=files.pdf_bomb())
    assert document.read_at
    assert document.problem in {"", "too_large"}


def test_a_thousand_pages_are_read(uploaded):
    document = uploaded(data=files.pdf(pages=1000))
    assert document.page_count == 1000
    assert document.texts.count() == 1000
    assert "page 1000" in document.texts.get(number=1000).text


def test_a_text_over_the_limit_is_cut(uploaded, settings):
    settings.FILE_TEXT_LENGTH = 100
    document = uploaded(data=files.pdf(pages=50))
    assert sum(len(page.text) for page in document.texts.all()) <= 100
    assert document.page_count == 50


def test_an_image_of_a_text_is_known_for_one(uploaded):
    document = uploaded(data=files.scan())
    assert document.is_scan is True
    assert document.page_count == 2
    assert any("image" in sentence for sentence in document.advice)


def test_untagged_files_are_counted_on_the_accessibility_page(uploaded, read):
    uploaded()
    text = " ".join(read("/accessibilite/").main.text.split())
    assert "1 n’est pas balisé" in text


def test_a_file_that_some_cant_read_is_listed_with_the_reason(uploaded, read):
    untagged, scan = uploaded(), uploaded("Vieux bilan", data=files.scan())
    uploaded("Guide", data=files.tagged_pdf())
    address = read("/accessibilite/").select_one("main a[href$='/fichiers/']")["href"]
    listed = read(address).select(".download a")
    assert [link["href"] for link in listed] == [scan.url, untagged.url]
    assert "image d’un texte" in listed[0].text
    assert "Non balisé" in listed[1].text


def test_a_hidden_file_is_not_listed(site, read):
    factories.publication("Bilan")
    factories.restrict(factories.publication("Secret"))
    Document.objects.update(tagged=False)
    listed = read("/accessibilite/fichiers/").main.text
    assert "Bilan" in listed
    assert "Secret" not in listed


def test_editors_are_told_what_to_do(uploaded, admin_client):
    document = uploaded()
    form = admin_client.get(reverse("wagtaildocs:edit", args=[document.pk])).content.decode()
    report = admin_client.get(reverse("file_report")).content.decode()
    for text in (form, report):
        assert "PDF balisé" in text
    table = admin_client.get(reverse("file_report"), {"export": "xlsx", "flawed": "true"})
    assert "fichiers-20" in table["Content-Disposition"]
    head, row = load_workbook(BytesIO(table.getvalue())).active.iter_rows(values_only=True)
    exported = dict(zip(head, row, strict=True))
    assert exported["Lien permanent"] == f"http://testserver{document.url}"
    assert exported["Poids en octets"] == document.file_size


def test_the_report_is_for_editors(uploaded, client):
    assert client.get(reverse("file_report")).status_code == 302
