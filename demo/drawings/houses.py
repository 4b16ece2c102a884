"""Scenes of buildings in use or at work: works, houses in a row, galleries."""

import math

from demo.drawings.blocks import block, cast, roof_line
from demo.drawings.forms import Wall, clouds, hills, sun, tree, window
from demo.drawings.palettes import BRICK, MIST, SQUARE
from demo.drawings.sheet import mix


def works(sheet) -> None:
    """A façade half renovated, behind its scaffolding."""
    p = MIST
    w, h = sheet.width, sheet.height
    ground = h * 0.85
    sheet.wash(("#e8d9b8", "#f2e3c6", "#f0cfa4"), 0, ground)
    sun(sheet, w * 0.83, h * 0.26, 62, "#fff6df")
    hills(sheet, ground, h * 0.22, mix(p.leaf, "#f0cfa4", 0.45), bottom=h)
    sheet.rect(0, ground, w, h, p.ground)
    left, right, top = w * 0.1, w * 0.78, h * 0.26
    cast(sheet, left, right + 70, ground + 8, -160, 70, p)
    near, _far = block(sheet, left, top, right - left, 70, ground + 8, p, tint="#cfc8b8")
    half = near.across * 0.56
    near.rect(0, 0, half, near.down, "#f4ead6")
    columns, rows = 10, 6
    pitch = near.across / columns
    for column, row, x, y, width, height in near.grid(columns, rows, (0, 14)):
        new = x + width <= half + 1
        wide, tall = width * (0.56 if new else 0.44), height * (0.6 if new else 0.5)
        window(
            near,
            x + (width - wide) / 2,
            y + height * 0.18,
            wide,
            tall,
            p,
            frame="#ffffff" if new else "#b5ad9b",
            blind=(0.5 if (column * 5 + row * 3) % 4 == 0 else 0),
            colour="#1f5560" if new else "#a39b8b",
        )
        if new and column % 2 == 0:
            near.rect(
                x + width * 0.1, y + height * 0.56, x + width * 0.9, y + height * 0.86, p.accent
            )
            near.shade(
                [
                    (x + width * 0.1, y + height * 0.86),
                    (x + width * 0.9, y + height * 0.86),
                    (x + width * 0.8, y + height * 1.04),
                    (x, y + height * 1.04),
                ],
                p.shadow,
                0.8,
            )
    for streak in range(14):
        x = half + sheet.random.random() * (near.across - half)
        near.shade(
            [(x, 0), (x + 7, 0), (x + 5, 90 + streak * 9), (x + 2, 90 + streak * 9)], "#b8b2a6", 0.4
        )
    roof_line(near, p, 10, 2)
    poles = "#3b545c"
    start, stop = half - pitch * 0.5, near.across + 26
    levels = rows + 1
    for i in range(9):
        x = left + start + (stop - start) * i / 8
        sheet.line([(x, top - 46), (x, ground + 14)], poles, 3.2)
    for level in range(levels):
        y = top - 16 + (ground + 8 - top) * level / rows
        sheet.shade(
            [
                (left + start, y + 5),
                (left + stop, y + 5),
                (left + stop - 14, y + 24),
                (left + start - 14, y + 24),
            ],
            p.shadow,
            0.55,
        )
        sheet.rect(left + start - 8, y, left + stop + 8, y + 6, "#c98a3c")
        sheet.line([(left + start - 8, y - 26), (left + stop + 8, y - 26)], poles, 1.8)
    for level in range(levels - 1):
        i = (level * 3) % 7
        y = top - 16 + (ground + 8 - top) * level / rows
        x = left + start + (stop - start) * i / 8
        sheet.line([(x, y), (x + (stop - start) / 8, y + (ground + 8 - top) / rows)], poles, 2.2)
    mast = w * 0.9
    sheet.rect(mast - 7, h * 0.06, mast + 7, ground + 10, p.accent)
    for i in range(22):
        y = h * 0.06 + (ground - h * 0.06) * i / 22
        sheet.line([(mast - 7, y), (mast + 7, y + (ground - h * 0.06) / 22)], "#f6ead2", 2)
    sheet.rect(w * 0.3, h * 0.085, w * 0.99, h * 0.1, p.accent)
    sheet.line([(mast, h * 0.02), (w * 0.34, h * 0.086)], p.dark, 1.6)
    sheet.line([(mast, h * 0.02), (w * 0.98, h * 0.086)], p.dark, 1.6)
    sheet.polygon(
        [(mast - 9, h * 0.02), (mast + 9, h * 0.02), (mast + 7, h * 0.09), (mast - 7, h * 0.09)],
        p.accent,
    )
    sheet.line([(w * 0.42, h * 0.1), (w * 0.42, h * 0.19)], p.dark, 1.4)
    sheet.rect(w * 0.395, h * 0.19, w * 0.445, h * 0.215, "#a8472f")
    tree(sheet, w * 0.04, ground + 40, h * 0.36, p, "round", (-0.7, 0.12))
    sheet.grain([(0, ground), (w, ground), (w, h), (0, h)], p.accent, "down", 0.5, 1)


