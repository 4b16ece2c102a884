"""A sheet of paper to print flat colours on, in the manner of a screen print.

Everything is measured in units: the short side of a sheet is always 1,000 units, whatever the size
in pixels. The sheet is drawn larger than asked and reduced at the end, which smooths the edges
that Pillow draws hard. Nothing here is random except by the sheet's own generator, so the same
seed gives the same picture, byte for byte.
"""

import math
import random
from functools import lru_cache

from PIL import Image, ImageChops, ImageDraw, ImageFilter

SHORT_SIDE = 1000
# More pixels than this can't be told apart in a flat drawing: larger sheets are enlarged at the end.
MOST_DRAWN = 2_400_000
NOISE_SIDE = 512


def rgb(colour):
    """'#rrggbb' (or an (r, g, b) tuple, given back as it is) → (r, g, b)."""
    if isinstance(colour, tuple):
        return colour
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))


def mix(first, second, share):
    """The colour at `share` (0 to 1) of the way from the first to the second."""
    return tuple(round(a + (b - a) * share) for a, b in zip(rgb(first), rgb(second), strict=True))


@lru_cache(maxsize=8)
def noise(seed, side=NOISE_SIDE):
    """A square of even noise; kept, because making it costs more than using it."""
    data = random.Random(f"noise {seed}").randbytes(side * side)
    return Image.frombytes("L", (side, side), data)


@lru_cache(maxsize=1)
def specks():
    """The noise of `grain`: a speck is three drawn pixels wide, and still there once they are reduced."""
    side = NOISE_SIDE * 3
    return noise("speck").resize((side, side), Image.Resampling.BICUBIC)


def tiled(tile, size, offset=(0, 0)):
    """The tile repeated over `size`, starting at `offset`."""
    width, height = tile.size
    out = Image.new(tile.mode, size)
    for x in range(-(offset[0] % width), size[0], width):
        for y in range(-(offset[1] % height), size[1], height):
            out.paste(tile, (x, y))
    return out


