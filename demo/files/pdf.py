"""Designed PDFs: a cover, a table of contents with bookmarks, numbered pages of text."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from itertools import cycle

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_LEFT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Frame, ListFlowable, ListItem, Paragraph, Spacer

from demo.content.prose import inline, pieces, plain
from demo.files.covers import BRICK, PAPER, SAND, TEAL, draw

ASSOCIATION = "Union régionale de l’habitat des Hautes-Rives"
INK, GREY = HexColor("#26302f"), HexColor("#6d7471")
SLIDES = (960.0, 540.0)
WORDS = {
    "fr": {"contents": "Sommaire", "booklet": "Brochure"},
    "en": {"contents": "Contents", "booklet": "Brochure"},
    "de": {"contents": "Inhalt", "booklet": "Broschüre"},
    "es": {"contents": "Índice", "booklet": "Folleto"},
    "it": {"contents": "Indice", "booklet": "Opuscolo"},
}

BODY = ParagraphStyle(
    "body",
    fontName="Times-Roman",
    fontSize=12.4,
    leading=19,
    textColor=INK,
    spaceAfter=11,
    alignment=TA_LEFT,
)
ITEM = ParagraphStyle("item", BODY, spaceAfter=4)
LEAD = ParagraphStyle(
    "lead", BODY, fontName="Times-Italic", fontSize=15.5, leading=22, spaceAfter=18
)
TITLE = ParagraphStyle(
    "title", fontName="Helvetica-Bold", fontSize=26, leading=31, textColor=TEAL, spaceAfter=20
)
SLIDE = ParagraphStyle(
    "slide", fontName="Helvetica", fontSize=20, leading=28, textColor=INK, spaceAfter=12
)
SLIDE_TITLE = ParagraphStyle("slide title", TITLE, fontSize=32, leading=38, spaceAfter=22)


@dataclass(frozen=True)
class Chapter:
    """A title, one or two sentences to begin with, and a text in the marks of demo.content.prose."""

    title: str
    text: str
    lead: str = ""


@dataclass
class _Edition:
    """What one printing of a file needs to know."""

    title: str
    kind: str
    date: str
    language: str
    association: str
    style: str
    size: tuple[float, float]
    contents: list[tuple[str, int, str]] = field(default_factory=list)  # title, page, bookmark

    @property
    def slides(self) -> bool:
        return self.size == SLIDES


def pdf(
    title: str,
    *,
    pages: int = 8,
    language: str = "fr",
    kind: str = "",
    date: str = "",
    chapters: Iterable[Chapter] | None = None,
    association: str = ASSOCIATION,
    style: str = "",
    slides: bool = False,
) -> bytes:
    """A PDF of exactly so many pages (2 at least): cover, contents, then the chapters.

    Chapters start over when they run short, and are cut when they run long. The same arguments give the
    same bytes. `style` chooses the pattern of the cover (by default, the kind); `slides` makes 16:9 pages.
    """
    if pages < 2:
        raise ValueError("A PDF has a cover and contents: two pages at least.")
    chosen = list(chapters or _some_chapters(language))
    edition = _Edition(
        title, kind, date, language, association, style or kind, SLIDES if slides else A4
    )
    # Twice: the contents are printed before the pages whose numbers they give.
    _print(edition, chosen, pages)
    return _print(edition, chosen, pages)


def _some_chapters(language: str) -> list[Chapter]:
    from demo.content import chapters

    return chapters(language)


def _print(edition: _Edition, chapters: list[Chapter], pages: int) -> bytes:
    out = BytesIO()
    canvas = Canvas(
        out, pagesize=edition.size, pageCompression=1, invariant=1, lang=edition.language
    )
    canvas.setTitle(edition.title)
    canvas.setAuthor(edition.association)
    canvas.setSubject(edition.kind or edition.title)
    canvas.setCreator("Parvis")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    canvas.showOutline()
    _cover(canvas, edition)
    canvas.showPage()
    _contents(canvas, edition)
    canvas.showPage()
    edition.contents = []
    story: list = []
    upcoming = cycle(chapters)
    for number in range(3, pages + 1):
        if not story:
            story = list(_chapter(next(upcoming), edition))
            _open_chapter(canvas, edition, story[0].chapter, number)
        _furniture(canvas, edition, number)
        _frame(edition).addFromList(story, canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _open_chapter(canvas, edition, chapter, number) -> None:
    mark = f"chapter-{number}"
    canvas.bookmarkPage(mark)
    canvas.addOutlineEntry(plain(chapter.title), mark, 0)
    edition.contents.append((chapter.title, number, mark))
    if not edition.slides:
        canvas.setFillColor(SAND)
        canvas.setFont("Helvetica-Bold", 40)
        canvas.drawRightString(112, edition.size[1] - 134, str(len(edition.contents)))


def _frame(edition) -> Frame:
    width, height = edition.size
    if edition.slides:
        return Frame(84, 60, width - 168, height - 130, 0, 0, 0, 0)
    return Frame(134, 78, width - 134 - 68, height - 78 - 104, 0, 0, 0, 0)


def _chapter(chapter: Chapter, edition: _Edition) -> Iterator:
    """The chapter's flowables; the first knows its chapter."""
    title = Paragraph(_spaced(inline(chapter.title)), SLIDE_TITLE if edition.slides else TITLE)
    title.chapter = chapter
    yield title
    if edition.slides:
        for line in _points(chapter):
            yield Paragraph(f'<font color="#a8472f">—</font>&nbsp; {_spaced(inline(line))}', SLIDE)
        return
    if chapter.lead:
        yield Paragraph(_spaced(inline(chapter.lead)), LEAD)
    for piece in pieces(chapter.text):
        if piece.kind == "p":
            yield Paragraph(_spaced(inline(piece.lines[0])), BODY)
            continue
        items = [
            ListItem(Paragraph(_spaced(inline(line)), ITEM), leftIndent=16) for line in piece.lines
        ]
        kind = {"bulletType": "bullet", "start": "–"} if piece.kind == "ul" else {"bulletType": "1"}
        yield ListFlowable(
            items, leftIndent=16, bulletColor=BRICK, bulletFontName="Times-Roman", **kind
        )
        yield Spacer(1, 7)


