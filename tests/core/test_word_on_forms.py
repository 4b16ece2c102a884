"""A Word document dropped on a page's form: its text, for every page type with a body, and what could not be taken."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from docx import Document

from core.word.models import WordImport
from home.models import ContentPage
from news.models import NewsPage
from photos.models import Photo
from tests import factories, page_types, word
from tests.admin import forms
from tests.conftest import logged_in
from training.models import CoursePage


@pytest.fixture
def writer(site) -> Client:
    """Of the group Rédaction."""
    return logged_in(factories.user("plume@example.org", "Rédaction"))


@pytest.fixture
def drop(writer, django_capture_on_commit_callbacks):
    def send(data: bytes, page, name="texte.docx"):
        with django_capture_on_commit_callbacks(execute=True):
            answer = writer.post(
                reverse("word_dropped", args=[page.pk]), {"file": SimpleUploadedFile(name, data)}
            )
        return writer.get(answer.json()["address"]) if answer.status_code == 202 else answer

    return send


@pytest.fixture(scope="module")
def document() -> bytes:
    made = Document()
    made.add_paragraph("Habiter après les travaux", style="Title")
    made.add_paragraph("Quatre bailleurs comparent.", style="Subtitle")
    made.add_heading("Écouter", 1)
    commented = made.add_paragraph("Deux cents réponses.")
    made.add_comment(commented.runs, "À vérifier", author="Zoé")
    word.picture(made, word.jpeg(90), "Une cour plantée")
    made.add_paragraph("La cour (photo Zoé Marelle)", style="Caption")
    table = made.add_table(2, 2)
    for cell, text in zip(
        [cell for row in table.rows for cell in row.cells],
        ["Commune", "Logements", "Ande", "120"],
        strict=True,
    ):
        cell.text = text
    word.append(
        made,
        f'<w:p {word.WORD}><w:r><w:t>On garde</w:t></w:r><w:del w:id="9" w:author="Zoé"><w:r>'
        "<w:delText>mot ôté</w:delText></w:r></w:del></w:p>",
    )
    return word.saved(made)


@pytest.mark.parametrize("model", [NewsPage, ContentPage, CoursePage])
def test_a_page_takes_the_text_the_photos_and_what_was_left_out(
    model, site, document, drop, writer
):
    page = page_types.make(model, site.home)
    found = drop(document, page).json()
    assert (found["title"], found["introduction"]) == (
        "Habiter après les travaux",
        "Quatre bailleurs comparent.",
    )
    kinds = [block["type"] for block in found["blocks"]]
    assert kinds == ["heading", "rich_text", "photo", "table", "rich_text"]
    photo = Photo.objects.get(description="Une cour plantée")
    assert (photo.caption, photo.credit) == ("La cour", "Zoé Marelle")
    assert any("À vérifier" in sentence for sentence in found["said"])
    assert any("mot ôté" in sentence for sentence in found["said"])
    before = page.get_latest_revision()
    page.refresh_from_db()
    assert page.get_latest_revision() == before  # nothing but the form takes it

    second = drop(document, page, name="suite.docx").json()
    forms.edit(writer, page, publish=False, word_import=f"{found['key']} {second['key']}")
    assert [one.page_id for one in WordImport.objects.all()] == [page.pk, page.pk]
    text = writer.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert text.count("À vérifier") == 2  # the second makes nobody forget the first
    assert "texte.docx" in text
    assert "suite.docx" in text


def test_a_new_page_keeps_its_document(site, document, drop, writer):
    found = drop(document, site.news).json()
    forms.add(
        writer,
        NewsPage,
        site.news,
        publish=False,
        title=found["title"],
        word_import=str(found["key"]),
    )
    assert WordImport.objects.get().page.title == "Habiter après les travaux"


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("texte.docx", b"PK\x03\x04 coupe", "endommagé"),
        ("texte.odt", b"mimetypeapplication/vnd.oasis", "traitement de texte"),
        ("vide.docx", b"", "vide"),
    ],
)
def test_what_is_no_document_of_word_is_refused_in_a_sentence(name, data, sentence, site, drop):
    answer = drop(data, site.news, name=name)
    assert answer.status_code == 422
    assert sentence in answer.json()["refused"]
    assert not WordImport.objects.exists()


def test_only_who_may_write_there_and_who_sent_it(site, document, drop, writer, client):
    found = drop(document, site.news)
    other = factories.editor("autre@example.org")
    client.force_login(other)
    assert client.get(found.request["PATH_INFO"]).status_code == 404
    original = reverse("word_document", args=[WordImport.objects.get().pk])
    assert client.get(original, HTTP_X_REQUESTED_WITH="XMLHttpRequest").status_code == 403
    assert writer.get(original).status_code == 200
    client.force_login(factories.user("lecture@example.org"))
    assert client.post(reverse("word_dropped", args=[site.news.pk])).status_code in {302, 403}
    # Another's document isn't kept with one's own page.
    key = WordImport.objects.get().pk
    client.force_login(other)
    for value in (str(key), "x", "9" * 30):
        forms.add(client, NewsPage, site.news, title=f"Page {value[:3]}", word_import=value)
    assert WordImport.objects.get().page is None
