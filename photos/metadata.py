"""What a photo's file says about itself: IPTC-IIM, XMP and EXIF, read with Pillow."""

import re
from datetime import datetime

from django.utils import timezone
from PIL import ExifTags, Image, IptcImagePlugin, UnidentifiedImageError

# IPTC-IIM 4.2 datasets, record 2 (application record); 1:90 names the coding of the texts.
_BYLINE, _CREDIT, _CAPTION, _DATE, _TIME = (2, 80), (2, 110), (2, 120), (2, 55), (2, 60)
_CODING, _UTF8 = (1, 90), b"\x1b%G"


# « 2025:05:01 09:30:00 », « 2025-05-01T09:30:00.12+02:00 », « 20250501 093000+0200 »
_MOMENT = re.compile(
    r"(\d{4})[:-]?(\d\d)[:-]?(\d\d)[ T]+(\d\d):?(\d\d)(?::?(\d\d))?(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?"
)


def read_metadata(file) -> dict:
    """`credit`, `caption`, `description` and `taken_at` of an image file, where it gives them; else nothing.

    IPTC comes first, then XMP (dc:creator, dc:description), then EXIF (Artist, ImageDescription), as the
    Metadata Working Group's guidelines order them; for `taken_at`, a moment, the camera's clock (EXIF) does.
    `description` is the alternative text, which XMP alone has (IPTC Photo Metadata 2021.1,
    AltTextAccessibility). The file's position is put back to its start.
    """
    try:
        file.seek(0)
        with Image.open(file) as image:
            sources = (_iptc(image), _xmp(image), _exif(image))
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError, SyntaxError, ValueError):
        return {}
    finally:
        file.seek(0)
    found = {}
    for name in ("credit", "caption", "description"):
        text = next((source[name] for source in sources if source.get(name)), "")
        if text := " ".join(text.replace("\x00", "").split()):
            found[name] = text
    moments = (_moment(source.get("taken_at", "")) for source in reversed(sources))
    if taken_at := next(filter(None, moments), None):
        found["taken_at"] = taken_at
    return found


def _moment(text: str) -> datetime | None:
    """A date and time as a camera writes them, where the site is unless they say otherwise; None for nonsense."""
    found = _MOMENT.match(text.strip())
    if not found:
        return None
    *numbers, offset = found.groups(default="0")
    try:
        moment = datetime(*map(int, numbers))
        if offset != "0":
            moment = moment.replace(tzinfo=datetime.strptime(offset, "%z").tzinfo)
        return moment if moment.tzinfo else timezone.make_aware(moment)
    except (ValueError, OverflowError):
        return None


def _iptc(image) -> dict[str, str]:
    data = IptcImagePlugin.getiptcinfo(image) or {}
    coding = "utf-8" if data.get(_CODING) == _UTF8 else "latin-1"

    def text(*keys) -> str:
        for key in keys:
            value = data.get(key, b"")
            value = value[0] if isinstance(value, list) else value
            if value:
                return value.decode(coding, errors="replace")
        return ""

    return {
        "credit": text(_BYLINE, _CREDIT),
        "caption": text(_CAPTION),
        "taken_at": f"{text(_DATE)} {text(_TIME)}",
    }


def _xmp(image) -> dict[str, str]:
    description = image.getxmp().get("xmpmeta", {}).get("RDF", {}).get("Description", {})
    if isinstance(description, list):
        description = {key: value for part in description for key, value in part.items()}
    return {
        "credit": _first_text(description.get("creator")),
        "caption": _first_text(description.get("description")),
        "description": _first_text(description.get("AltTextAccessibility")),
        "taken_at": _first_text(description.get("DateTimeOriginal"))
        or _first_text(description.get("DateCreated")),
    }


def _first_text(value) -> str:
    """The first text in an RDF container (Seq, Bag, Alt), however Pillow nested it."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return next((text for item in value if (text := _first_text(item))), "")
    if isinstance(value, dict):
        if "text" in value:
            return value["text"]
        return next(
            (
                text
                for name in ("Seq", "Bag", "Alt", "li")
                if (text := _first_text(value.get(name)))
            ),
            "",
        )
    return ""


def _exif(image) -> dict[str, str]:
    exif = image.getexif()
    details = exif.get_ifd(ExifTags.IFD.Exif)
    taken, offset = ExifTags.Base.DateTimeOriginal, ExifTags.Base.OffsetTimeOriginal
    return {
        "taken_at": f"{details.get(taken, '')}{details.get(offset, '')}",
        "credit": _utf8(exif.get(ExifTags.Base.Artist, "")),
        "caption": _utf8(exif.get(ExifTags.Base.ImageDescription, "")),
    }


def _utf8(value) -> str:
    """EXIF says ASCII; what Pillow then reads as Latin-1 is UTF-8 more often than not."""
    text = str(value)
    try:
        return text.encode("latin-1").decode()
    except UnicodeError:
        return text
