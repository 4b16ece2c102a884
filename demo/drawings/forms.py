"""What a street is made of: walls in perspective, windows, balconies, trees, hills."""

import math
from dataclasses import dataclass

from demo.drawings.sheet import mix


@dataclass(frozen=True)
class Palette:
    """The inks of one picture, from the sky to the ground."""

    sky: tuple
    light: str  # walls in the sun
    wall: str  # walls of the second plane
    shade: str  # walls in the shadow
    dark: str  # glass, lines
    accent: str  # doors, blinds, one balcony in five
    leaf: str
    ground: str
    shadow: str = "#8f9fb0"  # multiplied: bluish, never black
    glow: str = "#ffd98a"  # a lit window


class Wall:
    """A flat wall seen at any angle.

    `corners` are its top left, top right, bottom right and bottom left on the sheet; points on the
    wall are (x, y) from its top left corner, in `across` by `down` of its own measure.
    """

    def __init__(self, sheet, corners, across, down) -> None:
        self.sheet, self.across, self.down = sheet, across, down
        self.corners = corners
        (x0, y0), (x1, y1), (x2, y2), (x3, y3) = corners
        # The projection of the unit square onto a quadrilateral (Heckbert, 1989).
        sx, sy = x0 - x1 + x2 - x3, y0 - y1 + y2 - y3
        dx1, dy1, dx2, dy2 = x1 - x2, y1 - y2, x3 - x2, y3 - y2
        area = dx1 * dy2 - dx2 * dy1
        g = (sx * dy2 - dx2 * sy) / area
        h = (dx1 * sy - sx * dy1) / area
        self._rows = (
            (x1 - x0 + g * x1, x3 - x0 + h * x3, x0),
            (y1 - y0 + g * y1, y3 - y0 + h * y3, y0),
            (g, h, 1),
        )

    @classmethod
    def facing(cls, sheet, left, top, right, bottom):
        """A wall seen from the front, measured in the sheet's own units."""
        corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
        return cls(sheet, corners, right - left, bottom - top)

    def at(self, x, y):
        u, v = x / self.across, y / self.down
        a, b, c = (row[0] * u + row[1] * v + row[2] for row in self._rows)
        return (a / c, b / c)

    def box(self, left, top, right, bottom):
        return [
            self.at(left, top),
            self.at(right, top),
            self.at(right, bottom),
            self.at(left, bottom),
        ]

    def rect(self, left, top, right, bottom, colour) -> None:
        self.sheet.polygon(self.box(left, top, right, bottom), colour)

    def polygon(self, points, colour) -> None:
        self.sheet.polygon([self.at(x, y) for x, y in points], colour)

    def shade(self, points, colour, strength=1.0) -> None:
        self.sheet.shade([self.at(x, y) for x, y in points], colour, strength)

    def paint(self, colour) -> None:
        self.sheet.polygon(self.corners, colour)

    def grid(self, columns, rows, margin=(0, 0)):
        """The cells (column, row, left, top, width, height) of a regular façade."""
        mx, my = margin
        width, height = (self.across - 2 * mx) / columns, (self.down - 2 * my) / rows
        for row in range(rows):
            for column in range(columns):
                yield column, row, mx + column * width, my + row * height, width, height


def window(
    wall, left, top, width, height, palette, frame=None, lit=False, blind=0.0, colour=None
) -> None:
    """A window; `blind` is the share covered by its shutter, of the given colour."""
    thick = min(width, height) * 0.09
    if frame is not None:
        wall.rect(left - thick, top - thick, left + width + thick, top + height + thick, frame)
    glass = palette.glow if lit else palette.dark
    wall.rect(left, top, left + width, top + height, glass)
    if not lit:
        # The sky, caught in one corner of the pane.
        wall.polygon(
            [(left, top), (left + width * 0.75, top), (left, top + height * 0.7)],
            mix(palette.dark, palette.sky[0], 0.22),
        )
    elif height > width * 0.8:
        wall.rect(
            left, top + height * 0.62, left + width, top + height, mix(glass, palette.accent, 0.22)
        )
    middle = left + width / 2
    wall.rect(middle - thick / 3, top, middle + thick / 3, top + height, frame or palette.light)
    if blind:
        wall.rect(left, top, left + width, top + height * blind, colour or palette.accent)
    # The reveal throws a thin shadow under the lintel.
    wall.shade(
        [
            (left, top),
            (left + width, top),
            (left + width, top + thick * 1.2),
            (left, top + thick * 1.2),
        ],
        palette.shadow,
        0.8,
    )


