"""What photographers, agencies, cameras and phones write into photos, in all the ways in which they do."""

import hashlib
import re
import struct
from io import BytesIO

import pytest
from PIL import ExifTags, Image
from PIL.PngImagePlugin import PngInfo

from photos.metadata import read_metadata

BASE, DETAILS = ExifTags.Base, ExifTags.IFD.Exif
UTF8 = (1, 90, b"\x1b%G")
NAMESPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" '
    'xmlns:tiff="http://ns.adobe.com/tiff/1.0/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
    'xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/" '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
)


def iptc(*records: tuple[int, int, bytes], digest: bytes = b"") -> bytes:
    """An APP13 segment with the records, and the digest that a program left when it wrote XMP with them."""
    data = b"".join(struct.pack(">BBBH", 0x1C, r, n, len(v)) + v for r, n, v in records)
    body = b"Photoshop 3.0\x00"
    for number, content in ((0x0404, data), (0x0425, digest)):
        if content:
            body += b"8BIM" + struct.pack(">HHI", number, 0, len(content)) + content
            body += b"\x00" * (len(content) % 2)
    return b"\xff\xed" + struct.pack(">H", len(body) + 2) + body


def xmp(properties: str = "", attributes: str = "") -> bytes:
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about="" {NAMESPACES} {attributes}>{properties}</rdf:Description>'
        "</rdf:RDF></x:xmpmeta>"
    ).encode()


def array(name: str, kind: str, *items: str) -> str:
    found = "".join(f"<rdf:li>{item}</rdf:li>" for item in items)
    return f"<{name}><rdf:{kind}>{found}</rdf:{kind}></{name}>"


def said(
    records=(), packet: bytes = b"", texts=None, details=None, format="JPEG", digest=b""
) -> dict:
    """What the site reads in a small image with these metadata."""
    out, exif, extra = BytesIO(), Image.Exif(), {}
    for tag, value in (texts or {}).items():
        exif[tag] = value
    for tag, value in (details or {}).items():
        exif.get_ifd(DETAILS)[tag] = value
    if records:
        extra["extra"] = iptc(*records, digest=digest)
    if packet:
        extra["xmp"] = packet
        extra["pnginfo"] = PngInfo()
        extra["pnginfo"].add_itxt("XML:com.adobe.xmp", packet.decode(errors="replace"))
    Image.new("RGB", (8, 8)).save(out, format, exif=exif, **extra)
    return read_metadata(out)


@pytest.mark.parametrize(
    "packet",
    [
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"></x:xmpmeta>',
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"/>',
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>',
        xmp(),
        xmp().replace(b"></rdf:Description>", b">\n </rdf:Description>"),
        xmp(array("dc:creator", "Seq")),
        xmp("<dc:creator/><dc:description> </dc:description>"),
        b"<html><body>404</body></html>",
        b"\x00" * 40,
        b"   ",
        b"{}",
        b"<",
        "un texte".encode("utf-16"),
        b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
    ],
)
def test_xmp_that_says_nothing_says_nothing_and_hides_nothing(packet):
    assert said(packet=packet) == {}
    assert said([UTF8, (2, 80, b"Paul Vernier")], packet)["credit"] == "Paul Vernier"


