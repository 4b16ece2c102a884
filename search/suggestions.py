"""What a reader may be about to type: titles of pages, people, themes."""

from django.conf import settings
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import word_forms
from core.frame import Frame
from core.typography import sort_key, typeset
from core.word_forms import fold
from downloads.models import Theme
from downloads.themes import ThemeName, translated_names
from search.matching import beginning_with, visible
from search.queries import clean
from search.results import address

_SHORTEST = 2  # letters


def suggestions(request, text: str) -> list[dict]:
    """At most SEARCH_SUGGESTIONS of them: label, kind and url, themes first."""
    text = clean(text)[: settings.SEARCH_QUERY_MAX_LENGTH]
    words = list(word_forms.words(text, get_language()))[: settings.SEARCH_QUERY_MAX_WORDS]
    if len(fold(text)) < _SHORTEST or not words:
        return []
    entries = visible(request, get_language())
    frame = Frame(request)
    found = [*_themes(entries, words), *_titles(entries, words, frame)]
    return found[: settings.SEARCH_SUGGESTIONS]


def _titles(entries, words, frame) -> list[dict]:
    found = beginning_with(entries, words).select_related(
        "page__locale", "contact", "organisation"
    )[: settings.SEARCH_SUGGESTIONS]
    return [
        {
            "label": typeset(entry.title),
            "kind": str(entry.get_kind_display()),
            "url": address(entry, frame),
        }
        for entry in found
    ]


def _themes(entries, words) -> list[dict]:
    """Those of something that the reader may see, when their name has words that begin so."""
    asked = [part for word in words for part in word.exact]
    found = []
    for theme in _named(entries):
        parts = [
            part for word in word_forms.words(theme.name, get_language()) for part in word.exact
        ]
        if all(any(part.startswith(begin) for part in parts) for begin in asked):
            found.append({"label": typeset(theme.name), "kind": _("Theme"), "url": theme.url})
    return found[:3]


def named_themes(request) -> list[ThemeName]:
    """The themes of all that the request may find, for whoever doesn't know what to ask; each leads to its results."""
    return _named(visible(request, get_language()))


def _named(entries) -> list[ThemeName]:
    names = translated_names()
    themes = [
        (names.get(theme.translation_key, theme.name), theme.slug)
        for theme in Theme.objects.filter(pk__in=entries.order_by().values("themes"))
    ]
    return [
        ThemeName(name, f"{reverse('search')}?{urlencode({'q': name, 'theme': slug})}")
        for name, slug in sorted(themes, key=lambda theme: sort_key(theme[0]))
    ]
