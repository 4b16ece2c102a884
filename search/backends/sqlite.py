from django.db.models import BigIntegerField, QuerySet, Value
from django.db.models.functions import Cast
from modelsearch.backends.database.sqlite import sqlite
from modelsearch.backends.database.sqlite.query import MatchExpression, SearchQueryExpression
from modelsearch.query import And, Or, SearchQuery
from modelsearch.utils import get_descendants_content_types_pks

from search.backends.rows import DatabaseRows
from search.backends.searching import TermsSearch


def rendered(query: SearchQuery) -> str:
    """In the language of FTS5."""
    if isinstance(query, And | Or):
        sign = " AND " if isinstance(query, And) else " OR "
        return f"({sign.join(map(rendered, query.subqueries))})"
    return f'"{query.value}"*' if query.prefix else f'"{query.value}"'


class TermsQuery(SearchQueryExpression):
    def __init__(self, query: SearchQuery):
        super().__init__(Value(rendered(query)))

    def as_sql(self, compiler, connection, **extra_context):
        return "%s", [self.value.value]


class Index(DatabaseRows, sqlite.SQLiteIndex):
    column = staticmethod(" ".join)


class SearchBackend(TermsSearch, sqlite.SQLiteSearchBackend):
    index_class = Index

    def keys(self, model, terms: SearchQuery, column: str = "body") -> QuerySet:
        rows = sqlite.SQLiteFTSIndexEntry.objects.filter(
            MatchExpression([column], TermsQuery(terms))
        )
        # Not as a join: SQLite would look for the words once for each object.
        entries = sqlite.IndexEntry.objects.filter(
            pk__in=rows.values("pk"), content_type__in=get_descendants_content_types_pks(model)
        )
        return entries.values_list(Cast("object_id", BigIntegerField()))
