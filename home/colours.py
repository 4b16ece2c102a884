"""The association's two colours: checked, so that text in them or on them can always be read."""

import math
import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# The darkest light ground that coloured text stands on: --ground-block in css/foundation.css.
GROUND = "#f4eee5"
# WCAG 2.2, 1.4.3: contrast of text at reading size.
MINIMUM_CONTRAST = 4.5
# The lightest ground of text in the admin's dark theme (--w-color-grey-500), and what its menu asks of white text.
ADMIN_DARK_GROUND = "#333333"
MENU_CONTRAST = 10


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two #rrggbb colours, from 1 to 21 (WCAG 2.2, relative luminance)."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in channels
    ]
    return sum(
        weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True)
    )


def admin_properties(colour: str) -> dict[str, str]:
    """Wagtail's custom properties (its documentation, "Custom user interface colours") for the association's colour.

    White text stands on all of them but the pale ones; `secondary-100` and `secondary-75` are also what links and
    buttons are written in on the dark theme's ground, so they are lightened until they can be read there.
    """
    on_dark = _mixed_until(colour, "#ffffff", ADMIN_DARK_GROUND)
    menu = _mixed_until(colour, "#000000", "#ffffff", MENU_CONTRAST)
    return {
        "primary": menu,
        "primary-200": _mix(menu, "#000000", 0.25),
        "secondary": colour,
        "secondary-50": _mix(colour, "#ffffff", 0.94),
        "secondary-75": _mix(on_dark, "#ffffff", 0.5),
        "secondary-100": on_dark,
        "secondary-400": _mix(colour, "#000000", 0.2),
        "secondary-600": _mix(colour, "#000000", 0.35),
    }


def _mixed_until(colour: str, end: str, ground: str, minimum: float = MINIMUM_CONTRAST) -> str:
    """The first step from a colour to white or black that can be read on a ground."""
    steps = (_mix(colour, end, step / 20) for step in range(21))
    return next((mixed for mixed in steps if contrast(mixed, ground) >= minimum), end)


def _mix(colour: str, end: str, share: float) -> str:
    """A colour with a share, from 0 to 1, of another one."""
    channels = (
        round(
            int(colour[start : start + 2], 16) * (1 - share)
            + int(end[start : start + 2], 16) * share
        )
        for start in (1, 3, 5)
    )
    return "#" + "".join(f"{channel:02x}" for channel in channels)


def validate_colour(colour: str) -> None:
    """Refuses what isn't #rrggbb, and a colour too light to be read on the site's ground."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise ValidationError(_("Write a colour as # and six digits or letters, such as #1f5560."))
    if (found := contrast(colour, GROUND)) < MINIMUM_CONTRAST:
        raise ValidationError(
            _(
                "This colour is too light to be read: its contrast with the page is %(found)s, "
                "and must be at least %(minimum)s. Choose a darker one."
            )
            % {"found": _tenth(found), "minimum": _tenth(MINIMUM_CONTRAST)}
        )


def _tenth(ratio: float) -> str:
    """Cut to a tenth, never rounded up: 4.46 isn't 4.5."""
    return formats.number_format(math.floor(ratio * 10) / 10, decimal_pos=1)


class ColourInput(forms.TextInput):
    """A colour with what it looks like on the page, and whether it can be read there."""

    input_type = "color"

    class Media:
        css = {"all": ["css/admin-colour.css"]}
        js = ["js/admin-colour.js"]

    def render(self, name, value, attrs=None, renderer=None):
        return format_html(
            '<div class="colour-input" data-colour-input data-ground="{}" data-minimum="{}">{}'
            '<span class="colour-input__sample" data-as="text">{}</span>'
            '<span class="colour-input__sample" data-as="ground">{}</span>'
            '<output data-ok="{}" data-low="{}"></output></div>',
            GROUND,
            MINIMUM_CONTRAST,
            super().render(name, value, attrs, renderer),
            gettext_lazy("A link on the page"),
            gettext_lazy("A button"),
            gettext_lazy("Contrast %s: can be read"),
            gettext_lazy("Contrast %s: too light, choose a darker colour"),
        )