class Sheet:
    """`size` in pixels of the finished picture; `width` and `height` in units."""

    def __init__(self, size, seed, paper="#f5efe4") -> None:
        self.size = size
        self.random = random.Random(f"sheet {seed}")
        pixels = size[0] * size[1]
        shrink = min(1.0, math.sqrt(MOST_DRAWN / pixels))
        self.drawn = (max(1, round(size[0] * shrink)), max(1, round(size[1] * shrink)))
        self.scale = 2 * min(self.drawn) / SHORT_SIDE
        self.width = 2 * self.drawn[0] / self.scale
        self.height = 2 * self.drawn[1] / self.scale
        self.image = Image.new("RGB", (2 * self.drawn[0], 2 * self.drawn[1]), rgb(paper))
        self.pen = ImageDraw.Draw(self.image)

    # Flat shapes

    def _pixels(self, points):
        return [(x * self.scale, y * self.scale) for x, y in points]

    def polygon(self, points, colour) -> None:
        self.pen.polygon(self._pixels(points), fill=rgb(colour))

    def rect(self, left, top, right, bottom, colour) -> None:
        s = self.scale
        box = (round(left * s), round(top * s), round(right * s) - 1, round(bottom * s) - 1)
        if box[2] >= box[0] and box[3] >= box[1]:
            self.pen.rectangle(box, fill=rgb(colour))

    def disc(self, x, y, radius, colour) -> None:
        s = self.scale
        self.pen.ellipse(
            ((x - radius) * s, (y - radius) * s, (x + radius) * s, (y + radius) * s),
            fill=rgb(colour),
        )

    def line(self, points, colour, thickness) -> None:
        pixels = max(1, round(thickness * self.scale))
        self.pen.line(self._pixels(points), fill=rgb(colour), width=pixels, joint="curve")

    # Tints laid over what is there

    def _box(self, points):
        """The pixels that hold the points, cut at the sheet's edges; None when outside."""
        pixels = self._pixels(points)
        left = max(0, math.floor(min(x for x, _ in pixels)))
        top = max(0, math.floor(min(y for _, y in pixels)))
        right = min(self.image.width, math.ceil(max(x for x, _ in pixels)) + 1)
        bottom = min(self.image.height, math.ceil(max(y for _, y in pixels)) + 1)
        return (left, top, right, bottom) if right > left and bottom > top else None

    def _mask(self, points, box, level=255):
        mask = Image.new("L", (box[2] - box[0], box[3] - box[1]))
        moved = [(x - box[0], y - box[1]) for x, y in self._pixels(points)]
        ImageDraw.Draw(mask).polygon(moved, fill=level)
        return mask

    def shade(self, points, colour, strength=1.0) -> None:
        """Multiply: what is under the shape darkens, as under a transparent ink."""
        box = self._box(points)
        if box is None:
            return
        under = self.image.crop(box)
        inked = ImageChops.multiply(under, Image.new("RGB", under.size, rgb(colour)))
        self.image.paste(inked, box, self._mask(points, box, round(255 * strength)))

    def glaze(self, points, colour, strength) -> None:
        """A veil of colour, the same everywhere in the shape."""
        box = self._box(points)
        if box is not None:
            self.image.paste(rgb(colour), box, self._mask(points, box, round(255 * strength)))

    def grain(self, points, colour, towards="down", strength=0.6, reach=1.0) -> None:
        """A stippled veil: nothing at one side of the shape, dense at the side `towards`.

        `reach` is the share of the shape that the grain climbs back over.
        """
        box = self._box(points)
        if box is None:
            return
        size = (box[2] - box[0], box[3] - box[1])
        ramp = Image.linear_gradient("L")
        turns = {
            "up": Image.Transpose.ROTATE_180,
            "right": Image.Transpose.ROTATE_90,
            "left": Image.Transpose.ROTATE_270,
        }
        if towards in turns:
            ramp = ramp.transpose(turns[towards])
        start = 255 * (1 - reach)
        curve = [
            round(255 * strength * (max(0, v - start) / (255 - start + 1)) ** 1.5)
            for v in range(256)
        ]
        ramp = ramp.point(curve).resize(size)
        dots = tiled(specks(), size, self._offset())
        dots = ImageChops.subtract(ramp, dots).point([min(255, v * 9) for v in range(256)])
        soft = ramp.point([round(v * 0.35) for v in range(256)])
        mask = ImageChops.lighter(dots, soft)
        self.image.paste(rgb(colour), box, ImageChops.multiply(mask, self._mask(points, box)))

    def _offset(self):
        return (self.random.randrange(NOISE_SIDE * 3), self.random.randrange(NOISE_SIDE * 3))

    def wash(self, colours, top=0.0, bottom=None) -> None:
        """Bands of the sheet's whole width that melt from one colour to the next, downwards."""
        bottom = self.height if bottom is None else bottom
        s = self.scale
        box = (0, round(top * s), self.image.width, round(bottom * s))
        steps = Image.new("RGB", (1, len(colours)))
        steps.putdata([rgb(colour) for colour in colours])
        band = steps.resize((1, box[3] - box[1]), Image.Resampling.BICUBIC)
        self.image.paste(band.resize((box[2], box[3] - box[1])), box)

    # The end

    def finished(self):
        """The picture, at the size asked, on a paper with a fine grain."""
        image = self.image.reduce(2)
        if image.size != self.size:
            image = image.resize(self.size, Image.Resampling.BICUBIC)
        fibres = noise("paper").filter(ImageFilter.GaussianBlur(0.7))
        # Two scales of grain, both faint: the tooth of the paper and its clouds.
        tooth = fibres.point([round(128 + (v - 128) * 0.09) for v in range(256)])
        clouds = noise("clouds", 64).resize((NOISE_SIDE, NOISE_SIDE), Image.Resampling.BICUBIC)
        clouds = clouds.point([round(128 + (v - 128) * 0.05) for v in range(256)])
        tile = ImageChops.add(tooth, clouds, 1, -128)
        paper = tiled(tile, image.size)
        return ImageChops.overlay(image, Image.merge("RGB", (paper, paper, paper)))
