"""The sheet of a course and the catalogue as PDF: what they say, when they are made, and how they are given out."""

from datetime import timedelta

import pypdfium2
import pytest
from django.core.management import call_command
from django.utils import timezone

from tests import factories, files, page_types
from tests.background import followed
from tests.clubs.pdf_structure import structure
from training.models import CataloguePDF, CoursePDF


def text_of(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    assert answer["Content-Type"] == "application/pdf"
    document = pypdfium2.PdfDocument(b"".join(answer.streaming_content))
    pages = [page.get_textpage().get_text_bounded() for page in document]
    return " ".join(" ".join(pages).replace("\u202f", " ").replace("\xa0", " ").split())


@pytest.fixture(scope="module")
def printed(module_site, printing):
    """Two courses, of which one has a date, made in the background."""
    factories.association(training_number="99990001234")
    with followed():
        page = page_types.course(
            module_site.home,
            introduction="Appeler tôt.",
            body=[("rich_text", "<p>On part de dossiers réels.</p>")],
            trainers=[factories.organisation("Le Relais du Pont")],
            contacts=[factories.contact("Zoé Marelle")],
            lead_photo=factories.photo(data=files.jpeg((320, 240))),
            **page_types.PUBLIC_FACTS,
        )
        page_types.course(module_site.home, title="Lire un audit")
        page_types.course_session(
            module_site.home,
            parent=page,
            place="Valmire",
            starts_at=timezone.now() + timedelta(days=30),
        )
    module_site.course = page
    return module_site


@pytest.fixture(autouse=True)
def database(printed, db):
    """What a test changes is undone."""


def test_a_course_has_a_sheet_with_its_public_facts(printed, read, client):
    link = read(printed.course.url).select_one(".rail-facts .download a")
    assert link["href"] == f"{printed.course.url}fiche.pdf"
    assert "Télécharger la fiche" in link.text
    text = text_of(client, link["href"])
    for words in (
        "Prévenir l’impayé de loyer",
        "On part de dossiers réels.",
        "2 jours (14 heures)",
        "860 €",
        "Repérer les premiers signes",
        "La référente handicap répond sous deux jours.",
        "Le Relais du Pont",
        "Zoé Marelle",
        "Valmire",
        "99990001234",
    ):
        assert words in text, words


def test_the_catalogue_has_contents_and_every_course(printed, read, client):
    link = read("/formations/").select_one(".download-main a")
    assert link["href"] == "/formations/catalogue.pdf"
    text = text_of(client, link["href"])
    contents = text.index("Contenu") if "Contenu" in text else text.index("Sommaire")
    assert contents < text.index("Repérer les premiers signes")
    assert text.count("Lire un audit") >= 2
    assert "Prévenir l’impayé de loyer" in text


def test_they_are_tagged(printed):
    for pdf in (CoursePDF.objects.get(page=printed.course), CataloguePDF.objects.get()):
        with pdf.file.open("rb") as file:
            found = structure(pypdfium2.PdfDocument(file.read()))
        assert found.all("H1")
        assert found.all("Table")


def test_what_is_published_again_is_made_again(printed, client):
    page = printed.course.get_latest_revision_as_object()
    page.price = "990 €"
    with followed():
        page.save_revision().publish()
    assert "990 €" in text_of(client, f"{page.url}fiche.pdf")
    assert "990 €" in text_of(client, "/formations/catalogue.pdf")


def test_a_closed_course_leaves_the_catalogue_and_keeps_its_sheet_to_itself(printed, client):
    with followed():
        factories.restrict(printed.course)
    assert client.get(f"{printed.course.url}fiche.pdf").status_code == 302
    assert "Prévenir l’impayé" not in text_of(client, "/formations/catalogue.pdf")


def test_a_deleted_course_leaves_the_catalogue(printed, client):
    with followed():
        printed.course.delete()
    assert "Prévenir l’impayé" not in text_of(client, "/formations/catalogue.pdf")
    assert not CoursePDF.objects.filter(page=printed.course.pk).exists()


def test_a_date_that_is_past_is_no_longer_given_out(printed, client):
    pdf = CoursePDF.objects.get(page=printed.course)
    assert pdf.shown_until == timezone.localdate() + timedelta(days=30)
    CoursePDF.objects.update(shown_until=timezone.localdate() - timedelta(days=1))
    assert client.get(f"{printed.course.url}fiche.pdf").status_code == 404
    with followed():
        call_command("make_training_pdfs", verbosity=0)
    assert text_of(client, f"{printed.course.url}fiche.pdf")