@pytest.mark.parametrize(
    "packet",
    [
        xmp(array("dc:creator", "Seq", "Zoé Maréchal")),
        xmp(array("dc:creator", "Bag", "Zoé Maréchal")),
        xmp(array("dc:creator", "Alt", "Zoé Maréchal")),
        xmp("<dc:creator>Zoé Maréchal</dc:creator>"),
        xmp(attributes='dc:creator="Zoé Maréchal"'),
        xmp(attributes='tiff:Artist="Zoé Maréchal"'),
        xmp(attributes='photoshop:Credit="Zoé Maréchal"'),
        xmp("<photoshop:Credit>Zoé Maréchal</photoshop:Credit>"),
        xmp("<dc:creator rdf:parseType='Resource'><rdf:value>Zoé Maréchal</rdf:value></dc:creator>"),
        xmp(attributes='xmp:CreatorTool="Un logiciel"') .replace(
            b"</rdf:RDF>",
            f'<rdf:Description {NAMESPACES}/><rdf:Description {NAMESPACES} '
            'dc:creator="Zoé Maréchal"/></rdf:RDF>'.encode(),
        ),
        b'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        + xmp(array("dc:creator", "Seq", "Zoé Maréchal"))
        + b'<?xpacket end="w"?>' + b"\x00" * 9,
        b"\x00\x01" + xmp(array("dc:creator", "Seq", "Zoé &#1;Maré\x01chal")) + b"\xff\xfe",
        xmp(array("dc:creator", "Seq", "Zoé Maréchal")).decode().encode("utf-16"),
        xmp(array("dc:creator", "Seq", "Zoé Maréchal".encode().decode("latin-1"))),
        xmp("<photoshop:History><rdf:Bag/></photoshop:History>" + array("dc:creator", "Seq", "", "Zoé Maréchal")),
        re.sub(rb' xmlns:\w+="[^"]*"', b"", xmp(array("dc:creator", "Seq", "Zoé Maréchal"))),
        xmp(array("dc:creator", "Seq", "Zoé Maréchal")).decode().encode("cp1252"),
        xmp("<dc:title>Dupont & fils</dc:title>" + array("dc:creator", "Seq", "Zoé Maréchal")),
        b"\xef\xbb\xbf" + xmp(array("dc:creator", "Seq", "Zoé Maréchal")),
        xmp(array("dc:creator", "Seq", "Zoé Maréchal")).decode().encode("utf-16-be"),
    ],
)  # fmt: skip
def test_xmp_gives_the_author_in_every_form_of_rdf(packet):
    assert said(packet=packet)["credit"] == "Zoé Maréchal"


def test_of_a_text_in_several_languages_the_sites_comes_first():
    items = (
        '<rdf:li xml:lang="x-default">The yard</rdf:li><rdf:li xml:lang="en">The yard</rdf:li>'
        '<rdf:li xml:lang="fr-FR">La cour</rdf:li>'
    )
    packet = xmp(f"<dc:description><rdf:Alt>{items}</rdf:Alt></dc:description>")
    assert said(packet=packet)["caption"] == "La cour"
    without = packet.replace(b"La cour", b"")
    assert said(packet=without)["caption"] == "The yard"


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_every_format_gives_its_author(format):
    packet = xmp(array("dc:creator", "Seq", "Zoé Maréchal"))
    assert said(packet=packet, format=format)["credit"] == "Zoé Maréchal"
    texts = {BASE.Artist: "Zoé Maréchal".encode()}
    assert said(texts=texts, format=format)["credit"] == "Zoé Maréchal"


NAME, SENTENCE = "Hélène Lefèvre", "Façade rénovée à Nîmes, été 2026"


