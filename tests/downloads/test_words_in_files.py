"""The words of files are found wherever they stand in them, and words that nobody sees aren't."""

from pathlib import Path

import pytest

from downloads import reader
from search import word_forms
from tests import files
from tests.downloads import office
from tests.downloads.office import inside, paragraph, run, shape


@pytest.fixture
def found(tmp_path):
    """What the reader finds in a file, in this process."""

    def read(data: bytes, extension: str) -> dict:
        path = Path(tmp_path, f"fichier.{extension}")
        path.write_bytes(data)
        return reader.main(str(path), extension, str(tmp_path / "cover.webp"), 100, 20, 100_000)

    return read


WORD = paragraph(run("mésange"))
CHOICE, FALLBACK = (
    "mc:Choice wps:txbx w:txbxContent",
    "mc:Fallback w:pict v:textbox w:txbxContent",
)
TEXT_BOX = inside("w:r mc:AlternateContent", f"{inside(CHOICE, WORD)}{inside(FALLBACK, WORD)}")
ROW = "w:tbl w:tr"
IN_DOCX = {
    "a table": inside(f"{ROW} w:tc", WORD),
    "a table in a table": inside(f"{ROW} w:tc {ROW} w:tc", WORD),
    "a content control": inside("w:sdt w:sdtContent", WORD),
    "a control in a sentence": paragraph(run("une "), inside("w:sdt w:sdtContent", run("mésange"))),
    "a cell that is a control": inside(f"{ROW} w:sdt w:sdtContent w:tc", WORD),
    "an insertion": paragraph(inside("w:ins", run("mésange"))),
    "what was moved here": paragraph(inside("w:moveTo", run("mésange"))),
    "a link": paragraph(inside("w:hyperlink", run("mésange"))),
    "a text box": paragraph(run("voici"), TEXT_BOX),
    "a text box for older programs": paragraph(inside(f"w:r mc:AlternateContent {FALLBACK}", WORD)),
    "an old text box": paragraph(inside("w:r w:pict v:textbox w:txbxContent", WORD)),
    "a smart tag": paragraph(inside("w:smartTag", run("mésange"))),
    "several runs": paragraph(run("més"), "<w:proofErr/>", run("ange")),
    "an equation": paragraph(inside("m:oMath m:r m:t", "mésange")),
}
PARTS_OF_DOCX = {
    "a header": {"header": inside("w:hdr", WORD)},
    "a footer": {"footer": inside("w:ftr", WORD)},
    "a footnote": {"footnotes": inside("w:footnotes w:footnote", WORD)},
    "an endnote": {"endnotes": inside("w:endnotes w:endnote", WORD)},
    "SmartArt": {"diagramData": inside("dgm:dataModel dgm:pt dgm:t a:p a:r a:t", "mésange")},
    "a chart": {"chart": inside("c:chartSpace c:cat c:strCache c:pt c:v", "mésange")},
}
UNSEEN_IN_DOCX = {
    "a deletion": paragraph(inside("w:del w:r w:delText", "mésange")),
    "what was moved away": paragraph(inside("w:moveFrom", run("mésange"))),
    "a hidden passage": paragraph(run("mésange", "<w:vanish/>")),
    "the code of a field": paragraph(inside("w:r w:instrText", "mésange")),
}


@pytest.mark.parametrize("where", IN_DOCX)
def test_in_a_word_document(where, found):
    text = found(office.docx(paragraph(run("avant")) + IN_DOCX[where]), "docx")["texts"][0]
    assert text.count("mésange") == 1
    assert "avant\n" in text


@pytest.mark.parametrize("where", PARTS_OF_DOCX)
def test_beside_the_text_of_a_word_document(where, found):
    data = office.docx(paragraph(run("avant")), **PARTS_OF_DOCX[where])
    assert found(data, "docx")["texts"] == ["avant\nmésange"]


@pytest.mark.parametrize("where", UNSEEN_IN_DOCX)
def test_not_what_word_hides(where, found):
    data = office.docx(paragraph(run("avant")) + UNSEEN_IN_DOCX[where])
    assert found(data, "docx")["texts"] == ["avant"]


