from django.db.models import BigIntegerField, QuerySet, Value
from django.db.models.functions import Cast
from modelsearch.backends.database.sqlite import sqlite
from modelsearch.backends.database.sqlite.query import MatchExpression, SearchQueryExpression
from modelsearch.query import And, Not, Or, SearchQuery
from modelsearch.utils import get_content_type_pk

from search.backends.indexing import TermsIndex
from search.terms import analysed, beginning, inflected


def rendered(query: SearchQuery) -> str:
    """In the language of FTS5, whose NOT stands between two queries."""
    if isinstance(query, And):
        wanted = [part for part in query.subqueries if not isinstance(part, Not)]
        refused = [part.subquery for part in query.subqueries if isinstance(part, Not)]
        text = " AND ".join(map(rendered, wanted))
        return f"(({text}) NOT {rendered(Or(refused))})" if refused else f"({text})"
    if isinstance(query, Or):
        return f"({' OR '.join(map(rendered, query.subqueries))})"
    return f'"{query.value}"*' if query.prefix else f'"{query.value}"'


class TermsQuery(SearchQueryExpression):
    def __init__(self, query: SearchQuery):
        super().__init__(Value(rendered(query)))

    def as_sql(self, compiler, connection, **extra_context):
        return "%s", [self.value.value]


class Index(TermsIndex, sqlite.SQLiteIndex):
    indexer_class = sqlite.ObjectIndexer
    column = staticmethod(" ".join)


class QueryCompiler(sqlite.SQLiteSearchQueryCompiler):
    FTS_TABLE_FIELDS = ["body"]
    form = staticmethod(inflected)

    def __init__(self, *args, fields=None, **kwargs):
        """Which fields a word stands in is only known of titles: others can't be asked for."""
        super().__init__(*args, **kwargs)

    def build_search_query(self, query, config=None):
        return TermsQuery(analysed(query, self.form))

    def build_tsrank(self, vector, query, config=None, boost=1.0):
        return sqlite.BM25()

    def get_search_vectors(self):
        return [(None, 1.0)]


class AutocompleteQueryCompiler(QueryCompiler):
    TARGET_SEARCH_FIELD_TYPE = sqlite.AutocompleteField
    FTS_TABLE_FIELDS = ["autocomplete"]
    form = staticmethod(beginning)

    def get_search_fields_for_model(self):
        return self.queryset.model.get_autocomplete_search_fields()


class SearchBackend(sqlite.SQLiteSearchBackend):
    index_class = Index
    query_compiler_class = QueryCompiler
    autocomplete_query_compiler_class = AutocompleteQueryCompiler

    def keys(self, model, query: SearchQuery, column: str = "body") -> QuerySet:
        """The primary keys of the objects of a model that have the terms in a column of their index row."""
        match = MatchExpression([column], TermsQuery(query))
        rows = sqlite.SQLiteFTSIndexEntry.objects.filter(match)
        # Not as a join: SQLite would look for the words once for each object.
        entries = sqlite.IndexEntry.objects.filter(
            pk__in=rows.values("pk"), content_type=get_content_type_pk(model)
        )
        return entries.values_list(Cast("object_id", BigIntegerField()))
