"""Drawn photos are real JPEG files, always the same, with what a camera and a photographer write in them."""

from datetime import datetime
from io import BytesIO

import pytest
from PIL import ExifTags, Image, ImageOps, IptcImagePlugin

from demo.drawings import PORTRAITS, SCENES, Metadata, association_logo, facade, logo, views_of
from photos.metadata import read_metadata

SMALL = (240, 160)


def opened(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image


@pytest.mark.parametrize("scene", [*SCENES, *PORTRAITS])
def test_every_scene_draws(scene):
    image = opened(facade("graine", SMALL, scene=scene))
    assert (image.format, image.size) == ("JPEG", SMALL)
    assert len(image.convert("RGB").getcolors(SMALL[0] * SMALL[1])) > 200, "not a blank sheet"


@pytest.mark.parametrize("size", [(90, 300), (300, 90), (200, 200)])
def test_every_shape(size):
    for seed in range(3):
        assert opened(facade(seed, size)).size == size


def test_the_seed_alone_decides():
    assert facade("a", SMALL) == facade("a", SMALL)
    assert facade("a", SMALL, scene="towers") != facade("b", SMALL, scene="towers")


def test_twelve_megapixels():
    assert opened(facade("large", (4000, 3000), scene="galleries")).size == (4000, 3000)


@pytest.mark.parametrize("charset", ["utf-8", "latin-1"])
def test_iptc_in_both_codings(charset):
    words = Metadata(by_line="Inès Ferrand", caption="Un hall, l’été", charset=charset)
    data = facade("a", SMALL, metadata=words)
    iptc = IptcImagePlugin.getiptcinfo(opened(data))
    assert iptc[(2, 80)] == "Inès Ferrand".encode(charset)
    assert iptc.get((1, 90)) == (b"\x1b%G" if charset == "utf-8" else None)
    found = read_metadata(BytesIO(data))
    assert found["credit"] == "Inès Ferrand"
    assert found["caption"].replace("'", "’") == "Un hall, l’été"


def test_exif_and_xmp():
    words = Metadata(
        by_line="Inès Ferrand",
        description="Trois fenêtres",
        taken=datetime(2025, 6, 1, 8, 30),
        camera=("Oriel", "X-40"),
        position=(45.25, -3.5),
        xmp=True,
        iptc=False,
    )
    image = opened(facade("a", SMALL, metadata=words))
    exif = image.getexif()
    assert exif[ExifTags.Base.Model] == "X-40"
    details = exif.get_ifd(ExifTags.IFD.Exif)
    assert details[ExifTags.Base.DateTimeOriginal] == "2025:06:01 08:30:00"
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    assert gps[ExifTags.GPS.GPSLatitude] == (45, 15, 0)
    assert gps[ExifTags.GPS.GPSLongitudeRef] == "W"
    assert "Trois fenêtres" in str(image.getxmp())
    assert not IptcImagePlugin.getiptcinfo(image)


def test_a_turned_photo_is_seen_upright():
    stored = opened(facade("a", (160, 240), scene="slab", metadata=Metadata(orientation=6)))
    assert stored.size == (240, 160)
    assert ImageOps.exif_transpose(stored).size == (160, 240)


@pytest.mark.parametrize("size", [(3600, 1500), (800, 1600), (240, 160)])
def test_views_of_a_drawing_differ_and_keep_their_own_metadata(size):
    words = [Metadata(by_line=name, caption="Un hall") for name in ("Inès", "Paul", "Zoé")]
    views = views_of(BytesIO(facade("a", size, scene="corner")), words)
    assert len(set(views)) == 3
    for view, name in zip(views, ("Inès", "Paul", "Zoé"), strict=True):
        width, height = opened(view).size
        assert max(width, height) <= 1600
        assert 0.6 < width / height < 1.6
        assert read_metadata(BytesIO(view))["credit"] == name


def test_logos_are_transparent():
    for data in (association_logo(128), logo("a", 96), logo("b", 96)):
        image = opened(data)
        assert (image.format, image.mode) == ("PNG", "RGBA")
        assert image.getchannel("A").getextrema() == (0, 255)
