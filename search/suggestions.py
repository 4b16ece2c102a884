"""What a reader may be about to type: titles of pages, people, themes."""

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.layout import Layout
from core.typography import sort_key, typeset
from downloads.models import Theme
from downloads.themes import ThemeName, translated_names
from search import word_forms
from search.matching import beginning_with, visible
from search.models import Acronym
from search.queries import clean
from search.results import address
from search.spelling import near
from search.word_forms import Word, fold

_SHORTEST = 2  # letters


def suggestions(request, text: str) -> list[dict]:
    """At most SEARCH_SUGGESTIONS of them: label, kind and url, themes first."""
    text = clean(text)[: settings.SEARCH_QUERY_MAX_LENGTH]
    words = list(word_forms.words(text, get_language()))[: settings.SEARCH_QUERY_MAX_WORDS]
    if len(fold(text)) < _SHORTEST or not words:
        return []
    entries = visible(request, get_language())
    themes, layout = _named(entries), Layout(request)
    for reading in _readings(words):
        if found := [*_themes(themes, reading), *_titles(entries, reading, layout)]:
            return found[: settings.SEARCH_SUGGESTIONS]
    return []


def _readings(words: list[Word]) -> Iterator[list[Word]]:
    """What is typed as it is, then with what acronyms stand for, then with words that mistyped ones may stand for."""
    yield words
    language = get_language()
    for acronym in Acronym.objects.filter(letters__in=[word.text.upper() for word in words]):
        for meaning in acronym.lines[1:]:
            yield _instead(words, acronym.letters, meaning, language)
    for word, likes in near([word.text for word in words], language).items():
        for like, _distance in likes:
            yield _instead(words, word, like, language)


def _instead(words: list[Word], text: str, other: str, language: str) -> list[Word]:
    read = [
        one
        for word in words
        for one in (
            word_forms.words(other, language) if word.text.lower() == text.lower() else [word]
        )
    ]
    return [word for word in read if not word.is_small] or read


def _titles(entries, words, layout) -> list[dict]:
    found = (
        beginning_with(entries, words)
        .select_related("page__locale", "contact", "organisation")
        .defer("body", "stems")[: settings.SEARCH_SUGGESTIONS]
    )
    return [
        {
            "label": typeset(entry.title),
            "kind": str(entry.get_kind_display()),
            "url": address(entry, layout),
        }
        for entry in found
    ]


def _themes(themes: list[ThemeName], words) -> list[dict]:
    """Those of something that the reader may see, when their name has words that begin so."""
    asked = [part for word in words for part in word.exact]
    found = []
    for theme in themes:
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
