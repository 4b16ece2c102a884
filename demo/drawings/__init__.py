"""Photos made by the project: façades of social housing, drawn, without anybody in them.

facade("any seed", (1600, 1200))          → the bytes of a JPEG, always the same
facade("any seed", scene="arcade", metadata=Metadata(by_line="…"))
logo("any seed")                          → the bytes of a transparent PNG
"""

import random
from io import BytesIO

from PIL import Image

from demo.drawings import closeups, houses, inside, plans, skylines, streets, views
from demo.drawings.logos import association_logo, logo
from demo.drawings.metadata import Metadata, segments
from demo.drawings.sheet import Sheet

__all__ = ["SCENES", "Metadata", "association_logo", "facade", "logo"]

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

    The scene is one of SCENES; without one, the seed chooses. With an orientation of 6 in the
    metadata the pixels are stored turned, as a telephone does, and `size` is still what one sees.
    """
    if scene is None:
        scene = random.Random(f"scene {seed}").choice(sorted(SCENES))
    sheet = Sheet(size, seed)
    SCENES[scene](sheet)
    image = sheet.finished()
    if metadata is not None and metadata.orientation == TURNED:
        image = image.transpose(Image.Transpose.ROTATE_90)
    out = BytesIO()
    extras = segments(metadata) if metadata is not None else {}
    image.save(out, "JPEG", quality=quality, progressive=True, **extras)
    return out.getvalue()
