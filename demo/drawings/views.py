"""Wide views: a lake, roofs."""

import math

from PIL import Image

from demo.drawings.blocks import windows
from demo.drawings.forms import Wall, clouds, hills, sun, tree
from demo.drawings.palettes import DAWN, LAKE
from demo.drawings.sheet import mix


def lake(sheet) -> None:
    """Small buildings under pitched roofs and their reflection in a lake."""
    p = LAKE
    w, h = sheet.width, sheet.height
    shore = h * 0.6
    sheet.wash(p.sky, 0, shore)
    sun(sheet, w * 0.72, h * 0.2, 52, "#fdf3d9")
    hills(sheet, shore, h * 0.46, mix(p.leaf, p.sky[0], 0.68), 3, bottom=shore)
    hills(sheet, shore, h * 0.27, mix(p.leaf, p.sky[1], 0.45), 4, bottom=shore)
    hills(sheet, shore, h * 0.13, mix(p.leaf, p.sky[1], 0.15), 6, bottom=shore)
    sheet.rect(0, shore - 16, w, shore, p.ground)
    x = w * 0.07
    for i in range(max(4, round(w / 300))):
        wide = sheet.random.choice((170, 200, 220))
        floors = sheet.random.choice((3, 4, 4))
        tall = floors * 62 + 16
        tint = ("#f4e7ce", "#d99d72", "#ead2a8", "#c8684a")[i % 4]
        base = shore - 14
        _gabled(sheet, p, x, base, wide, tall, floors, tint)
        tree(
            sheet,
            x + wide + 74,
            base + 4,
            sheet.random.uniform(110, 190),
            p,
            "poplar" if i % 2 else "round",
            None,
        )
        x += wide + 104
    _reflect(sheet, shore, p)


def _gabled(sheet, p, x, base, wide, tall, floors, tint) -> None:
    """A gable in the sun and a long side in the shade, under a tiled roof."""
    side, peak = 52, 74
    top = base - tall
    front = Wall.facing(sheet, x, top, x + wide, base)
    flank = Wall(
        sheet,
        [
            (x + wide, top),
            (x + wide + side, top + 12),
            (x + wide + side, base - 5),
            (x + wide, base),
        ],
        side * 1.5,
        tall,
    )
    front.paint(tint)
    sheet.polygon([(x, top + 1), (x + wide / 2, top - peak), (x + wide, top + 1)], tint)
    flank.paint(mix(tint, p.shade, 0.75))
    slope = [
        (x + wide / 2, top - peak - 8),
        (x + wide / 2 + side, top - peak + 6),
        (x + wide + side + 8, top + 16),
        (x + wide + 10, top + 10),
    ]
    sheet.polygon(slope, mix("#9a4a37", p.dark, 0.3))
    sheet.polygon(
        [
            (x - 10, top + 10),
            (x + wide / 2, top - peak - 10),
            (x + wide + 10, top + 10),
            (x + wide + 2, top + 10),
            (x + wide / 2, top - peak + 4),
            (x - 2, top + 10),
        ],
        "#9a4a37",
    )
    windows(
        front, 3, floors, p, (0.46, 0.56), (12, 10), blinds=0.3, frame=mix(tint, "#ffffff", 0.6)
    )
    windows(flank, 2, floors, p, (0.42, 0.5), (4, 10), blinds=0)
    for floor in range(floors):
        y = 10 + (tall - 20) * (floor + 0.56) / floors
        if floor < floors - 1:
            front.rect(wide * 0.36, y, wide * 0.64, y + 17, p.dark if floor % 2 else p.accent)
            front.shade(
                [
                    (wide * 0.36, y + 17),
                    (wide * 0.64, y + 17),
                    (wide * 0.69, y + 30),
                    (wide * 0.41, y + 30),
                ],
                p.shadow,
            )
    sheet.disc(x + wide / 2, top - peak * 0.34, 10, p.dark)
    sheet.grain(front.corners, mix(tint, p.shade, 0.6), "down", 0.5, 0.6)


def _reflect(sheet, shore, p) -> None:
    """Turn what stands above the shore upside down in the water, cut by ripples."""
    s = sheet.scale
    line = round(shore * s)
    depth = sheet.image.height - line
    above = sheet.image.crop((0, line - depth, sheet.image.width, line))
    mirror = above.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    sheet.image.paste(mirror, (0, line))
    band = max(2, round(7 * s))
    for i, top in enumerate(range(line, sheet.image.height, band)):
        # The further from the shore, the more the bands slip aside.
        slip = round(math.sin(i * 1.9) * (1 + i * 0.3) * s * 0.9)
        strip = sheet.image.crop((0, top, sheet.image.width, min(top + band, sheet.image.height)))
        sheet.image.paste(strip, (slip, top))
    w, h = sheet.width, sheet.height
    water = [(0, shore), (w, shore), (w, h), (0, h)]
    sheet.glaze(water, "#4f8087", 0.42)
    for i in range(46):
        y = shore + (h - shore) * (i / 46) ** 1.4 + 4
        x = sheet.random.uniform(-0.1, 0.95) * w
        length = sheet.random.uniform(30, 150) * (0.5 + i / 40)
        sheet.glaze(
            [(x, y), (x + length, y - 1.5), (x + length * 1.2, y + 1), (x + length * 0.4, y + 3)],
            p.sky[2],
            0.4,
        )
    sheet.rect(0, shore - 3, w, shore + 3, mix(p.ground, p.dark, 0.45))
    sheet.grain(water, p.dark, "down", 0.6, 0.8)


