"""The PDF of a report: what it says, when it is made, and how the page gives it out."""

import re
import zlib
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pypdfium2
import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone

from clubs.models import ReportPage, ReportPDF
from clubs.pdf import process
from clubs.pdf.tasks import make_report_pdfs
from contacts.models import Contact
from demo.drawings.metadata import Metadata
from photos.models import Photo
from tests import bodies, factories, files, page_types
from tests.background import QUEUED, followed
from tests.clubs.pdf_structure import structure

pytestmark = pytest.mark.usefixtures("printing")

NARROW = "\u202f"


def soon():
    """What is planned in the background is done at the end of the block."""
    return followed()


@pytest.fixture(scope="module")
def rich(module_site) -> SimpleNamespace:
    """A report with all that it can hold, published, and its PDF."""
    position = Metadata(position=(45.25, -3.5), camera=("Oriel", "X-40"))
    photos = [
        factories.photo(
            f"Photo {number}",
            files.jpeg((320, 240 + number), position),
            credit=f"Auteur {number}",
            description=f"Ce que montre la photo {number}",
            caption=f"Légende {number}",
        )
        for number in range(4)
    ]
    closed = factories.collection()
    factories.restrict_collection(closed)
    document = factories.document("Bilan public")
    session = page_types.session(
        module_site.home,
        parent=page_types.club(module_site.home, title="Club énergie"),
        starts_at=datetime(2025, 4, 3, 9, tzinfo=ZoneInfo("Europe/Paris")),
        ends_at=datetime(2025, 4, 3, 16, 30, tzinfo=ZoneInfo("Europe/Paris")),
    )
    factories.association(logo=factories.photo("Logo", description="Logo de l’union"))
    with soon():
        page = page_types.report(
            module_site.home,
            parent=session,
            slug="compte-rendu",
            title="Réhabiliter : ce que disent les habitants",
            introduction="Trente participants, deux ateliers.",
            date=date(2025, 4, 3),
            edition=11,
            place="Salle du Lac",
            host=factories.organisation("Valmire Habitat"),
            partners=[factories.organisation("Le Relais du Pont")],
            lead_photo=photos[3],
            body=[
                *bodies.every_block(photos[0], document),
                ("gallery", {"title": "La visite", "photos": photos[1:3]}),
                ("rich_text", '<p><a href="/contacts/">Nous écrire</a></p>'),
            ],
            downloads=[
                document,
                factories.document("Budget fermé", collection=closed),
            ],
            contacts=[factories.contact("Ana Valdour", role="Chargée de mission")],
        )
    pdf = ReportPDF.objects.get(page=page)
    assert not pdf.problem
    data = pdf.file.read()
    document = pypdfium2.PdfDocument(data)
    text = "\n".join(sheet.get_textpage().get_text_range() for sheet in document)
    return SimpleNamespace(
        page=page, pdf=pdf, data=data, document=document, text=" ".join(text.split())
    )


@pytest.fixture
def report(rich, db) -> ReportPage:
    """The report as another process reads it; what a test changes is undone, the file included."""
    storage, name = rich.pdf.file.storage, rich.pdf.file.name
    if not storage.exists(name):
        storage.save(name, ContentFile(rich.data))
    return ReportPage.objects.get(pk=rich.page.pk)


@pytest.fixture
def small(site):
    """Publishes a report of few words, and has its PDF made."""

    def make(**fields) -> ReportPage:
        with soon():
            page = page_types.report(site.home, **fields)
        return ReportPage.objects.get(pk=page.pk)

    return make


def text_of(page: ReportPage) -> str:
    document = pypdfium2.PdfDocument(ReportPDF.objects.get(page=page).file.read())
    return " ".join(" ".join(sheet.get_textpage().get_text_range() for sheet in document).split())


def streams(data: bytes) -> bytes:
    """The parts of a PDF, unpacked."""
    found = [data]
    for part in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL):
        try:
            found.append(zlib.decompress(part))
        except zlib.error:
            found.append(part)
    return b"\n".join(found)


# What it says


