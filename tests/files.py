"""Small real files, in memory: photos and documents as people send them, and as they shouldn't."""

import zlib
from functools import cache
from io import BytesIO
from struct import pack

from docx import Document as WordDocument
from openpyxl import Workbook
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from demo.drawings.metadata import Metadata, segments


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


def csv() -> bytes:
    return b"Commune;Logements\nValmire;128\n"


def html() -> bytes:
    return b"<!doctype html><html><body><p>Une page, pas un PDF.</p></body></html>"


def svg() -> bytes:
    return b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect/></svg>'