def roofs(sheet) -> None:
    """Roofs one behind the other, some with solar panels; made for panoramas."""
    p = DAWN
    w, h = sheet.width, sheet.height
    sheet.wash(("#b7d0cd", "#e3e0c9", "#f4dcb4"), 0, h)
    sun(sheet, w * 0.8, h * 0.34, 70, "#fff3d3")
    clouds(sheet, 6, h * 0.1, h * 0.34, "#fdf8ea", 0.6)
    hills(sheet, h * 0.62, h * 0.3, mix(p.leaf, "#e3e0c9", 0.62), 4, bottom=h)
    hills(sheet, h * 0.66, h * 0.17, mix(p.leaf, "#e3e0c9", 0.4), 6, bottom=h)
    tiles = ("#a8472f", "#b9634a", "#8a4638", "#c98767", "#2d5a64")
    for rank in range(5):
        near = rank / 4
        base = h * (0.62 + 0.15 * rank)
        size = 0.55 + near * 0.85
        x = -sheet.random.uniform(0, 160)
        pick = rank
        while x < w:
            wide = sheet.random.uniform(190, 330) * size
            tall = sheet.random.uniform(90, 190) * size
            pick += 1
            veil = 0.5 * (1 - near)
            _roof(
                sheet, p, x, base - tall, wide, h - base + tall, size, tiles[pick % 5], veil, pick
            )
            x += wide * sheet.random.uniform(0.86, 1.1)
    sheet.grain([(0, h * 0.7), (w, h * 0.7), (w, h), (0, h)], p.dark, "down", 0.45, 0.8)


def _roof(sheet, p, x, top, wide, tall, size, tile, veil, pick) -> None:
    """One roof: flat with panels, sloping to the street, or sawtooth."""
    wall = mix(("#f1dfc2", "#e3bd95", "#d99d7a", "#f6ecd8")[pick % 4], p.sky[1], veil)
    tile, dark = mix(tile, p.sky[1], veil), mix(p.dark, p.sky[1], veil)
    front = Wall.facing(sheet, x, top, x + wide, top + tall)
    front.paint(wall)
    step, high = 54 * size, 62 * size
    for row in range(3):
        for column in range(max(2, round(wide / step))):
            left = (column + 0.28) * wide / max(2, round(wide / step))
            y = (34 + row * 88) * size
            front.rect(
                left - 3, y - 3, left + 25 * size + 3, y + 46 * size + 3, mix(wall, "#ffffff", 0.5)
            )
            front.rect(left, y, left + 25 * size, y + 46 * size, dark)
            if (pick + row * 2 + column) % 5 == 0:
                front.rect(left, y, left + 25 * size, y + 26 * size, tile)
    kind = ("slope", "flat", "slope", "saw")[pick % 4]
    if kind == "slope":
        ridge = top - high
        slab = [
            (x + 24 * size, ridge),
            (x + wide - 24 * size, ridge),
            (x + wide + 8, top + 8),
            (x - 8, top + 8),
        ]
        sheet.polygon(slab, tile)
        for course in range(1, 9):
            y = ridge + (high + 8) * course / 9
            sheet.line([(x, y), (x + wide, y)], mix(tile, dark, 0.2), 1.1 * size)
        sheet.grain(slab, mix("#fff3d3", tile, 0.3), "right", 0.4, 0.8)
        for k in range(2):
            left = x + wide * (0.25 + 0.36 * k)
            sheet.polygon(
                [
                    (left, top - high * 0.75),
                    (left + 52 * size, top - high * 0.75),
                    (left + 56 * size, top - high * 0.2),
                    (left - 4, top - high * 0.2),
                ],
                dark,
            )
            sheet.line(
                [(left + 26 * size, top - high * 0.75), (left + 26 * size, top - high * 0.2)],
                mix(dark, "#ffffff", 0.35),
                1.4,
            )
        sheet.rect(
            x + wide * 0.82,
            ridge - 40 * size,
            x + wide * 0.82 + 30 * size,
            top - high * 0.5,
            mix(wall, tile, 0.5),
        )
        sheet.rect(
            x + wide * 0.82 - 4,
            ridge - 46 * size,
            x + wide * 0.82 + 34 * size,
            ridge - 36 * size,
            wall,
        )
    elif kind == "flat":
        sheet.rect(x - 6, top - 8 * size, x + wide + 6, top + 8 * size, mix(wall, "#ffffff", 0.5))
        for k in range(max(2, round(wide / (80 * size)))):
            left = x + 12 * size + k * 76 * size
            if left + 66 * size > x + wide:
                break
            panel = [
                (left, top - 8 * size),
                (left + 12 * size, top - 46 * size),
                (left + 70 * size, top - 46 * size),
                (left + 58 * size, top - 8 * size),
            ]
            sheet.polygon(panel, dark)
            for cut in (0.33, 0.66):
                sheet.line(
                    [
                        (left + 58 * size * cut, top - 8 * size),
                        (left + 12 * size + 58 * size * cut, top - 46 * size),
                    ],
                    mix(dark, "#ffffff", 0.4),
                    1.3,
                )
            sheet.line(
                [(left + 6 * size, top - 27 * size), (left + 64 * size, top - 27 * size)],
                mix(dark, "#ffffff", 0.4),
                1.3,
            )
    else:
        teeth = max(2, round(wide / (95 * size)))
        for k in range(teeth):
            left, right = x + wide * k / teeth, x + wide * (k + 1) / teeth
            sheet.polygon([(left, top + 2), (left, top - high * 0.8), (right, top + 2)], tile)
            sheet.polygon(
                [
                    (left, top + 2),
                    (left, top - high * 0.8),
                    (left + 14 * size, top - high * 0.6),
                    (left + 14 * size, top + 2),
                ],
                dark,
            )
        sheet.rect(x - 4, top - 2, x + wide + 4, top + 8 * size, mix(wall, "#ffffff", 0.4))
