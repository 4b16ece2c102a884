"""Reads one file, in a process of its own: run as a script by downloads.describe, it knows nothing of the site.

Arguments: the file, its extension, the image to write for a cover and its width in pixels, the address space in bytes,
the seconds after which text is left unread, the characters of text to keep. Prints a JSON object, see `read`.
"""

import json
import os
import re
import resource
import sys
import time
import unicodedata
import zipfile
from contextlib import suppress
from pathlib import Path

ENTRIES = 400  # of an outline or of an archive
ENTRY_LENGTH = 300  # characters
UNPACKED = 600 * 1024 * 1024  # bytes that an office file or an archive may say it holds
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u00ad]")


class Refused(Exception):
    """The file can't be read; its argument is one of downloads.models.Document.Problem."""


def clean(text: str) -> str:
    """Text that any database takes, with the words that a line's end cut joined again."""
    text = unicodedata.normalize("NFKC", CONTROL.sub("", text.replace("\r\n", "\n")))
    text = re.sub(r"(?<=\w)[-\u2010]\n(?=[a-zà-ÿ])", "", text)
    return re.sub(r"[ \t]+", " ", re.sub(r"\n{3,}", "\n\n", text)).strip()


class Budget:
    """How much text is still to be read: by characters and by time."""

    def __init__(self, characters: int, seconds: float):
        self.left, self.end = characters, time.monotonic() + seconds

    def take(self, text: str) -> str:
        kept = clean(text[: self.left])
        self.left -= len(kept)
        return kept

    @property
    def over(self) -> bool:
        return self.left <= 0 or time.monotonic() > self.end


def read(path: Path, extension: str, cover: Path, width: int, budget: Budget) -> dict:
    """pages (number or None), title, language, outline [[level, title, page or None]], texts (by page), date
    (ISO 8601), tagged and scan (True, False, or None where it has no meaning). Raises Refused."""
    found = {"pages": None, "title": "", "language": "", "outline": [], "texts": []}
    found["date"] = ""
    found |= {"tagged": None, "scan": None}
    found |= READERS[extension](path, budget, cover, width) if extension in READERS else {}
    found["title"] = clean(found["title"] or "")[:ENTRY_LENGTH]
    found["language"] = clean(found["language"] or "")[:20]
    entries = ((level, clean(title or ""), page) for level, title, page in found["outline"])
    found["outline"] = [
        [level, title[:ENTRY_LENGTH], page] for level, title, page in entries if title
    ]
    found["outline"] = found["outline"][:ENTRIES]
    return found


def read_pdf(path: Path, budget: Budget, cover: Path, width: int) -> dict:
    import ctypes

    import pypdfium2
    from pypdfium2 import raw

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise Refused("encrypted" if "password" in str(error).lower() else "damaged") from error
    if not len(document):
        raise Refused("damaged")
    page = document[0]
    image = page.render(scale=min(width / max(page.get_width(), 1), 4)).to_pil().convert("RGB")
    height = min(image.height, image.width * 2)
    image.crop((0, 0, image.width, height)).save(cover, "WEBP", quality=82)
    texts = []
    for number in range(len(document)):
        if budget.over:
            break
        page = document[number]
        text = page.get_textpage()
        texts.append(budget.take(text.get_text_range(errors="ignore")))
        text.close()
        page.close()
    outline = []
    for mark in document.get_toc(max_depth=4):
        target = mark.get_dest()
        index = target.get_index() if target else None
        outline.append([mark.level, mark.get_title(), None if index is None else index + 1])
        if len(outline) >= ENTRIES:
            break
    language = (ctypes.c_ushort * 40)()
    size = raw.FPDFCatalog_GetLanguage(document, language, ctypes.sizeof(language))
    written = bytes(language)[: max(min(size, 80) - 2, 0)]
    made = re.match(r"D:(\d{4})(\d\d)(\d\d)", document.get_metadata_value("CreationDate") or "")
    return {
        "pages": len(document),
        "date": "-".join(made.groups()) if made else "",
        "title": document.get_metadata_value("Title"),
        "language": written.decode("utf-16-le", "ignore"),
        "outline": outline,
        "texts": texts,
        "tagged": bool(raw.FPDFCatalog_IsTagged(document)),
        # A few signs a page, such as its number, don't make an image a text.
        "scan": sum(map(len, texts)) < 10 * max(len(texts), 1),
    }