def terrace(sheet) -> None:
    """A row of small houses, each with its own door; made for panoramas."""
    p = BRICK
    w, h = sheet.width, sheet.height
    ground = h * 0.8
    sheet.wash(("#f0dfc2", "#f4e6cc", "#f3d3ab"), 0, ground)
    clouds(sheet, 6, h * 0.1, h * 0.4, "#fffaf0", 0.6)
    hills(sheet, ground, h * 0.42, mix(p.leaf, "#f4e6cc", 0.55), 4, bottom=h)
    hills(sheet, ground, h * 0.26, mix(p.leaf, "#f4e6cc", 0.3), 5, bottom=h)
    sheet.rect(0, ground, w, h, p.ground)
    sheet.rect(0, ground + 70, w, h, "#8d9a96")
    sheet.rect(0, ground + 64, w, ground + 72, "#f2e7d2")
    tints = ("#c8684a", "#f1dfbd", "#d99a5b", "#e9cfa8", "#b55238", "#c3cdb8", "#f4e9d4")
    doors = ("#1f5560", "#e0b15c", "#f5ead5", "#5d8468", "#7a2f2a")
    x, i = -60.0, 0
    while x < w:
        wide = sheet.random.choice((200, 240, 240, 300))
        tall = sheet.random.choice((300, 330, 400, 415))
        _house(sheet, p, x, ground, wide, tall, tints[(i * 3) % 7], doors[i % 5], i)
        x, i = x + wide, i + 1
    wide, count = 240, math.ceil(w / 240) + 1
    for i in range(0, count, 2):
        tree(
            sheet,
            i * wide + 188,
            ground + 60,
            sheet.random.uniform(150, 215),
            p,
            "young" if i % 4 else "round",
            (0.9, 0.1),
        )
    sheet.grain([(0, ground + 72), (w, ground + 72), (w, h), (0, h)], p.dark, "down", 0.6, 1)


