"""Scenes seen from afar: towers, slabs."""

import math

from demo.drawings.blocks import block, cast, loggias, roof_line, windows
from demo.drawings.forms import clouds, hills, sun, tree
from demo.drawings.palettes import DAWN, EVENING, NIGHT, SNOW
from demo.drawings.sheet import mix


def towers(sheet) -> None:
    """Three towers at daybreak, the sun low behind them."""
    p = DAWN
    w, h = sheet.width, sheet.height
    ground = h * 0.83
    sheet.wash(p.sky, 0, ground)
    sun(sheet, w * 0.3, h * 0.52, 88, "#fbf1dc")
    clouds(sheet, 5, h * 0.1, h * 0.5, "#fdf3e4", 0.5)
    hills(sheet, ground, h * 0.2, mix(p.sky[2], p.leaf, 0.28), bottom=h)
    for left, top, front, side in (
        (0.02, 0.5, 150, 46),
        (0.47, 0.44, 130, 40),
        (0.86, 0.53, 170, 50),
    ):
        near, far = block(
            sheet, w * left, h * top, front, side, ground, p, tint=mix(p.wall, p.sky[1], 0.45)
        )
        windows(near, 6, 9, p, (0.4, 0.45), blinds=0)
        sheet.glaze(near.corners, p.sky[1], 0.55)
        sheet.glaze(far.corners, p.sky[1], 0.5)
    sheet.rect(0, ground, w, h, p.ground)
    for left, top, front, side, columns, rows, tint in (
        (0.11, 0.2, 220, 84, 5, 13, "#f6e4cb"),
        (0.58, 0.09, 240, 96, 5, 16, "#efd2b4"),
        (0.36, 0.37, 200, 70, 5, 9, "#d98e6d"),
    ):
        x, y = w * left, h * top
        base = ground + 14
        cast(sheet, x, x + front + side, base, 420, 90, p)
        near, far = block(sheet, x, y, front, side, base, p, tint=tint)
        loggias(near, columns, rows, p, ("#f9efdf", "#f9efdf", p.accent, p.dark), bars=False)
        windows(far, 3, rows, p, (0.34, 0.42), blinds=0.1)
        roof_line(near, p)
    sheet.grain([(0, ground), (w, ground), (w, h), (0, h)], p.accent, "down", 0.4, 0.9)
    for i, x in enumerate((0.03, 0.3, 0.335, 0.52, 0.82, 0.9, 0.97)):
        size = sheet.random.uniform(120, 190)
        tree(
            sheet,
            w * x,
            ground + 30 + (i % 3) * 18,
            size,
            p,
            "poplar" if i % 3 == 1 else "round",
            (1.3, 0.2),
        )


def slab(sheet) -> None:
    """A long slab at nightfall, some windows lit; made for panoramas."""
    p = EVENING
    w, h = sheet.width, sheet.height
    ground = h * 0.84
    sheet.wash(p.sky, 0, ground)
    clouds(sheet, 7, h * 0.12, h * 0.45, "#f4d7b4", 0.3)
    hills(sheet, ground, h * 0.36, mix(p.sky[2], p.sky[0], 0.5), 4, bottom=h)
    hills(sheet, ground, h * 0.2, mix(p.leaf, p.sky[1], 0.45), 5, bottom=h)
    sheet.rect(0, ground, w, h, p.ground)
    left, right, top = w * 0.12, w * 0.86, h * 0.33
    near, far = block(sheet, left, top, right - left, 90, ground + 10, p)
    columns = max(12, round((right - left) / 62))
    windows(
        near,
        columns,
        6,
        p,
        (0.62, 0.56),
        (10, 16),
        lit=0.34,
        blinds=0.16,
        frame=mix(p.light, p.dark, 0.18),
    )
    windows(far, 2, 6, p, (0.4, 0.45), lit=0.2)
    step = (near.across - 20) / columns
    for i in range(2, columns - 1, 6):
        # The staircases: a strip of glass from the door to the roof.
        left_edge = 10 + i * step
        near.rect(left_edge + 6, 0, left_edge + step - 6, near.down, mix(p.light, p.dark, 0.72))
        for floor in range(12):
            y = near.down * floor / 12
            pane = mix(p.glow, p.accent, 0.12 if floor % 2 else 0.3)
            near.rect(left_edge + 14, y + 8, left_edge + step - 14, y + near.down / 12 - 2, pane)
        near.rect(left_edge, near.down - 46, left_edge + step, near.down - 40, p.sky[3])
    roof_line(near, p, 10, 3)
    cast(sheet, left, right + 90, ground + 10, 160, 70, p)
    for i in range(max(5, round(w / 190))):
        x = w * (i + 0.4) / max(5, round(w / 190)) + sheet.random.uniform(-40, 40)
        kind = "poplar" if i % 4 == 2 else "round"
        tree(
            sheet,
            x,
            ground + sheet.random.uniform(20, 70),
            sheet.random.uniform(130, 240),
            p,
            kind,
            (0.5, 0.1),
        )
    sheet.grain([(0, ground), (w, ground), (w, h), (0, h)], p.dark, "down", 0.7, 1)


