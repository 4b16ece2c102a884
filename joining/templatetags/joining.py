"""`{% load joining %}`: amounts, and the way to the form."""

from decimal import Decimal

from django import template
from django.utils import formats
from django.utils.translation import get_language

from core.generations import kept
from core.templatetags.parvis import request_of
from core.typography import typeset
from joining.models import JoiningSettings

register = template.Library()


@register.filter
def euros(amount: Decimal | None) -> str:
    """« 1 200 € », « 1 200,50 € », "€1,200"."""
    if amount is None:
        return ""
    decimals = 0 if amount == int(amount) else 2
    number = formats.number_format(amount, decimal_pos=decimals, use_l10n=True, force_grouping=True)
    return f"€{number}" if get_language() == "en" else typeset(f"{number} €")


@register.filter
def thousands(number: int) -> str:
    """« 12 400 », "12,400"."""
    return typeset(formats.number_format(number, use_l10n=True, force_grouping=True))


@register.simple_tag(takes_context=True)
def joining_is_open(context) -> bool:
    """Whether organisations may apply on the site today."""
    request = request_of(context)
    return kept(request, ("joining",), lambda: JoiningSettings.load(request).is_open)
