"""Façades seen close by: balconies, windows, a porch."""

import math

from demo.drawings.forms import Wall, window
from demo.drawings.palettes import NOON
from demo.drawings.sheet import mix


def plant(sheet, x, foot, size, colour, dark, leaves=7) -> None:
    """Long leaves out of a pot."""
    for i in range(leaves):
        lean = (i - (leaves - 1) / 2) / leaves * 2.2 + sheet.random.uniform(-0.12, 0.12)
        reach = size * sheet.random.uniform(0.7, 1.0)
        tip = (x + math.sin(lean) * reach, foot - math.cos(lean) * reach)
        middle = ((x + tip[0]) / 2, (foot + tip[1]) / 2)
        across = (math.cos(lean) * size * 0.1, math.sin(lean) * size * 0.1)
        tone = mix(colour, dark, 0.35 if i % 2 else 0.0)
        sheet.polygon(
            [
                (x, foot),
                (middle[0] - across[0], middle[1] - across[1]),
                tip,
                (middle[0] + across[0], middle[1] + across[1]),
            ],
            tone,
        )
    pot = size * 0.22
    sheet.polygon(
        [
            (x - pot, foot - pot * 0.3),
            (x + pot, foot - pot * 0.3),
            (x + pot * 0.75, foot + pot * 1.4),
            (x - pot * 0.75, foot + pot * 1.4),
        ],
        "#b9634a",
    )
    sheet.rect(x - pot * 1.1, foot - pot * 0.5, x + pot * 1.1, foot - pot * 0.05, "#c98767")


def balconies(sheet) -> None:
    """Balconies at midday, their shadows aslant on the wall; made for portraits."""
    p = NOON
    w, h = sheet.width, sheet.height
    wall = Wall.facing(sheet, 0, 0, w, h)
    wall.paint("#f0d5ae")
    pitch, tall = 500, 330
    inks = ("#1f5560", "#a8472f", "#f7ead2", "#d99a3d")
    columns, rows = math.ceil(w / pitch), math.ceil(h / tall) + 1
    for row in range(rows):
        for column in range(columns):
            x, y = column * pitch + 30, row * tall - 120
            recess = [(x, y), (x + 400, y), (x + 400, y + 250), (x, y + 250)]
            sheet.polygon(recess, mix(p.wall, p.shade, 0.15))
            view = Wall.facing(sheet, *recess[0], *recess[2])
            window(
                view,
                30,
                44,
                150,
                206,
                p,
                frame="#fbf3e2",
                blind=0.45 if (row + column) % 3 == 0 else 0,
                colour="#e7c48f",
            )
            window(
                view,
                210,
                44,
                160,
                206,
                p,
                frame="#fbf3e2",
                blind=0.8 if (row * 2 + column) % 5 == 1 else 0,
                colour="#e7c48f",
            )
            sheet.shade([(x, y), (x + 400, y), (x + 400, y + 96), (x, y + 44)], p.shadow, 0.95)
            sheet.shade([(x, y), (x + 30, y), (x + 30, y + 250), (x, y + 250)], p.shadow, 0.8)
            if (row * 3 + column) % 4 == 2:
                awning = [(x - 8, y - 4), (x + 408, y - 4), (x + 436, y + 84), (x + 20, y + 84)]
                sheet.polygon(awning, "#f7ead2")
                for stripe in range(0, 12, 2):
                    a, b = stripe / 12, (stripe + 1) / 12
                    sheet.polygon(
                        [
                            (x - 8 + 416 * a, y - 4),
                            (x - 8 + 416 * b, y - 4),
                            (x + 20 + 416 * b, y + 84),
                            (x + 20 + 416 * a, y + 84),
                        ],
                        "#a8472f",
                    )
    for row in range(rows):
        for column in range(columns):
            x, y = column * pitch + 30, row * tall - 120
            ink = inks[(row * 2 + column * 3) % 4]
            left, right, top, floor = x - 26, x + 426, y + 146, y + 250
            sheet.shade(
                [
                    (left, floor + 16),
                    (right, floor + 16),
                    (right + 60, floor + 150),
                    (left + 60, floor + 150),
                ],
                p.shadow,
            )
            for spot in range(sheet.random.randrange(1, 4)):
                plant(
                    sheet,
                    x + 60 + spot * 120 + sheet.random.uniform(-20, 20),
                    top + 14,
                    sheet.random.uniform(56, 104),
                    p.leaf,
                    p.dark,
                )
            if (row + column) % 2:
                sheet.rect(left, top, right, floor, ink)
                sheet.grain(
                    [(left, top), (right, top), (right, floor), (left, floor)],
                    mix(ink, p.dark, 0.6),
                    "right",
                    0.5,
                    0.7,
                )
                sheet.rect(left, top, right, top + 8, mix(ink, "#ffffff", 0.25))
            else:
                sheet.shade(
                    [(left, top), (right, top), (right, floor), (left, floor)],
                    mix(ink, "#ffffff", 0.72),
                    0.5,
                )
                for bar in range(30):
                    bx = left + (right - left) * bar / 29
                    sheet.rect(bx - 2.4, top, bx + 2.4, floor, p.dark if ink == "#f7ead2" else ink)
                sheet.rect(
                    left - 4, top - 5, right + 4, top + 5, p.dark if ink == "#f7ead2" else ink
                )
            sheet.rect(left - 8, floor, right + 8, floor + 18, "#fbf1dc")
            sheet.rect(left - 8, floor + 13, right + 8, floor + 18, mix(p.wall, p.shade, 0.4))
    sheet.grain([(0, 0), (w, 0), (w, h), (0, h)], "#fff6e0", "left", 0.28, 0.6)


