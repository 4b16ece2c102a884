"""What is looked for as trees of terms (Term, And, Or), which every backend understands alike."""

from collections.abc import Callable, Iterable
from itertools import accumulate

from django.conf import settings
from modelsearch.query import And, Or, Phrase, PlainText, SearchQuery

from search import word_forms
from search.word_forms import Word

# Bytes of terms in one row: PostgreSQL takes a megabyte.
MOST_BYTES = 900_000


class Term(SearchQuery):
    """One term of the index, or all that begin by it."""

    def __init__(self, value: str, prefix: bool = False):
        self.value, self.prefix = value, prefix

    def __repr__(self) -> str:
        return f"<Term {self.value!r}>"


def any_of(queries: Iterable[SearchQuery]) -> SearchQuery:
    queries = list(queries)
    return queries[0] if len(queries) == 1 else Or(queries)


def all_of(queries: Iterable[SearchQuery]) -> SearchQuery:
    queries = list(queries)
    return queries[0] if len(queries) == 1 else And(queries)


def inflected(word: Word) -> SearchQuery:
    """A word in any of its forms."""
    return any_of(
        all_of(any_of(Term(stem) for stem in sorted(stems)) for stems in way) for way in word.ways
    )


def exact(word: Word) -> SearchQuery:
    """A word as it is written, accents and case let by."""
    return all_of(Term(word_forms.EXACT + part) for part in word.exact)


def beginning(word: Word) -> SearchQuery:
    """A word in any of its forms, or what it may be the beginning of."""
    return Or([all_of(Term(part, prefix=True) for part in word.exact), inflected(word)])


def analysed(
    query: PlainText | Phrase, form: Callable[[Word], SearchQuery] = inflected
) -> SearchQuery:
    """A text that is looked for, as terms in any of the site's languages."""
    by_language = [
        list(word_forms.words(query.query_string[: settings.SEARCH_QUERY_MAX_LENGTH], code))
        for code, _name in settings.LANGUAGES
    ]
    all_words = list(zip(*by_language, strict=True))
    telling = [same for same in all_words if not any(word.is_small for word in same)] or all_words
    words = [any_of(map(form, same)) for same in telling[: settings.SEARCH_QUERY_MAX_WORDS]]
    if not words:
        return Term("")
    together = any_of if getattr(query, "operator", "and") == "or" else all_of
    return together(words)


def kept(terms: Iterable[str]) -> list[str]:
    """As many terms as a row of the index takes, the same on each database."""
    kept = sorted(terms)
    sizes = accumulate(len(term.encode()) + 2 for term in kept)
    return kept[: sum(1 for size in sizes if size <= MOST_BYTES)]
