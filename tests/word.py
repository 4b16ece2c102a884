"""Word documents as people send them: made by python-docx, then tampered with part by part."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm
from PIL import Image

WORD = nsdecls("w")
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def jpeg(shade: int = 128, size: tuple[int, int] = (320, 240)) -> bytes:
    """Photos of different shades are different files."""
    out = BytesIO()
    Image.new("RGB", size, (shade % 256, shade // 256, 90)).save(out, "JPEG", quality=60)
    return out.getvalue()


def image(kind: str) -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30), (10, 20, 30)).save(out, kind)
    return out.getvalue()


def picture(document, data: bytes, description: str = "", paragraph=None):
    """A picture in a paragraph of its own, unless one is given; the drawing's properties are returned."""
    run = (paragraph or document.add_paragraph()).add_run()
    shape = run.add_picture(BytesIO(data), width=Cm(6))
    if description:
        shape._inline.docPr.set("descr", description)
    return shape


def old_picture(document, data: bytes, style: str, description: str = "", paragraph=None) -> None:
    """A picture as Word 2003 writes it (VML)."""
    key, _image = document.part.get_or_add_image(BytesIO(data))
    shape = (
        f'<v:shape style="{style}" alt="{description}" xmlns:v="urn:schemas-microsoft-com:vml">'
        f'<v:imagedata r:id="{key}" xmlns:r="{RELATIONSHIPS}"/></v:shape>'
    )
    run = (paragraph or document.add_paragraph()).add_run()
    run._r.append(parse_xml(f"<w:pict {WORD}>{shape}</w:pict>"))


def saved(document) -> bytes:
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def text(*paragraphs: str) -> bytes:
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return saved(document)


def changed(data: bytes, parts: dict | None = None, replace: tuple | None = None) -> bytes:
    """The package with parts added or replaced; `replace` is (part, old text, new text)."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as before, ZipFile(out, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            if name in (parts or {}):
                continue
            content = before.read(name)
            if replace and replace[0] == name:
                assert replace[1].encode() in content
                content = content.replace(replace[1].encode(), replace[2].encode())
            after.writestr(name, content)
        for name, content in (parts or {}).items():
            after.writestr(name, content)
    return out.getvalue()


def related(data: bytes, kind: str, target: str, content: bytes = b"", external: bool = False):
    """The package with one more relationship of its document."""
    mode = ' TargetMode="External"' if external else ""
    link = (
        f'<Relationship Id="rIdMore{kind}" Type="{RELATIONSHIPS}/{kind}" Target="{target}"{mode}/>'
    )
    parts = {} if external else {f"word/{target}": content}
    linked = changed(
        data,
        replace=("word/_rels/document.xml.rels", "</Relationships>", f"{link}</Relationships>"),
    )
    return changed(linked, parts)


def append(document, xml: str) -> None:
    """Raw WordprocessingML at the end of the document's text."""
    element = parse_xml(xml)
    document.element.body.insert(len(document.element.body) - 1, element)


def link(paragraph, address: str, words: str) -> None:
    key = paragraph.part.relate_to(address, f"{RELATIONSHIPS}/hyperlink", is_external=True)
    xml = (
        f'<w:hyperlink {WORD} xmlns:r="{RELATIONSHIPS}" r:id="{key}">'
        f"<w:r><w:t>{words}</w:t></w:r></w:hyperlink>"
    )
    paragraph._p.append(parse_xml(xml))


def external_image(document, address: str) -> None:
    """A picture that Word shows from elsewhere."""
    shape = picture(document, jpeg(7))
    blip = shape._inline.find(f".//{qn('a:blip')}")
    key = document.part.relate_to(address, f"{RELATIONSHIPS}/image", is_external=True)
    del blip.attrib[qn("r:embed")]
    blip.set(qn("r:link"), key)