def staggered(sheet) -> None:
    """Windows out of step on a coloured wall; made for squares."""
    p = NOON
    w, h = sheet.width, sheet.height
    wall = Wall.facing(sheet, 0, 0, w, h)
    wall.paint("#c8684a")
    rows = 5
    tall = h / rows
    for row in range(rows):
        x = -sheet.random.uniform(0, 60)
        while x < w:
            wide = sheet.random.choice((70, 92, 150, 150))
            high = sheet.random.choice((0.52, 0.66)) * tall
            y = row * tall + (tall - high) * sheet.random.uniform(0.3, 0.7)
            deep = 34
            wall.rect(x - 9, y - 9, x + wide + 9, y + high + 9, "#f7ead2")
            blind = sheet.random.random()
            window(
                wall,
                x,
                y,
                wide,
                high,
                p,
                blind=blind * 1.3 if blind < 0.45 else 0,
                colour=sheet.random.choice(("#e0a94f", "#f2dcb4", "#5d8468")),
            )
            sheet.shade(
                [
                    (x, y),
                    (x + wide, y),
                    (x + wide, y + deep * 0.6),
                    (x + deep * 0.5, y + deep),
                    (x + deep * 0.5, y + high),
                    (x, y + high),
                ],
                "#7c86a0",
                0.85,
            )
            sheet.shade(
                [
                    (x + wide + 9, y + 12),
                    (x + wide + 26, y + 34),
                    (x + wide + 26, y + high + 34),
                    (x + 18, y + high + 34),
                    (x - 2, y + high + 9),
                    (x + wide + 9, y + high + 9),
                ],
                "#a2787c",
                0.9,
            )
            x += wide + sheet.random.choice((58, 84, 130))
        if row:
            sheet.line([(0, row * tall), (w, row * tall)], mix("#c8684a", p.dark, 0.25), 2)
    # One broad shadow, of a roof across the street.
    sheet.shade(
        [
            (0, h * 0.62),
            (w * 0.3, h * 0.5),
            (w * 0.3, h * 0.42),
            (w * 0.52, h * 0.34),
            (w * 0.52, h * 0.44),
            (w, h * 0.26),
            (w, h),
            (0, h),
        ],
        "#a58fa0",
        0.85,
    )
    sheet.grain([(0, 0), (w, 0), (w, h), (0, h)], "#f6c07a", "left", 0.3, 0.7)