class TestCodings:
    @pytest.mark.parametrize(
        ("coding", "declared"),
        [
            *((coding, "") for coding in ("utf-8", "cp1252", "mac_roman", "cp850")),
            *((coding, "\x1b%G") for coding in ("utf-8", "cp1252", "mac_roman", "cp850")),
            *((coding, "\x1b.A") for coding in ("utf-8", "cp1252")),
            ("iso8859-15", "\x1b.b"),
        ],
    )
    def test_iptc_is_read_in_the_coding_that_it_has(self, coding, declared):
        records = [(2, 80, NAME.encode(coding)), (2, 120, SENTENCE.encode(coding))]
        found = said([(1, 90, declared.encode()), *records] if declared else records)
        assert (found["credit"], found["caption"]) == (NAME, SENTENCE)

    @pytest.mark.parametrize("coding", ["utf-8", "cp1252", "mac_roman", "cp850"])
    def test_exif_too(self, coding):
        texts = {BASE.Artist: NAME.encode(coding), BASE.ImageDescription: SENTENCE.encode(coding)}
        assert said(texts=texts) == {"credit": NAME, "caption": SENTENCE}

    @pytest.mark.parametrize("coding", ["utf-8", "cp1252", "mac_roman"])
    @pytest.mark.parametrize("name", ["HÉLÈNE LEFÈVRE", "Loïc Muñoz", "Élise Gärtner", "Zoë Çelik"])
    def test_other_names(self, coding, name):
        assert said([(2, 80, name.encode(coding))])["credit"] == name

    def test_typographic_signs(self):
        text = "L’été à l’îlot – « vu d’en haut »"
        assert said([(2, 120, text.encode("cp1252"))])["caption"] == text

    def test_each_text_may_have_been_written_by_another_program(self):
        found = said([(2, 80, NAME.encode()), (2, 120, SENTENCE.encode("mac_roman"))])
        assert (found["credit"], found["caption"]) == (NAME, SENTENCE)

    @pytest.mark.parametrize(
        "data",
        ["Пётр Иванов".encode("cp1251"), "ТАСС".encode("cp1251"), "Анна".encode("koi8-r"),
         "Άννα Παπά".encode("cp1253"), "東京駅の写真".encode("shift_jis"), "タナカ".encode("shift_jis"),
         "李伟".encode("gbk"), "김철수".encode("euc_kr"), "דוד לוי".encode("cp1255"), "محمد علي".encode("cp1256"),
         "Jiří Dvořák".encode("cp1250"), "Paweł Śliwiński".encode("cp1250"), "Şükrü Öztürk".encode("cp1254"),
         b"H?l?ne Lef?vre",
         "H\ufffdl\ufffdne".encode(), b"\xff\xfe\xfd\xfc"],
    )  # fmt: skip
    def test_what_cant_be_decoded_stays_empty(self, data):
        assert said([(2, 80, data), (2, 120, data)]) == {}

    def test_what_cant_be_decoded_in_one_part_is_read_in_another(self):
        packet = xmp(array("dc:creator", "Seq", "H?l?ne Lef?vre"))
        assert said([(2, 80, NAME.encode())], packet)["credit"] == NAME

    def test_windows_writes_utf16(self):
        texts = {
            BASE.Artist: b"H?l?ne",
            BASE.XPAuthor: "Hélène Lefèvre;Lise Morand\x00".encode("utf-16-le"),
            BASE.XPComment: "La cour plantée\x00".encode("utf-16-le"),
        }
        found = said(texts=texts)
        assert found == {"credit": "Hélène Lefèvre, Lise Morand", "caption": "La cour plantée"}

    @pytest.mark.parametrize(
        "value",
        [
            b"ASCII\x00\x00\x00La cour plant\xc3\xa9e",
            b"UNICODE\x00" + "La cour plantée".encode("utf-16-le"),
            b"UNICODE\x00" + "La cour plantée".encode("utf-16-be"),
            b"\x00" * 8 + "La cour plantée".encode() + b"\x00" * 20,
        ],
    )
    def test_a_users_comment_names_its_coding(self, value):
        assert said(details={BASE.UserComment: value}) == {"caption": "La cour plantée"}

    @pytest.mark.parametrize(
        "value", [b"ASCII\x00\x00\x00Screenshot", b"ASCII\x00\x00\x00" + b" " * 40, b"UNICODE\x00",
                  b"filter: 0; fileterIntensity: 0.0; filterMask: 0;", b'{"sceneMode":"auto"}', b""],
    )  # fmt: skip
    def test_a_comment_that_a_phone_makes_is_none(self, value):
        assert said(details={BASE.UserComment: value}) == {}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Façade sud\x01", "Façade sud"),
        ("Fa\x0bçade\x0csud", "Fa çade sud"),
        ("Façade\r\n sud\t", "Façade sud"),
        ("\ufeffFaçade\u200b sud\u00ad", "Façade sud"),
        ("Façade \u202edus\u202c", "Façade dus"),
        ("Fac\u0327ade sud", "Façade sud"),
        ("Façade\uffff sud", "Façade sud"),
        ("Façade sud\x00reste d’un autre texte", "Façade sud"),
        ("\x00\x00Façade sud", "Façade sud"),
    ],
)
def test_a_text_loses_what_isnt_text(written, read):
    assert said(texts={BASE.ImageDescription: written.encode()}) == {"caption": read}


