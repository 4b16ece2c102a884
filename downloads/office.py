"""The words of office files as their readers see them.

Of .docx and .pptx (ECMA-376), .odt, .ods and .odp (OpenDocument 1.3).

They are read part by part: wherever words stand (tables, text boxes, groups, content controls, drawings, charts, notes,
headers), they are found. Tracked insertions are part of the text; deletions, comments and hidden passages aren't.
"""

import posixpath
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree.ElementTree import Element
from zipfile import BadZipFile

from defusedxml import ElementTree

from core.ooxml import Package, attribute, child, heading_levels, local_name

# Of OOXML: what was deleted or moved away, codes of fields, forms.
_UNSEEN = {"del", "moveFrom", "delText", "instrText", "pPr", "rPr", "tblPr", "sectPr", "bodyPr"}
# Of OpenDocument: what was deleted, comments, numbers of notes.
_UNSEEN_ODF = {"tracked-changes", "annotation", "annotation-end", "note-citation", "hidden-text"}
_PLACEHOLDERS = {"sldNum", "dt", "ftr", "hdr", "sldImg"}  # what a slide repeats by itself
_TEXT_PARTS = ("footnotes", "endnotes", "diagramData", "chart", "chartEx", "header", "footer")  # fmt: skip


def read_docx(path: Path) -> dict:
    package = Package(path)
    main = package.main_part
    document = package.xml(main)
    levels = {}
    for part in package.related(main, "styles"):
        levels |= heading_levels(package.xml(part))
    outline = [
        [level - 1, text, None]
        for paragraph in _paragraphs(document)
        if (level := _level(paragraph, levels)) and (text := _line(paragraph).strip())
    ]
    lines = list(_lines(document))
    for part in package.related(main, *_TEXT_PARTS):
        lines += _lines_of(package, part)
    return {**_about(package), "outline": outline, "texts": ["\n".join(lines)]}


def read_pptx(path: Path) -> dict:
    """A text for each slide, what the speaker notes at its end."""
    package = Package(path)
    main = package.main_part
    targets = {
        link.key: link.target for link in package.relationships(main) if link.kind == "slide"
    }
    slides = child(package.xml(main), "sldIdLst")
    # `id` is the slide's own number, r:id that of the relationship.
    keys = [] if slides is None else [_relationship(slide) for slide in slides]
    outline, texts = [], []
    for number, name in enumerate(map(targets.get, keys), start=1):
        if name is None or name not in package.zip.NameToInfo:
            texts.append("")
            continue
        slide = package.xml(name)
        title = next(
            (s for s in _all(slide, "sp") if _placeholder(s) in ("title", "ctrTitle")), None
        )
        if title is not None:
            outline.append([0, " ".join(_lines(title)), number])
        lines = list(_lines(slide))
        for part in package.related(name, "diagramData", "chart", "chartEx", "notesSlide"):
            lines += _lines_of(package, part)
        texts.append("\n".join(lines))
    return {**_about(package), "pages": len(keys), "outline": outline, "texts": texts}


def drawn_in_sheets(path: Path) -> dict[str, list[str]]:
    """By the name of a sheet of an .xlsx, the words of its text boxes, diagrams and charts, which no cell holds."""
    package = Package(path)
    main = package.main_part
    parts = {link.key: link.target for link in package.relationships(main)}
    found = {}
    for sheet in child(package.xml(main), "sheets"):
        part = parts.get(_relationship(sheet), "")
        lines: list[str] = []
        for drawing in package.related(part, "drawing"):
            lines += _lines_of(package, drawing)
            for drawn in package.related(drawing, "diagramData", "chart", "chartEx"):
                lines += _lines_of(package, drawn)
        if lines:
            found[attribute(sheet, "name")] = list(dict.fromkeys(lines))
    return found


def _lines_of(package: Package, part: str, lines: Callable | None = None) -> list[str]:
    """Nothing of a part that is broken: it hides no other."""
    try:
        return list((lines or _lines)(package.xml(part)))
    except (ElementTree.ParseError, BadZipFile, ValueError, OSError, zlib.error):
        return []


def _relationship(element) -> str:
    return next((value for key, value in element.items() if key.endswith("}id")), "")


def _about(package: Package) -> dict:
    found = {"title": "", "date": "", "language": ""}
    for part in package.related("", "core-properties"):
        for element in package.xml(part):
            name = {"created": "date"}.get(local_name(element), local_name(element))
            if name in found:
                found[name] = (element.text or "").strip()
    return found | {"date": found["date"][:10]}


def _level(paragraph, levels: dict[str, int]) -> int:
    """Of a heading, from 1; 0 for other paragraphs. The paragraph's own outline level wins over its style's."""
    own, style = child(paragraph, "pPr", "outlineLvl"), child(paragraph, "pPr", "pStyle")
    if own is not None and attribute(own, "val").isdecimal():
        return (int(attribute(own, "val")) + 1) % 10
    return levels.get(attribute(style, "val"), 0) if style is not None else 0


def _shown(element, unseen=_UNSEEN) -> Iterator:
    """The elements in another whose words are seen."""
    name = local_name(element)
    if name == "AlternateContent":
        versions = [part for part in element if local_name(part) == "Choice"] or list(element)
        yield from versions[:1]
        return
    for part in element:
        kind = local_name(part)
        if kind in unseen or (kind == "r" and _is_hidden(part)):
            continue
        if kind == "sp" and _placeholder(part) in _PLACEHOLDERS:
            continue
        yield part


def _is_hidden(run) -> bool:
    mark = child(run, "rPr", "vanish")
    return mark is not None and attribute(mark, "val") not in ("0", "false", "off")