def entrance(sheet) -> None:
    """The porch of a building: a glazed door, letter boxes, plants; made for squares."""
    p = NOON
    w, h = sheet.width, sheet.height
    middle, floor = w * 0.5, h * 0.84
    wall = Wall.facing(sheet, 0, 0, w, floor)
    brick, door_ink = sheet.random.choice(
        (("#c8684a", "#1f5560"), ("#dcb98a", "#7a2f2a"), ("#93aaa0", "#8f3f2b"))
    )
    joint_ink = mix(brick, "#5a2f28", 0.22)
    wall.paint(brick)
    for course in range(60):
        y = floor * course / 60
        sheet.line([(0, y), (w, y)], joint_ink, 1.2)
        for joint in range(-1, round(w / 46) + 1):
            x = joint * 46 + (23 if course % 2 else 0)
            sheet.line([(x, y), (x, y + floor / 60)], joint_ink, 1.0)
            if sheet.random.random() < 0.08:
                tone = sheet.random.choice(
                    (
                        mix(brick, "#ffffff", 0.16),
                        mix(brick, "#5a2f28", 0.14),
                        mix(brick, "#5a2f28", 0.07),
                    )
                )
                sheet.rect(x + 1, y + 1, x + 45, y + floor / 60 - 1, tone)
    sheet.grain(wall.corners, "#f3b27a", "left", 0.35, 0.7)
    reach, spring = 250, h * 0.4

    def arch(radius, colour):
        points = [(middle - radius, floor)]
        for i in range(49):
            turn = math.pi * (1 - i / 48)
            points.append((middle + math.cos(turn) * radius, spring - math.sin(turn) * radius))
        points.append((middle + radius, floor))
        sheet.polygon(points, colour)
        return points

    arch(reach + 44, "#f3e1bf")
    for i in range(13):
        # The joints of the voussoirs.
        turn = math.pi * i / 12
        start = (middle + math.cos(turn) * reach, spring - math.sin(turn) * reach)
        end = (middle + math.cos(turn) * (reach + 44), spring - math.sin(turn) * (reach + 44))
        sheet.line([start, end], "#d9bf94", 2)
    opening = arch(reach, "#7f4137")
    sheet.grain(opening, p.dark, "right", 0.5, 1)
    door = Wall.facing(sheet, middle - 170, spring - 40, middle + 170, floor)
    door.rect(-14, -14, 354, door.down, "#fbf3e2")
    for left in (0, 176):
        door.rect(left, 0, left + 164, door.down, door_ink)
        for pane in range(3):
            y = 16 + pane * (door.down - 90) / 3
            high = (door.down - 90) / 3 - 14
            door.rect(left + 18, y, left + 146, y + high, "#12323c")
            door.polygon([(left + 18, y), (left + 110, y), (left + 18, y + high * 0.8)], "#4c7f88")
        door.rect(
            left + 18, door.down - 70, left + 146, door.down - 16, mix(door_ink, "#ffffff", 0.1)
        )
    door.rect(158, door.down * 0.45, 166, door.down * 0.66, "#e0a94f")
    door.rect(174, door.down * 0.45, 182, door.down * 0.66, "#e0a94f")
    light = [
        (middle + math.cos(math.pi * i / 30) * 170, spring - 66 - math.sin(math.pi * i / 30) * 150)
        for i in range(31)
    ]
    sheet.polygon(light, "#fbf3e2")
    light = [
        (middle + math.cos(math.pi * i / 30) * 156, spring - 72 - math.sin(math.pi * i / 30) * 136)
        for i in range(31)
    ]
    sheet.polygon(light, "#e0a94f")
    for i in range(1, 6):
        turn = math.pi * i / 6
        sheet.line(
            [
                (middle, spring - 72),
                (middle + math.cos(turn) * 156, spring - 72 - math.sin(turn) * 136),
            ],
            "#fbf3e2",
            7,
        )
    # The porch's own shadow falls across the door.
    shadow = [(middle - reach, floor), (middle - reach, spring)]
    shadow += [
        (
            middle + math.cos(math.pi * (1 - i / 30)) * reach,
            spring - math.sin(math.pi * (1 - i / 30)) * reach,
        )
        for i in range(24)
    ]
    shadow += [(middle + 90, spring - 90), (middle - 80, spring + 120), (middle - 110, floor)]
    sheet.shade(shadow, "#7f86a0", 0.8)
    boxes = Wall.facing(sheet, w * 0.045, h * 0.44, middle - reach - 70, h * 0.66)
    boxes.rect(-8, -8, boxes.across + 8, boxes.down + 8, "#f3e1bf")
    sheet.shade(
        [
            (boxes.corners[3][0], boxes.corners[3][1] + 8),
            (boxes.corners[2][0] + 8, boxes.corners[2][1] + 8),
            (boxes.corners[2][0] + 34, boxes.corners[2][1] + 40),
            (boxes.corners[3][0] + 26, boxes.corners[3][1] + 40),
        ],
        p.shadow,
    )
    for column, row, x, y, width, height in boxes.grid(3, 6):
        ink = ("#1f5560", "#1f5560", "#e0a94f", "#1f5560", "#5d8468")[(column * 2 + row * 3) % 5]
        boxes.rect(x + 3, y + 3, x + width - 3, y + height - 3, ink)
        boxes.rect(x + 9, y + 9, x + width - 9, y + 13, "#12323c")
        boxes.rect(x + 9, y + height - 13, x + width * 0.6, y + height - 9, "#f3e1bf")
    lamp = middle + reach + 104
    sheet.rect(lamp - 4, spring - 130, lamp + 4, spring - 70, "#12323c")
    sheet.disc(lamp, spring - 50, 30, "#fdf0cd")
    sheet.grain(
        [
            (lamp - 30, spring - 80),
            (lamp + 30, spring - 80),
            (lamp + 30, spring - 20),
            (lamp - 30, spring - 20),
        ],
        "#e0a94f",
        "right",
        0.4,
        0.7,
    )
    sheet.rect(0, floor, w, h, "#e9cfa0")
    sheet.rect(middle - reach - 70, floor, middle + reach + 70, floor + 30, "#f7ead2")
    sheet.rect(middle - reach - 70, floor + 24, middle + reach + 70, floor + 34, "#b98e68")
    sheet.rect(middle - reach - 130, floor + 34, middle + reach + 130, floor + 64, "#f7ead2")
    sheet.rect(middle - reach - 130, floor + 58, middle + reach + 130, floor + 70, "#b98e68")
    sheet.grain([(0, floor + 60), (w, floor + 60), (w, h), (0, h)], p.accent, "down", 0.5, 1)
    for x, size in ((middle - reach - 46, 170), (middle + reach + 46, 190)):
        sheet.shade(
            [
                (x - 20, floor + 30),
                (x + 40, floor + 30),
                (x + 190, floor + 70),
                (x + 90, floor + 70),
            ],
            p.shadow,
            0.8,
        )
        plant(sheet, x, floor - 22, size, p.leaf, p.dark, 11)