class TestCredit:
    WHOLE = "Anne-Charlotte de La Rochebrune-Delorme"

    def test_a_name_cut_short_by_iptc_is_whole_elsewhere(self):
        records = [UTF8, (2, 80, self.WHOLE.encode()[:32])]
        packet = xmp(array("dc:creator", "Seq", self.WHOLE))
        assert said(records, packet)["credit"] == self.WHOLE
        assert said(records, texts={BASE.Artist: self.WHOLE.encode()})["credit"] == self.WHOLE

    def test_a_text_cut_amid_a_letter_ends_before_it(self):
        assert said([(2, 80, "Hélène Lefèvré".encode()[:-1])])["credit"] == "Hélène Lefèvr"

    @pytest.mark.parametrize(
        "given",
        [
            {"records": [UTF8, (2, 80, b"Paul Vernier"), (2, 80, b"Lise Morand")]},
            {"records": [UTF8, (2, 80, b"Paul Vernier; Lise Morand")]},
            {"packet": xmp(array("dc:creator", "Seq", "Paul Vernier", "Lise Morand"))},
            {"packet": xmp(array("dc:creator", "Bag", "Paul Vernier", "Lise Morand", "Paul Vernier"))},
            {"texts": {BASE.Artist: b"Paul Vernier; Lise Morand"}},
        ],
    )  # fmt: skip
    def test_two_authors_are_both_named(self, given):
        assert said(**given)["credit"] == "Paul Vernier, Lise Morand"

    @pytest.mark.parametrize(
        ("author", "agency", "credit"),
        [
            ("Zoé", "Agence du Lac", "Zoé / Agence du Lac"),
            ("Zoé Maréchal", "zoé maréchal", "Zoé Maréchal"),
            ("Zoé Maréchal", "Zoé Maréchal/Agence du Lac", "Zoé Maréchal/Agence du Lac"),
            ("© Zoé Maréchal", "", "Zoé Maréchal"),
            ("Photo : Zoé Maréchal", "(c) Agence du Lac", "Zoé Maréchal / Agence du Lac"),
            ("", "Agence du Lac", "Agence du Lac"),
        ],
    )
    def test_author_and_agency_are_named_once_each(self, author, agency, credit):
        records = [(2, 80, author.encode()), (2, 110, agency.encode())]
        assert said([UTF8, *(record for record in records if record[2])])["credit"] == credit
        packet = xmp(array("dc:creator", "Seq", author), f'photoshop:Credit="{agency}"')
        assert said(packet=packet)["credit"] == credit

    @pytest.mark.parametrize(
        ("rights", "credit"),
        [
            ("© 2024 Ville de Valmire. Tous droits réservés.", "Ville de Valmire"),
            ("Copyright 2019-2021, Agence du Lac", "Agence du Lac"),
            ("Agence du Lac", "Agence du Lac"),
            ("© 2024", None),
            ("Toute reproduction est interdite sans l’accord écrit de son auteur.", None),
        ],
    )
    def test_who_holds_the_rights_signs_for_want_of_an_author(self, rights, credit):
        assert said([(2, 116, rights.encode())]).get("credit") == credit
        assert said(texts={BASE.Copyright: rights.encode()}).get("credit") == credit
        both = said([(2, 80, b"Paul Vernier"), (2, 116, rights.encode())])
        assert both["credit"] == "Paul Vernier"

    @pytest.mark.parametrize("name", ["unknown", "Picasa", "OLYMPUS", "default", "IMG_2043", "???"])
    def test_what_a_camera_calls_its_owner_is_no_author(self, name):
        assert said(texts={BASE.Artist: name, BASE.Make: "OLYMPUS CORPORATION"}) == {}


