"""On a page that isn't translated whole, each text of the main language says which language it is in (RGAA 8.7).

What puts an editor's texts into HTML (core.templatetags.parvis) asks for each of them while such a page is shown.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from html import unescape

from django.conf import settings
from django.utils.html import strip_tags

# Of the page that is being shown, the texts in the main language, without spaces.
_known: ContextVar[frozenset[str]] = ContextVar("untranslated", default=frozenset())
# What stands between the texts of a rich text.
_BETWEEN = re.compile(r"(</?(?:p|ul|ol|li|h[1-6]|hr|blockquote|div)\b[^>]*>)")


@contextmanager
def marking(texts: Iterable[str]) -> Iterator[None]:
    """While a page that has these texts in the main language is put into HTML."""
    token = _known.set(frozenset(_plain(text) for text in texts))
    try:
        yield
    finally:
        _known.reset(token)


def language_of(html: str) -> str:
    """The code of the main language where this is a text that isn't translated; for `lang`."""
    known = _known.get()
    return settings.LANGUAGE_CODE if known and _plain(html) in known else ""


def marked(html: str) -> str:
    """HTML in which each text that isn't translated stands in an element that says its language."""
    if not _known.get():
        return html
    parts = _BETWEEN.split(html)
    parts[::2] = [
        f'<span lang="{language}">{text}</span>' if (language := language_of(text)) else text
        for text in parts[::2]
    ]
    return "".join(parts)


def _plain(html: str) -> str:
    """Whatever spaces typography has put into it."""
    return "".join(unescape(strip_tags(html)).split())