def night(sheet) -> None:
    """Towers at night; a few people are still up."""
    p = NIGHT
    w, h = sheet.width, sheet.height
    ground = h * 0.9
    sheet.wash(p.sky, 0, ground)
    for _ in range(90):
        x, y = sheet.random.uniform(0, w), sheet.random.uniform(0, h * 0.6)
        sheet.disc(x, y, sheet.random.uniform(0.8, 1.9), "#cfdcd8")
    sheet.disc(w * 0.7, h * 0.17, 58, "#f5e3bd")
    sheet.grain(
        [
            (w * 0.7 - 60, h * 0.17 - 60),
            (w * 0.7 + 60, h * 0.17 - 60),
            (w * 0.7 + 60, h * 0.17 + 60),
            (w * 0.7 - 60, h * 0.17 + 60),
        ],
        p.sky[0],
        "left",
        0.18,
        0.7,
    )
    clouds(sheet, 4, h * 0.16, h * 0.42, "#3d6a70", 0.7)
    hills(sheet, ground, h * 0.3, mix(p.sky[2], p.sky[0], 0.45), 4, bottom=h)
    sheet.rect(0, ground, w, h, p.ground)
    count = max(3, round(w / 230))
    for i in sorted(range(count), key=lambda i: (i * 7) % count):
        front = sheet.random.uniform(120, 190)
        x = w * (i + 0.1) / count
        top = h * sheet.random.uniform(0.22, 0.6)
        near, far = block(
            sheet, x, top, front, 56, ground + 8, p, tint=mix(p.light, p.sky[2], 0.28 * (i % 2))
        )
        rows = max(4, round((ground - top) / 42))
        windows(near, 4, rows, p, (0.46, 0.46), lit=0.27, blinds=0.05, accent="#3f6d75")
        windows(far, 2, rows, p, (0.4, 0.42), lit=0.14, blinds=0)
        roof_line(near, p, 7)
    for i in range(max(4, round(w / 260))):
        x = w * (i + 0.35) / max(4, round(w / 260))
        tree(
            sheet,
            x,
            ground + sheet.random.uniform(24, 60),
            sheet.random.uniform(110, 190),
            p,
            "round",
            None,
        )
        lamp = x + 84
        sheet.line([(lamp, ground + 46), (lamp, ground - 66)], "#0e2530", 3.4)
        for radius, strength in ((64, 0.07), (40, 0.12), (22, 0.2)):
            ring = [
                (
                    lamp + math.cos(math.tau * k / 40) * radius,
                    ground - 70 + math.sin(math.tau * k / 40) * radius,
                )
                for k in range(40)
            ]
            sheet.glaze(ring, p.glow, strength)
        sheet.glaze(
            [(lamp, ground - 66), (lamp - 70, ground + 60), (lamp + 70, ground + 60)], p.glow, 0.12
        )
        sheet.disc(lamp, ground - 70, 7, "#fdebc0")
    sheet.grain([(0, ground), (w, ground), (w, h), (0, h)], "#0b1f28", "down", 0.8, 1)


def winter(sheet) -> None:
    """A slab in the snow, behind bare trees."""
    p = SNOW
    w, h = sheet.width, sheet.height
    ground = h * 0.8
    sheet.wash(p.sky, 0, ground)
    sun(sheet, w * 0.16, h * 0.3, 46, "#fbf2e6")
    hills(sheet, ground, h * 0.32, mix(p.ground, p.sky[0], 0.6), 4, bottom=h)
    sheet.rect(0, ground, w, h, p.ground)
    near, far = block(
        sheet, w * 0.58, h * 0.24, w * 0.3, 90, ground, p, tint=mix(p.wall, p.sky[1], 0.4)
    )
    windows(near, 7, 9, p, (0.42, 0.5), blinds=0.15)
    windows(far, 2, 9, p, (0.36, 0.42), blinds=0)
    sheet.glaze(near.corners, p.sky[1], 0.35)
    near, far = block(sheet, w * 0.08, h * 0.39, w * 0.56, 110, ground + 20, p)
    loggias(near, 9, 5, p, ("#f6efe4", "#f6efe4", p.dark, p.accent), bars=False, lit=0.14)
    windows(far, 3, 5, p, (0.4, 0.46), blinds=0.1)
    roof_line(near, p, 9, 2)
    sheet.polygon(
        [
            (w * 0.075, h * 0.39),
            (w * 0.085, h * 0.378),
            (w * 0.64, h * 0.378),
            (w * 0.648, h * 0.394),
        ],
        "#ffffff",
    )
    drift = [(0, h), (0, ground + 30)]
    for i in range(41):
        along = i / 40
        drift.append((w * along, ground + 34 + 16 * math.sin(along * 7) + 8 * math.sin(along * 17)))
    drift += [(w, h)]
    sheet.polygon(drift, "#fbf9f5")
    sheet.grain(drift, p.shadow, "down", 0.6, 0.9)
    path = [
        (w * 0.36, ground + 40),
        (w * 0.41, ground + 40),
        (w * 0.5, ground + 100),
        (w * 0.6, h),
        (w * 0.36, h),
        (w * 0.4, ground + 100),
    ]
    sheet.polygon(path, mix(p.ground, p.shadow, 0.4))
    for x, size, foot in (
        (0.04, 0.62, 0.95),
        (0.29, 0.44, 0.88),
        (0.72, 0.5, 0.9),
        (0.93, 0.7, 0.97),
        (0.56, 0.34, 0.86),
    ):
        tree(sheet, w * x, h * foot, h * size, p, "bare", (0.5, 0.07))
    for _ in range(240):
        x, y = sheet.random.uniform(0, w), sheet.random.uniform(0, h)
        sheet.disc(x, y, sheet.random.uniform(1.2, 4.2), "#ffffff")
