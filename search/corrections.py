"""« Essayez avec : accompagnement »: words of the site's own in place of those that it doesn't have."""

import re

from django.db.models import Count

from core.word_forms import Word, words
from search.asking import Search, has_all_words
from search.matching import standing, visible
from search.queries import Query
from search.spelling import near
from search.terms import exact

_WORDS = 3  # of one search are looked into


def corrected(search: Search) -> str:
    """The search with other words in place of those that nothing has; nothing if that wouldn't help.

    A word is proposed only when the reader may see something in which it stands, just as it is proposed; and
    the whole only when something has all its words.
    """
    query = search.query
    unsure = [word for word in query.words if len(word.exact) == 1 and len(word.text) > 3][:_WORDS]
    likes = near([word.text for word in unsure], query.language)
    others = [written for found in likes.values() for written, _distance in found]
    if not others:
        return ""
    seen = _seen(search, [word.text for word in unsure] + others)
    text = query.text
    for word, found in likes.items():
        known = [like for like in found if seen[like[0]]]
        if known and not seen[word]:
            best, _distance = min(known, key=lambda like: (like[1], -seen[like[0]], like[0]))
            text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", best, text)
    if text == query.text:
        return ""
    return text if has_all_words(search.request, text) else ""


def _seen(search: Search, written: list[str]) -> dict[str, int]:
    """In how many entries that the reader may see each word stands, as it is written."""
    query = search.query
    numbers = {
        f"word_{place}": Count(
            "pk", filter=standing(exact(_word(text, query)), query, search.request)
        )
        for place, text in enumerate(written)
    }
    counted = visible(search.request, query.language).aggregate(**numbers)
    return {text: counted[f"word_{place}"] for place, text in enumerate(written)}


def _word(text: str, query: Query) -> Word:
    return next(words(text, query.language))
