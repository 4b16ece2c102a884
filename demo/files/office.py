"""Word and Excel files."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO

from docx import Document as WordDocument
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from demo.content.prose import pieces, plain
from demo.files.pdf import ASSOCIATION, Chapter

MADE = datetime(2024, 1, 15, 9, 0)  # a fixed date: files don't change from one day to the next
TEAL, BRICK = "1F5560", "A8472F"
LANGUAGES = {"fr": "fr-FR", "en": "en-GB"}


def docx(
    title: str,
    chapters: Iterable[Chapter] | None = None,
    *,
    language: str = "fr",
    author: str = ASSOCIATION,
) -> bytes:
    """A Word document: title, headings, paragraphs and lists in Word's own styles."""
    if chapters is None:
        from demo.content import chapters as bank

        chapters = bank(language)[:3]
    document = WordDocument()
    properties = document.core_properties
    properties.title, properties.author, properties.language = title, author, LANGUAGES[language]
    properties.created = properties.modified = MADE
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Georgia", Pt(11)
    for node in document.styles.element.iter(qn("w:lang")):
        node.set(qn("w:val"), LANGUAGES[language])
    for level, size in ((0, 24), (1, 16)):
        style = document.styles["Title" if level == 0 else f"Heading {level}"]
        style.font.name, style.font.size = "Arial", Pt(size)
        style.font.color.rgb = RGBColor.from_string(TEAL if level == 0 else BRICK)
    document.add_heading(title, 0)
    document.add_paragraph(author)
    for chapter in chapters:
        document.add_heading(plain(chapter.title), 1)
        if chapter.lead:
            document.add_paragraph(plain(chapter.lead)).runs[0].italic = True
        for piece in pieces(chapter.text):
            style = {"p": None, "ul": "List Bullet", "ol": "List Number"}[piece.kind]
            for line in piece.lines:
                document.add_paragraph(plain(line), style=style)
    return _bytes(document)


def xlsx(title: str, sheets: dict[str, Sequence[Sequence]], *, author: str = ASSOCIATION) -> bytes:
    """A workbook; each sheet is a list of rows of which the first is the header."""
    book = Workbook()
    book.properties.title, book.properties.creator = title, author
    book.properties.created = book.properties.modified = MADE
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for cell in sheet[1]:
            cell.font = Font(bold=True, color="FFFFFF")
            cell.fill = PatternFill("solid", fgColor=TEAL)
            cell.alignment = Alignment(wrap_text=True, vertical="center")
        for column in range(1, sheet.max_column + 1):
            letter = get_column_letter(column)
            longest = max(len(str(cell.value or "")) for cell in sheet[letter])
            sheet.column_dimensions[letter].width = min(44, max(10, longest + 2))
        for row in sheet.iter_rows(min_row=2):
            for cell in row:
                if isinstance(cell.value, int):
                    cell.number_format = "# ##0"
        sheet.freeze_panes = "B2"
        sheet.auto_filter.ref = sheet.dimensions
    return _bytes(book)


def _bytes(document) -> bytes:
    out = BytesIO()
    document.save(out)
    return out.getvalue()
