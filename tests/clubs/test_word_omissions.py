"""What of a Word document doesn’t come into its report is said."""

import pytest
from django.urls import reverse
from docx import Document

from clubs.models import ReportPage
from core.word.comparison import compare
from core.word.models import WordImport
from photos.models import Photo
from tests import word
from tests.clubs.word_reports import blocks, lost


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
        kept = editor_client.get(reverse("word_document", args=[WordImport.objects.get().pk]))
        assert b"".join(kept.streaming_content) == data
        assert "private" in kept["Cache-Control"]

    def test_what_stands_elsewhere_or_is_missing_is_told(self):
        missing, moved = compare(
            ["Le titre", "Un", "deux mots", "La cour (photo Zoé Marelle)", "Fin.", "Perdu", "Dit"],
            ["Le titre", "", "deux mots", "Un[1]", "La cour", "Zoé Marelle", "fin"],
            ["Dit ailleurs"],
        )
        assert missing == ["Perdu"]
        assert moved in (["Un"], ["deux mots"])

    def test_a_text_that_comes_twice_is_looked_for_twice(self):
        texts = ["Oui", "Une réponse", "Oui", "Une autre"]
        assert compare(texts, ["", "", *texts], []) == ([], [])
        assert compare(texts, ["", "", *reversed(texts)], [])[1]

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