def test_it_says_what_it_is_to_programs(rich):
    metadata = rich.document.get_metadata_dict()
    assert metadata["Title"] == "Réhabiliter : ce que disent les habitants"
    assert metadata["Author"] == factories.ASSOCIATION
    everything = streams(rich.data)
    assert b"/Lang (fr)" in everything
    assert re.search(rb"/MarkInfo\s*<<\s*/Marked true", everything)
    assert b"/DisplayDocTitle true" in everything
    assert re.search(rb"pdfuaid:part>?=?\"?1", everything)


def test_the_cover_says_what_when_where_and_with_whom(rich):
    cover = " ".join(rich.document[0].get_textpage().get_text_range().split())
    for words in (
        factories.ASSOCIATION,
        "Club énergie",
        f"Réhabiliter{NARROW}: ce que disent les habitants",
        f"jeudi 3 avril 2025, de 9{NARROW}h à 16{NARROW}h{NARROW}30",
        "Salle du Lac",
        "Valmire Habitat",
        "Le Relais du Pont",
        "Légende 3",
        "Auteur 3",
        f"http://testserver{rich.page.url}",
    ):
        assert " ".join(words.split()) in cover


def test_its_structure_is_that_of_the_page(rich):
    root = structure(rich.document)
    assert len(root.all("H1")) == 1
    assert len(root.all("H2")) >= 5
    for type_ in ("BlockQuote", "Table", "TH", "L", "Link", "Caption"):
        assert root.all(type_), type_
    titles = [mark.get_title() for mark in rich.document.get_toc()]
    assert titles[:2] == [
        f"Réhabiliter{NARROW}: ce que disent les habitants",
        "Ce que disent les habitants",
    ]
    assert "La visite" in titles


def test_every_photo_has_its_alternative_text_caption_and_credit(rich):
    figures = structure(rich.document).all("Figure")
    assert all(figure.alt for figure in figures)
    alternatives = {figure.alt for figure in figures}
    for number in range(4):
        assert f"Ce que montre la photo {number}" in alternatives
        assert f"Auteur {number}" in rich.text
    assert {"Légende 1", "Légende 2"} <= set(re.findall(r"Légende \d", rich.text))


def test_the_text_its_quote_figures_table_and_contact_are_there(rich):
    for words in (
        "Trente participants, deux ateliers.",
        "Rien ne remplace une heure sur le palier.",
        "Ilan Corvec",
        "Les locataires restent chez eux.",
        "d’énergie en moins",
        "Valmire 128",
        "La résidence en images",
        "Ana Valdour",
        "ana@example.org",
        f"2 / {len(rich.document)}",
    ):
        assert words in rich.text


def test_links_lead_to_the_site_from_wherever_it_is_read(rich):
    everything = streams(rich.data)
    assert b"(http://testserver/contacts/)" in everything
    assert b"(mailto:ana@example.org)" in everything


def test_a_closed_file_isnt_named(rich):
    assert "Bilan public" in rich.text
    assert "Budget" not in rich.text


def test_no_photo_tells_where_it_was_taken(rich):
    everything = streams(rich.data)
    assert b"Exif" not in everything
    assert b"Oriel" not in everything


def test_without_photo_club_or_session(small, site):
    page = small(parent=page_types.club(site.home, title="Club bref"), title="Notes", body=[])
    text = text_of(page)
    assert "Club bref" in text
    assert "3 avril 2025" in text


def test_a_club_that_is_no_longer_out_isnt_named(small, site):
    club = page_types.club(site.home, title="Club secret")
    page = small(parent=club)
    assert "Club secret" in text_of(page)
    with soon():
        club.unpublish()
    assert "Club secret" not in text_of(page)


def test_in_english(small, site):
    french = small(title="Compte rendu")
    with soon():
        english = factories.translate(french, title="What was said")
    page = ReportPage.objects.get(pk=english.pk)
    assert page.pdf_url.endswith("/report.pdf")
    text = text_of(page)
    assert "3 April 2025" in text
    assert "Session" in text or "What was said" in text


def test_a_photo_whose_file_is_lost_leaves_its_text(small):
    photo = factories.photo(description="Un balcon")
    photo.file.storage.delete(photo.file.name)
    page = small(lead_photo=None, body=[("photo", {"photo": photo, "caption": ""})])
    assert page.pdf_url
    assert "Maud Sérane" in text_of(page)


