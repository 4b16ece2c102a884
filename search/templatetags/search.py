"""What a search has found, in HTML: `{% load search %}`."""

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString

from core.templatetags.parvis import typeset
from search.snippets import Piece

register = template.Library()


@register.filter
def marked(pieces: Iterable[Piece]) -> SafeString:
    """A text with the words of a search marked."""
    texts = ((typeset(piece.text), piece.marked) for piece in pieces)
    return SafeString(
        "".join(f"<mark>{text}</mark>" if is_marked else text for text, is_marked in texts)
    )
