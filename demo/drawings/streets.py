"""Scenes seen from the street: a corner, an empty square, a painted gable."""

import math

from demo.drawings.blocks import block, cast, roof_line, windows
from demo.drawings.forms import Wall, clouds, hills, tree, window
from demo.drawings.palettes import BRICK, MIST, SQUARE
from demo.drawings.sheet import mix


def corner(sheet) -> None:
    """The corner of a brick building, one side in full sun, the other in the shade."""
    p = BRICK
    w, h = sheet.width, sheet.height
    sheet.wash(p.sky, 0, h)
    clouds(sheet, 4, h * 0.08, h * 0.4, "#fbf6e8", 0.6)
    ground = h * 0.86
    sheet.polygon([(0, ground), (w, ground), (w, h), (0, h)], p.ground)
    edge, top = w * 0.46, h * 0.06
    sunny = Wall(
        sheet,
        [(-w * 0.06, h * 0.3), (edge, top), (edge, h * 0.93), (-w * 0.06, h * 0.86)],
        640,
        760,
    )
    shady = Wall(
        sheet,
        [(edge, top), (w * 0.93, h * 0.36), (w * 0.93, h * 0.855), (edge, h * 0.93)],
        560,
        760,
    )
    sheet.shade(
        [(edge, h * 0.93), (w * 0.93, h * 0.855), (w * 1.4, h * 0.9), (w * 0.95, h * 1.05)],
        p.shadow,
    )
    sunny.paint(p.light)
    shady.paint(mix(p.light, p.shade, 0.8))
    for wall, tone in ((sunny, mix(p.light, p.shade, 0.28)), (shady, mix(p.shade, p.dark, 0.35))):
        for course in range(1, 76):
            y = course * wall.down / 76
            wall.sheet.line([wall.at(0, y), wall.at(wall.across, y)], tone, 0.9)
    sheet.grain(sunny.corners, p.accent, "left", 0.35, 0.6)
    sheet.grain(shady.corners, p.dark, "right", 0.55, 0.9)
    stone = "#efe0c4"
    for wall, columns in ((sunny, 6), (shady, 5)):
        for column, row, left, y, width, height in wall.grid(columns, 6, (18, 16)):
            if row == 5:
                continue
            tall = height * 0.66
            wide = width * 0.5
            x = left + (width - wide) / 2
            wall.rect(
                x - 5,
                y + height * 0.16 - 6,
                x + wide + 5,
                y + height * 0.16 + tall + 5,
                stone if wall is sunny else mix(stone, p.shade, 0.55),
            )
            drawn = sheet.random.random()
            window(
                wall,
                x,
                y + height * 0.16,
                wide,
                tall,
                p,
                frame=None,
                blind=drawn * 1.4 if drawn < 0.4 else 0,
                colour=mix(p.accent, p.shade, 0.0 if wall is sunny else 0.5),
            )
            if wall is sunny and (column + row) % 3 == 0:
                # A shadow slides off each lintel, to the right.
                wall.shade(
                    [
                        (x + wide + 5, y + height * 0.16),
                        (x + wide + 22, y + height * 0.3),
                        (x + wide + 22, y + height * 0.9),
                        (x + wide + 5, y + height * 0.9),
                    ],
                    p.shadow,
                    0.35,
                )
        base = wall.down - wall.down / 6
        wall.rect(
            0, base - 8, wall.across, base, stone if wall is sunny else mix(stone, p.shade, 0.6)
        )
        wall.rect(
            0, base, wall.across, wall.down, mix(p.wall, p.shade, 0.0 if wall is sunny else 0.6)
        )
        for i in range(columns):
            x = 18 + i * (wall.across - 36) / columns + 14
            wide = (wall.across - 36) / columns - 28
            wall.rect(x, base + 26, x + wide, wall.down - (0 if i % 3 == 1 else 34), p.dark)
            wall.polygon(
                [(x, base + 26), (x + wide * 0.8, base + 26), (x, base + 80)],
                mix(p.dark, p.sky[0], 0.25),
            )
            wall.rect(x - 6, base + 14, x + wide + 6, base + 26, p.accent if i % 2 else stone)
            if wall is sunny:
                wall.shade(
                    [
                        (x - 6, base + 26),
                        (x + wide + 6, base + 26),
                        (x + wide + 16, base + 44),
                        (x + 4, base + 44),
                    ],
                    p.shadow,
                )
        wall.rect(-6, -8, wall.across + 6, 6, stone if wall is sunny else mix(stone, p.shade, 0.5))
    sheet.polygon(
        [(0, h * 0.872), (edge, h * 0.945), (edge, h * 0.957), (0, h * 0.885)],
        mix(p.ground, p.shade, 0.25),
    )
    sheet.grain([(0, h * 0.86), (w, h * 0.86), (w, h), (0, h)], p.light, "down", 0.35, 1)
    tree(sheet, w * 0.86, h * 0.95, h * 0.34, p, "round", (0.8, 0.14))
    tree(sheet, w * 0.07, h * 0.93, h * 0.24, p, "young", None)


