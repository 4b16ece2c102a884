"""The pictures of a Word document, with their captions, credits and places."""

from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from docx import Document
from docx.shared import Cm
from PIL import Image

from photos.models import Photo
from tests import factories, word
from tests.clubs.word_reports import blocks, lost


class TestImagesInText:
    def floating(self, document, paragraph, shade=1, wrap="wrapSquare"):
        """A picture round which the paragraph's text flows."""
        inline = word.picture(document, word.jpeg(shade), paragraph=paragraph)._inline
        inline.tag = inline.tag.replace("}inline", "}anchor")
        inline.insert(0, inline.makeelement(inline.tag.replace("}anchor", f"}}{wrap}")))

    def test_one_beside_a_paragraph_takes_no_neighbour_as_its_caption(self, imported):
        document = Document()
        paragraph = document.add_paragraph()
        self.floating(document, paragraph)
        paragraph.add_run("On a visité la cour.")
        document.add_paragraph("Puis le hall.")
        assert blocks(imported(document)) == [
            ("photo", ""),
            ("text", "<p>On a visité la cour.</p><p>Puis le hall.</p>"),
        ]
        assert lost() == {}

    def test_alone_in_its_paragraph_it_takes_what_names_an_author_only(self, imported):
        document = Document()
        for number, line in enumerate(("On a visité la cour.", "Le hall (photo Maud Sérane)")):
            self.floating(document, document.add_paragraph(), number)
            document.add_paragraph(line)
        assert blocks(imported(document)) == [
            ("photo", ""),
            ("text", "<p>On a visité la cour.</p>"),
            ("photo", "Le hall"),
        ]

    def test_with_text_above_and_below_it_has_its_caption_below(self, imported):
        document = Document()
        self.floating(document, document.add_paragraph(), wrap="wrapTopAndBottom")
        document.add_paragraph("La cour plantée")
        assert blocks(imported(document)) == [("photo", "La cour plantée")]

    @pytest.mark.parametrize("bold", [False, True])
    def test_one_within_a_sentence_leaves_it_whole(self, bold, imported):
        document = Document()
        paragraph = document.add_paragraph("Cherchez le logo ")
        word.picture(document, word.jpeg(), paragraph=paragraph)
        paragraph.runs[-1].bold = bold
        paragraph.add_run(" à l’entrée.")
        document.add_paragraph("Il est bleu.")
        assert blocks(imported(document)) == [
            ("text", "<p>Cherchez le logo  à l’entrée.</p>"),
            ("photo", ""),
            ("text", "<p>Il est bleu.</p>"),
        ]
        assert lost() == {}

    def test_a_small_one_before_a_sentence_is_within_it(self, imported):
        document = Document()
        paragraph = document.add_paragraph()
        shape = word.picture(document, word.jpeg(), paragraph=paragraph)
        shape.height = shape.width = Cm(0.6)
        paragraph.add_run(" Les horaires changent.")
        assert blocks(imported(document)) == [
            ("text", "<p> Les horaires changent.</p>"),
            ("photo", ""),
        ]

    def test_a_caption_on_the_next_line_of_its_paragraph_is_one(self, imported):
        document = Document()
        paragraph = document.add_paragraph()
        word.picture(document, word.jpeg(), paragraph=paragraph)
        paragraph.add_run().add_break()
        paragraph.add_run("La cour (photo Maud Sérane)")
        assert blocks(imported(document)) == [("photo", "La cour")]

    def test_an_old_one_is_described_and_floats_as_new_ones_do(self, imported):
        document = Document()
        word.old_picture(document, word.jpeg(1), "position:absolute;height:90pt", "Une cour")
        word.old_picture(document, word.jpeg(2), "width:120pt;height:90pt")
        document.add_paragraph("Le hall (photo Maud Sérane)")
        paragraph = document.add_paragraph("Cherchez le ")
        word.old_picture(document, word.jpeg(3), "height:.4cm", "Logo", paragraph=paragraph)
        paragraph.add_run(" à l’entrée.")
        report = imported(document)
        assert blocks(report) == [
            ("photo", ""),
            ("photo", "Le hall"),
            ("text", "<p>Cherchez le  à l’entrée.</p>"),
            ("photo", ""),
        ]
        found = [
            block.value["photo"].description for block in report.body if block.block_type == "photo"
        ]
        assert found == ["Une cour", "", "Logo"]
        assert lost() == {}

    def test_the_words_of_an_old_text_box_come_in_where_it_hangs(self, imported):
        document = Document()
        document.add_paragraph("Avant.")
        box = (
            '<v:shape style="position:absolute" xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox>'
            "<w:txbxContent><w:p><w:r><w:t>À retenir</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape>"
        )
        word.append(
            document,
            f"<w:p {word.WORD}><w:r><w:pict>{box}</w:pict></w:r><w:r><w:t>Pendant.</w:t></w:r></w:p>",
        )
        document.add_paragraph("Après.")
        [(_kind, text)] = blocks(imported(document))
        words = BeautifulSoup(text, "html.parser").get_text(" ").split()
        assert sorted(words) == sorted(["Avant.", "À", "retenir", "Pendant.", "Après."])
        assert words[0] == "Avant."
        assert words[-1] == "Après."
        assert lost() == {}

    def test_one_with_empty_metadata_comes_in(self, imported):
        out = BytesIO()
        packet = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></x:xmpmeta>'
        Image.new("RGB", (90, 60)).save(out, "JPEG", xmp=packet)
        document = Document()
        word.picture(document, out.getvalue())
        document.add_paragraph("La cour plantée (photo Hélène Fauvel)")
        assert blocks(imported(document)) == [("photo", "La cour plantée")]
        assert Photo.objects.get().credit == "Hélène Fauvel"


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