def balcony(wall, left, top, width, palette, colour, height=26, bars=True, throw=(14, 30)) -> None:
    """A balcony whose floor is at `top + height`; `throw` is how far its shadow falls."""
    bottom = top + height
    dx, dy = throw
    wall.shade(
        [
            (left, bottom),
            (left + width, bottom),
            (left + width + dx, bottom + dy),
            (left + dx, bottom + dy),
        ],
        palette.shadow,
    )
    if bars:
        wall.shade(
            [(left, top), (left + width, top), (left + width, bottom), (left, bottom)],
            mix(colour, "#ffffff", 0.35),
            0.6,
        )
        count = max(3, round(width / (height * 0.2)))
        for i in range(count + 1):
            x = left + width * i / count
            wall.rect(x - height * 0.025, top, x + height * 0.025, bottom, colour)
        wall.rect(left - 1, top - height * 0.05, left + width + 1, top + height * 0.05, colour)
    else:
        wall.rect(left, top, left + width, bottom, colour)
        wall.sheet.grain(
            wall.box(left, top, left + width, bottom),
            mix(colour, palette.dark, 0.5),
            "right",
            0.4,
            0.6,
        )
    wall.rect(
        left - height * 0.12,
        bottom,
        left + width + height * 0.12,
        bottom + height * 0.16,
        palette.light,
    )


def blob(random, x, y, width, height, bumps=7, rough=0.1, count=64):
    """A soft closed outline around (x, y)."""
    waves = [
        (k, random.uniform(0.3, 1) / k**0.5, random.uniform(0, math.tau)) for k in range(2, bumps)
    ]
    points = []
    for i in range(count):
        angle = math.tau * i / count
        swell = 1 + rough * sum(size * math.sin(k * angle + turn) for k, size, turn in waves)
        points.append(
            (x + math.cos(angle) * width * swell / 2, y + math.sin(angle) * height * swell / 2)
        )
    return points


def tree(sheet, x, foot, size, palette, kind="round", shadow=(0.9, 0.12), leaf=None) -> None:
    """A tree standing at (x, foot), `size` units tall, with its shadow lying on the ground.

    Kinds: round, poplar, young, bare.
    """
    leaf = leaf or palette.leaf
    trunk = mix(palette.dark, palette.accent, 0.25)
    if shadow:
        _tree_shadow(sheet, x, foot, size, palette, kind, shadow)
    if kind == "bare":
        _branch(sheet, x, foot, -math.pi / 2, size * 0.3, size * 0.035, trunk, 6)
        return
    thick = size * 0.022
    sheet.polygon(
        [
            (x - thick, foot),
            (x + thick, foot),
            (x + thick * 0.5, foot - size * 0.6),
            (x - thick * 0.5, foot - size * 0.6),
        ],
        trunk,
    )
    crowns = {
        "round": (0.62, 0.72, 0.66, 9),
        "young": (0.7, 0.44, 0.52, 5),
        "poplar": (0.54, 0.22, 0.92, 6),
    }
    up, across, tall, clumps = crowns[kind]
    crown = (x, foot - up * size, across * size, tall * size)
    outline = blob(sheet.random, *crown, 9, 0.055, 90)
    sheet.polygon(outline, leaf)
    sheet.grain(outline, mix(leaf, palette.dark, 0.8), "right", 0.95, 0.9)
    for _ in range(clumps):
        # Clumps of leaves, lighter where the light comes from.
        angle, far = sheet.random.uniform(0, math.tau), sheet.random.uniform(0.15, 0.3)
        cx = crown[0] + math.cos(angle) * far * crown[2]
        cy = crown[1] + math.sin(angle) * far * crown[3]
        side = (cx - crown[0]) / crown[2]
        clump = blob(sheet.random, cx, cy, crown[2] * 0.42, crown[3] * 0.34, 8, 0.07)
        bright = mix(leaf, palette.sky[-1], 0.16) if side < 0.05 else mix(leaf, palette.dark, 0.3)
        sheet.glaze(clump, bright, 0.5)
        sheet.grain(clump, mix(leaf, palette.dark, 0.85), "right", 0.7, 0.6)
    sheet.grain(outline, mix(leaf, palette.sky[-1], 0.65), "left", 0.5, 0.45)
    for angle in (-2.2, -0.9, -1.5):
        reach = size * 0.2
        start = (x, foot - size * 0.42)
        end = (x + math.cos(angle) * reach * 0.7, start[1] + math.sin(angle) * reach)
        sheet.line([start, end], trunk, size * 0.008)