def _house(sheet, p, x, ground, wide, tall, tint, door, i) -> None:
    """One house of a row: its roof slopes to the street; high ones have an attic."""
    eave = ground - tall
    slope = 84 if tall < 400 else 60
    roof = mix("#8a4638", p.dark, (0.0, 0.35, 0.15)[i % 3])
    chimney = x + wide * (0.12, 0.78)[i % 2]
    sheet.rect(
        chimney, eave - slope - 42, chimney + 30, eave - slope + 30, mix(tint, p.shade, 0.35)
    )
    sheet.rect(
        chimney + 20, eave - slope - 42, chimney + 30, eave - slope + 30, mix(tint, p.shade, 0.6)
    )
    sheet.rect(chimney - 4, eave - slope - 48, chimney + 34, eave - slope - 38, "#efe0c4")
    slab = [
        (x + 4, eave - slope),
        (x + wide - 4, eave - slope),
        (x + wide + 3, eave + 6),
        (x - 3, eave + 6),
    ]
    sheet.polygon(slab, roof)
    for course in range(1, 7):
        y = eave - slope + slope * course / 7
        sheet.line([(x, y), (x + wide, y)], mix(roof, p.dark, 0.18), 1.2)
    sheet.grain(slab, p.sky[2], "left", 0.35, 0.8)
    house = Wall.facing(sheet, x, eave, x + wide, ground)
    house.paint(tint)
    sheet.grain(house.corners, mix(tint, p.shade, 0.6), "down", 0.5, 0.5)
    house.shade([(0, 6), (wide, 6), (wide, 24), (0, 24)], p.shadow, 0.75)
    sheet.rect(x - 3, eave, x + wide + 3, eave + 8, "#f6ead4")
    floors = 3 if tall > 390 else 2
    height = tall / floors
    columns = 3 if wide > 280 else 2
    shutter = mix(door, p.light if door != "#f5ead5" else p.dark, 0.2)
    for floor in range(floors):
        for column in range(columns):
            middle = wide * (column + 0.5) / columns
            y = floor * height + height * 0.28
            half, high = 27, min(92, height * 0.52)
            if floor == floors - 1 and column == i % columns:
                house.rect(middle - 34, tall - height * 0.8, middle + 34, tall, "#fbf3e2")
                house.rect(middle - 27, tall - height * 0.75, middle + 27, tall, door)
                house.rect(
                    middle - 16,
                    tall - height * 0.7,
                    middle + 16,
                    tall - height * 0.5,
                    mix(door, p.dark, 0.6),
                )
                house.rect(
                    middle - 50,
                    tall - height * 0.86,
                    middle + 50,
                    tall - height * 0.82,
                    mix(tint, p.shade, 0.5),
                )
                house.shade(
                    [
                        (middle - 50, tall - height * 0.82),
                        (middle + 50, tall - height * 0.82),
                        (middle + 64, tall - height * 0.7),
                        (middle - 36, tall - height * 0.7),
                    ],
                    p.shadow,
                    0.8,
                )
                house.rect(middle - 44, tall - 8, middle + 44, tall, "#efe0c4")
                continue
            window(house, middle - half, y, half * 2, high, p, frame="#fbf3e2")
            if (column + floor + i) % 4:
                for side in (-1, 1):
                    inner = middle + side * (half + 6)
                    outer = middle + side * (half + 30)
                    house.rect(min(inner, outer), y - 3, max(inner, outer), y + high + 3, shutter)
                    house.rect(
                        min(inner, outer) + 4,
                        y + high / 2,
                        max(inner, outer) - 4,
                        y + high / 2 + 3,
                        mix(shutter, p.dark, 0.4),
                    )
            house.rect(
                middle - half - 8,
                y + high + 5,
                middle + half + 8,
                y + high + 10,
                mix(tint, "#ffffff", 0.5),
            )
    sheet.shade(
        [
            (x + wide - 2, eave),
            (x + wide + 2, eave),
            (x + wide + 2, ground),
            (x + wide - 2, ground),
        ],
        p.shadow,
        0.8,
    )


