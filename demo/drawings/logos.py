"""Marks of invented organisations: a few plain shapes on a transparent ground."""

import math
import random
from io import BytesIO

from PIL import Image, ImageDraw

from demo.drawings.sheet import rgb

TEAL, BRICK, OCHRE, SAND = "#1f5560", "#a8472f", "#d99a3d", "#e7c79a"
LARGE = 4  # drawn so many times larger, then reduced


class _Mark:
    """Shapes in a square of 100 by 100, on nothing."""

    def __init__(self, side) -> None:
        self.side, self.scale = side, side * LARGE / 100
        self.image = Image.new("RGBA", (side * LARGE, side * LARGE))
        self.pen = ImageDraw.Draw(self.image)

    def polygon(self, points, colour) -> None:
        scaled = [(x * self.scale, y * self.scale) for x, y in points]
        self.pen.polygon(scaled, fill=(*rgb(colour), 255))

    def rect(self, left, top, right, bottom, colour) -> None:
        self.polygon([(left, top), (right, top), (right, bottom), (left, bottom)], colour)

    def pie(self, x, y, radius, start, end, colour) -> None:
        """A slice of a disc; degrees, clockwise from three o'clock."""
        box = [v * self.scale for v in (x - radius, y - radius, x + radius, y + radius)]
        self.pen.pieslice(box, start, end, fill=(*rgb(colour), 255))

    def hole(self, left, top, right, bottom) -> None:
        box = [v * self.scale for v in (left, top, right, bottom)]
        self.pen.rectangle(box, fill=(0, 0, 0, 0))

    def png(self, trimmed=False):
        """`trimmed` has no empty border, so that the mark stands on the edges of a page."""
        image = self.image.reduce(LARGE)
        out = BytesIO()
        (image.crop(image.getbbox()) if trimmed else image).save(out, "PNG", optimize=True)
        return out.getvalue()


def association_logo(side=512):
    """Two buildings on the steps of a square, above the river."""
    mark = _Mark(side)
    mark.rect(12, 30, 46, 70, TEAL)
    mark.rect(50, 10, 88, 70, BRICK)
    for row in range(3):
        for column in range(2):
            shift = 4 if row % 2 else 0
            mark.hole(
                18 + column * 12 + shift, 37 + row * 11, 24 + column * 12 + shift, 43 + row * 11
            )
    for row in range(5):
        for column in range(2):
            shift = 6 if row % 2 else 0
            mark.hole(
                57 + column * 13 + shift, 17 + row * 10, 64 + column * 13 + shift, 22 + row * 10
            )
    for level, colour in enumerate((TEAL, BRICK)):
        top = 76 + level * 10
        wave = [
            (8 + i * 0.84, top + 2.2 * math.sin(i / 100 * math.tau * 2 + level)) for i in range(101)
        ]
        mark.polygon(wave + [(x, y + 5) for x, y in reversed(wave)], colour)
    return mark.png(trimmed=True)


def logo(seed, side=320):
    """The mark of an organisation: the seed chooses its shape and its two colours."""
    chance = random.Random(f"logo {seed}")
    inks = ["#1f5560", "#a8472f", "#d99a3d", "#4f7a68", "#5a4a6a", "#2d6d9a", "#7a2f2a"]
    first, second = chance.sample(inks, 2)
    mark = _Mark(side)
    chance.choice((_gables, _quarters, _steps, _windows, _bridge, _rings))(mark, first, second)
    return mark.png()


def _gables(mark, first, second) -> None:
    for left, top, colour in ((8, 34, first), (36, 16, second), (64, 34, first)):
        mark.polygon(
            [
                (left, 88),
                (left, top + 14),
                (left + 14, top),
                (left + 28, top + 14),
                (left + 28, 88),
            ],
            colour,
        )
        mark.hole(left + 10, 66, left + 18, 88)


def _quarters(mark, first, second) -> None:
    mark.pie(50, 50, 42, 180, 270, first)
    mark.pie(54, 50, 42, 270, 360, second)
    mark.pie(50, 54, 42, 90, 180, second)
    mark.rect(54, 54, 96, 96, first)


def _steps(mark, first, second) -> None:
    for i in range(4):
        mark.rect(10 + i * 20, 74 - i * 18, 30 + i * 20, 92, first if i % 2 else second)


def _windows(mark, first, second) -> None:
    mark.rect(14, 8, 86, 92, first)
    for row in range(3):
        for column in range(3):
            left, top = 24 + column * 20, 18 + row * 24
            if (row + column) % 3 == 0:
                mark.rect(left, top, left + 12, top + 15, second)
            else:
                mark.hole(left, top, left + 12, top + 15)


def _bridge(mark, first, second) -> None:
    mark.rect(6, 34, 94, 50, first)
    for x in (28, 72):
        mark.pie(x, 88, 22, 180, 360, second)
    mark.rect(6, 84, 94, 92, first)


def _rings(mark, first, second) -> None:
    mark.pie(50, 52, 42, 0, 360, first)
    mark.pie(50, 66, 28, 0, 360, second)
    mark.hole(44, 60, 56, 94)
