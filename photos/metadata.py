"""What a photo's file says about itself: IPTC-IIM, XMP and EXIF, read with Pillow."""

import hashlib
import logging
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from PIL import ExifTags, Image, ImageFile, IptcImagePlugin, UnidentifiedImageError

from core.file_text import clean_line, decode, is_damaged, repair
from core.program_texts import is_written_by_program
from photos.xmp import read_xmp

logger = logging.getLogger(__name__)

# IPTC-IIM 4.2 datasets, record 2 (application record); 1:90 names the coding of the texts.
_BYLINE, _CREDIT, _RIGHTS, _CAPTION = (2, 80), (2, 110), (2, 116), (2, 120)
_DATE, _TIME, _CODING = (2, 55), (2, 60), (1, 90)
# Resources of Photoshop: the IPTC records, and the MD5 that they had when the XMP was written with them.
_RECORDS, _DIGEST = 0x0404, 0x0425

# « 2025:05:01 09:30:00 », « 2025-05-01T09:30:00.12+02:00 », « 20250501 093000+0200 »
_MOMENT = re.compile(
    r"(\d{4})[:-]?(\d\d)[:-]?(\d\d)[ T]+(\d\d):?(\d\d)(?::?(\d\d))?(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?"
)
_AUTHORS = 30
_COPYRIGHT_SIGN = re.compile(
    r"(?:©|\(c\)(?!\w)|copyright\b|crédits?(?: photos?)? ?:|photos? ?:|\bcredits?(?: photos?)? ?:)[\s:,–-]*",
    re.I,
)
_RESERVED = re.compile(
    r"[\s,.;–-]*(?:all rights reserved|tous droits (?:réservés|reserves))\b[\s.,;]*", re.I
)
_YEARS = re.compile(r"^[\s,]*(?:19|20)\d\d(?:\s*[-–]\s*(?:19|20)?\d\d)?[\s,]*(?:by |par )?")


@dataclass
class Said:
    """What one part of the file says, as it is written; authors are one a name, captions in order of preference."""

    authors: list[str] = field(default_factory=list)
    agency: str = ""
    rights: str = ""
    captions: list[str] = field(default_factory=list)
    description: str = ""
    taken_at: list[str] = field(default_factory=list)


def read_metadata(file) -> dict:
    """`credit`, `caption`, `description` and `taken_at` of an image file, where it gives them; else nothing.

    XMP comes before IPTC, unless a program that knows IPTC alone has changed it since (its digest tells), and both
    before EXIF, whose texts cameras write (Metadata Working Group, Guidelines 2.0); for `taken_at`, a moment, the
    camera's clock does. A part that is broken hides no other, nor does a text that can't be decoded or that a
    camera has written by itself; what one part has cut short is taken whole from another.
    `credit` is authors and agency, « Zoé Maréchal, Ilan Corvec / Agence du Lac »; else who holds the rights.
    `description` is the alternative text, which XMP alone has (IPTC Photo Metadata 2021.1,
    AltTextAccessibility). The file's position is put back to its start.
    """
    try:
        file.seek(0)
        with Image.open(file) as image:
            _pass_over_what_is_too_large(image)
            exif, xmp, iptc = (_tried(read, image) for read in (_exif, _xmp, _iptc))
            changed = _tried(_is_iptc_changed, image, otherwise=False)
            maker = _tried(_maker, image, otherwise="")
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError, SyntaxError, ValueError):
        return {}
    finally:
        file.seek(0)
    sources = [iptc, xmp, exif] if changed else [xmp, iptc, exif]

    def texts(of: Callable[[Said], Iterable[str]]) -> list[list[str]]:
        """By source, what can be read and wasn't written by a camera."""
        read = ((clean_line(repair(text)) for text in of(source)) for source in sources)
        return [
            [t for t in found if not is_damaged(t) and not is_written_by_program(t, maker)]
            for found in read
        ]

    found: dict[str, Any] = {
        "credit": _credit(
            texts(lambda said: said.authors),
            texts(lambda said: [said.agency]),
            texts(lambda said: [said.rights]),
        ),
        "caption": _whole(texts(lambda said: said.captions)),
        "description": _whole(texts(lambda said: [said.description])),
    }
    found = {name: text for name, text in found.items() if text}
    moments = (_moment(text) for source in (exif, xmp, iptc) for text in source.taken_at)
    if taken_at := next(filter(None, moments), None):
        found["taken_at"] = taken_at
    return found