def arcade(sheet) -> None:
    """An empty square before a long arcade, late in the day: the parvis."""
    p = SQUARE
    w, h = sheet.width, sheet.height
    horizon = h * 0.62
    sheet.wash(p.sky, 0, horizon)
    clouds(sheet, 3, h * 0.12, h * 0.3, "#fff7e6", 0.55)
    hills(sheet, horizon, h * 0.12, mix(p.sky[2], p.leaf, 0.4), bottom=horizon + 2)
    far = Wall.facing(sheet, w * 0.56, h * 0.42, w * 0.86, horizon + h * 0.03)
    far.paint(mix(p.wall, p.sky[1], 0.25))
    windows(far, 9, 4, p, (0.42, 0.5), blinds=0.15, frame=mix(p.light, "#ffffff", 0.3))
    sheet.rect(w * 0.55, h * 0.41, w * 0.87, h * 0.424, mix(p.light, "#ffffff", 0.4))
    sheet.rect(0, horizon + h * 0.02, w, h, p.ground)
    near, side = block(
        sheet, w * 0.86, h * 0.3, 90, 500, horizon + h * 0.04, p, rise=0.02, tint=p.wall
    )
    windows(near, 2, 6, p, (0.4, 0.5), blinds=0.2)
    windows(side, 5, 6, p, (0.3, 0.45), blinds=0.1)
    for i in range(-14, 22):
        # The joints of the paving run to one point on the horizon.
        sheet.line(
            [(w * 0.62, horizon), (w * 0.62 + i * w * 0.22, h * 1.3)],
            mix(p.ground, p.shade, 0.14),
            1.1,
        )
    for depth in (0.045, 0.075, 0.12, 0.185, 0.275):
        sheet.line(
            [(0, horizon + h * depth), (w, horizon + h * depth)], mix(p.ground, p.shade, 0.14), 1.1
        )
    wall = Wall(
        sheet,
        [
            (-w * 0.02, -h * 0.1),
            (w * 0.56, h * 0.4),
            (w * 0.56, horizon + h * 0.035),
            (-w * 0.02, h * 0.94),
        ],
        900,
        620,
    )
    sheet.shade(
        [
            (w * 0.56, horizon + h * 0.035),
            (-w * 0.02, h * 0.94),
            (w * 0.3, h * 1.04),
            (w * 0.78, horizon + h * 0.045),
        ],
        p.shadow,
        0.85,
    )
    wall.paint(p.light)
    sheet.grain(wall.corners, p.wall, "right", 0.7, 0.9)
    count, floor = 9, 330
    pitch = wall.across / count
    for i in range(count):
        x = i * pitch
        for level in range(3):
            y = 40 + level * 94
            window(
                wall,
                x + pitch * 0.27,
                y,
                pitch * 0.46,
                62,
                p,
                frame=mix(p.light, "#ffffff", 0.5),
                blind=(0, 0.4, 0, 0.65, 0, 0, 1)[(i * 2 + level * 3) % 7],
                colour=p.accent,
            )
            wall.rect(
                x + pitch * 0.2, y + 66, x + pitch * 0.8, y + 71, mix(p.light, "#ffffff", 0.5)
            )
            wall.shade(
                [
                    (x + pitch * 0.2, y + 71),
                    (x + pitch * 0.8, y + 71),
                    (x + pitch * 0.95, y + 86),
                    (x + pitch * 0.35, y + 86),
                ],
                p.shadow,
                0.6,
            )
        arch = [(x + pitch * 0.16, wall.down)]
        for step in range(25):
            turn = math.pi * (1 - step / 24)
            arch.append(
                (x + pitch / 2 + math.cos(turn) * pitch * 0.34, floor + 90 - math.sin(turn) * 62)
            )
        arch.append((x + pitch * 0.84, wall.down))
        wall.polygon(arch, mix(p.shade, p.dark, 0.55))
        # The sun reaches the back of the gallery, low down.
        wall.polygon(
            [
                (x + pitch * 0.3, wall.down),
                (x + pitch * 0.3, wall.down - 92),
                (x + pitch * 0.84, wall.down - 56),
                (x + pitch * 0.84, wall.down),
            ],
            mix(p.wall, p.shade, 0.25),
        )
        wall.polygon(
            [
                (x + pitch * 0.16, wall.down),
                (x + pitch * 0.16, floor + 90),
                (x + pitch * 0.24, floor + 60),
                (x + pitch * 0.24, wall.down),
            ],
            mix(p.light, p.shade, 0.7),
        )
    wall.rect(0, floor - 14, wall.across, floor - 4, mix(p.light, "#ffffff", 0.5))
    wall.shade(
        [(0, floor - 4), (wall.across, floor - 4), (wall.across, floor + 8), (0, floor + 8)],
        p.shadow,
        0.6,
    )
    wall.rect(0, -12, wall.across, 4, mix(p.light, "#ffffff", 0.5))
    sheet.grain([(0, horizon), (w, horizon), (w, h), (0, h)], p.accent, "down", 0.45, 0.8)
    tree(sheet, w * 0.8, h * 0.8, h * 0.34, p, "round", (0.9, 0.13))
    tree(sheet, w * 0.66, h * 0.7, h * 0.17, p, "round", (0.9, 0.13))
    for right, down, size in ((0.62, 0.87, 1.0), (0.52, 0.755, 0.6)):
        bench(sheet, w * right, h * down, 90 * size, p)


