"""Portraits of people who don't exist, at a window: the head's cut, its tints and the clothes say who it is."""

import math
from functools import partial
from typing import Any

from demo.drawings.sheet import mix

SKINS = ("#f0c9a4", "#e3ae84", "#c98e63", "#9a6242", "#6f4630")
HAIRS = ("#2b2422", "#5a3a2a", "#8c5a34", "#c79a55", "#b9b3aa")
CLOTHES = ("#1f5560", "#a8472f", "#d99a3d", "#4f7a68", "#33454c", "#7a5a6a")
GROUNDS = (
    ("#cfe0da", "#f1e6cf"),
    ("#f3cfae", "#f7ead6"),
    ("#bcd4cd", "#e6e6d2"),
    ("#e6c7a0", "#f4e7ce"),
)
MIDDLE, EYES = 500, 452  # the axis of the face, the height of the eyes


def oval(x, y, across, down, start=0.0, end=360.0):
    """Points of an ellipse or of an arc of it; degrees, clockwise from three o'clock."""
    steps = 60
    turns = (math.radians(start + (end - start) * k / steps) for k in range(steps + 1))
    return [(x + across * math.cos(turn), y + down * math.sin(turn)) for turn in turns]


def portrait(sheet, cut, glasses=False, beard=False):
    """Head and shoulders, in a square sheet or in the middle of another."""
    chance = sheet.random
    skin, hair = SKINS[chance.randrange(len(SKINS))], HAIRS[chance.randrange(len(HAIRS))]
    cloth = CLOTHES[chance.randrange(len(CLOTHES))]
    shirt = chance.choice([tint for tint in ("#f5efe4", "#e8b98c", "#8fb0ad") if tint != cloth])

    def at(points):
        """Close by: a portrait is shown small."""
        return [(sheet.width / 2 + (x - MIDDLE) * 1.3, 500 + (y - 470) * 1.3) for x, y in points]

    _window(sheet, chance.choice(GROUNDS))
    if cut in ("long", "bob"):
        _hair_behind(sheet, at, hair, 700 if cut == "long" else 560)
    if cut == "bun":
        sheet.polygon(at(oval(MIDDLE, 205, 74, 66)), hair)
    dark_skin = mix(skin, "#5a2f2a", 0.28)
    # Shoulders, then the neck in its collar.
    shoulders = [
        (120, 1000),
        (150, 860),
        (250, 780),
        (400, 735),
        (600, 735),
        (750, 780),
        (850, 860),
        (880, 1000),
    ]
    sheet.polygon(at(shoulders), cloth)
    sheet.grain(at(shoulders), mix(cloth, "#10202a", 0.6), "right", 0.55, 0.9)
    sheet.polygon(at([(395, 738), (500, 900), (605, 738), (560, 715), (440, 715)]), shirt)
    sheet.polygon(at([(440, 570), (560, 570), (566, 735), (500, 800), (434, 735)]), dark_skin)
    for side in (-1, 1):
        sheet.polygon(
            at(oval(MIDDLE + side * 148, EYES + 22, 26, 40)), dark_skin if side > 0 else skin
        )
    sheet.polygon(at(oval(MIDDLE, 440, 150, 196)), skin)
    sheet.grain(at(oval(MIDDLE, 440, 150, 196)), mix(skin, "#a8472f", 0.45), "right", 0.4, 0.8)
    if beard:
        jaw = oval(MIDDLE, 470, 152, 172, 8, 172)
        sheet.polygon(at([*jaw, (MIDDLE - 96, 540), (MIDDLE, 520), (MIDDLE + 96, 540)]), hair)
    _face(sheet, at, dark_skin, hair, glasses)
    _hair_before(sheet, at, hair, cut)


def _window(sheet, ground):
    sheet.wash(ground, 0, sheet.height)
    bar = mix(ground[0], "#ffffff", 0.55)
    for share in (0.18, 0.86):
        sheet.rect(sheet.width * share - 9, 0, sheet.width * share + 9, sheet.height, bar)
    sheet.rect(0, 250, sheet.width, 264, bar)
    edge = [(0, 0), (sheet.width, 0), (sheet.width, sheet.height), (0, sheet.height)]
    sheet.grain(edge, mix(ground[0], "#1f5560", 0.4), "right", 0.35, 0.7)


def _hair_behind(sheet, at, hair, bottom):
    back = [*oval(MIDDLE, 420, 196, 216, 180, 360), (MIDDLE + 204, bottom), (MIDDLE - 204, bottom)]
    sheet.polygon(at(back), mix(hair, "#10202a", 0.25))


def _face(sheet, at, dark_skin, hair, glasses):
    ink = "#2a2322"
    for side in (-1, 1):
        x = MIDDLE + side * 58
        sheet.polygon(at(oval(x, EYES, 11, 13)), ink)
        sheet.line(
            at([(x - 30, EYES - 42 + side * 2), (x, EYES - 52), (x + 30, EYES - 42 - side * 2)]),
            mix(hair, ink, 0.5),
            9,
        )
        if glasses:
            sheet.line(at(oval(x, EYES + 2, 46, 40)), ink, 7)
    if glasses:
        sheet.line(at([(MIDDLE - 14, EYES), (MIDDLE + 14, EYES)]), ink, 7)
    sheet.line(
        at([(MIDDLE - 4, EYES + 18), (MIDDLE + 16, EYES + 72), (MIDDLE - 8, EYES + 78)]),
        dark_skin,
        7,
    )
    lips = "#c9785f" if dark_skin < (110, 80, 80) else mix("#a8472f", ink, 0.25)
    sheet.line(at(oval(MIDDLE, 548, 46, 20, 20, 160)), lips, 10)


def _hair_before(sheet, at, hair, cut):
    """A cap of hair over the forehead, whose parting is on one side; curls stand out from it."""
    if cut == "bald":
        return
    if cut == "curls":
        for turn in range(175, 370, 13):
            x = MIDDLE + 158 * math.cos(math.radians(turn))
            y = 372 + 160 * math.sin(math.radians(turn))
            sheet.polygon(at(oval(x, y, 52, 50)), hair)
    parting = MIDDLE + sheet.random.choice((-60, 60))
    reach = {"crop": 372, "curls": 340, "bun": 384}.get(cut, 430)
    cap = [
        *oval(MIDDLE, 412, 162, 186, 180, 360),
        (MIDDLE + 160, reach),
        (MIDDLE + 126, 348),
        (parting, 296),
        (MIDDLE - 126, 348),
        (MIDDLE - 160, reach),
    ]
    sheet.polygon(at(cap), hair)
    sheet.grain(at(cap), mix(hair, "#ffffff", 0.3), "left", 0.4, 0.7)


_LOOKS: dict[str, dict[str, Any]] = {
    "long": {"cut": "long"},
    "bob": {"cut": "bob"},
    "bob-glasses": {"cut": "bob", "glasses": True},
    "bun": {"cut": "bun"},
    "curls": {"cut": "curls"},
    "crop": {"cut": "crop"},
    "crop-glasses": {"cut": "crop", "glasses": True},
    "beard": {"cut": "crop", "beard": True},
}
PORTRAITS = {f"portrait-{name}": partial(portrait, **look) for name, look in _LOOKS.items()}