# When it is made


def test_a_page_without_pdf_has_no_link(site, read):
    page = page_types.report(site.home)
    assert not read(page.url).main.select("a[type='application/pdf']")


def test_its_link_says_title_kind_format_pages_and_weight(rich, report, read):
    [link] = read(report.url).main.select(f"a[href='{report.pdf_url}']")
    words = " ".join(link.text.split())
    assert "Réhabiliter" in words
    assert f"PDF, {len(rich.document)} pages" in words
    assert re.search(r"\d (ko|Mo)$", words)


def test_publishing_again_takes_the_former_one_away_until_the_new_one_is_made(report, read):
    former = report.pdf.file
    report.title = "Autre titre"
    with override_settings(TASKS=QUEUED), soon():
        report.save_revision().publish()
    assert not ReportPage.objects.get(pk=report.pk).pdf_url
    make_report_pdfs.func([report.pk])
    assert "Autre titre" in text_of(report)
    assert not former.storage.exists(former.name)


def test_unpublishing_and_deleting_take_the_file_away(small, client):
    for leave in (ReportPage.unpublish, ReportPage.delete):
        page = small()
        file, address = page.pdf.file, page.pdf_url
        assert client.get(address).status_code == 200
        with soon():
            leave(page)
        assert not file.storage.exists(file.name)
        assert client.get(address).status_code in {404, 410}


def test_a_corrected_credit_is_in_the_pdf(report):
    with soon():
        photo = Photo.objects.get(title="Photo 1")
        photo.credit = "Agence du Lac"
        photo.save()
    assert "Agence du Lac" in text_of(report)


def test_a_deleted_photo_is_no_longer_in_the_pdf(report):
    with soon():
        Photo.objects.get(title="Photo 1").delete()
    assert "Auteur 1" not in text_of(report)


def test_a_photo_that_may_no_longer_be_shown_leaves_the_pdf_at_once(report, client):
    photo = Photo.objects.get(title="Photo 1")
    photo.consent = Photo.Consent.WITHDRAWN
    address = report.pdf_url
    with override_settings(TASKS=QUEUED), soon():
        photo.save()
    assert client.get(address).status_code == 404
    make_report_pdfs.func([report.pk])
    assert "Auteur 1" not in text_of(report)


def test_a_pdf_isnt_given_out_after_the_end_of_a_licence_until_it_is_made_again(small, client):
    today = timezone.localdate()
    photo = factories.photo(
        licence=Photo.Licence.LIMITED, licence_end=today + timedelta(days=1), credit="Agence X"
    )
    page = small(body=[("photo", {"photo": photo, "caption": ""})])
    assert client.get(page.pdf_url).status_code == 200
    yesterday = today - timedelta(days=1)
    ReportPDF.objects.filter(page=page).update(shown_until=yesterday)
    Photo.objects.filter(pk=photo.pk).update(licence_end=yesterday)
    assert client.get(page.pdf_url).status_code == 404
    with soon():
        call_command("make_report_pdfs", verbosity=0)
    assert client.get(page.pdf_url).status_code == 200
    assert "Agence X" not in text_of(page)


def test_the_association_gets_its_new_name_and_reports_that_stay_the_same_are_left(report):
    with soon():
        factories.association(phone="01 99 00 41 10")
    assert ReportPDF.objects.get(page=report).file.name == report.pdf.file.name
    with soon():
        factories.association(name="Union nouvelle")
    assert "Union nouvelle" in text_of(report)


def test_a_new_address_is_printed(report):
    with soon():
        report.slug = "ce-qui-s-est-dit"
        report.save_revision().publish()
    assert report.url.rstrip("/").rsplit("/", 1)[0] in text_of(report)
    assert "ce-qui-s-est-dit" in text_of(report)


@pytest.mark.parametrize(
    ("limit", "value"), [("REPORT_PDF_SECONDS", 0.01), ("REPORT_PDF_MEGABYTES", 60)]
)
def test_a_pdf_that_cant_be_made_is_noted_and_the_site_goes_on(
    limit, value, settings, small, read, caplog
):
    setattr(settings, limit, value)
    page = small()
    assert "isn’t made" in caplog.text
    assert ReportPDF.objects.get(page=page).problem
    assert not read(page.url).main.select("a[type='application/pdf']")


