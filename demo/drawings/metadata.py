"""What a photographer and a camera write into a JPEG: IPTC, EXIF and XMP.

Pillow reads all three and writes two of them; IPTC (IIM 4.2) travels in a Photoshop resource of
the APP13 segment, which is made here.
"""

import struct
from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape

from anyascii import anyascii
from PIL import ExifTags, Image, TiffImagePlugin

# What Latin-1 hasn't got, as an old desktop would have typed it.
OLD_TYPING = str.maketrans({"’": "'", "œ": "oe", "Œ": "Oe", "–": "-", "—": "-", "…": "..."})


@dataclass(frozen=True)
class Metadata:
    """Empty fields are left out of the file."""

    title: str = ""
    caption: str = ""
    by_line: str = ""
    credit: str = ""
    rights: str = ""
    description: str = ""  # the alternative text; XMP only (Iptc4xmpCore:AltTextAccessibility)
    city: str = ""
    taken: datetime | None = None
    camera: tuple[str, str] | None = None  # maker, model
    position: tuple[float, float] | None = None  # degrees north, degrees east
    orientation: int = 1
    charset: str = (
        "utf-8"  # of the IPTC: "utf-8", declared, or "latin-1", undeclared as it used to be
    )
    iptc: bool = True
    xmp: bool = False


def segments(metadata):
    """The keyword arguments that make Pillow write the metadata into a JPEG."""
    out = {"exif": exif(metadata)}
    if metadata.iptc:
        out["extra"] = app13(metadata)
    if metadata.xmp:
        out["xmp"] = xmp(metadata)
    return out


def exif(metadata):
    data = Image.Exif()
    base = ExifTags.Base
    data[base.Orientation] = metadata.orientation
    if metadata.camera:
        data[base.Make], data[base.Model] = metadata.camera
    # EXIF texts are ASCII: accents are dropped, as cameras do.
    if metadata.by_line:
        data[base.Artist] = anyascii(metadata.by_line)
    if metadata.rights:
        data[base.Copyright] = anyascii(metadata.rights)
    if metadata.taken:
        stamp = metadata.taken.strftime("%Y:%m:%d %H:%M:%S")
        data[base.DateTime] = stamp
        details = data.get_ifd(ExifTags.IFD.Exif)
        details[base.DateTimeOriginal] = stamp
    if metadata.position:
        gps = data.get_ifd(ExifTags.IFD.GPSInfo)
        north, east = metadata.position
        gps[ExifTags.GPS.GPSLatitudeRef] = "N" if north >= 0 else "S"
        gps[ExifTags.GPS.GPSLatitude] = _degrees(abs(north))
        gps[ExifTags.GPS.GPSLongitudeRef] = "E" if east >= 0 else "W"
        gps[ExifTags.GPS.GPSLongitude] = _degrees(abs(east))
    return data.tobytes()


def _degrees(value):
    minutes, degrees = (value % 1) * 60, int(value)
    parts = (degrees, int(minutes), round((minutes % 1) * 60, 2))
    return tuple(TiffImagePlugin.IFDRational(round(part * 100), 100) for part in parts)


def app13(metadata):
    """The APP13 segment: one image resource (0x0404) that holds the IPTC records."""
    utf8 = metadata.charset == "utf-8"
    records = [(1, 90, b"\x1b%G")] if utf8 else []
    fields = (
        (5, metadata.title),
        (55, metadata.taken.strftime("%Y%m%d") if metadata.taken else ""),
        (80, metadata.by_line),
        (90, metadata.city),
        (110, metadata.credit),
        (116, metadata.rights),
        (120, metadata.caption),
    )
    for number, value in fields:
        if value:
            text = value if utf8 else value.translate(OLD_TYPING)
            records.append((2, number, text.encode(metadata.charset)))
    data = b"".join(
        struct.pack(">BBBH", 0x1C, record, number, len(value)) + value
        for record, number, value in records
    )
    resource = b"8BIM\x04\x04\x00\x00" + struct.pack(">I", len(data)) + data
    if len(data) % 2:
        resource += b"\x00"
    body = b"Photoshop 3.0\x00" + resource
    return b"\xff\xed" + struct.pack(">H", len(body) + 2) + body


def xmp(metadata):
    def alternative(name, value) -> str:
        if not value:
            return ""
        item = f'<rdf:li xml:lang="x-default">{escape(value)}</rdf:li>'
        return f"<{name}><rdf:Alt>{item}</rdf:Alt></{name}>"

    creator = f"<rdf:Seq><rdf:li>{escape(metadata.by_line)}</rdf:li></rdf:Seq>"
    parts = (
        alternative("dc:title", metadata.title),
        alternative("dc:description", metadata.caption),
        alternative("dc:rights", metadata.rights),
        alternative("Iptc4xmpCore:AltTextAccessibility", metadata.description),
        f"<dc:creator>{creator}</dc:creator>" if metadata.by_line else "",
        f"<photoshop:Credit>{escape(metadata.credit)}</photoshop:Credit>"
        if metadata.credit
        else "",
    )
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"'
        ' xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/">'
        f"{''.join(parts)}"
        "</rdf:Description></rdf:RDF></x:xmpmeta>"
        '<?xpacket end="w"?>'
    ).encode()