def _pass_over_what_is_too_large(image: Image.Image) -> None:
    """Metadata that would take seconds and hundreds of megabytes to read isn't read: no program writes so much."""
    for name in ("exif", "xmp", "XML:com.adobe.xmp", "photoshop"):
        part = image.info.get(name) or b""
        parts = part.values() if isinstance(part, dict) else [part]
        if sum(map(len, parts)) > settings.PHOTO_METADATA_MAX_SIZE:
            logger.info("Photo's metadata, %s: too large to be read", name)
            del image.info[name]


def _tried(read: Callable, image: Image.Image, otherwise=None):
    """A parser may raise anything on what a broken file holds."""
    try:
        return read(image)
    except Exception as error:
        logger.info("Photo's metadata, %s: %r", read.__name__, error)
        return Said() if otherwise is None else otherwise


def _whole(by_source: list[list[str]]) -> str:
    """The first text of the first source that has one, as long as the source that says it longest."""
    texts = [text for found in by_source for text in found]
    return max((text for text in texts if text.startswith(texts[0])), key=len, default="")


def _credit(authors: list[list[str]], agencies: list[list[str]], holders: list[list[str]]) -> str:
    everybody = [_signed(name) for names in authors for name in names]
    first = [_signed(name) for name in next(filter(None, authors), [])]
    names = list(
        dict.fromkeys(
            max((other for other in everybody if other.startswith(name)), key=len)
            for name in first
            if name
        )
    )
    said = ", ".join(names)
    agency = _signed(_whole(agencies))
    if agency.casefold() in said.casefold():
        return said or _holder(_whole(holders))
    return agency if said.casefold() in agency.casefold() else f"{said} / {agency}"


def _signed(name: str) -> str:
    """A name without the sign of copyright, which the site writes itself."""
    return _COPYRIGHT_SIGN.sub("", name, count=1).strip(" ,;") if name else ""


def _holder(rights: str) -> str:
    """« Ville de Valmire » for « © 2024 Ville de Valmire. Tous droits réservés. »; empty for a text of law."""
    name = _YEARS.sub("", _signed(_RESERVED.sub("", rights))).strip(" ,.;–-")
    name = re.sub(r"[\s,]+(?:19|20)\d\d$", "", name)
    return name if len(name.split()) <= 8 and any(map(str.isalpha, name)) else ""


def _moment(text: str) -> datetime | None:
    """A date and time as a camera writes them, where the site is unless they say otherwise; None for nonsense."""
    found = _MOMENT.match(text.strip())
    if not found:
        return None
    *numbers, offset = found.groups(default="0")
    try:
        year, month, day, *clock = map(int, numbers)
        moment = datetime(year, month, day, *clock)  # type: ignore[arg-type]
        if offset != "0":
            moment = moment.replace(tzinfo=datetime.strptime(offset, "%z").tzinfo)
        return moment if moment.tzinfo else timezone.make_aware(moment)
    except (ValueError, OverflowError):
        return None


def _iptc(image: ImageFile.ImageFile) -> Said:
    data = IptcImagePlugin.getiptcinfo(image) or {}

    def values(key) -> list[bytes]:
        value = data.get(key, b"")
        return [part for part in (value if isinstance(value, list) else [value]) if part]

    keys = [_BYLINE, _CREDIT, _RIGHTS, _CAPTION]
    raw = [(key, value) for key in keys for value in values(key)]
    coding = b"".join(values(_CODING)[:1])
    texts = {key: [] for key in keys}
    decoded = decode([value for _key, value in raw], coding)
    for (key, _value), text in zip(raw, decoded, strict=True):
        texts[key].append(text.replace("\x00", ""))
    day, hour = (b"".join(values(key)[:1]).decode("ascii", "ignore") for key in (_DATE, _TIME))
    return Said(
        authors=_separate(texts[_BYLINE]),
        agency=next(iter(texts[_CREDIT]), ""),
        rights=next(iter(texts[_RIGHTS]), ""),
        captions=texts[_CAPTION],
        taken_at=[f"{day} {hour}"],
    )