def test_the_command_makes_those_that_are_missing(small, capsys):
    page, other = small(), small(title="Une autre")
    ReportPDF.objects.filter(page=page).delete()
    with soon():
        call_command("make_report_pdfs")
    assert capsys.readouterr().out.split()[-1] == "1"
    assert ReportPage.objects.get(pk=page.pk).pdf_url
    assert ReportPage.objects.get(pk=other.pk).pdf_url


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("part:photo.jpg", True),
        ("part:../photo.jpg", False),
        ("file://{folder}/photo.jpg", False),
        ("photo.jpg", False),
        ("data:image/jpeg;base64,/9j/4AAQ", False),
    ],
)
def test_the_press_reads_nothing_but_the_parts_in_its_folder(address, found, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    for place in (tmp_path, folder):
        (place / "photo.jpg").write_bytes(files.jpeg())
    image = f'<img src="{address.format(folder=tmp_path)}" alt="Une façade">'
    (folder / "report.html").write_text(f"<html lang=fr><title>Essai</title><p>Texte</p>{image}")
    answer = process.run_renderer(folder, f"file://{tmp_path}/")
    assert answer.stdout.strip() == "1", answer.stderr
    assert (b"/Image" in streams((folder / "report.pdf").read_bytes())) is found


# How it is given out


def test_it_comes_with_a_name_and_can_be_kept_as_long_as_it_is_the_same(rich, report, client):
    answer = client.get(report.pdf_url)
    assert answer.getvalue() == rich.data
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == (
        'inline; filename="2025-04-03-rehabiliter-ce-que-disent-les-habitants.pdf"'
    )
    assert answer["Cache-Control"] == "public, no-cache"
    again = client.get(report.pdf_url, headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("wanted", "status", "part"),
    [
        ("bytes=0-3", 206, slice(0, 4)),
        ("bytes=100-", 206, slice(100, None)),
        ("bytes=-10", 206, slice(-10, None)),
        ("bytes=0-999999999", 206, slice(0, None)),
        ("bytes=0-1,4-5", 200, slice(None)),
        ("bytes=-", 200, slice(None)),
        ("lines=1-2", 200, slice(None)),
        ("bytes=999999999-", 416, slice(0, 0)),
        (f"bytes={'9' * 6000}-", 200, slice(None)),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_part_of_it_can_be_asked_for(wanted, status, part, rich, report, client):
    headers = {"range": wanted, "accept-encoding": "gzip"}
    answer = client.get(report.pdf_url, headers=headers)
    assert answer.status_code == status
    assert answer.getvalue() == rich.data[part]
    if status == 206:
        assert answer["Content-Range"].endswith(f"/{len(rich.data)}")
        assert int(answer["Content-Length"]) == len(rich.data[part])


def test_a_file_lost_by_the_storage_is_gone_politely(report, client):
    report.pdf.file.storage.delete(report.pdf.file.name)
    assert client.get(report.pdf_url).status_code == 404


def test_a_part_of_another_version_isnt_mixed_in(rich, report, client):
    headers = {"range": "bytes=0-3", "if-range": '"former"'}
    assert client.get(report.pdf_url, headers=headers).getvalue() == rich.data


def test_contacts_who_left_are_replaced(small):
    gone = factories.contact("Partie", successor=factories.contact("Ana Restée"))
    text = text_of(small(contacts=[gone]))
    assert "Ana Restée" in text
    assert Contact.objects.get(pk=gone.pk).name not in text.replace("Ana Restée", "")


def test_what_is_said_of_people_and_organisations_later_is_in_the_pdf(small):
    """She leaves, her successor has another name since, and the host is renamed."""
    left, host = factories.contact("Partie"), factories.organisation("Brumel")
    page = small(contacts=[left], host=host)
    successor = factories.contact("Ana Restée")
    with soon():
        left.successor = successor
        left.save()
    assert "Ana Restée" in text_of(page)
    with soon():
        successor.name = "Ana Mariée"
        successor.save()
        host.name = "Brumel Logement"
        host.save()
    text = text_of(page)
    assert "Ana Mariée" in text
    assert "Brumel Logement" in text