def bench(sheet, x, y, size, p) -> None:
    sheet.shade(
        [
            (x, y),
            (x + size, y),
            (x + size * 1.6, y + size * 0.12),
            (x + size * 0.6, y + size * 0.12),
        ],
        p.shadow,
        0.9,
    )
    sheet.rect(x + size * 0.08, y - size * 0.2, x + size * 0.14, y, p.dark)
    sheet.rect(x + size * 0.86, y - size * 0.2, x + size * 0.92, y, p.dark)
    sheet.rect(x, y - size * 0.27, x + size, y - size * 0.19, p.accent)
    sheet.rect(x, y - size * 0.29, x + size, y - size * 0.265, mix(p.accent, "#ffffff", 0.35))


def gable(sheet) -> None:
    """A blind gable painted with large plain shapes."""
    p = MIST
    w, h = sheet.width, sheet.height
    ground = h * 0.86
    sheet.wash(("#a9c4c6", "#d3ddd2", "#f0e7d2"), 0, ground)
    clouds(sheet, 4, h * 0.1, h * 0.42, "#faf6ea", 0.6)
    hills(sheet, ground, h * 0.22, mix(p.leaf, p.sky[0], 0.5), bottom=h)
    sheet.rect(0, ground, w, h, p.ground)
    left, right, top = w * 0.17, w * 0.62, h * 0.1
    cast(sheet, left, right + 300, ground + 6, 320, 80, p)
    near, far = block(sheet, left, top, right - left, w * 0.26, ground + 6, p, tint="#f1e6d0")
    windows(far, 6, 7, p, (0.5, 0.52), blinds=0.3, frame=mix(p.shade, p.dark, 0.2))
    across, down = near.across, near.down
    inks = ("#1f5560", "#a8472f", "#e0a94f", "#d9cdb0", "#6d8b74", "#efe0c4")
    cell = across / 3
    rows = math.ceil(down / cell)
    for row in range(rows):
        for column in range(3):
            x, y = column * cell, row * cell
            bottom = min(y + cell, down)
            back, front = sheet.random.sample(inks, 2)
            near.rect(x, y, x + cell, bottom, back)
            shape = sheet.random.choice(("quarter", "half", "disc", "steps", "slant"))
            points = _shape(shape, sheet.random.randrange(4), x, y, cell)
            near.polygon([(a, min(b, down)) for a, b in points], front)
    sheet.grain(near.corners, p.dark, "down", 0.4, 0.8)
    sheet.grain(near.corners, "#fff4da", "left", 0.3, 0.6)
    roof_line(near, p, 10, 1)
    # The shadow of a building that is not in the picture.
    sheet.shade(
        [(left, h * 0.55), (left + across * 0.55, ground + 6), (left, ground + 6)], p.shadow, 0.9
    )
    for x, size, kind in (
        (0.05, 0.34, "round"),
        (0.7, 0.26, "poplar"),
        (0.93, 0.42, "round"),
        (0.77, 0.2, "young"),
    ):
        tree(sheet, w * x, ground + 40, h * size, p, kind, (0.8, 0.12))
    sheet.grain([(0, ground), (w, ground), (w, h), (0, h)], p.leaf, "down", 0.6, 1)


def _shape(kind, turn, x, y, side):
    """The outline of a plain shape in a square, turned by so many quarters."""
    arc = [math.pi / 2 * i / 30 for i in range(31)]
    outlines: dict[str, list[tuple[float, float]]] = {
        "quarter": [(0, 0)] + [(math.cos(a), math.sin(a)) for a in arc],
        "half": [(0.5 + 0.5 * math.cos(2 * a), 0.5 * math.sin(2 * a)) for a in arc],
        "disc": [(0.5 + 0.32 * math.cos(4 * a), 0.5 + 0.32 * math.sin(4 * a)) for a in arc],
        "steps": [
            (0, 0),
            (0.34, 0),
            (0.34, 0.34),
            (0.67, 0.34),
            (0.67, 0.67),
            (1, 0.67),
            (1, 1),
            (0, 1),
        ],
        "slant": [(0, 0), (1, 0), (0, 1)],
    }
    unit = outlines[kind]
    for _ in range(turn):
        unit = [(1 - b, a) for a, b in unit]
    return [(x + a * side, y + b * side) for a, b in unit]
