"""Small real files, in memory: photos and documents as people send them, and as they shouldn't."""

import zlib
from functools import cache
from io import BytesIO
from struct import pack
from zipfile import ZIP_DEFLATED, ZipFile

from docx import Document as WordDocument
from odfdo import Document as OdfDocument
from odfdo import Header
from openpyxl import Workbook
from PIL import Image
from pptx import Presentation
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from demo.drawings.metadata import Metadata, segments
from demo.files.accessible import weasyprint


@cache
def jpeg(size: tuple[int, int] = (320, 240), metadata: Metadata | None = None) -> bytes:
    out = BytesIO()
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    image.save(out, "JPEG", quality=60, **(segments(metadata) if metadata else {}))
    return out.getvalue()


def huge_png(side: int = 20_000) -> bytes:
    """A square PNG of one bit a pixel, some tens of kB on the disk and hundreds of MB once opened."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return pack(">I", len(data)) + name + data + pack(">I", zlib.crc32(name + data))

    row = b"\x00" + b"\x00" * ((side + 7) // 8)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)),
            chunk(b"IDAT", zlib.compress(row * side, 9)),
            chunk(b"IEND", b""),
        )
    )


@cache
def pdf(pages: int = 3, text: str = "Bilan des rénovations") -> bytes:
    out = BytesIO()
    canvas = Canvas(out, invariant=1)
    for number in range(1, pages + 1):
        canvas.drawString(72, 720, f"{text}, page {number}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def pdf_of(*pages: str) -> bytes:
    """A page for each text, which must be short."""
    out = BytesIO()
    canvas = Canvas(out, invariant=1)
    for text in pages:
        canvas.drawString(72, 720, text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@cache
def docx(text: str = "Compte rendu de la réunion") -> bytes:
    out = BytesIO()
    word = WordDocument()
    word.add_paragraph(text)
    word.save(out)
    return out.getvalue()


@cache
def xlsx() -> bytes:
    out = BytesIO()
    book = Workbook()
    book.active.append(["Commune", "Logements"])
    book.active.append(["Valmire", 128])
    book.save(out)
    return out.getvalue()


@cache
def tagged_pdf() -> bytes:
    """Two pages, tagged, with title, language and outline."""
    text = (
        "<html lang=fr><title>Guide du bail</title><h1>Le bail</h1><p>Le loyer est payé au mois.</p>"
        "<h1 style='break-before: page'>Les charges</h1><p>Elles sont réglées chaque année.</p>"
    )
    return weasyprint().HTML(string=text).write_pdf(pdf_variant="pdf/ua-1")


@cache
def encrypted_pdf() -> bytes:
    out = BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption("un mot de passe"))
    canvas.drawString(72, 720, "Illisible")
    canvas.save()
    return out.getvalue()


@cache
def scan(pages: int = 2) -> bytes:
    """A PDF whose pages are photos."""
    out = BytesIO()
    canvas = Canvas(out, invariant=1)
    for _number in range(pages):
        canvas.drawImage(ImageReader(BytesIO(jpeg())), 0, 0, 595, 842)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@cache
def pptx() -> bytes:
    out = BytesIO()
    presentation = Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[5])
    slide.shapes.title.text = "Le calendrier"
    presentation.save(out)
    return out.getvalue()


@cache
def odt() -> bytes:
    out = BytesIO()
    text = OdfDocument("text")
    text.body.clear()
    text.body.append(Header(1, "Une convention"))
    text.save(out)
    return out.getvalue()


def zip(**members: bytes) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, data in (members or {"plan.pdf": pdf()}).items():
            archive.writestr(name, data)
    return out.getvalue()


@cache
def bomb() -> bytes:
    """An archive of some hundreds of kB that unpacks to 700 MB."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as file:
        for _number in range(700):
            file.write(b" " * 1024 * 1024)
    return out.getvalue()


@cache
def pdf_bomb() -> bytes:
    """A page that shows an image of 9,000 × 9,000 pixels, all of it zeros."""
    side = 9_000
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(bytes(side) * 3) for _row in range(side)) + packer.flush()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</XObject<</I 5 0 R>>>>>>",
        b"<</Length 26>>stream\n595 0 0 842 0 0 cm /I Do \nendstream",
        b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent 8"
        b"/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (side, side, len(data), data),
    ]
    numbered = enumerate(objects, start=1)
    body = b"".join(b"%d 0 obj%s endobj\n" % (number, text) for number, text in numbered)
    return b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R/Size 6>>\n%%EOF"


def csv() -> bytes:
    return b"Commune;Logements\nValmire;128\n"


def html() -> bytes:
    return b"<!doctype html><html><body><p>Une page, pas un PDF.</p></body></html>"


def svg() -> bytes:
    return b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect/></svg>'
