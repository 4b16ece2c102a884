"""Geometric covers, drawn straight on a reportlab canvas."""

import random

from reportlab.lib.colors import HexColor

TEAL, BRICK = HexColor("#1f5560"), HexColor("#a8472f")
OCHRE, SAND, PAPER = HexColor("#d99a3d"), HexColor("#e9d3ac"), HexColor("#f8f2e6")
DEEP, CLAY = HexColor("#153c45"), HexColor("#c9785a")

# A ground, then inks. Each kind of publication keeps to one, so that a shelf reads at a glance.
GROUNDS = (
    (TEAL, (SAND, OCHRE, CLAY, PAPER, DEEP)),
    (BRICK, (SAND, PAPER, OCHRE, TEAL, CLAY)),
    (SAND, (TEAL, BRICK, OCHRE, PAPER, CLAY)),
    (DEEP, (CLAY, OCHRE, SAND, BRICK, PAPER)),
    (OCHRE, (TEAL, BRICK, PAPER, SAND, DEEP)),
)


def draw(
    canvas, seed: str, style: str, left: float, bottom: float, width: float, height: float
) -> None:
    """Fill a rectangle with the pattern that the style (a kind, say) and the seed call for."""
    chance = random.Random(f"cover {seed}")
    series = random.Random(f"series {style}")
    ground, inks = series.choice(GROUNDS)
    pattern = series.choice((_windows, _arcs, _skyline, _steps, _rivers))
    if style in STYLES:
        number, pattern = STYLES[style]
        ground, inks = GROUNDS[number]
    canvas.saveState()
    path = canvas.beginPath()
    path.rect(left, bottom, width, height)
    canvas.clipPath(path, stroke=0)
    canvas.setFillColor(ground)
    canvas.rect(left, bottom, width, height, stroke=0, fill=1)
    pattern(canvas, chance, inks, left, bottom, width, height)
    canvas.restoreState()


def _box(canvas, colour, x, y, width, height) -> None:
    canvas.setFillColor(colour)
    canvas.rect(x, y, width, height, stroke=0, fill=1)


def _windows(canvas, chance, inks, left, bottom, width, height) -> None:
    """A façade: windows out of step, some of them lit."""
    columns = chance.choice((5, 6, 7))
    side = width / columns
    rows = int(height / side) + 1
    for row in range(rows):
        shift = side * chance.choice((0.12, 0.3, 0.48))
        for column in range(columns):
            if chance.random() < 0.1:
                continue
            ink = chance.choices(inks, (8, 2, 2, 3, 1))[0]
            tall = side * chance.choice((0.42, 0.62))
            x, y = left + column * side + shift, bottom + row * side + side * 0.2
            _box(canvas, ink, x, y, side * 0.36, tall)
            _box(canvas, inks[4], x, y, side * 0.36, tall * chance.choice((0, 0.3, 0.55)))


def _arcs(canvas, chance, inks, left, bottom, width, height) -> None:
    """Quarters of discs in a grid."""
    columns = chance.choice((3, 4))
    side = width / columns
    for row in range(int(height / side) + 1):
        for column in range(columns):
            x, y = left + column * side, bottom + row * side
            back, front = chance.sample(inks, 2)
            if chance.random() < 0.75:
                _box(canvas, back, x, y, side, side)
            canvas.setFillColor(front)
            cx, cy = x + side * chance.randrange(2), y + side * chance.randrange(2)
            start = {(0, 0): 0, (1, 0): 90, (1, 1): 180, (0, 1): 270}[
                (round((cx - x) / side), round((cy - y) / side))
            ]
            canvas.wedge(cx - side, cy - side, cx + side, cy + side, start, 90, stroke=0, fill=1)


def _skyline(canvas, chance, inks, left, bottom, width, height) -> None:
    """Towers before a disc."""
    canvas.setFillColor(inks[1])
    radius = width * 0.22
    canvas.circle(left + width * chance.uniform(0.3, 0.7), bottom + height * 0.62, radius, 0, 1)
    x = left - width * 0.02
    while x < left + width:
        wide = width * chance.choice((0.1, 0.14, 0.18))
        tall = height * chance.uniform(0.25, 0.78)
        ink = chance.choice((inks[0], inks[2], inks[3]))
        _box(canvas, ink, x, bottom, wide, tall)
        columns = 2 if wide < width * 0.13 else 3
        step = wide / (columns * 2 + 1)
        y = bottom + tall - step * 2.2
        while y > bottom + step:
            for column in range(columns):
                if chance.random() < 0.86:
                    _box(canvas, inks[4], x + step * (1 + 2 * column), y, step, step * 1.3)
            y -= step * 2.5
        x += wide + width * chance.choice((0.0, 0.02, 0.05))


def _steps(canvas, chance, inks, left, bottom, width, height) -> None:
    """Large stairs that cross the sheet."""
    count = chance.choice((5, 6, 7))
    for band, ink in enumerate((inks[0], inks[1], inks[2])):
        for step in range(count):
            x = left + width * step / count
            tall = height * (0.86 - band * 0.24) * (step + 1) / count
            _box(canvas, ink, x, bottom, width / count + 0.5, tall)
    for step in range(count):
        if chance.random() < 0.8:
            x = left + width * (step + 0.35) / count
            y = bottom + height * 0.38 * (step + 1) / count - width * 0.06
            _box(canvas, inks[3], x, y, width / count * 0.3, width * 0.035)


def _rivers(canvas, chance, inks, left, bottom, width, height) -> None:
    """Waves one above the other."""
    turn = chance.uniform(0.1, 0.3)
    for band in range(6):
        top = bottom + height * (0.92 - band * 0.16)
        lift = height * (turn if band % 2 else -turn) * 0.8
        path = canvas.beginPath()
        path.moveTo(left, bottom)
        path.lineTo(left, top)
        path.curveTo(
            left + width * 0.35, top + lift, left + width * 0.62, top - lift, left + width, top
        )
        path.lineTo(left + width, bottom)
        path.close()
        canvas.setFillColor(inks[band % 5])
        canvas.drawPath(path, stroke=0, fill=1)


# Kind of publication → number of its ground, pattern; other styles are drawn by lot.
STYLES = {
    "rapport": (2, _skyline),
    "actes": (3, _windows),
    "cahier": (1, _windows),
    "guide": (0, _skyline),
    "dossier": (2, _arcs),
    "etude": (4, _steps),
    "programme": (0, _rivers),
    "support-de-presentation": (1, _arcs),
}
