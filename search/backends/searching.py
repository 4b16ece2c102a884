"""Wagtail's `search` and `autocomplete` from the keys that a backend gives: the same on every backend.

A backend has a method `keys(model, terms, column)`: for a filter `pk__in`, the primary keys of the model's objects that
have the terms in a column of their row ("title", "body" or "autocomplete"). `key_list` gives the same as a list.
`is_in_database` says whether what it finds changes with the transactions of the database.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When
from modelsearch.backends.database.fallback import (
    MATCH_ALL,
    MATCH_NONE,
    DatabaseSearchQueryCompiler,
    DatabaseSearchResults,
)
from modelsearch.query import Phrase, PlainText

from search.terms import analysed, beginning, inflected


class QueryCompiler(DatabaseSearchQueryCompiler):
    """Which field a word stands in is known of titles only, so that no other can be asked for."""

    column: str = "body"
    form: Callable = staticmethod(inflected)
    backend: Any = None  # told by the results

    def build_database_filter(self, query, boost=1.0):
        if isinstance(query, PlainText | Phrase):
            return self.standing_in(self.column, query)
        return super().build_database_filter(query, boost)

    def filter(self) -> Q:
        found = self.build_database_filter(self.query)
        if found in (MATCH_ALL, MATCH_NONE):
            return Q() if found == MATCH_ALL else Q(pk__in=[])
        return found

    def titled(self) -> Q | None:
        """For those whose titles say it; None if that can't be told."""
        if isinstance(self.query, PlainText | Phrase):
            return self.standing_in("title", self.query)
        return None

    def standing_in(self, column: str, query: PlainText | Phrase) -> Q:
        terms = analysed(query, self.form)
        return Q(pk__in=self.backend.keys(self.queryset.model, terms, column))


class AutocompleteQueryCompiler(QueryCompiler):
    column = "autocomplete"
    form = staticmethod(beginning)


class Results(DatabaseSearchResults):
    """The objects whose titles say it first, then the newest."""

    def __init__(self, backend, query_compiler, **kwargs) -> None:
        query_compiler.backend = backend
        super().__init__(backend, query_compiler, **kwargs)

    def get_queryset(self) -> QuerySet:
        compiler = self.query_compiler
        found = compiler.queryset.filter(compiler.filter())
        if compiler.order_by_relevance and (titled := compiler.titled()):
            named = Case(When(titled, then=Value(1)), default=Value(0))
            found = found.order_by(named.desc(), "-pk")
        elif not found.ordered:
            found = found.order_by("-pk")
        return found[self.start : self.stop]


class TermsSearch:
    """A mixin for backends that have `keys`."""

    is_in_database = True

    query_compiler_class = QueryCompiler
    autocomplete_query_compiler_class = AutocompleteQueryCompiler
    results_class = Results