def _tree_shadow(sheet, x, foot, size, palette, kind, shadow) -> None:
    """One outline, trunk and crown together: two veils would show where they cross."""
    dx, dy = shadow[0] * size, shadow[1] * size
    thick = size * 0.024
    if kind == "bare":
        sheet.shade(
            [(x - thick, foot), (x + thick, foot), (x + dx, foot + dy)], palette.shadow, 0.8
        )
        return
    wide = {"round": 0.3, "young": 0.2, "poplar": 0.11}[kind] * size
    start = 0.12 if kind == "poplar" else 0.4
    upper, lower = [], []
    for i in range(25):
        along = start + (1 - start) * i / 24
        swell = wide * math.sin(math.pi * i / 24) ** 0.6 * sheet.random.uniform(0.92, 1.08)
        lift = max(thick * 0.9, swell * (0.25 + abs(shadow[1]) * 0.35))
        upper.append((x + dx * along, foot + dy * along - lift))
        lower.append((x + dx * along, foot + dy * along + lift))
    outline = [(x, foot - thick * 0.9), *upper, *reversed(lower), (x, foot + thick * 0.9)]
    sheet.shade(outline, palette.shadow, 0.85)


def _branch(sheet, x, y, angle, length, thick, colour, depth) -> None:
    end = (x + math.cos(angle) * length, y + math.sin(angle) * length)
    sheet.line([(x, y), end], colour, max(thick, 0.7))
    if depth:
        for turn in (-1, 1):
            bend = turn * sheet.random.uniform(0.22, 0.55)
            shorter = length * sheet.random.uniform(0.66, 0.84)
            _branch(sheet, *end, angle + bend, shorter, thick * 0.66, colour, depth - 1)


def hills(sheet, base, height, colour, waves=3, bottom=None):
    """A line of hills over the whole width, whose feet are at `base`."""
    bottom = base + 2 if bottom is None else bottom
    terms = [
        (sheet.random.uniform(0.6, 1.6) * k, sheet.random.uniform(0, math.tau), 1 / k)
        for k in range(1, waves + 1)
    ]
    points = [(0, bottom)]
    for i in range(81):
        along = i / 80
        rise = sum(a * (0.5 + 0.5 * math.sin(math.pi * f * along * 2 + t)) for f, t, a in terms)
        points.append((along * sheet.width, base - height * rise / sum(a for *_, a in terms)))
    points.append((sheet.width, bottom))
    sheet.polygon(points, colour)
    return points


def clouds(sheet, count, top, bottom, colour, strength=0.55) -> None:
    """Flat clouds with a straight underside."""
    for _ in range(count):
        x, y = sheet.random.uniform(0, sheet.width), sheet.random.uniform(top, bottom)
        width = sheet.random.uniform(160, 420)
        points = []
        for i in range(41):
            angle = math.pi * i / 40
            swell = 1 + 0.25 * math.sin(angle * 5 + width) + 0.15 * math.sin(angle * 9)
            points.append(
                (x - math.cos(angle) * width / 2, y - math.sin(angle) * width * 0.12 * swell)
            )
        sheet.glaze(points, colour, strength)


def sun(sheet, x, y, radius, colour, halo=True) -> None:
    if halo:
        for step, strength in ((2.6, 0.10), (1.9, 0.14), (1.4, 0.2)):
            ring = [
                (
                    x + math.cos(math.tau * i / 60) * radius * step,
                    y + math.sin(math.tau * i / 60) * radius * step,
                )
                for i in range(60)
            ]
            sheet.glaze(ring, colour, strength)
    sheet.disc(x, y, radius, colour)
