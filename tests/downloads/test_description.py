"""What a file says about itself, read in the background: its pages and its cover."""

import pytest
from PIL import Image

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


@pytest.mark.parametrize("extension", ["docx", "xlsx"])
def test_other_formats_are_left_alone(extension, uploaded):
    document = uploaded(extension=extension)
    assert document.page_count is None
    assert not document.cover


def test_a_pdf_that_takes_too_long_is_given_up(uploaded, settings):
    settings.FILE_READING_SECONDS = 0.001
    assert uploaded().page_count is None


def test_a_pdf_that_takes_too_much_memory_is_given_up(uploaded, settings):
    settings.FILE_READING_MEGABYTES = 32
    assert uploaded().page_count is None


def test_a_file_replaced_is_read_again(uploaded, admin_client, django_capture_on_commit_callbacks):
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.urls import reverse

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
