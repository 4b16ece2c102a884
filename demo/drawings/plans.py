"""Scenes seen from above, at an angle."""

import math

from demo.drawings.blocks import windows
from demo.drawings.forms import Wall, blob
from demo.drawings.palettes import NOON
from demo.drawings.sheet import mix


class Ground:
    """A plan seen from above at an angle: x to the right, y to the left, z upwards."""

    def __init__(self, sheet, x, y, unit) -> None:
        self.sheet, self.x, self.y, self.unit = sheet, x, y, unit

    def at(self, x, y, z=0.0):
        return (
            self.x + (x - y) * 0.866 * self.unit,
            self.y + (x + y) * 0.5 * self.unit - z * self.unit,
        )

    def flat(self, x0, y0, x1, y1, colour, z=0.0) -> None:
        self.sheet.polygon(self.tile(x0, y0, x1, y1, z), colour)

    def tile(self, x0, y0, x1, y1, z=0.0):
        return [self.at(x0, y0, z), self.at(x1, y0, z), self.at(x1, y1, z), self.at(x0, y1, z)]

    def box(self, x0, y0, x1, y1, z, light, shade, roof, windows_of=None, foot=0.0):
        """A box from `foot` up to `z`: its left face is in the sun, the right one in the shade."""
        tall = (z - foot) * 40
        left = Wall(
            self.sheet,
            [self.at(x0, y1, z), self.at(x1, y1, z), self.at(x1, y1, foot), self.at(x0, y1, foot)],
            (x1 - x0) * 40,
            tall,
        )
        right = Wall(
            self.sheet,
            [self.at(x1, y1, z), self.at(x1, y0, z), self.at(x1, y0, foot), self.at(x1, y1, foot)],
            (y1 - y0) * 40,
            tall,
        )
        left.paint(light)
        right.paint(shade)
        self.flat(x0, y0, x1, y1, roof, z)
        if windows_of:
            for wall in (left, right):
                columns, rows = max(1, round(wall.across / 34)), max(1, round(wall.down / 36))
                windows(
                    wall,
                    columns,
                    rows,
                    windows_of,
                    (0.44, 0.5),
                    (6, 6),
                    blinds=0.25,
                    frame=mix(light, "#ffffff", 0.5) if wall is left else None,
                )
        return left, right

    def crown(self, x, y, size, leaf, palette) -> None:
        """A tree seen from above."""
        sheet = self.sheet
        px, py = self.at(x, y)
        r = size * self.unit
        sheet.shade(
            blob(sheet.random, px + r * 0.5, py + r * 0.1, r * 2.0, r * 0.9, 8, 0.05),
            palette.shadow,
            0.9,
        )
        sheet.rect(px - r * 0.05, py - r * 0.7, px + r * 0.05, py, palette.dark)
        outline = blob(sheet.random, px, py - r * 1.1, r * 1.5, r * 1.4, 9, 0.06)
        sheet.polygon(outline, leaf)
        sheet.grain(outline, mix(leaf, palette.dark, 0.8), "right", 0.95, 0.9)
        sheet.grain(outline, mix(leaf, palette.sky[-1], 0.6), "left", 0.5, 0.4)


def courtyard(sheet) -> None:
    """Buildings around a planted courtyard, from above; made for squares."""
    p = NOON
    w, h = sheet.width, sheet.height
    sheet.wash(("#e7d7b5", "#ecdcbb", "#e2c79b"), 0, h)
    unit = 33.0 * max(1.0, w / h * 0.86)
    g = Ground(sheet, w * 0.5, h * 0.5 - 12.5 * unit, unit)
    paving, lawn = "#ead3a8", "#8fae83"
    g.flat(-30, -30, 60, 60, "#d9bd8d")
    for street in (-3.4, 27.2):
        g.flat(-40, street, 70, street + 2.6, "#c9b79c")
        g.flat(street, -40, street + 2.6, 70, "#c9b79c")
    g.flat(0, 0, 26, 26, paving)
    roof, light, shade = "#d8cbb3", "#f7ead2", "#b9735a"
    # From the back to the front: what is nearer covers what is further.
    g.box(0, 0, 25, 5, 9, light, shade, roof, p)
    g.box(0, 5, 5, 25, 9, "#eec9a0", "#a5614a", roof, p)
    g.sheet.shade(g.tile(5, 5, 25, 9.5), p.shadow, 0.9)
    g.flat(8, 10.5, 22.5, 22.5, lawn)
    sheet.grain(g.tile(8, 10.5, 22.5, 22.5), p.leaf, "right", 0.7, 1)
    for x0, y0, x1, y1 in ((14.4, 10.5, 16, 22.5), (8, 15.8, 22.5, 17.2)):
        g.flat(x0, y0, x1, y1, paving)
    ring = [
        g.at(15.2 + math.cos(math.tau * i / 48) * 2.4, 16.5 + math.sin(math.tau * i / 48) * 2.4)
        for i in range(48)
    ]
    sheet.polygon(ring, paving)
    pond = [
        g.at(15.2 + math.cos(math.tau * i / 48) * 1.3, 16.5 + math.sin(math.tau * i / 48) * 1.3)
        for i in range(48)
    ]
    sheet.polygon(pond, "#5f9aa0")
    for x, y, size in (
        (10, 12.4, 1.7),
        (20, 12.6, 1.5),
        (12.2, 14, 1.1),
        (18.4, 20.2, 1.8),
        (10.6, 20, 1.4),
        (21.2, 18.4, 1.1),
    ):
        g.crown(x, y, size, p.leaf, p)
    for i in range(6):
        panel = [
            g.at(10 + i * 2.2, 1.2, 9),
            g.at(11.7 + i * 2.2, 1.2, 9.5),
            g.at(11.7 + i * 2.2, 3.8, 9.5),
            g.at(10 + i * 2.2, 3.8, 9),
        ]
        sheet.polygon(panel, p.dark)
        sheet.line(
            [g.at(10.9 + i * 2.2, 1.2, 9.25), g.at(10.9 + i * 2.2, 3.8, 9.25)], "#6f9aa0", 1.2
        )
    for y in (8, 12, 16, 20):
        g.sheet.shade(g.tile(1.9, y + 0.4, 4.6, y + 2.0, 9), p.shadow, 0.8)
        g.box(1.2, y, 3.0, y + 1.6, 10.1, "#f7ead2", "#b9735a", "#efe3cc", foot=9)
    g.box(19, 23.6, 25, 28.6, 4.2, "#e9c08a", "#a5614a", "#cfc2a8", p)
    g.box(4, 24.6, 14, 28.6, 5.6, "#f7ead2", "#b9735a", roof, p)
    for x, y, size in (
        (16.6, 25.4, 1.3),
        (29, 6, 1.6),
        (31, 14, 1.3),
        (29.6, 22, 1.5),
        (7, 32, 1.5),
        (18, 31.6, 1.3),
    ):
        g.crown(x, y, size, mix(p.leaf, p.accent, 0.12), p)
    sheet.grain([(0, 0), (w, 0), (w, h), (0, h)], p.accent, "down", 0.28, 0.6)


