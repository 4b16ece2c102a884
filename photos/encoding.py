"""The file that readers get of a photo: upright, in sRGB, signed, and with nothing else of what its camera wrote."""

import hashlib
import struct
from contextlib import nullcontext
from functools import cache
from io import BytesIO
from math import ceil
from xml.sax.saxutils import escape, quoteattr

import willow.image
from django.conf import settings
from django.utils.translation import override
from PIL import ExifTags, Image, ImageCms, ImageOps
from wagtail.images.image_operations import FormatOperation
from wagtail.images.models import Filter

from core.file_text import clean_line

_WILLOW = {
    "avif": willow.image.AvifImageFile,
    "jpeg": willow.image.JPEGImageFile,
    "png": willow.image.PNGImageFile,
    "webp": willow.image.WebPImageFile,
}


class SignedFilter(Filter):
    """Wagtail's filter, signed where its spec names a format as those of public sizes do; the admin's are WebP.

    `pixels` serve for several sizes of one photo.
    """

    def __init__(self, spec: str, pixels: "Pixels | None" = None) -> None:
        super().__init__(spec)
        self.pixels = pixels

    def run(self, image, output, source=None):
        """Writes the size into `output`; OSError where the original can't be read."""
        picture = (self.pixels or Pixels(image, [self], source)).crop(self)
        name = output_format(self)
        if name == "jpeg" and picture.mode == "RGBA":
            white = Image.new("RGBA", picture.size, "white")
            picture = Image.alpha_composite(white, picture).convert("RGB")
        picture.save(
            output, name, **_quality(name), **(signature(image) if _format(self.spec) else {})
        )
        return _WILLOW[name](output)


def output_format(filter: Filter) -> str:
    """The format that a spec names, else WebP."""
    return _format(filter.spec) or "webp"


@cache
def _format(spec: str) -> str:
    operations = Filter(spec).operations
    return next((op.format for op in operations if isinstance(op, FormatOperation)), "")


class Pixels:
    """A photo in RGB or RGBA, upright, no larger than the largest of the filters needs.

    Decoding and resizing take longer than most formats do: both are done once for all of them, and a JPEG is
    decoded small. `source` is the photo's file where it is open already.
    """

    def __init__(self, photo, filters: list[Filter], source=None) -> None:
        self.photo = photo
        self._crops = {}
        transforms = [filter.get_transform(photo) for filter in filters]
        scale = max(t.size[0] / (t.get_rect().right - t.get_rect().left) for t in transforms)
        opened = nullcontext(source) if source else photo.open_file()
        with opened as file, Image.open(file) as read:
            image: Image.Image = read
            if read.format != "JPEG":
                image = _eight_bits(image)
                image = image.convert("RGBA" if image.has_transparency_data else "RGB")
            side = ceil(max(image.size) * min(scale, 1))
            image.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
            self.picture = _in_srgb(_upright(image))
        self.picture.info = {}  # else Pillow hands on what the original said

    def crop(self, filter: Filter) -> Image.Image:
        """Wagtail's crop, which follows the focal point, measured on the smaller picture."""
        transform = filter.get_transform(self.photo)
        rect = transform.get_rect()
        across = self.picture.width / self.photo.width
        down = self.picture.height / self.photo.height
        box = (
            max(0, rect.left * across),
            max(0, rect.top * down),
            min(self.picture.width, rect.right * across),
            min(self.picture.height, rect.bottom * down),
        )
        key = (transform.size, box)
        if key not in self._crops:
            self._crops[key] = self.picture.resize(
                transform.size, Image.Resampling.LANCZOS, box=box, reducing_gap=3.0
            )
        return self._crops[key]


def _eight_bits(image: Image.Image) -> Image.Image:
    """A grey of 16 bits, of which Pillow's `convert` makes white."""
    if not image.mode.startswith("I"):
        return image
    grey = image.point(lambda value: value / 256, "L")
    grey.info.pop("transparency", None)  # one of the 65,536 greys
    return grey


def _upright(image: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image)
    except (SyntaxError, ValueError, TypeError, KeyError, struct.error):
        return image  # broken EXIF: as it lies


def _in_srgb(image: Image.Image) -> Image.Image:
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    if profile := image.info.get("icc_profile"):
        try:
            converted = ImageCms.profileToProfile(
                image,
                ImageCms.ImageCmsProfile(BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode=mode,
            )
            return converted or image.convert(mode)
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a broken profile: the colours are taken as they are
    return image.convert(mode)


def _quality(name: str) -> dict:
    qualities: dict[str, dict] = {
        "avif": {
            "quality": settings.WAGTAILIMAGES_AVIF_QUALITY,
            "speed": settings.PHOTO_AVIF_SPEED,
            "max_threads": 1,
        },
        "webp": {"quality": settings.WAGTAILIMAGES_WEBP_QUALITY},
        "jpeg": {
            "quality": settings.WAGTAILIMAGES_JPEG_QUALITY,
            "optimize": True,
            "progressive": True,
        },
        "png": {"optimize": True},
    }
    return qualities[name]


def signature_key(photo) -> str:
    """Changes with what must be written anew into the sizes that exist: author and licence."""
    text = "\n".join((photo.credit, photo.licence))
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()[:8]


def signature(photo) -> dict[str, bytes]:
    """Author, rights and caption as Pillow's `exif` and `xmp`, empty without an author or a caption.

    Both are UTF-8: EXIF 2 says ASCII, and programs read UTF-8. IPTC's own standard is XMP (IPTC Photo
    Metadata 2023.1), the only one that all formats carry.
    """
    with override(settings.LANGUAGE_CODE):
        licence = str(photo.get_licence_display())
    credit, caption = clean_line(photo.credit), clean_line(photo.caption)
    rights = f"© {credit} – {licence}" if credit else ""
    exif = Image.Exif()
    values = {
        ExifTags.Base.Artist: credit,
        ExifTags.Base.Copyright: rights,
        ExifTags.Base.ImageDescription: caption,
    }
    for tag, text in values.items():
        if text:
            exif[tag] = text.encode()
    return (
        {"exif": exif.tobytes(), "xmp": _xmp(credit, rights, caption, photo.licence_url)}
        if len(exif)
        else {}
    )


def _xmp(credit: str, rights: str, caption: str, licence_url: str) -> bytes:
    def alternative(name: str, text: str) -> str:
        item = f'<rdf:li xml:lang="x-default">{escape(text)}</rdf:li>'
        return f"<{name}><rdf:Alt>{item}</rdf:Alt></{name}>" if text else ""

    creator = f"<dc:creator><rdf:Seq><rdf:li>{escape(credit)}</rdf:li></rdf:Seq></dc:creator>"
    parts = (
        creator if credit else "",
        f"<photoshop:Credit>{escape(credit)}</photoshop:Credit>" if credit else "",
        alternative("dc:rights", rights),
        alternative("dc:description", caption),
        f"<cc:license rdf:resource={quoteattr(licence_url)}/>" if licence_url else "",
    )
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:cc="http://creativecommons.org/ns#">'
        f"{''.join(parts)}</rdf:Description></rdf:RDF></x:xmpmeta>"
    ).encode()
