"""What a photo's file says about itself: IPTC-IIM, XMP and EXIF, read with Pillow."""

from PIL import ExifTags, Image, IptcImagePlugin, UnidentifiedImageError

# IPTC-IIM 4.2 datasets, record 2 (application record); 1:90 names the coding of the texts.
_BYLINE, _CREDIT, _CAPTION = (2, 80), (2, 110), (2, 120)
_CODING, _UTF8 = (1, 90), b"\x1b%G"


def read_metadata(file) -> dict[str, str]:
    """`credit`, `caption` and `description` of an image file, where it gives them; an unreadable one gives none.

    IPTC comes first, then XMP (dc:creator, dc:description), then EXIF (Artist, ImageDescription), as the
    Metadata Working Group's guidelines order them. `description` is the alternative text, which XMP alone has
    (IPTC Photo Metadata 2021.1, AltTextAccessibility). The file's position is put back to its start.
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
    return found


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

    return {"credit": text(_BYLINE, _CREDIT), "caption": text(_CAPTION)}


def _xmp(image) -> dict[str, str]:
    description = image.getxmp().get("xmpmeta", {}).get("RDF", {}).get("Description", {})
    if isinstance(description, list):
        description = {key: value for part in description for key, value in part.items()}
    return {
        "credit": _first_text(description.get("creator")),
        "caption": _first_text(description.get("description")),
        "description": _first_text(description.get("AltTextAccessibility")),
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
    return {
        "credit": str(exif.get(ExifTags.Base.Artist, "")),
        "caption": str(exif.get(ExifTags.Base.ImageDescription, "")),
    }
