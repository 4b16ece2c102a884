"""Office files with words in all the places where people put them, made part by part."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

_W = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
_A = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"'
)
_XDR = 'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'
_ODF = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "table", "style", "presentation", "meta")
) + (
    ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"'
    ' xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"'
)
_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def inside(path: str, content: str) -> str:
    """`inside("w:tbl w:tr", "x")`: the content in an element in an element."""
    for name in reversed(path.split()):
        content = f"<{name}>{content}</{name}>"
    return content


def archive(**parts: str) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return out.getvalue()


def relationships(**targets: str) -> str:
    links = "".join(
        f'<Relationship Id="r{key}" Type="{_TYPE}/{key.rstrip("0123456789")}" Target="{target}"/>'
        for key, target in targets.items()
    )
    return f'<Relationships xmlns="x">{links}</Relationships>'


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*content: str) -> str:
    return f"<w:p>{''.join(content)}</w:p>"


def docx(body: str, **parts: str) -> bytes:
    """`parts` are by kind of relationship: `header="<w:hdr>…"`, `chart="<c:chartSpace>…"`."""
    names = {kind: f"{kind}.xml" for kind in parts}
    return archive(
        **{
            "_rels/.rels": relationships(officeDocument="word/document.xml"),
            "word/document.xml": f"<w:document {_W}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": relationships(**names),
            **{f"word/{names[kind]}": _declared(text) for kind, text in parts.items()},
        }
    )


def pptx(*slides: str, **parts: str) -> bytes:
    """`parts` hang on the first slide."""
    names = {f"slide{number}": f"slides/{number}.xml" for number in range(1, len(slides) + 1)}
    keys = "".join(f'<p:sldId id="{256 + n}" r:id="r{key}"/>' for n, key in enumerate(names))
    return archive(
        **{
            "_rels/.rels": relationships(officeDocument="ppt/presentation.xml"),
            "ppt/presentation.xml": f"<p:presentation {_A}><p:sldIdLst>{keys}</p:sldIdLst></p:presentation>",
            "ppt/_rels/presentation.xml.rels": relationships(**names),
            **{f"ppt/{name}": slide(text) for name, text in zip(names.values(), slides, strict=True)},
            "ppt/slides/_rels/1.xml.rels": relationships(**{k: f"{k}.xml" for k in parts}),
            **{f"ppt/slides/{kind}.xml": _declared(text) for kind, text in parts.items()},
        }
    )  # fmt: skip


def xlsx(drawing: str, **parts: str) -> bytes:
    """A workbook of one sheet, « Feuille », with a cell « avant »; `parts` hang on its drawing."""
    book, out = Workbook(), BytesIO()
    book.active.title, book.active["A1"] = "Feuille", "avant"
    book.save(out)
    link = '<drawing xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rdrawing"/>'
    with ZipFile(out) as file:
        written = {name: file.read(name).decode() for name in file.namelist()}
    sheet = written["xl/worksheets/sheet1.xml"]
    names = {kind: f"{kind}.xml" for kind in parts}
    return archive(
        **written
        | {
            "xl/worksheets/sheet1.xml": sheet.replace("</worksheet>", f"{link}</worksheet>"),
            "xl/worksheets/_rels/sheet1.xml.rels": relationships(drawing="/xl/drawings/1.xml"),
            "xl/drawings/1.xml": f"<xdr:wsDr {_A} {_XDR}>{drawing}</xdr:wsDr>",
            "xl/drawings/_rels/1.xml.rels": relationships(**names),
            **{f"xl/drawings/{names[kind]}": _declared(text) for kind, text in parts.items()},
        }
    )


def slide(shapes: str) -> str:
    return f"<p:sld {_A}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>"


def shape(text: str, placeholder: str = "") -> str:
    mark = f'<p:ph type="{placeholder}"/>' if placeholder else ""
    return (
        f"<p:sp><p:nvSpPr><p:nvPr>{mark}</p:nvPr></p:nvSpPr>"
        f"<p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"
    )


def _declared(text: str) -> str:
    name, rest = text.split(">", 1) if not text.startswith("<?") else ("", text)
    return f"{name} {_W} {_A}>{rest}"


def odf(kind: str, body: str, **parts: str) -> bytes:
    """`kind` is the element of office:body: text, spreadsheet or presentation; no meta.xml unless it is given."""
    inner = inside(f"office:body office:{kind}", body)
    content = f"<office:document-content {_ODF}>{inner}</office:document-content>"
    named = {
        name.replace("_", "/", 1) if name.startswith("META") else f"{name}.xml": text.replace(
            "{ns}", _ODF
        )
        for name, text in parts.items()
    }
    return archive(**{"content.xml": content}, **named)


def content_of(document: bytes) -> str:
    """The part of an OpenDocument file that holds its text."""
    with ZipFile(BytesIO(document)) as file:
        return file.read("content.xml").decode()