def galleries(sheet) -> None:
    """Open galleries and an outside stair that climbs before them."""
    p = SQUARE
    w, h = sheet.width, sheet.height
    sheet.wash(("#8fb9bd", "#c7d8cd", "#eee4c9"), 0, h)
    wall = Wall.facing(sheet, 0, h * 0.1, w, h * 0.9)
    wall.paint("#ecd3ab")
    floors = 4
    tall = wall.down / floors
    doors = ("#1f5560", "#a8472f", "#d99a3d", "#4f7a68", "#7d9aa0")
    bays = max(5, round(w / 190))
    pitch = w / bays
    for floor in range(floors):
        y = floor * tall
        wall.rect(0, y, w, y + tall, mix("#e3bf90", p.wall, 0.2 + floor * 0.06))
        for bay in range(bays):
            x = bay * pitch
            colour = doors[(bay * 2 + floor * 3) % 5]
            wall.rect(
                x + pitch * 0.12,
                y + tall * 0.24,
                x + pitch * 0.36,
                y + tall,
                mix(p.light, "#ffffff", 0.2),
            )
            wall.rect(x + pitch * 0.145, y + tall * 0.28, x + pitch * 0.335, y + tall, colour)
            wall.rect(
                x + pitch * 0.19,
                y + tall * 0.34,
                x + pitch * 0.29,
                y + tall * 0.46,
                mix(colour, p.dark, 0.5),
            )
            window(
                wall,
                x + pitch * 0.5,
                y + tall * 0.3,
                pitch * 0.36,
                tall * 0.36,
                p,
                frame="#fbf1dd",
                blind=0.6 if (bay + floor) % 4 == 1 else 0,
                colour=mix(colour, p.light, 0.35),
            )
        # Under each gallery's ceiling the wall stays in the shade, cut by the slant of the sun.
        wall.shade([(0, y), (w, y), (w, y + tall * 0.42), (0, y + tall * 0.3)], "#8f88a0", 0.95)
    for floor in range(floors):
        y = wall.at(0, (floor + 1) * tall)[1]
        if floor < floors - 1:
            sheet.shade([(0, y), (w, y), (w, y + 20), (0, y + 20)], p.shadow, 0.5)
        top = y - tall * 0.34
        for i in range(round(w / 13)):
            sheet.rect(i * 13, top, i * 13 + 2.6, y, p.dark)
        sheet.rect(0, top - 4, w, top + 3, p.dark)
        sheet.rect(0, y - 8, w, y + 12, "#f7ecd6")
        sheet.rect(0, y + 12, w, y + 15, mix(p.wall, p.shade, 0.6))
    for i in range(bays + 1):
        x = i * pitch
        sheet.rect(x - 9, h * 0.1, x + 9, h * 0.9, "#f7ecd6")
        sheet.rect(x + 3, h * 0.1, x + 9, h * 0.9, "#d8b78c")
    sheet.rect(0, h * 0.07, w, h * 0.115, "#f7ecd6")
    sheet.rect(0, h * 0.108, w, h * 0.115, p.shade)
    ground = h * 0.9
    sheet.rect(0, ground, w, h, "#dcb787")
    left, right = w * 0.5, w * 0.5 + pitch * 2
    red = "#a8472f"
    for floor in range(floors):
        low, high = h * 0.1 + (floor + 1) * tall, h * 0.1 + floor * tall
        a, b = (left, right) if floor % 2 else (right, left)
        if floor == 0:
            continue
        sheet.shade(
            [(a + 40, low + 8), (b + 40, high + 8), (b + 40, high + 34), (a + 40, low + 34)],
            p.shadow,
            0.9,
        )
        sheet.polygon([(a, low - 12), (b, high - 12), (b, high + 14), (a, low + 14)], red)
        for step in range(15):
            along = (step + 0.5) / 15
            x, y = a + (b - a) * along, low + (high - low) * along - 12
            sheet.rect(x - 2, y - 58, x + 2, y, red)
        sheet.line([(a, low - 70), (b, high - 70)], red, 5)
        sheet.rect(b - 46, high - 6, b + 46, high + 12, red)
    for x in (left - 30, right + 30):
        sheet.rect(x - 5, h * 0.1 + tall - 6, x + 5, ground + 8, mix(red, p.dark, 0.35))
    sheet.grain([(0, ground), (w, ground), (w, h), (0, h)], p.accent, "down", 0.5, 1)
    tree(sheet, w * 0.14, h * 0.97, h * 0.42, p, "round", (0.7, 0.05))
    tree(sheet, w * 0.27, h * 0.955, h * 0.22, p, "young", (0.7, 0.05))
