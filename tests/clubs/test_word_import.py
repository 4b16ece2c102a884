"""A report written in Word becomes a draft: what it takes over, and what it says it didn't."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document

from clubs.models import ReportPage, WordImport
from photos.models import Photo
from tests import factories, page_types
from tests.clubs import word


@pytest.fixture
def session(site):
    return page_types.session(site.home, title="Visite des Tilleuls", edition=7, place="Valmire")


@pytest.fixture
def send(editor_client, django_capture_on_commit_callbacks):
    """Sends a document as an editor does; the answer is the page where she ends up."""

    def send_document(data, page, name="compte-rendu.docx", client=editor_client):
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(
                reverse("clubs_import_word", args=[page.pk]),
                {"file": SimpleUploadedFile(name, data)},
            )
        return client.get(answer.url, follow=True) if answer.status_code == 302 else answer

    return send_document


@pytest.fixture
def imported(send, session):
    """The draft made from a python-docx document, as its latest revision has it."""

    def import_document(document, page=None):
        data = document if isinstance(document, bytes) else word.saved(document)
        send(data, page or session)
        return draft()

    return import_document


def draft() -> ReportPage:
    return ReportPage.objects.get().get_latest_revision_as_object()


def blocks(report) -> list[tuple]:
    """(kind, what the editor would read in it)."""
    shown = []
    for block in report.body:
        value = block.value
        if block.block_type == "heading":
            shown.append((value["level"], value["text"]))
        elif block.block_type == "rich_text":
            shown.append(("text", value.source))
        elif block.block_type == "photo":
            shown.append(("photo", value["photo"].caption))
        elif block.block_type == "gallery":
            shown.append(("gallery", [photo.caption for photo in value["photos"]]))
        elif block.block_type == "quote":
            shown.append(("quote", (value["text"], value["speaker"], value["role"])))
        else:
            shown.append((block.block_type, value))
    return shown


def lost() -> dict[str, list[str]]:
    """By kind, the words that the editor is told of."""
    return {loss["kind"]: loss["texts"] for loss in WordImport.objects.get().losses}


def said(answer) -> str:
    page = BeautifulSoup(answer.content, "html.parser")
    found = page.select(".error-message, .help-critical, .messages li, .w-field__errors")
    return " ".join(" ".join(part.text.split()) for part in found)


class TestText:
    def test_the_title_names_the_report_and_headings_become_sections(self, imported):
        document = Document()
        document.add_heading("Sept visites pour comprendre", 0)
        document.add_heading("La matinée", 1)
        document.add_paragraph("On a visité la cour.")
        document.add_heading("L’atelier", 2)
        document.add_heading("Un détail", 3)
        report = imported(document)
        assert report.title == "Sept visites pour comprendre"
        assert blocks(report) == [
            ("h2", "La matinée"),
            ("text", "<p>On a visité la cour.</p>"),
            ("h3", "L’atelier"),
            ("h3", "Un détail"),
        ]
        assert lost()["level"] == ["Un détail"]

    def test_without_a_title_the_first_heading_names_it_and_the_others_rise(self, imported):
        document = Document()
        document.add_heading("La septième séance", 1)
        document.add_heading("Accueil", 2)
        report = imported(document)
        assert report.title == "La septième séance"
        assert blocks(report) == [("h2", "Accueil")]

    def test_the_title_in_the_documents_properties_serves_too(self, imported):
        document = Document()
        document.core_properties.title = "Séance aux Tilleuls"
        document.add_heading("Accueil", 1)
        report = imported(document)
        assert report.title == "Séance aux Tilleuls"
        assert blocks(report) == [("h2", "Accueil")]

    def test_a_document_that_names_nothing_keeps_the_sessions_title(self, imported, session):
        assert imported(word.text("Bonjour.")).title == session.title

    def test_a_subtitle_is_the_introduction(self, imported):
        document = Document()
        document.add_heading("Titre", 0)
        document.add_paragraph("Trente bailleurs se sont retrouvés.", style="Subtitle")
        assert imported(document).introduction == "Trente bailleurs se sont retrouvés."

    def test_paragraphs_keep_bold_italic_links_and_line_breaks(self, imported):
        document = Document()
        paragraph = document.add_paragraph("Un ")
        paragraph.add_run("mot").bold = True
        paragraph.add_run(" et ")
        paragraph.add_run("un autre").italic = True
        word.link(paragraph, "https://www.example.org/etude", " ici")
        ((kind, html),) = blocks(imported(document))
        assert kind == "text"
        assert html == (
            '<p>Un <b>mot</b> et <i>un autre</i><a href="https://www.example.org/etude"> ici</a></p>'
        )

    def test_lists_keep_their_kinds_and_levels(self, imported):
        document = Document()
        document.add_paragraph("Avant :")
        for style, text in (
            ("List Bullet", "les loyers"),
            ("List Bullet 2", "le parc ancien"),
            ("List Bullet", "les charges"),
        ):
            document.add_paragraph(text, style=style)
        document.add_paragraph("Puis :")
        document.add_paragraph("voter", style="List Number")
        ((_kind, html),) = blocks(imported(document))
        assert html == (
            "<p>Avant :</p><ul><li>les loyers<ul><li>le parc ancien</li></ul></li>"
            "<li>les charges</li></ul><p>Puis :</p><ol><li>voter</li></ol>"
        )

    def test_superscript_figures_keep_their_meaning(self, imported):
        document = Document()
        paragraph = document.add_paragraph("1")
        paragraph.add_run("er").font.superscript = True
        paragraph.add_run(" étage, 60 m")
        paragraph.add_run("2").font.superscript = True
        paragraph.add_run(", CO")
        paragraph.add_run("2").font.subscript = True
        assert blocks(imported(document)) == [("text", "<p>1er étage, 60 m², CO₂</p>")]

    def test_footnotes_stand_at_the_end(self, imported):
        document = Document()
        paragraph = document.add_paragraph("Un chiffre")
        paragraph._p.append(
            word.parse_xml(f'<w:r {word.WORD}><w:footnoteReference w:id="2"/></w:r>')
        )
        notes = (
            f'<w:footnotes {word.WORD}><w:footnote w:id="2"><w:p><w:r>'
            "<w:t>Source : enquête 2025.</w:t></w:r></w:p></w:footnote></w:footnotes>"
        )
        data = word.related(word.saved(document), "footnotes", "footnotes.xml", notes.encode())
        found = blocks(imported(data))
        assert found[0] == ("text", "<p>Un chiffre[1]</p>")
        assert found[1] == ("h2", "Notes")
        assert "Source : enquête 2025." in found[2][1]
        assert "href" not in found[2][1]
        assert "words" not in lost()


class TestQuotes:
    @pytest.mark.parametrize("style", ["Quote", "Intense Quote"])
    @pytest.mark.parametrize(
        "lines",
        [
            ["« On n’a jamais autant parlé. »", "— Maud Sérane, gardienne"],
            ["« On n’a jamais autant parlé. » — Maud Sérane, gardienne"],
            ["« On n’a jamais autant parlé. » (Maud Sérane, gardienne)"],
        ],
    )
    def test_a_quotation_with_its_speaker_is_a_quote(self, style, lines, imported):
        document = Document()
        for line in lines:
            document.add_paragraph(line, style=style)
        assert blocks(imported(document)) == [
            ("quote", ("On n’a jamais autant parlé.", "Maud Sérane", "gardienne"))
        ]

    def test_one_that_names_nobody_stays_in_the_text_between_quotation_marks(self, imported):
        document = Document()
        document.add_paragraph("Avant.")
        document.add_paragraph("Nul ne peut être expulsé sans recours.", style="Quote")
        ((_kind, html),) = blocks(imported(document))
        assert html == "<p>Avant.</p><p>« Nul ne peut être expulsé sans recours. »</p>"
        assert "anonymous" in lost()


class TestTables:
    def table(self, document, rows):
        table = document.add_table(len(rows), len(rows[0]))
        for row, values in zip(table.rows, rows, strict=True):
            for cell, value in zip(row.cells, values, strict=True):
                cell.text = value
        return table

    def test_a_table_has_its_first_row_as_headings_and_its_caption(self, imported):
        document = Document()
        document.add_paragraph("Tableau 1 : le parc", style="Caption")
        self.table(document, [["Commune", "Logements"], ["Valmire", "12 400"], ["Étang", "980"]])
        ((kind, table),) = blocks(imported(document))
        assert kind == "table"
        assert table.caption == "Tableau 1 : le parc"
        assert [column["heading"] for column in table.columns] == ["Commune", "Logements"]
        assert [column["block"].name for column in table.columns] == ["text", "number"]
        assert [[str(cell) for cell in row] for row in table.rows] == [
            ["Valmire", "12 400"],
            ["Étang", "980"],
        ]

    def test_merged_cells_keep_the_grid_and_are_told(self, imported):
        document = Document()
        table = self.table(document, [["A", "", "C"], ["1", "2", "3"]])
        table.cell(0, 0).merge(table.cell(0, 1))
        ((_kind, value),) = blocks(imported(document))
        assert [column["heading"] for column in value.columns] == ["A", "", "C"]
        assert "merged" in lost()

    def test_a_table_that_places_photos_is_unfolded(self, imported):
        document = Document()
        table = document.add_table(2, 2)
        for place, (shade, caption) in enumerate(((1, "La cour"), (2, "Le hall"))):
            word.picture(document, word.jpeg(shade), paragraph=table.cell(0, place).paragraphs[0])
            table.cell(1, place).text = f"{caption} (photo Zoé Marelle)"
        assert blocks(imported(document)) == [("photo", "La cour"), ("photo", "Le hall")]
        assert "layout" in lost()


class TestPhotos:
    @pytest.mark.parametrize(
        ("line", "caption", "credit"),
        [
            ("La cour (photo Maud Sérane)", "La cour", "Maud Sérane"),
            ("La cour (Photo : Maud Sérane)", "La cour", "Maud Sérane"),
            ("La cour (crédit photo : Maud Sérane)", "La cour", "Maud Sérane"),
            ("La cour (© Maud Sérane)", "La cour", "Maud Sérane"),
            (
                "La cour. © Maud Sérane / Valmire Habitat",
                "La cour",
                "Maud Sérane / Valmire Habitat",
            ),
            ("La cour - Crédit photo Maud Sérane", "La cour", "Maud Sérane"),
            ("© Maud Sérane", "", "Maud Sérane"),
            ("La cour (photo de 2019)", "La cour (photo de 2019)", ""),
            ("La cour (bâtiment B)", "La cour (bâtiment B)", ""),
        ],
    )
    def test_the_credit_is_taken_from_the_caption(self, line, caption, credit, imported):
        document = Document()
        word.picture(document, word.jpeg())
        document.add_paragraph(line, style="Caption")
        imported(document)
        photo = Photo.objects.get()
        assert (photo.caption, photo.credit) == (caption, credit)

    def test_the_alternative_text_of_word_is_the_photos(self, imported):
        document = Document()
        word.picture(document, word.jpeg(), "Trois immeubles autour d’une cour plantée")
        imported(document)
        assert Photo.objects.get().description == "Trois immeubles autour d’une cour plantée"

    @pytest.mark.parametrize(
        "written",
        [
            "Une image contenant extérieur\n\nDescription générée automatiquement",
            "Une image contenant ciel\n\nLe contenu généré par l’IA peut être incorrect.",
            "IMG_2034.jpg",
        ],
    )
    def test_one_that_word_made_up_is_left_out_and_told(self, written, imported):
        document = Document()
        word.picture(document, word.jpeg(), written)
        imported(document)
        assert Photo.objects.get().description == ""
        assert "alternative" in lost()

    def test_a_short_paragraph_after_an_image_is_its_caption_and_a_long_one_is_text(self, imported):
        document = Document()
        word.picture(document, word.jpeg(1))
        document.add_paragraph("Le hall rénové")
        word.picture(document, word.jpeg(2))
        document.add_paragraph("L’après-midi, " + "les participants ont échangé. " * 8)
        found = blocks(imported(document))
        assert found[:2] == [("photo", "Le hall rénové"), ("photo", "")]
        assert found[2][0] == "text"

    def test_three_in_a_row_make_a_gallery(self, imported):
        document = Document()
        document.add_paragraph("Voici les photos de la journée, prises par les participants." * 3)
        for number in range(4):
            word.picture(document, word.jpeg(number))
            document.add_paragraph(f"Photo {number}", style="Caption")
        found = blocks(imported(document))
        assert found[1] == ("gallery", ["Photo 0", "Photo 1", "Photo 2", "Photo 3"])

    def test_a_photo_that_the_library_has_is_used_again(self, imported):
        known = factories.photo(data=word.jpeg(9), caption="Sa légende", credit="Zoé Marelle")
        Photo.objects.filter(pk=known.pk).update(file_hash="", description="")
        known.refresh_from_db()
        known._set_image_file_metadata()
        known.save()
        document = Document()
        word.picture(document, word.jpeg(9), "Une cour")
        document.add_paragraph("Une autre légende (photo Ana Valdour)", style="Caption")
        report = imported(document)
        photo = Photo.objects.get()
        assert report.body[0].value["photo"] == photo
        assert report.body[0].value["caption"] == "Une autre légende"
        assert (photo.caption, photo.credit) == ("Sa légende", "Zoé Marelle")
        assert photo.description == "Une cour"

    def test_an_image_twice_in_the_document_is_one_photo(self, imported):
        document = Document()
        document.add_paragraph("Un paragraphe assez long pour n’être la légende de rien." * 4)
        for _time in range(2):
            word.picture(document, word.jpeg())
        report = imported(document)
        assert Photo.objects.count() == 1
        assert len(blocks(report)) == 3

    def test_the_report_waits_for_credits_before_it_is_published(self, imported):
        document = Document()
        word.picture(document, word.jpeg())
        report = imported(document)
        assert not report.live
        assert Photo.objects.get().missing_for_publication


class TestBelow:
    def test_a_session_gives_its_number_date_and_place(self, imported, session):
        report = imported(word.text("Bonjour."))
        assert ReportPage.objects.get().session == session
        assert (report.edition, report.date, report.place) == (7, session.day, "Valmire")
        assert not report.live

    def test_a_club_gives_the_next_number(self, imported, session, site):
        club = session.get_parent()
        report = imported(word.text("Bonjour."), club)
        assert report.edition == 8
        assert report.date == date.today()
        assert ReportPage.objects.child_of(club).exists()

    def test_the_empty_draft_of_a_session_takes_the_text(self, imported, session, editor_client):
        editor_client.post(reverse("clubs_write_report", args=[session.pk]))
        report = imported(word.text("Bonjour."))
        assert blocks(report) == [("text", "<p>Bonjour.</p>")]

    def test_a_text_already_written_is_never_replaced(self, send, imported, session):
        imported(word.text("Ce qui fut dit."))
        answer = send(word.text("Autre chose."), session)
        assert "Ce qui fut dit." in draft().body[0].value.source
        assert "compte rendu" in said(answer)

    def test_the_editor_ends_up_in_the_draft(self, send, session):
        answer = send(word.text("Bonjour."), session)
        assert answer.redirect_chain[-1][0] == reverse(
            "wagtailadmin_pages:edit", args=[ReportPage.objects.get().pk]
        )


class TestNothingIsLostInSilence:
    def test_the_list_is_read_again_on_the_draft_with_the_document(
        self, send, session, editor_client
    ):
        document = Document()
        paragraph = document.add_paragraph("Bonjour.")
        document.add_comment(paragraph.runs, "À vérifier avec Ana", author="Zoé")
        data = word.saved(document)
        answer = send(data, session, name="Séance 7.docx")
        for page in (answer, editor_client.get(answer.redirect_chain[-1][0])):
            text = page.content.decode()
            assert "À vérifier avec Ana" in text
            assert "1 commentaire est resté dans Word" in text
        kept = editor_client.get(reverse("clubs_word_document", args=[WordImport.objects.get().pk]))
        assert b"".join(kept.streaming_content) == data
        assert "private" in kept["Cache-Control"]

    def test_a_document_taken_over_whole_says_so(self, send, session):
        assert "Tout a été repris" in send(word.text("Bonjour."), session).content.decode()

    @pytest.mark.parametrize(
        ("kind", "xml", "words"),
        [
            (
                "deletion",
                '<w:p {w}><w:r><w:t>On garde</w:t></w:r><w:del w:id="1" w:author="Zoé"><w:r>'
                "<w:delText>mot ôté</w:delText></w:r></w:del></w:p>",
                "mot ôté",
            ),
            (
                "insertion",
                '<w:p {w}><w:ins w:id="1" w:author="Zoé"><w:r><w:t>mot ajouté</w:t></w:r></w:ins></w:p>',
                "mot ajouté",
            ),
            (
                "hidden",
                "<w:p {w}><w:r><w:rPr><w:vanish/></w:rPr><w:t>caché</w:t></w:r></w:p>",
                "caché",
            ),
            (
                "struck",
                "<w:p {w}><w:r><w:rPr><w:strike/></w:rPr><w:t>biffé</w:t></w:r></w:p>",
                "biffé",
            ),
            (
                "equation",
                '<w:p {w}><m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math">'
                "<m:r><m:t>a=b</m:t></m:r></m:oMath></w:p>",
                "a=b",
            ),
            (
                "words",
                '<w:p {w}><w:r><w:drawing><box xmlns="urn:test"><w:p><w:r><w:t>Dans une zone de texte'
                "</w:t></w:r></w:p></box></w:drawing></w:r></w:p>",
                "Dans une zone de texte",
            ),
            (
                "link",
                '<w:p {w}><w:hyperlink w:anchor="_Toc1"><w:r><w:t>voir plus bas</w:t></w:r></w:hyperlink></w:p>',
                "voir plus bas",
            ),
        ],
    )
    def test_marks_in_the_text(self, kind, xml, words, imported):
        document = Document()
        word.append(document, xml.format(w=word.WORD))
        imported(document)
        assert lost()[kind] == [words]

    def test_headers_and_footers(self, imported):
        document = Document()
        document.add_paragraph("Bonjour.")
        document.sections[0].header.paragraphs[0].text = "Club rénovation"
        imported(document)
        assert lost() == {"header": ["Club rénovation"]}

    @pytest.mark.parametrize(
        ("relation", "target", "kind"),
        [
            ("chart", "charts/chart1.xml", "chart"),
            ("oleObject", "embeddings/feuille.bin", "object"),
            ("vbaProject", "vbaProject.bin", "macro"),
            ("diagramData", "diagrams/data1.xml", "diagram"),
            ("aFChunk", "part.html", "part"),
        ],
    )
    def test_parts_beside_the_text(self, relation, target, kind, imported):
        data = word.related(word.text("Bonjour."), relation, target, b"<root/>")
        assert blocks(imported(data)) == [("text", "<p>Bonjour.</p>")]
        assert kind in lost()

    def test_an_image_on_another_site_is_never_fetched(self, imported):
        document = Document()
        document.add_paragraph("Bonjour.")
        word.external_image(document, "http://127.0.0.1:9/pixel.png")
        imported(document)
        assert lost()["image_external"] == ["http://127.0.0.1:9/pixel.png"]

    @pytest.mark.parametrize("kind", ["GIF", "TIFF", "BMP"])
    def test_a_format_that_isnt_a_photos(self, kind, imported):
        document = Document()
        document.add_paragraph("Bonjour." * 30)
        word.picture(document, word.image(kind))
        document.add_paragraph("Le plan", style="Caption")
        imported(document)
        (text,) = lost()["image_refused"]
        assert kind in text
        assert "Le plan" in text

    def test_an_image_that_cant_be_read(self, imported):
        document = Document()
        document.add_paragraph("Bonjour.")
        word.picture(document, word.jpeg())
        data = word.changed(word.saved(document), {"word/media/image1.jpg": word.jpeg()[:400]})
        assert blocks(imported(data)) == [("text", "<p>Bonjour.</p>")]
        assert "image_refused" in lost()
        assert not Photo.objects.exists()

    def test_an_image_cropped_in_word(self, imported):
        document = Document()
        shape = word.picture(document, word.jpeg())
        fill = shape._inline.find(f".//{word.qn('pic:blipFill')}")
        fill.insert(1, word.parse_xml(f'<a:srcRect {word.nsdecls("a")} l="20000"/>'))
        imported(document)
        assert "crop" in lost()

    def test_a_text_too_long_for_its_place(self, imported):
        document = Document()
        document.add_heading("Titre", 0)
        document.add_heading("Une très longue phrase en guise de titre " * 8, 1)
        (level, heading), *_rest = blocks(imported(document))
        assert level == "h2"
        assert len(heading) <= 200
        assert lost()["shortened"]


class TestCleaned:
    @pytest.mark.parametrize(
        "address",
        [
            "javascript:alert(1)",
            "JAVASCRIPT:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "/admin/",
        ],
    )
    def test_a_link_that_runs_or_leads_inside_is_text(self, address, imported):
        document = Document()
        word.link(document.add_paragraph("Voir "), address, "ici")
        assert blocks(imported(document)) == [("text", "<p>Voir ici</p>")]
        assert lost()["link"] == [f"ici {address}"]

    def test_words_are_never_markup(self, imported, read):
        document = Document()
        document.add_heading("<script>alert(1)</script>", 0)
        document.add_paragraph("<img src=x onerror=alert(1)>")
        document.add_paragraph("<b>« Dit » & fait</b>", style="Quote")
        report = imported(document)
        report.save_revision().publish()
        page = read(ReportPage.objects.get().url)
        assert not page.main.select("script:not([src]):not([type]), img[onerror]")
        assert "<img src=x onerror=alert(1)>" in page.main.text

    def test_a_style_map_in_the_document_is_not_followed(self, imported):
        data = word.changed(word.text("Bonjour."), {"mammoth/style-map": b"p => script"})
        assert blocks(imported(data)) == [("text", "<p>Bonjour.</p>")]


class TestTwice:
    def test_the_same_document_is_told_and_imported_when_asked(
        self, send, session, site, editor_client, django_capture_on_commit_callbacks
    ):
        data = word.text("Bonjour.")
        send(data, session)
        club = session.get_parent()
        answer = send(data, club)
        assert "a déjà été importé" in answer.content.decode()
        assert ReportPage.objects.count() == 1
        with django_capture_on_commit_callbacks(execute=True):
            editor_client.post(answer.request["PATH_INFO"])
        assert ReportPage.objects.child_of(club).count() == 1

    def test_not_once_its_report_is_deleted(self, send, session):
        data = word.text("Bonjour.")
        send(data, session)
        name = WordImport.objects.get().file.name
        storage = WordImport.objects.get().file.storage
        ReportPage.objects.get().delete()
        assert not WordImport.objects.exists()
        assert not storage.exists(name)
        session.refresh_from_db()
        send(data, session)
        assert ReportPage.objects.count() == 1


class TestRights:
    def test_nobody_reads_the_document_from_outside(self, send, session, client):
        send(word.text("Bonjour."), session)
        found = WordImport.objects.get()
        assert client.get(found.file.url).status_code == 404
        address = reverse("clubs_word_document", args=[found.pk])
        assert client.get(address).status_code == 302

    def test_who_may_not_write_there_may_not_import(self, session, client, site):
        person = factories.user("lecture@example.org")
        client.force_login(person)
        answer = client.get(reverse("clubs_import_word", args=[session.pk]))
        assert answer.status_code in {302, 403}

    def test_only_sessions_and_clubs_have_the_screen(self, site, editor_client):
        answer = editor_client.get(reverse("clubs_import_word", args=[site.news.pk]))
        assert answer.status_code == 404