def _placeholder(shape) -> str:
    mark = child(shape, "nvSpPr", "nvPr", "ph")
    return attribute(mark, "type") if mark is not None else ""


def _all(element, name: str) -> Iterator:
    return (found for found in element.iter() if local_name(found) == name)


def _paragraphs(element) -> Iterator:
    """Those of a document outside its tables and text boxes, which hold no headings."""
    for part in _shown(element):
        if local_name(part) == "p":
            yield part
        elif local_name(part) != "tbl":
            yield from _paragraphs(part)


def _lines(element) -> Iterator[str]:
    """Each paragraph and each row of a table, then the text boxes that hang on them."""
    return _read(element, row="tr", paragraph=("p",), line=_line, unseen=_UNSEEN)


def _read(element, row: str, paragraph: tuple, line: Callable, unseen: set) -> Iterator[str]:
    for part in _shown(element, unseen):
        name = local_name(part)
        if name == row:
            cells = _read(part, "", paragraph, line, unseen)
            yield " ".join(filter(None, (cell.strip() for cell in cells)))
        elif name in paragraph:
            boxes: list = []
            if text := line(part, boxes):
                yield text
            for box in boxes:
                yield from _read(box, row, paragraph, line, unseen)
        elif name == "v":  # a word in a chart
            if (text := part.text or "") and not re.fullmatch(r"[-\d.eE]+", text):
                yield text
        else:
            yield from _read(part, row, paragraph, line, unseen)


def _line(paragraph, boxes: list | None = None) -> str:
    """The words of a paragraph; the text boxes in it are put into `boxes`."""
    words = []
    for part in _shown(paragraph):
        name = local_name(part)
        if name == "t":
            words.append(part.text or "")
        elif name in ("tab", "ptab"):
            words.append(" ")
        elif name in ("br", "cr"):
            words.append("\n")
        elif name == "noBreakHyphen":
            words.append("-")
        elif name == "txbxContent" or (name == "p" and part is not paragraph):
            if boxes is not None:
                boxes.append(_box(part))
        elif not (name == "fld" and attribute(part, "type") == "slidenum"):
            words.append(_line(part, boxes))
    return "".join(words)


def _box(part) -> Element:
    box = Element("box")
    box.append(part)
    return box


def read_odf(path: Path) -> dict:
    """A presentation has a text for each slide, a worksheet for each sheet."""
    package = Package(path)
    names = package.zip.NameToInfo
    body = child(package.xml("content.xml"), "body")
    kind = next(iter(body))
    slides, sheets = ([p for p in kind if local_name(p) == name] for name in ("page", "table"))
    pages = {"presentation": slides, "spreadsheet": sheets}.get(local_name(kind)) or [kind]
    texts = ["\n".join([*_odf_lines(page), *_odf_charts(package, page)]) for page in pages]
    outline = [
        [int(attribute(heading, "outline-level") or 1) - 1, _odf_line(heading), None]
        for heading in _all(kind, "h")
    ]
    if local_name(kind) != "text":
        titles = (_odf_title(page, number) for number, page in enumerate(pages, start=1))
        outline = [title for title in titles if title[1]]
    if "styles.xml" in names and local_name(kind) == "text":
        for part in package.xml("styles.xml").iter():
            if local_name(part) in ("header", "footer", "header-left", "footer-left"):
                texts[0] += "\n" + "\n".join(_odf_lines(part))
    about = {"title": "", "language": "", "creation-date": ""}
    if "meta.xml" in names:
        for part in package.xml("meta.xml").iter():
            if local_name(part) in about:
                about[local_name(part)] = part.text or ""
    return {
        "pages": len(slides) or None,
        "title": about["title"],
        "language": about["language"],
        "date": about["creation-date"][:10],
        "outline": outline,
        "texts": texts,
    }


def _odf_charts(package: Package, page) -> Iterator[str]:
    """The words of charts, each in a part of its own, without their figures."""
    for link in _all(page, "object"):
        part = posixpath.normpath(f"{attribute(link, 'href')}/content.xml")
        if part in package.zip.NameToInfo:
            lines = _lines_of(package, part, _odf_lines)
            yield from (line for line in lines if any(map(str.isalpha, line)))


def is_encrypted_odf(path: Path) -> bool:
    """Whether the manifest tells of a password (OpenDocument 1.3, part 2, 3.4)."""
    archive, manifest = Package(path).zip, "META-INF/manifest.xml"
    return manifest in archive.NameToInfo and b"encryption-data" in archive.read(manifest)


def _odf_title(page, number: int) -> list:
    for frame in page:
        if attribute(frame, "class") == "title":
            return [0, " ".join(_odf_lines(frame)), number]
    sheet = local_name(page) == "table"
    return [0, attribute(page, "name") if sheet else "", None if sheet else number]


def _odf_lines(element) -> Iterator[str]:
    return _read(element, "table-row", ("p", "h"), _odf_line, _UNSEEN_ODF)


def _odf_line(paragraph, boxes: list | None = None) -> str:
    """Words stand between elements too: before the first, and after each."""
    words = [paragraph.text or ""]
    for part in paragraph:
        name = local_name(part)
        if name == "s":
            words.append(" " * min(int(attribute(part, "c") or 1), 9))
        elif name == "tab":
            words.append(" ")
        elif name == "line-break":
            words.append("\n")
        elif name in ("note-body", "text-box", "p", "h", "table"):
            if boxes is not None:
                boxes.append(_box(part))
        elif name not in _UNSEEN_ODF and "svg-compatible" not in part.tag:  # alternative texts
            words.append(_odf_line(part, boxes))
        words.append(part.tail or "")
    return "".join(words)
