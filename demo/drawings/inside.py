"""Scenes from inside: the bottom of a courtyard, a meeting room."""

from demo.drawings.forms import Wall, blob, window
from demo.drawings.palettes import NOON
from demo.drawings.sheet import mix


def upward(sheet) -> None:
    """The sky from the bottom of a courtyard; made for portraits."""
    p = NOON
    w, h = sheet.width, sheet.height
    sheet.wash(p.sky, 0, h)
    left, top, right, bottom = w * 0.4, h * 0.34, w * 0.66, h * 0.55
    sheet.wash(("#6fa5ae", "#a9cbc8", "#dfe6d3"), 0, h)
    cloud = blob(sheet.random, w * 0.56, h * 0.46, w * 0.2, h * 0.05, 8, 0.12)
    sheet.polygon(cloud, "#f5f2e4")
    m = 0.25  # beyond the sheet's edges, so that no corner shows
    outer = [
        (-w * m, -h * m),
        (w * (1 + m), -h * m),
        (w * (1 + m), h * (1 + m)),
        (-w * m, h * (1 + m)),
    ]
    inner = [(left, top), (right, top), (right, bottom), (left, bottom)]
    sides = (
        (0, 1, "#c98463", 7),
        (1, 2, "#f6e0bb", 8),
        (2, 3, "#e8b98c", 7),
        (3, 0, "#7d4a42", 8),
    )
    for a, b, tint, columns in sides:
        wall = Wall(sheet, [inner[a], inner[b], outer[b], outer[a]], 700, 900)
        wall.paint(tint)
        rows = 12
        for column, row, x, y, width, height in wall.grid(columns, rows, (14, 8)):
            wide, tall = width * 0.5, height * 0.52
            lit = sheet.random.random() < (0.1 if tint == "#7d4a42" else 0)
            window(
                wall,
                x + (width - wide) / 2,
                y + height * 0.24,
                wide,
                tall,
                p,
                frame=mix(tint, "#ffffff", 0.3),
                lit=lit,
                blind=0.5 if sheet.random.random() < 0.2 else 0,
                colour=mix(tint, p.dark, 0.55),
            )
            if column % 3 == 1:
                wall.rect(
                    x + width * 0.08,
                    y + height * 0.6,
                    x + width * 0.92,
                    y + height * 0.86,
                    ("#1f5560", "#a8472f", "#f7ead2")[(row + column) % 3],
                )
                wall.shade(
                    [
                        (x + width * 0.08, y + height * 0.86),
                        (x + width * 0.92, y + height * 0.86),
                        (x + width * 0.92, y + height * 1.02),
                        (x + width * 0.08, y + height * 1.02),
                    ],
                    p.shadow,
                    0.8,
                )
        wall.rect(0, -4, 700, 7, mix(tint, "#ffffff", 0.45))
        if tint == "#f6e0bb":
            # The shadow of the opposite wall climbs the sunny one.
            wall.shade([(0, 470), (700, 700), (700, 900), (0, 900)], "#c39a8c", 0.8)
        sheet.grain(wall.corners, p.dark, ("up", "right", "down", "left")[a], 0.5, 0.6)


