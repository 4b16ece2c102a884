"""Photos whose metadata is made to exhaust whoever reads it: it is passed over, and the photo taken."""

import struct
import time
from io import BytesIO

import pytest
from PIL import Image

from photos.metadata import read_metadata

RDF = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"><rdf:Description>{}</rdf:Description></rdf:RDF></x:xmpmeta>'
)
LAUGHS = "<!DOCTYPE x [<!ENTITY a0 'haha'>{}]>".format(
    "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
)


def webp(xmp: str = "", exif: bytes = b"") -> BytesIO:
    """WebP limits neither; a JPEG has 64 kB for each."""
    out = BytesIO()
    Image.new("RGB", (8, 8)).save(out, "WEBP", xmp=xmp.encode(), exif=exif)
    return out


def exif(tag: int, text: str) -> bytes:
    found = Image.Exif()
    found[tag] = text
    return found.tobytes()


def iptc(records: int) -> BytesIO:
    out = BytesIO()
    Image.new("RGB", (8, 8)).save(out, "JPEG")
    one = b"\x1c\x02\x78" + struct.pack(">H", 100) + b"a" * 100
    data = one * records
    content = (
        b"8BIM\x04\x04\x00\x00" + struct.pack(">I", len(data)) + data + b"\x00" * (len(data) % 2)
    )
    parts = [content[at : at + 60_000] for at in range(0, len(content), 60_000)]
    segments = b"".join(
        b"\xff\xed" + struct.pack(">H", len(part) + 16) + b"Photoshop 3.0\x00" + part
        for part in parts
    )
    jpeg = out.getvalue()
    return BytesIO(jpeg[:2] + segments + jpeg[2:])


HOSTILE = {
    "elements in each other": lambda: webp(RDF.format("<dc:a>" * 100_000 + "</dc:a>" * 100_000)),
    "a million elements": lambda: webp(RDF.format("<dc:creator/>" * 1_000_000)),
    "a hundred thousand authors": lambda: webp(
        RDF.format(
            "<dc:creator><rdf:Seq>" + "<rdf:li>A</rdf:li>" * 100_000 + "</rdf:Seq></dc:creator>"
        )
    ),
    "twenty megabytes of one word": lambda: webp(
        RDF.format(f"<dc:rights>{'x' * 20_000_000}</dc:rights>")
    ),
    "a text of signs of copyright": lambda: webp(
        RDF.format(f"<dc:rights>{'(c) all rights reserved - ' * 70_000}</dc:rights>")
    ),
    "entities that multiply": lambda: webp(LAUGHS + RDF.format("<dc:rights>&a11;</dc:rights>")),
    "another file by an entity": lambda: webp(
        "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"
        + RDF.format("<dc:rights>&a;</dc:rights>")
    ),
    "a caption of twenty megabytes": lambda: webp(exif=exif(270, "a b " * 5_000_000)),
    "a hundred thousand captions": lambda: iptc(100_000),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_metadata_made_to_exhaust_its_reader_costs_a_moment(what):
    file = HOSTILE[what]()
    start = time.process_time()
    found = read_metadata(file)
    assert (
        time.process_time() - start < 3
    )  # seconds of processor, of which a slow machine has fewer
    assert len("".join(map(str, found.values()))) < 2_100_000
    assert "root:" not in str(found)
    assert file.tell() == 0
