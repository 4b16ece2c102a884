"""The association's logo on its colour, for pages that are shared and have no picture of their own."""

from io import BytesIO
from typing import Any

from django.urls import reverse
from PIL import Image, ImageDraw

SIZE = (1200, 630)  # what social networks ask for, in pixels
_PANEL = (760, 400)
_LOGO = (600, 280)


def share_card_url(association: Any) -> str:
    """The path of the picture, which changes with it."""
    colour = association.primary_colour.removeprefix("#")
    return f"{reverse('share_card')}?v={association.logo_id}-{colour}"


def draw(logo: Any, colour: str) -> bytes:
    """A PNG: the logo (a file) on a white panel, so that any logo is seen on any colour."""
    card = Image.new("RGB", SIZE, colour)
    left, top = ((whole - part) // 2 for whole, part in zip(SIZE, _PANEL, strict=True))
    box = (left, top, left + _PANEL[0], top + _PANEL[1])
    ImageDraw.Draw(card).rounded_rectangle(box, radius=24, fill="white")
    with logo.open("rb") as file, Image.open(file) as opened:
        drawn = opened.convert("RGBA")
    scale = min(_LOGO[0] / drawn.width, _LOGO[1] / drawn.height)
    drawn = drawn.resize((max(1, round(drawn.width * scale)), max(1, round(drawn.height * scale))))
    card.paste(drawn, ((SIZE[0] - drawn.width) // 2, (SIZE[1] - drawn.height) // 2), drawn)
    output = BytesIO()
    card.save(output, "PNG", optimize=True)
    return output.getvalue()