def room(sheet) -> None:
    """A meeting room before the meeting: chairs, a table, the town in the window."""
    p = NOON
    w, h = sheet.width, sheet.height
    sheet.rect(0, 0, w, h, "#efe0c6")
    floor = h * 0.66
    sheet.grain([(0, 0), (w, 0), (w, floor), (0, floor)], "#d9a878", "right", 0.5, 1)
    left, right, top, sill = w * 0.08, w * 0.76, h * 0.12, h * 0.53
    view = Wall.facing(sheet, left, top, right, sill)
    view.paint("#bcd4cd")
    sheet.grain(view.corners, "#f6e6c4", "down", 0.9, 1)
    x = left - 30
    i = 0
    while x < right - 20:
        wide, tall = sheet.random.uniform(70, 130), sheet.random.uniform(90, 300)
        tone = ("#e0ab7e", "#c98767", "#8fb0ad", "#f3dfbd")[i % 4]
        a, b, y = max(left, x), min(right, x + wide), max(top + 20, sill - tall)
        sheet.rect(a, y, b, sill, tone)
        for row in range(int((sill - y) / 34)):
            for column in range(int((b - a) / 30)):
                sheet.rect(
                    a + 10 + column * 30,
                    y + 12 + row * 34,
                    a + 22 + column * 30,
                    y + 28 + row * 34,
                    mix(tone, p.dark, 0.6),
                )
        x, i = x + wide + sheet.random.uniform(4, 50), i + 1
    clouds_box = [(left, top), (right, top), (right, sill), (left, sill)]
    sheet.glaze(clouds_box, "#fff6e0", 0.18)
    for k in range(7):
        x = left + (right - left) * k / 6
        sheet.rect(x - 6, top - 6, x + 6, sill + 6, "#1f5560")
    for y in (top, top + (sill - top) * 0.3, sill):
        sheet.rect(left - 6, y - 6, right + 6, y + 6, "#1f5560")
    sheet.rect(left - 30, sill + 6, right + 30, sill + 20, "#fbf3e2")
    board = [(w * 0.82, h * 0.16), (w * 0.97, h * 0.13), (w * 0.97, h * 0.5), (w * 0.82, h * 0.49)]
    sheet.polygon(board, "#fbf6ea")
    for k, colour in enumerate(("#1f5560", "#a8472f", "#e0a94f", "#5d8468")):
        bottom = h * 0.46
        sheet.rect(
            w * (0.84 + k * 0.03),
            bottom - h * (0.08 + 0.06 * ((k * 2) % 3)),
            w * (0.86 + k * 0.03),
            bottom,
            colour,
        )
    sheet.polygon([(0, floor), (w, floor), (w, h), (0, h)], "#c98767")
    for k in range(-10, 22):
        sheet.line(
            [(w * 0.45 + (k - 6) * w * 0.06, floor), (w * 0.45 + (k - 6) * w * 0.17, h)],
            "#b5714f",
            2,
        )
    sheet.rect(0, floor - 14, w, floor, "#fbf3e2")
    for k in range(6):
        # Six panes of light on the floor.
        a = left + (right - left) * (k + 0.06) / 6
        b = left + (right - left) * (k + 0.94) / 6
        sheet.glaze(
            [(a + 60, floor + 16), (b + 60, floor + 16), (b + 300, h), (a + 280, h)], "#ffe3ae", 0.5
        )
    for row in range(3):
        size = 74 + row * 34
        y = floor + 60 + row * 104 + row * row * 8
        count = round(w * 0.86 / (size * 1.35))
        for k in range(count):
            colour = ("#1f5560", "#1f5560", "#a8472f", "#1f5560", "#e0a94f")[(k * 2 + row * 3) % 5]
            chair(sheet, w * 0.07 + k * size * 1.35, y, size, colour, p)
    sheet.grain([(0, floor), (w, floor), (w, h), (0, h)], p.dark, "down", 0.3, 0.8)


def chair(sheet, x, y, size, colour, p) -> None:
    """A shell chair, from behind, standing at y."""
    sheet.shade(
        [
            (x + size * 0.1, y),
            (x + size * 0.8, y),
            (x + size * 1.25, y + size * 0.3),
            (x + size * 0.5, y + size * 0.3),
        ],
        p.shadow,
        0.8,
    )
    leg = max(2.0, size * 0.045)
    for a, b in ((0.2, 0.12), (0.7, 0.78)):
        sheet.line([(x + size * a, y - size * 0.45), (x + size * b, y)], "#2a2a2c", leg)
    sheet.rect(
        x + size * 0.08, y - size * 0.5, x + size * 0.82, y - size * 0.42, mix(colour, p.dark, 0.4)
    )
    back = [
        (x + size * 0.12, y - size * 0.52),
        (x + size * 0.06, y - size * 1.0),
        (x + size * 0.16, y - size * 1.1),
        (x + size * 0.74, y - size * 1.1),
        (x + size * 0.84, y - size * 1.0),
        (x + size * 0.78, y - size * 0.52),
    ]
    sheet.polygon(back, colour)
    sheet.grain(back, mix(colour, p.dark, 0.7), "right", 0.6, 0.8)