class TestSources:
    RECORDS = (UTF8, (2, 120, "De l’IPTC".encode()))
    PACKET = xmp(array("dc:description", "Alt", "De l’XMP"))

    def test_xmp_wins_over_iptc_and_both_over_exif(self):
        texts = {BASE.ImageDescription: b"De la camera"}
        assert said(self.RECORDS, self.PACKET, texts)["caption"] == "De l’XMP"
        assert said(self.RECORDS, texts=texts)["caption"] == "De l’IPTC"

    def test_iptc_wins_when_it_was_changed_after_xmp(self):
        records = b"".join(struct.pack(">BBBH", 0x1C, r, n, len(v)) + v for r, n, v in self.RECORDS)
        same = hashlib.md5(records).digest()  # noqa: S324
        assert said(self.RECORDS, self.PACKET, digest=same)["caption"] == "De l’XMP"
        assert said(self.RECORDS, self.PACKET, digest=b"\x01" * 16)["caption"] == "De l’IPTC"

    def test_a_broken_part_hides_no_other(self):
        broken = self.PACKET.replace(b"</rdf:Description>", b"")
        assert said(self.RECORDS, broken)["caption"] == "De l’IPTC"
        data = BytesIO()
        Image.new("RGB", (8, 8)).save(
            data, "JPEG", exif=b"Exif\x00\x00MM\x00*\xff\xff\xff\xff\x00", xmp=self.PACKET
        )
        assert read_metadata(data)["caption"] == "De l’XMP"

    def test_records_cut_short_give_those_before(self):
        segment = iptc(UTF8, (2, 80, b"Paul Vernier"), (2, 120, b"La place")).replace(
            struct.pack(">BBBH", 0x1C, 2, 120, 8), struct.pack(">BBBH", 0x1C, 2, 120, 900)
        )
        data = BytesIO()
        Image.new("RGB", (8, 8)).save(data, "JPEG", extra=segment)
        assert read_metadata(data)["credit"] == "Paul Vernier"

    @pytest.mark.parametrize("value", [7, b"\xff" * 9, "2025"])
    def test_values_of_other_types_do_no_harm(self, value):
        tags = (BASE.Artist, BASE.ImageDescription, BASE.XPTitle, BASE.Make)
        assert said(packet=self.PACKET, texts=dict.fromkeys(tags, value))["caption"] == "De l’XMP"


@pytest.mark.parametrize(
    "caption",
    [
        "OLYMPUS DIGITAL CAMERA         ", "SONY DSC", "SAMSUNG CAMERA PICTURES", "KODAK Digital Still Camera",
        "MINOLTA DIGITAL CAMERA", "Exif_JPEG_PICTURE", "<KENOX S630  / Samsung S630>", "My beautiful picture",
        "Processed with VSCO with a6 preset", "Processed By eBay with ImageMagick", "Created with GIMP",
        "DCIM\\100MEDIA\\DJI_0001.JPG", "default", "Untitled", "Untitled-1", "Sans titre", "image", "Photo 3",
        "IMG_1234", "IMG-20230512-WA0001", "DSC01234.JPG", "P1010001", "20230512_101010", "PXL_20230512_101010",
        "WhatsApp Image 2023-05-12 at 10.10.10", "Capture d’écran 2023-05-12 à 10.10.10", "Screenshot",
        "cof", "dav", "oznorWO", "hdr", "edf", "oplus_32", "???", "....", "1234", "X Tel",
    ],
)  # fmt: skip
def test_what_cameras_write_by_themselves_is_no_caption(caption):
    given = {"texts": {BASE.ImageDescription: caption.encode(), BASE.Make: "Tel", BASE.Model: "X"}}
    assert said(**given) == {}
    assert said([UTF8, (2, 120, b"La place")], **given)["caption"] == "La place"


@pytest.mark.parametrize(
    "caption",
    [
        "Inauguration", "La cour plantée", "Photo de groupe", "Image de marque", "Vue de nuit", "Signal d’alarme",
        "Créée avec les habitants", "Made in Valmire", "Portrait", "G20 du logement", "2023, année du chantier",
        "Une rue sans nom", "Visite du 12/05/2023", "Tel est le parvis", "Quoi ? Un jardin",
    ],
)  # fmt: skip
def test_what_people_write_stays(caption):
    assert said([UTF8, (2, 120, caption.encode())], texts={BASE.Make: "Tel"})["caption"] == caption
