"""Photos made by the project: façades of social housing, drawn, and portraits of people who don't exist.

facade("any seed", (1600, 1200))          → the bytes of a JPEG, always the same
facade("any seed", scene="arcade", metadata=Metadata(by_line="…"))
logo("any seed")                          → the bytes of a transparent PNG
"""

import random
from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageOps

from demo.drawings import closeups, houses, inside, plans, skylines, streets, views
from demo.drawings.logos import association_logo, logo
from demo.drawings.metadata import Metadata, segments
from demo.drawings.portraits import PORTRAITS
from demo.drawings.sheet import Sheet

__all__ = ["PORTRAITS", "SCENES", "Metadata", "association_logo", "facade", "logo", "views_of"]

SCENES = {
    scene.__name__: scene
    for scene in (
        skylines.towers,
        skylines.slab,
        views.lake,
        skylines.night,
        skylines.winter,
        views.roofs,
        streets.corner,
        streets.arcade,
        streets.gable,
        houses.works,
        houses.terrace,
        houses.galleries,
        closeups.balconies,
        inside.upward,
        closeups.staggered,
        plans.courtyard,
        plans.gardens,
        closeups.entrance,
        inside.room,
    )
}

# EXIF's orientation 6: the camera was held upright, so a reader has to turn the picture clockwise.
TURNED = 6


def facade(seed, size=(1600, 1200), *, scene=None, metadata=None, quality=84):
    """A drawn façade as a JPEG of `size` pixels (as seen), with the metadata given.

    The scene is one of SCENES or PORTRAITS; without one, the seed chooses a façade. With an orientation of 6 in the
    metadata the pixels are stored turned, as a telephone does, and `size` is still what one sees.
    """
    if scene is None:
        scene = random.Random(f"scene {seed}").choice(sorted(SCENES))
    sheet = Sheet(size, seed)
    draw: Callable[[Sheet], None] = (SCENES | PORTRAITS)[scene]
    draw(sheet)
    image = sheet.finished()
    if metadata is not None and metadata.orientation == TURNED:
        image = image.transpose(Image.Transpose.ROTATE_90)
    out = BytesIO()
    extras = segments(metadata) if metadata is not None else {}
    image.save(out, "JPEG", quality=quality, progressive=True, **extras)
    return out.getvalue()


# Parts of a drawing as photographers see it, as shares of its width and height: left, top, side; mirrored or not.
VIEWS = ((0, 0, 1, False), (0.28, 0.5, 0.62, False), (0.04, 0.7, 0.74, True))
VIEW_WIDTH = 1600  # pixels at most


def views_of(file, metadata):
    """Views of a drawing, one for each metadata given (three at most), as JPEG: cheaper than to draw again."""
    with Image.open(file) as image:
        image.draft("RGB", (VIEW_WIDTH, VIEW_WIDTH))
        whole = ImageOps.exif_transpose(image).convert("RGB")
    return [_view(whole, *view, words) for view, words in zip(VIEWS, metadata, strict=False)]


def _view(whole, left, top, side, mirrored, metadata):
    # No panorama: three to two, or two to three.
    width = min(whole.width, whole.height * 3 // 2) * side
    height = min(whole.height, whole.width * 3 // 2) * side
    x, y = left * (whole.width - width), top * (whole.height - height)
    scale = min(1, VIEW_WIDTH / max(width, height))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    box = (x, y, x + width, y + height)
    view = whole.resize(size, Image.Resampling.BICUBIC, box=box, reducing_gap=2)
    if mirrored:
        view = ImageOps.mirror(view)
    out = BytesIO()
    view.save(out, "JPEG", quality=80, **segments(metadata))
    return out.getvalue()