def gardens(sheet) -> None:
    """Shared gardens at the foot of a building, from above."""
    p = NOON
    w, h = sheet.width, sheet.height
    sheet.wash(("#dcd9b8", "#e2d7b2", "#d9c08c"), 0, h)
    unit = 34.0 * max(1.0, w / h * 0.8)
    g = Ground(sheet, w * 0.46, h * 0.44 - 10 * unit, unit)
    g.flat(-60, -60, 80, 80, "#a9bb8c")
    sheet.grain([(0, 0), (w, 0), (w, h), (0, h)], p.leaf, "down", 0.6, 1)
    g.flat(-1.5, -2, 60, 9.6, "#e9d6ae")
    g.box(0, 0, 40, 5, 9.6, "#f7ead2", "#b9735a", "#d8cbb3", p)
    sheet.shade(g.tile(0, 5, 40, 9), p.shadow, 0.85)
    soil, path = "#8a5a45", "#ead3a8"
    g.flat(0, 10.4, 34, 27, path)
    crops = ("#4f7f68", "#7fa06a", "#c9b24f", "#a8472f", "#3f6d5f", "#b7c48a")
    for row in range(4):
        for column in range(6):
            x, y = 0.6 + column * 5.6, 10.9 + row * 4.1
            g.flat(x, y, x + 4.8, y + 3.3, "#c49a6c")
            g.flat(x + 0.15, y + 0.15, x + 4.65, y + 3.15, soil)
            colour = crops[(row * 5 + column * 2 + row * column) % 6]
            lines = 3 + (row + column) % 3
            for line in range(lines):
                ly = y + 0.5 + line * 2.5 / lines
                for k in range(9):
                    px, py = g.at(x + 0.5 + k * 0.46, ly)
                    size = sheet.random.uniform(0.16, 0.26) * unit
                    sheet.shade(
                        blob(
                            sheet.random,
                            px + size * 0.6,
                            py + size * 0.2,
                            size * 2,
                            size,
                            5,
                            0.1,
                            14,
                        ),
                        p.shadow,
                        0.8,
                    )
                    sheet.polygon(
                        blob(
                            sheet.random, px, py - size * 0.5, size * 1.6, size * 1.5, 5, 0.12, 14
                        ),
                        mix(colour, p.dark, 0.3 * sheet.random.random()),
                    )
    for column, row in ((1, 1), (4, 2), (2, 3)):
        x, y = 0.6 + column * 5.6, 10.9 + row * 4.1
        g.sheet.shade(g.tile(x + 1.2, y + 0.8, x + 4.6, y + 2.8), p.shadow, 0.9)
        g.box(x + 0.8, y + 0.6, x + 2.9, y + 2.4, 1.3, "#d99a5b", "#8a4638", "#1f5560")
        ridge = (g.at(x + 0.6, y + 1.5, 2.1), g.at(x + 3.1, y + 1.5, 2.1))
        sheet.polygon([*ridge, g.at(x + 3.1, y + 0.4, 1.3), g.at(x + 0.6, y + 0.4, 1.3)], "#1b4650")
        sheet.polygon(
            [ridge[1], g.at(x + 2.9, y + 2.4, 1.3), g.at(x + 2.9, y + 0.6, 1.3)], "#8a4638"
        )
        sheet.polygon([*ridge, g.at(x + 3.1, y + 2.6, 1.2), g.at(x + 0.6, y + 2.6, 1.2)], "#2d6d78")
    for i in range(-1, 36, 2):
        px, py = g.at(i, 28.2)
        sheet.rect(px - 1.6, py - unit * 0.9, px + 1.6, py, "#8a5a45")
    sheet.line([g.at(-1, 28.2, 0.7), g.at(35, 28.2, 0.7)], "#8a5a45", 2.4)
    for x, y, size in (
        (-4, 14, 1.9),
        (-5, 22, 1.5),
        (37, 13, 2.0),
        (38, 21, 1.6),
        (8, 31, 1.8),
        (22, 31.5, 1.5),
        (31, 32, 2.0),
        (-3, 30, 1.4),
        (15, 33, 1.3),
    ):
        g.crown(x, y, size, p.leaf, p)
