"""Whole buildings, put together from walls, windows and balconies."""

from demo.drawings.forms import Wall, balcony, window
from demo.drawings.sheet import mix


def block(sheet, left, top, front, side, base, palette, rise=0.12, tint=None, across=None):
    """A building with its front in the sun and, to the right, its side in the shadow.

    Returns the two walls. `rise` is how far the side's far edge shrinks, as a share of its width.
    """
    right = left + front
    far = right + side
    sun_side = Wall(
        sheet,
        [(left, top), (right, top), (right, base), (left, base)],
        across or front,
        (base - top) * (across or front) / front,
    )
    shadow_side = Wall(
        sheet,
        [(right, top), (far, top + side * rise * 3), (far, base - side * rise), (right, base)],
        side * 1.6,
        base - top,
    )
    light = tint or palette.light
    sun_side.paint(light)
    shadow_side.paint(mix(light, palette.shade, 0.82))
    sheet.grain(sun_side.corners, mix(light, palette.shade, 0.6), "down", 0.5, 0.6)
    sheet.grain(shadow_side.corners, palette.dark, "down", 0.35, 0.8)
    return sun_side, shadow_side


def windows(
    wall,
    columns,
    rows,
    palette,
    size=(0.55, 0.6),
    margin=(14, 14),
    lit=0.0,
    blinds=0.25,
    frame=None,
    accent=None,
    skip=(),
) -> None:
    """A regular grid of windows, each a little different from its neighbour."""
    random = wall.sheet.random
    for column, _row, left, top, width, height in wall.grid(columns, rows, margin):
        drawn, blind, on = random.random(), random.random(), random.random()
        if column in skip:
            continue
        w, h = width * size[0], height * size[1]
        window(
            wall,
            left + (width - w) / 2,
            top + (height - h) / 2,
            w,
            h,
            palette,
            frame=frame,
            lit=on < lit,
            blind=0.25 + 0.6 * blind if drawn < blinds else 0.0,
            colour=accent or palette.accent,
        )


def loggias(
    wall, columns, rows, palette, colours, margin=(10, 12), bars=True, throw=(16, 26), lit=0.0
) -> None:
    """A grid of tall windows, each behind a balcony; the colours go round, a little at random."""
    random = wall.sheet.random
    for _column, _row, left, top, width, height in wall.grid(columns, rows, margin):
        on, blind, pick = random.random(), random.random(), random.random()
        w, h = width * 0.62, height * 0.62
        window(
            wall,
            left + (width - w) / 2,
            top + height * 0.16,
            w,
            h,
            palette,
            lit=on < lit,
            blind=blind * 0.7 if blind < 0.4 else 0.0,
            colour=mix(palette.light, palette.accent, 0.35),
        )
        balcony(
            wall,
            left + width * 0.08,
            top + height * 0.5,
            width * 0.84,
            palette,
            colours[int(pick * len(colours))],
            height=height * 0.3,
            bars=bars,
            throw=(throw[0] * width / 100, throw[1] * height / 100),
        )


def roof_line(wall, palette, thick=9, boxes=1) -> None:
    """The parapet and the lift's cabin above it."""
    random = wall.sheet.random
    for _ in range(boxes):
        w = min(wall.across * random.uniform(0.14, 0.24), random.uniform(50, 80))
        x = wall.across * random.uniform(0.1, 0.8)
        wall.rect(x, -w * 0.5, x + w, 0, mix(palette.light, palette.shade, 0.35))
        wall.rect(x + w * 0.7, -w * 0.5, x + w, 0, palette.shade)
    wall.rect(
        -thick * 0.3,
        -thick * 0.5,
        wall.across + thick * 0.3,
        thick * 0.5,
        mix(palette.light, "#ffffff", 0.4),
    )


def cast(sheet, left, right, base, reach, drop, palette, strength=1.0) -> None:
    """The shadow that a building standing on `base` lays on the ground, to the right."""
    sheet.shade(
        [(left, base), (right, base), (right + reach, base + drop), (left + reach, base + drop)],
        palette.shadow,
        strength,
    )