def _is_iptc_changed(image: Image.Image) -> bool:
    photoshop = image.info.get("photoshop")
    if not isinstance(photoshop, dict) or len(digest := photoshop.get(_DIGEST, b"")) != 16:
        return False
    records = photoshop.get(_RECORDS, b"")
    return hashlib.md5(records, usedforsecurity=False).digest() != digest


def _xmp(image: Image.Image) -> Said:
    packet = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp") or b""
    said = read_xmp(packet if isinstance(packet, bytes) else str(packet).encode())
    return Said(
        authors=_separate(said.all("dc:creator") or said.all("tiff:Artist")),
        agency=said.first("photoshop:Credit"),
        rights=said.first("dc:rights") or said.first("tiff:Copyright"),
        captions=[
            said.first(name)
            for name in ("dc:description", "tiff:ImageDescription", "exif:UserComment")
        ],
        description=said.first("Iptc4xmpCore:AltTextAccessibility"),
        taken_at=[
            said.first(name)
            for name in ("exif:DateTimeOriginal", "photoshop:DateCreated", "xmp:CreateDate")
        ],
    )


def _exif(image: Image.Image) -> Said:
    exif, base = image.getexif(), ExifTags.Base
    details = exif.get_ifd(ExifTags.IFD.Exif)
    taken, offset = details.get(base.DateTimeOriginal, ""), details.get(base.OffsetTimeOriginal, "")
    artist, rights, caption = _exif_texts(
        exif.get(tag, "") for tag in (base.Artist, base.Copyright, base.ImageDescription)
    )
    windows = [_utf16(exif.get(tag)) for tag in (base.XPTitle, base.XPSubject, base.XPComment)]
    comment = _user_comment(details.get(base.UserComment, b""), exif.endian)
    authors = _separate([artist])
    if not artist or is_damaged(artist):
        authors = _separate([_utf16(exif.get(base.XPAuthor))])
    return Said(
        authors=authors,
        rights=rights,
        captions=[caption, *windows, comment],
        taken_at=[f"{taken}{offset}"],
    )


def _maker(image: Image.Image) -> str:
    """Camera and program, which write their names where a caption or an author is meant."""
    exif, base = image.getexif(), ExifTags.Base
    return " ".join(
        _exif_texts(exif.get(tag, "") for tag in (base.Make, base.Model, base.Software))
    )


def _exif_texts(values: Iterable) -> list[str]:
    """EXIF says ASCII, and programs write what they like; Pillow hands it on as Latin-1, byte by byte.

    What follows a NUL is what a longer text has left there, or the editor's rights after the photographer's.
    """
    raw = []
    for value in values:
        if isinstance(value, str):
            value = value.encode("latin-1", "replace")
        raw.append(value.lstrip(b"\x00").partition(b"\x00")[0] if isinstance(value, bytes) else b"")
    return decode(raw)


def _utf16(value) -> str:
    """The fields of Windows (XPTitle…) are bytes of UTF-16."""
    data = bytes(value) if isinstance(value, (bytes, tuple, list)) else b""
    text = data.decode("utf-16-le", "ignore").lstrip("\ufeff")
    return text.partition("\x00")[0]


def _user_comment(value, endian: str | None) -> str:
    """EXIF 3.0, 4.6.6: the first eight bytes name the coding; UTF-16 comes in either order, whatever the file's."""
    data = value.encode("latin-1", "replace") if isinstance(value, str) else value
    if not isinstance(data, bytes):
        return ""
    coding, text = data[:8].rstrip(b"\x00 "), data[8:]
    if coding == b"UNICODE":
        orders = ("utf-16-le", "utf-16-be") if endian == "<" else ("utf-16-be", "utf-16-le")
        read = [text.decode(order, "ignore") for order in orders]
        return max(read, key=lambda found: sum(sign < "\u0250" for sign in found)).strip(
            "\x00 \ufeff"
        )
    if coding == b"JIS":
        return text.decode("iso2022_jp", "ignore")
    if coding not in (b"ASCII", b""):
        text = data
    return decode([text.strip(b"\x00 ").partition(b"\x00")[0]])[0]


def _separate(names: Iterable[str]) -> list[str]:
    """Several authors in one text have semicolons between them (Metadata Working Group, 5.5)."""
    parts = (name.strip(' "') for text in names for name in text.split(";"))
    return list(filter(None, parts))[:_AUTHORS]