def day_of(moment) -> str:
    return moment.date().isoformat() if hasattr(moment, "date") else ""


def read_docx(path: Path, budget: Budget, *_cover) -> dict:
    from docx import Document

    document = Document(str(path))
    outline, lines = [], []
    for paragraph in document.paragraphs:
        style = paragraph.style.name if paragraph.style is not None else ""
        if found := re.match(r"(?:Heading|Titre) (\d)", style or ""):
            outline.append([int(found[1]) - 1, paragraph.text, None])
        lines.append(paragraph.text)
    about = document.core_properties
    return {
        "title": about.title,
        "date": day_of(about.created),
        "language": about.language,
        "outline": outline,
        "texts": [budget.take("\n".join(lines))],
    }


def read_odt(path: Path, budget: Budget, *_cover) -> dict:
    from odfdo import Document

    document = Document(str(path))
    headers = document.body.get_headers()
    outline = [[int(header.level or 1) - 1, header.text_recursive, None] for header in headers]
    about = document.meta
    return {
        "title": about.title,
        "date": day_of(about.creation_date),
        "language": str(about.language or ""),
        "outline": outline,
        "texts": [budget.take(document.get_formatted_text())],
    }


def read_pptx(path: Path, budget: Budget, *_cover) -> dict:
    from pptx import Presentation

    presentation = Presentation(str(path))
    outline, texts = [], []
    for number, slide in enumerate(presentation.slides, start=1):
        if budget.over:
            break
        if slide.shapes.title is not None:
            outline.append([0, slide.shapes.title.text, number])
        frames = (shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
        texts.append(budget.take("\n".join(frames)))
    about = presentation.core_properties
    return {
        "pages": len(presentation.slides),
        "title": about.title,
        "date": day_of(about.created),
        "language": about.language,
        "outline": outline,
        "texts": texts,
    }


def read_xlsx(path: Path, budget: Budget, *_cover) -> dict:
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True, data_only=True)
    texts = []
    for sheet in book.worksheets:
        lines, length = [sheet.title], 0
        for row in sheet.iter_rows(values_only=True):
            line = " ".join(str(cell) for cell in row if cell is not None)
            lines.append(line)
            length += len(line)
            if length > budget.left or budget.over:
                break
        texts.append(budget.take("\n".join(lines)))
        if budget.over:
            break
    return {
        "title": book.properties.title,
        "date": day_of(book.properties.created),
        "language": book.properties.language,
        "outline": [[0, name, None] for name in book.sheetnames],
        "texts": texts,
    }


def read_zip(path: Path, budget: Budget, *_cover) -> dict:
    with zipfile.ZipFile(path) as archive:
        names = [entry.filename for entry in archive.infolist() if not entry.is_dir()]
    return {
        "outline": [[0, name, None] for name in names],
        "texts": [budget.take("\n".join(names))],
    }


READERS = {
    "pdf": read_pdf,
    "docx": read_docx,
    "odt": read_odt,
    "odp": read_odt,
    "ods": read_odt,
    "pptx": read_pptx,
    "xlsx": read_xlsx,
    "zip": read_zip,
}


def check_archive(path: Path) -> None:
    """Raises Refused for an archive that would unpack to far more than it weighs, or that needs a password."""
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
    if sum(entry.file_size for entry in entries) > UNPACKED or len(entries) > 100_000:
        raise Refused("too_large")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused("encrypted")


def main(source, extension, cover, width, memory, seconds, characters) -> dict:
    os.nice(10)  # pages come first
    with suppress(ValueError, OSError):  # macOS has no such limit
        resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    path = Path(source)
    try:
        if extension != "pdf":
            check_archive(path)
        budget = Budget(int(characters), float(seconds))
        return read(path, extension, Path(cover), int(width), budget)
    except Refused as refused:
        return {"problem": str(refused)}
    except MemoryError:
        return {"problem": "too_large"}
    except Exception as error:
        return {"problem": "damaged", "detail": repr(error)[:500]}


if __name__ == "__main__":
    json.dump(main(*sys.argv[1:]), sys.stdout)
