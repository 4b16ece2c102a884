"""What a report takes over from a Word document: headings, lists, numbers, quotations, tables."""

import pytest
from bs4 import BeautifulSoup
from docx import Document
from docx.enum.style import WD_STYLE_TYPE

from photos.models import Photo
from tests import word
from tests.clubs.word_reports import blocks, lost


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


class TestStyles:
    def test_house_styles_have_the_meaning_of_what_they_are_based_on(self, imported):
        document = Document()
        for name, base in (
            ("UR Intertitre", "Heading 1"),
            ("UR Partie", "UR Intertitre"),
            ("L'encadré", "Heading 2"),
            ("UR Légende", "Caption"),
            ("UR Corps", "Normal"),
        ):
            style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            style.base_style = document.styles[base]
        plan = document.styles.add_style("Chapitre", WD_STYLE_TYPE.PARAGRAPH)
        plan.element.get_or_add_pPr().append(
            word.parse_xml(f'<w:outlineLvl {word.WORD} w:val="1"/>')
        )
        document.styles.add_style("Heading", WD_STYLE_TYPE.PARAGRAPH)
        document.add_heading("Le titre", 0)
        for text, style in (
            ("La visite", "UR Intertitre"),
            ("L’atelier", "UR Partie"),
            ("Un encadré", "L'encadré"),
            ("Un chapitre", "Chapitre"),
            ("La suite", "Heading"),
            ("Un paragraphe.", "UR Corps"),
        ):
            document.add_paragraph(text, style=style)
        direct = document.add_paragraph("Un titre par son plan")
        direct._p.get_or_add_pPr().append(word.parse_xml(f'<w:outlineLvl {word.WORD} w:val="0"/>'))
        word.picture(document, word.jpeg())
        document.add_paragraph("La cour, " + "vue du toit et des balcons, " * 9, style="UR Légende")
        assert [block[:2] for block in blocks(imported(document))][:7] == [
            ("h2", "La visite"),
            ("h2", "L’atelier"),
            ("h3", "Un encadré"),
            ("h3", "Un chapitre"),
            ("h2", "La suite"),
            ("text", "<p>Un paragraphe.</p>"),
            ("h2", "Un titre par son plan"),
        ]
        assert Photo.objects.get().caption.startswith("La cour, vue du toit")
        assert lost() == {}


ANSWER = "Le conseil d’administration décide, sur proposition de la direction. " * 3


class TestNumbering:
    def test_one_that_goes_on_after_an_answer_keeps_its_numbers(self, imported):
        document = Document()
        for question in ("Qui décide ?", "Qui paie ?", "Quand ?"):
            document.add_paragraph(question, style="List Number")
            document.add_paragraph(ANSWER)
        ((_kind, html),) = blocks(imported(document))
        found = BeautifulSoup(html, "html.parser").find_all("p")
        assert [p.text for p in found[::2]] == ["1. Qui décide ?", "2. Qui paie ?", "3. Quand ?"]
        assert lost() == {}

    def test_one_in_a_piece_stays_a_list(self, imported):
        document = Document()
        for text in ("visiter", "", "voter"):
            document.add_paragraph(text, style="List Number" if text else None)
        document.add_paragraph(ANSWER)
        ((_kind, html),) = blocks(imported(document))
        assert html.startswith("<ol><li>visiter</li><li>voter</li></ol>")

    def test_letters_and_starts_are_those_of_word(self, imported):
        document = Document()
        level = (
            '<w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="lowerLetter"/>'
            '<w:lvlText w:val="%1)"/></w:lvl>'
        )
        numbering = document.part.numbering_part.element
        abstract = f'<w:abstractNum {word.WORD} w:abstractNumId="77">{level}</w:abstractNum>'
        numbering.insert(0, word.parse_xml(abstract))
        used = f'<w:num {word.WORD} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'
        numbering.append(word.parse_xml(used))
        place = f'<w:numPr {word.WORD}><w:ilvl w:val="0"/><w:numId w:val="77"/></w:numPr>'
        for text in ("les loyers", "les charges"):
            document.add_paragraph(text)._p.get_or_add_pPr().append(word.parse_xml(place))
        assert blocks(imported(document)) == [("text", "<p>c) les loyers</p><p>d) les charges</p>")]


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
