"""PDFs that everybody can read, and images of PDFs that nobody's machine can."""

from collections.abc import Iterable
from html import escape
from io import BytesIO

import pypdfium2
from PIL import ImageFile
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from demo.content.prose import html
from demo.files.pdf import Chapter

STYLE = """
@page { size: A4; margin: 24mm; @bottom-right { content: counter(page) } }
body { font: 12pt/1.5 serif; color: #26302f } h1, h2 { font-family: sans-serif; color: #1f5560 }
h1 { font-size: 34pt; line-height: 1.15; margin-top: 90mm; break-after: page } h2 { font-size: 20pt }
"""


def tagged(title: str, chapters: Iterable[Chapter], language: str = "fr") -> bytes:
    """A PDF/UA: tagged, with its title, its language and its outline.

    Raises OSError where Pango isn't installed.
    """
    printer = weasyprint()
    parts = "".join(
        f"<h2>{escape(chapter.title)}</h2>{html(chapter.text, _nowhere)}" for chapter in chapters
    )
    page = (
        f'<html lang="{language}"><head><title>{escape(title)}</title><style>{STYLE}</style></head>'
        f"<body><h1>{escape(title)}</h1>{parts}</body></html>"
    )
    return printer.HTML(string=page).write_pdf(pdf_variant="pdf/ua-1")


def weasyprint():
    """The library, which takes a second to load, without what it changes for everybody: it lets cut photos by."""
    import weasyprint

    ImageFile.LOAD_TRUNCATED_IMAGES = False
    return weasyprint


def _nowhere(target: str) -> str:
    """The links of the site mean nothing on paper."""
    return 'class="link"'


def scanned(data: bytes) -> bytes:
    """The pages of a PDF as grey images, as an office scanner gives them."""
    out = BytesIO()
    canvas = Canvas(out, invariant=1)
    for page in pypdfium2.PdfDocument(data):
        image = page.render(scale=0.9).to_pil().convert("L")
        canvas.setPageSize((image.width, image.height))
        canvas.drawImage(ImageReader(image), 0, 0)
        canvas.showPage()
    canvas.save()
    return out.getvalue()