def test_comments_are_between_their_writers(found):
    data = office.docx(
        paragraph(run("avant")), comments=f"<w:comments>{paragraph(run('non'))}</w:comments>"
    )
    assert found(data, "docx")["texts"] == ["avant"]  # fmt: skip


def test_headings_are_those_of_house_styles_too(found):
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/>{more}</w:style>'
        for key, name, more in (
            ("Titre1", "heading 1", ""),
            ("UR", "UR Intertitre", '<w:basedOn w:val="Titre1"/>'),
            ("UR2", "Chapeau", '<w:basedOn w:val="UR"/>'),
            ("Plan", "Partie", '<w:pPr><w:outlineLvl w:val="1"/></w:pPr>'),
            ("Toc", "TOC Heading", '<w:basedOn w:val="Titre1"/><w:pPr><w:outlineLvl w:val="9"/></w:pPr>'),
            ("Tour", "Tour", '<w:basedOn w:val="Tour"/>'),
        )
    )  # fmt: skip
    body = "".join(
        paragraph(f'<w:pPr><w:pStyle w:val="{key}"/></w:pPr>', run(key))
        for key in ("Titre1", "UR", "UR2", "Plan", "Toc", "Tour", "Aucun")
    )
    body += paragraph('<w:pPr><w:outlineLvl w:val="2"/></w:pPr>', run("Direct"))
    data = office.docx(body, styles=f"<w:styles>{styles}</w:styles>")
    assert found(data, "docx")["outline"] == [
        [0, "Titre1", None], [0, "UR", None], [0, "UR2", None], [1, "Plan", None], [2, "Direct", None]
    ]  # fmt: skip


ANCHOR = "xdr:twoCellAnchor"
TEXT = "xdr:txBody a:p a:r a:t"
IN_XLSX = {
    "a text box": {"drawing": inside(f"{ANCHOR} xdr:sp {TEXT}", "mésange")},
    "a group": {"drawing": inside(f"{ANCHOR} xdr:grpSp xdr:grpSp xdr:sp {TEXT}", "mésange")},
    "the title of a chart": {
        "drawing": inside(ANCHOR, ""),
        "chart": inside("c:chartSpace c:chart c:title c:tx c:rich a:p a:r a:t", "mésange"),
    },
    "the legend of a chart": {
        "drawing": inside(ANCHOR, ""),
        "chart": inside("c:chartSpace c:ser c:tx c:strRef c:strCache c:pt c:v", "mésange"),
    },
    "SmartArt": {
        "drawing": inside(ANCHOR, ""),
        "diagramData": inside("dgm:dataModel dgm:pt dgm:t a:p a:r a:t", "mésange"),
    },
}


@pytest.mark.parametrize("where", IN_XLSX)
def test_in_the_drawings_of_a_worksheet(where, found):
    parts = dict(IN_XLSX[where])
    data = office.xlsx(parts.pop("drawing"), **parts)
    assert found(data, "xlsx")["texts"] == ["Feuille\nmésange\navant"]


@pytest.mark.parametrize("kind", ["text", "spreadsheet", "presentation"])
def test_in_the_charts_of_opendocument(kind, found):
    chart = '<draw:object xlink:href="./Object 1"/>'
    body = {
        "text": inside("text:p draw:frame", chart),
        "spreadsheet": inside("table:table table:shapes draw:frame", chart),
        "presentation": inside("draw:page draw:frame", chart),
    }[kind]
    words = "<text:p>mésange</text:p><text:p>12</text:p>"
    content = office.odf("chart", inside("office:title", words))
    data = office.odf(kind, body, **{"Object 1/content": office.content_of(content)})
    extension = {"text": "odt", "spreadsheet": "ods", "presentation": "odp"}[kind]
    assert found(data, extension)["texts"] == ["mésange"]


def test_a_broken_part_hides_no_other(found):
    assert found(office.docx(WORD, header="<w:hdr><w:p>"), "docx")["texts"] == ["mésange"]
    data = office.xlsx(inside(ANCHOR, ""), chart="<c:chartSpace><c:v>")
    assert found(data, "xlsx")["texts"] == ["Feuille\navant"]