def _points(chapter: Chapter, most: int = 5) -> list[str]:
    """What a slide says: list items, else the first sentences."""
    found = [line for piece in pieces(chapter.text) if piece.kind != "p" for line in piece.lines]
    if len(found) < 3:
        found = [
            line.split(". ")[0].rstrip(".")
            for piece in pieces(chapter.text)
            for line in piece.lines
        ]
    return [line for line in found if len(line) < 170][:most]


def _spaced(text: str) -> str:
    """No-break spaces where French wants them; these fonts have no narrow one."""
    for sign in ";:!?»%€":
        text = text.replace(f" {sign}", f"\u00a0{sign}")
    return text.replace("« ", "«\u00a0")


def _wrap(text: str, font: str, size: float, width: float) -> list[str]:
    """Lines no wider than `width`; reportlab's own function breaks at no-break spaces."""
    lines = [""]
    for word in _spaced(plain(text)).split(" "):
        longer = f"{lines[-1]} {word}".strip(" ")
        if lines[-1] and stringWidth(longer, font, size) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _lines(canvas, text, font, size, leading, x, y, width, colour) -> float:
    """Set the text from y downwards; answers the y of the next line."""
    canvas.setFillColor(colour)
    canvas.setFont(font, size)
    for line in _wrap(text, font, size, width):
        canvas.drawString(x, y, line)
        y -= leading
    return y


def _cover(canvas, edition) -> None:
    width, height = edition.size
    canvas.setFillColor(PAPER)
    canvas.rect(0, 0, width, height, stroke=0, fill=1)
    if edition.slides:
        draw(canvas, edition.title, edition.style, width * 0.56, 0, width * 0.44, height)
        x, y, wide, size = 64, height - 150, width * 0.56 - 110, 38
    else:
        draw(canvas, edition.title, edition.style, 0, height * 0.42, width, height * 0.58)
        x, y, wide, size = 48, height * 0.42 - 76, width - 96, 34
    lines = len(_wrap(edition.title, "Helvetica-Bold", size, wide))
    if lines > 3:
        size = 28
    if edition.kind:
        canvas.setFillColor(BRICK)
        canvas.setFont("Helvetica-Bold", 12.5)
        canvas.drawString(x, y + size + 8, edition.kind.upper(), charSpace=1.4)
    y = _lines(canvas, edition.title, "Helvetica-Bold", size, size * 1.16, x, y, wide, TEAL)
    if edition.date:
        _lines(canvas, edition.date, "Times-Italic", 16, 20, x, y - 6, wide, INK)
    canvas.setFillColor(BRICK)
    canvas.rect(x, 62, 36, 4, stroke=0, fill=1)
    _lines(canvas, edition.association, "Helvetica", 11.5, 15, x, 42, wide, INK)


def _contents(canvas, edition) -> None:
    width, height = edition.size
    left = 84 if edition.slides else 134
    right, y = width - 68, height - (84 if edition.slides else 110)
    contents = WORDS[edition.language]["contents"]
    y = _lines(canvas, contents, "Helvetica-Bold", 22, 40, left, y, right - left, TEAL)
    room = y - 70
    step = min(24.0, room / max(1, len(edition.contents)))
    size = min(12.0, step * 0.72)
    for title, number, mark in edition.contents:
        text = _wrap(title, "Times-Roman", size, right - left - 40)[0]
        canvas.setFillColor(INK)
        canvas.setFont("Times-Roman", size)
        canvas.drawString(left, y, text)
        canvas.drawRightString(right, y, str(number))
        end = left + canvas.stringWidth(text, "Times-Roman", size) + 6
        canvas.setStrokeColor(SAND)
        canvas.setDash(1, 3)
        canvas.line(end, y + 1.5, right - 22, y + 1.5)
        canvas.setDash()
        canvas.linkAbsolute(text, mark, (left, y - 4, right, y + size))
        y -= step


def _furniture(canvas, edition, number) -> None:
    """The running title and the page number."""
    width, height = edition.size
    canvas.setFillColor(TEAL)
    canvas.rect(0, height - 10, width, 10, stroke=0, fill=1)
    canvas.setFillColor(GREY)
    canvas.setFont("Helvetica", 8.5)
    left = 84 if edition.slides else 68
    title = _wrap(edition.title, "Helvetica", 8.5, width - 240)[0]
    canvas.drawString(left, 40, title)
    canvas.setFillColor(BRICK)
    canvas.setFont("Helvetica-Bold", 10)
    canvas.drawRightString(width - 68, 40, str(number))
    canvas.setStrokeColor(SAND)
    canvas.line(left, 54, width - 68, 54)
