"""Reads one file: run as a program of its own by downloads.describe, it knows nothing of the site.

Arguments: the file, its extension, the image to write for a cover and its width in pixels, the seconds after which
text is left unread, the characters of text to keep. Prints a JSON object, see `read`.
"""

import json
import re
import sys
import time
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from core import file_text
from core.ooxml import is_encrypted
from core.program_texts import is_written_by_program
from downloads import office

ENTRIES = 400  # of an outline or of an archive
ENTRY_LENGTH = 300  # characters
UNPACKED = 600 * 1024 * 1024  # bytes that an office file or an archive may say it holds
# Files that an earlier one has read are read again by the command read_files: raise it when texts change.
VERSION = 3

# A word that a line's end cuts, with its hyphen as PDFs have it.
_CUT = re.compile(r"([^\W_]+(?:[-’'][^\W_]+)*)[-\u2010]\n\s*([^\W_]+(?:-[^\W_]+)*)")
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
# What stands in the middle of French compounds.
_LINKS = frozenset(
    re.findall(
        r"\w+",
        "a à au aux chez d de des du en ès et l la là le les lès lez ou près sans sous sur un",
    )
)
SOFT_HYPHEN = "\u00ad"


class Refused(Exception):
    """The file can't be read; its argument is one of downloads.models.Document.Problem."""


def clean(text: str) -> str:
    """Text that any database takes, in the signs that one types."""
    text = unicodedata.normalize("NFKC", file_text.clean(text))
    return re.sub(r"[ \t]+", " ", re.sub(r"\n{3,}", "\n\n", text)).strip()


def line_ends(text: str) -> str:
    """With a hyphen at the end of each line that cuts a word: PDFium writes U+FFFE for both, and others a soft one."""
    return re.sub(r"\ufffe\s*|\u00ad[ \t]*\r?\n\s*", "-\n", text)


def join_cut_words(texts: list[str]) -> list[str]:
    """The pages of a document with the words that its lines cut in one piece.

    Whether the hyphen is the word's own (« Brivolles-sous-Bois ») or the line's (« accompa-gnement ») is told by
    how the document writes it elsewhere, or by its form. In doubt a soft hyphen stands there, which readers don't
    see: the search finds such a word whole and by its parts (search.word_forms).
    """
    known = set()
    for text in texts:
        for word in _WORD.findall(_CUT.sub(" ", text.lower())):
            known |= {word, *word.split("-"), *re.findall(r"(?=\b([^\W_]+-[^\W_]+))", word)}

    def joined(match: re.Match) -> str:
        before, after = match.groups()
        last, first = re.split(r"[-’']", before)[-1].lower(), after.split("-")[0]
        if not first[0].islower() or last[-1].isdigit():
            return f"{before}-{after}"
        if last + first in known:
            return before + after
        linked = last in _LINKS or ("-" in after and first in _LINKS)
        return (
            f"{before}-{after}"
            if linked or f"{last}-{first}" in known
            else before + SOFT_HYPHEN + after
        )

    return [_CUT.sub(joined, text) for text in texts]


class Budget:
    """How much text is still to be read: by characters and by time."""

    def __init__(self, characters: int, seconds: float) -> None:
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
    found: dict[str, Any] = {"pages": None, "title": "", "language": "", "outline": [], "texts": []}
    found["date"] = ""
    found |= {"tagged": None, "scan": None}
    found |= READERS[extension](path, budget, cover, width) if extension in READERS else {}
    title = clean(found["title"] or "")[:ENTRY_LENGTH]
    found["title"] = "" if is_written_by_program(title) else title
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
        written = line_ends(text.get_text_range(errors="ignore"))
        texts.append(budget.take(written))
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
    stated = bytes(language)[: max(min(size, 80) - 2, 0)]
    made = re.match(r"D:(\d{4})(\d\d)(\d\d)", document.get_metadata_value("CreationDate") or "")
    return {
        "pages": len(document),
        "date": "-".join(made.groups()) if made else "",
        "title": document.get_metadata_value("Title"),
        "language": stated.decode("utf-16-le", "ignore"),
        "outline": outline,
        "texts": join_cut_words(texts),
        "tagged": bool(raw.FPDFCatalog_IsTagged(document)),
        # A few signs a page, such as its number, don't make an image a text.
        "scan": sum(map(len, texts)) < 10 * max(len(texts), 1),
    }


def day_of(moment) -> str:
    return moment.date().isoformat() if hasattr(moment, "date") else ""


def read_office(read: Callable[[Path], dict]) -> Callable:
    def read_within(path: Path, budget: Budget, *_cover) -> dict:
        found = read(path)
        return found | {"texts": [budget.take(text) for text in found["texts"]]}

    return read_within


def read_xlsx(path: Path, budget: Budget, *_cover) -> dict:
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True, data_only=True)
    drawn = office.drawn_in_sheets(path)
    texts = []
    for sheet in book.worksheets:
        lines, length = [sheet.title, *drawn.pop(sheet.title, [])], 0
        for row in sheet.iter_rows(values_only=True):
            line = " ".join(str(cell) for cell in row if cell is not None)
            lines.append(line)
            length += len(line)
            if length > budget.left or budget.over:
                break
        texts.append(budget.take("\n".join(lines)))
        if budget.over:
            break
    # A chart may be a sheet of its own.
    texts += [budget.take("\n".join([name, *lines])) for name, lines in drawn.items()]
    return {
        "title": book.properties.title,
        "date": day_of(book.properties.created),
        "language": book.properties.language,
        "outline": [[0, name, None] for name in book.sheetnames],
        "texts": texts,
    }


def read_zip(path: Path, budget: Budget, *_cover) -> dict:
    with zipfile.ZipFile(path) as archive:
        names = [_name(entry) for entry in archive.infolist() if not entry.is_dir()]
    return {
        "outline": [[0, name, None] for name in names],
        "texts": [budget.take("\n".join(names))],
    }


def _name(entry: zipfile.ZipInfo) -> str:
    """A name that doesn't say to be UTF-8 (flag 11) is in whatever coding its system had."""
    if entry.flag_bits & 0x800 or entry.filename.isascii():
        return entry.filename
    return file_text.decode([entry.filename.encode("cp437")])[0] or entry.filename


READERS: dict[str, Callable[..., dict]] = {
    "pdf": read_pdf,
    "docx": read_office(office.read_docx),
    "odt": read_office(office.read_odf),
    "odp": read_office(office.read_odf),
    "ods": read_office(office.read_odf),
    "pptx": read_office(office.read_pptx),
    "xlsx": read_xlsx,
    "zip": read_zip,
}


def check_archive(path: Path) -> None:
    """Raises Refused for an archive that would unpack to far more than it weighs, or that needs a password."""
    if is_encrypted(path):
        raise Refused("encrypted")
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
    if sum(entry.file_size for entry in entries) > UNPACKED or len(entries) > 100_000:
        raise Refused("too_large")
    if any(entry.flag_bits & 1 for entry in entries) or office.is_encrypted_odf(path):
        raise Refused("encrypted")


def main(source, extension, cover, width, seconds, characters) -> dict:
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