IN_PPTX = {
    "a table": inside("p:graphicFrame a:tbl a:tr a:tc a:txBody a:p a:r a:t", "mésange"),
    "a group": f"<p:grpSp>{shape('mésange')}</p:grpSp>",
    "a group of groups": f"<p:grpSp><p:grpSp>{shape('mésange')}</p:grpSp></p:grpSp>",
    "a shape": shape("mésange"),
    "a body": shape("mésange", "body"),
}
PARTS_OF_PPTX = {
    "the notes": {"notesSlide": f"<p:notes>{shape('mésange', 'body')}{shape('3', 'sldNum')}</p:notes>"},
    "SmartArt": PARTS_OF_DOCX["SmartArt"],
    "a chart": PARTS_OF_DOCX["a chart"],
}  # fmt: skip


@pytest.mark.parametrize("where", IN_PPTX)
def test_in_a_presentation(where, found):
    read = found(office.pptx(shape("Bilan", "title") + IN_PPTX[where], shape("la suite")), "pptx")
    assert read["texts"] == ["Bilan\nmésange", "la suite"]
    assert (read["pages"], read["outline"]) == (2, [[0, "Bilan", 1]])


@pytest.mark.parametrize("where", PARTS_OF_PPTX)
def test_beside_the_slides_of_a_presentation(where, found):
    data = office.pptx(shape("Bilan"), **PARTS_OF_PPTX[where])
    assert found(data, "pptx")["texts"] == ["Bilan\nmésange"]


NOTE = f"<text:note-citation>1</text:note-citation>{inside('text:note-body text:p', 'mésange')}"
IN_ODT = {
    "a paragraph after a heading": inside("text:p", "mésange"),
    "a table": inside("table:table table:table-row table:table-cell text:p", "mésange"),
    "a list": inside("text:list text:list-item text:p", "mésange"),
    "a section": inside("text:section text:p", "mésange"),
    "a note": inside("text:p text:note", NOTE),
    "a frame": inside("text:p draw:frame draw:text-box text:p", "mésange"),
    "several spans": "<text:p>més<text:span>an</text:span>ge</text:p>",
}


@pytest.mark.parametrize("where", IN_ODT)
def test_in_an_odt_without_meta(where, found):
    heading = '<text:h text:outline-level="1">Le <text:span>bail</text:span></text:h>'
    read = found(office.odf("text", heading + IN_ODT[where]), "odt")
    assert read["texts"] == ["Le bail\nmésange"]
    assert read["outline"] == [[0, "Le bail", None]]
    assert "problem" not in read


def test_not_what_libreoffice_hides(found):
    hidden = (
        "<text:tracked-changes><text:p>ôté</text:p></text:tracked-changes><text:p>avant"
        "<office:annotation><text:p>non</text:p></office:annotation></text:p>"
    )
    assert found(office.odf("text", hidden), "odt")["texts"] == ["avant"]


def test_header_and_title_of_an_odt(found):
    header = inside("style:header text:p", "mésange")
    styles = f"<office:document-styles {{ns}}>{header}</office:document-styles>"
    about = (
        "<dc:title>Guide du bail</dc:title>"
        "<meta:creation-date>2025-03-02T10:00:00</meta:creation-date>"
    )
    meta = f"<office:document-meta {{ns}}>{about}</office:document-meta>"
    read = found(office.odf("text", "<text:p>avant</text:p>", styles=styles, meta=meta), "odt")
    assert read["texts"] == ["avant\nmésange"]
    assert (read["title"], read["date"]) == ("Guide du bail", "2025-03-02")


def test_slides_and_sheets_of_libreoffice(found):
    title = inside("draw:text-box text:p", "Bilan")
    slides = (
        f'<draw:page><draw:frame presentation:class="title">{title}</draw:frame>'
        f"{inside('presentation:notes text:p', 'mésange')}</draw:page><draw:page/>"
    )
    read = found(office.odf("presentation", slides), "odp")
    assert (read["texts"], read["outline"]) == (["Bilan\nmésange", ""], [[0, "Bilan", 1]])
    cells = "".join(inside("table:table-cell text:p", text) for text in ("Valmire", "128"))
    row = inside("table:table-row", cells)
    sheet = f'<table:table table:name="Loyers">{row}</table:table>'
    read = found(office.odf("spreadsheet", sheet), "ods")
    assert (read["texts"], read["outline"]) == (["Valmire 128"], [[0, "Loyers", None]])


