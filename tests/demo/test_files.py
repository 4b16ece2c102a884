"""The files are what readers' programs expect: opened here with others than those that wrote them."""

from io import BytesIO

import openpyxl
import pypdfium2
import pytest
from docx import Document as WordDocument

from demo.files import ASSOCIATION, Chapter, docx, pdf, xlsx

TWO = [
    Chapter("Premier chapitre", "Un texte **fort**.\n\n- un point\n- un autre", "Une accroche."),
    Chapter("Second chapitre", "1. d’abord\n2. ensuite"),
]


@pytest.mark.parametrize("pages", [2, 3, 40])
def test_a_pdf_has_the_pages_asked_for(pages):
    assert len(pypdfium2.PdfDocument(pdf("Essai", pages=pages))) == pages


def test_a_pdf_says_who_and_what_it_is():
    data = pdf("Réhabiliter : un guide", pages=4, kind="Guide", date="Juin 2025", chapters=TWO)
    document = pypdfium2.PdfDocument(data)
    metadata = document.get_metadata_dict()
    assert metadata["Title"] == "Réhabiliter : un guide"
    assert metadata["Author"] == ASSOCIATION
    assert b"/Lang (fr)" in data
    assert [mark.get_title() for mark in document.get_toc()] == [
        "Premier chapitre",
        "Second chapitre",
    ]
    cover, contents, first, second = (page.get_textpage().get_text_range() for page in document)
    assert "Réhabiliter" in cover
    assert "Juin 2025" in cover
    assert "Sommaire" in contents
    assert "Second chapitre" in contents
    assert "un point" in first
    assert "d’abord" in second


@pytest.mark.parametrize(
    ("language", "contents"), [("de", "Inhalt"), ("es", "Índice"), ("it", "Indice")]
)
def test_a_pdf_in_another_language(language, contents):
    data = pdf("Titel", pages=3, language=language)
    document = pypdfium2.PdfDocument(data)
    assert contents in document[1].get_textpage().get_text_range()
    assert f"/Lang ({language})".encode() in data


def test_a_pdf_in_english_and_slides():
    document = pypdfium2.PdfDocument(pdf("Homes", pages=3, language="en", slides=True))
    assert "Contents" in document[1].get_textpage().get_text_range()
    width, height = document[0].get_size()
    assert width > height


def test_the_same_pdf_each_time_and_a_cover_for_each_title():
    assert pdf("Essai", pages=2) == pdf("Essai", pages=2)
    assert pdf("Essai", pages=2) != pdf("Essay", pages=2)


def test_a_pdf_has_a_cover_and_contents():
    with pytest.raises(ValueError, match="two pages"):
        pdf("Essai", pages=1)


def test_word():
    document = WordDocument(BytesIO(docx("Convention", TWO)))
    assert document.core_properties.title == "Convention"
    assert document.core_properties.language == "fr-FR"
    styles = {paragraph.text: paragraph.style.name for paragraph in document.paragraphs}
    assert styles["Premier chapitre"] == "Heading 1"
    assert styles["un autre"] == "List Bullet"
    assert styles["ensuite"] == "List Number"
    assert styles["Un texte fort."] == "Normal"


def test_excel():
    rows = [["Commune", "Logements"], ["Valmire", 9600]]
    book = openpyxl.load_workbook(BytesIO(xlsx("Le parc", {"Communes": rows})))
    assert book.properties.title == "Le parc"
    assert [[cell.value for cell in row] for row in book["Communes"]] == rows