@pytest.mark.parametrize(
    ("data", "extension"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504 + "EncryptedPackage".encode("utf-16-le"), "docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504 + "EncryptedPackage".encode("utf-16-le"), "pptx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504 + "EncryptedPackage".encode("utf-16-le"), "xlsx"),
        (office.archive(**{"content.xml": "\x01\x02", "META-INF/manifest.xml": "<m><encryption-data/></m>"}), "odt"),
        (office.archive(**{"encrypted-package": "\x01", "META-INF/manifest.xml": "<m><encryption-data/></m>"}), "ods"),
        (files.encrypted_pdf(), "pdf"),
    ],
)  # fmt: skip
def test_a_protected_file_says_that_it_is(data, extension, found):
    assert found(data, extension)["problem"] == "encrypted"


@pytest.mark.parametrize(
    "title",
    [
        "Microsoft Word - CR réunion v3.docx", "Microsoft PowerPoint - Bilan", "Présentation PowerPoint",
        "PowerPoint Presentation", "plaquette_HR_v12.indd", "Mise en page 1", "Document1", "Sans titre", "untitled",
        "(anonymous)", "Bilan 2023.docx", "Diapositive 1", "Classeur1", "Scan_20230512", "Layout 1", "C:\\Users\\a\\b",
    ],
)  # fmt: skip
def test_a_title_that_a_program_wrote_is_none(title, found):
    meta = f"<office:document-meta {{ns}}><dc:title>{title}</dc:title></office:document-meta>"
    assert found(office.odf("text", "<text:p/>", meta=meta), "odt")["title"] == ""


def terms(text: str) -> set[str]:
    return word_forms.terms(text, "fr")


def has(word: str, text: str) -> bool:
    """Whether a search for the word finds the text."""
    (asked,) = word_forms.words(word, "fr")
    kept = terms(text)
    return any(all(stems & kept for stems in way) for way in asked.ways)


@pytest.mark.parametrize("hyphen", ["-\n", "\u2010\n", "\ufffe", "\u00ad\r\n"])
@pytest.mark.parametrize(
    ("cut", "found_by", "written"),
    [
        ("Brivolles|sous-Bois", "Brivolles sous-Bois Brivolles-sous-Bois", "Brivolles-sous-Bois"),
        ("Brivolles-sous|Bois", "Brivolles Bois Brivolles-sous-Bois", "Brivolles-sous-Bois"),
        ("Saint|Étienne", "Saint Étienne Saint-Étienne", "Saint-Étienne"),
        ("porte|à-porte", "porte porte-à-porte", "porte-à-porte"),
        ("rendez|vous", "rendez rendez-vous", "rendez\u00advous"),
        ("accompa|gnement", "accompagnement accompagner", "accompa\u00adgnement"),
        ("télé|relève", "télérelève télé-relève relève", "télé\u00adrelève"),
        ("l’habi|tat", "habitat", "l’habi\u00adtat"),
    ],
)
def test_a_word_that_a_line_cuts_is_found_whole_and_by_its_parts(cut, found_by, written, hyphen):
    text = reader.clean(reader.line_ends(f"au début {cut.replace('|', hyphen)} et la suite"))
    (joined,) = reader.join_cut_words([text])
    assert f"début {written} et" in joined
    assert [word for word in found_by.split() if not has(word, joined)] == []


def test_how_a_document_writes_a_word_elsewhere_tells(db):
    pages = ["la réha-\nbilitation du centre-\nville", "Réhabilitation, centre-ville"]
    assert reader.join_cut_words(pages)[0] == "la réhabilitation du centre-ville"


@pytest.mark.parametrize(
    "raw", ["été 1".encode("cp850"), "été 1".encode(), "été 1".encode("mac_roman")]
)
def test_names_in_archives_are_read_in_the_coding_of_their_system(raw, found):
    plain = "x" * len(raw)
    data = files.zip(**{f"{plain}.pdf": b"x"}).replace(plain.encode(), raw)
    assert found(data, "zip")["texts"] == ["été 1.pdf"]
