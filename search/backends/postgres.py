from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import connection
from django.db.models import BigIntegerField, Func, IntegerField, Value
from modelsearch.backends.database.postgres import postgres
from modelsearch.query import And, Or, SearchQuery
from modelsearch.utils import get_descendants_content_types_pks

from search.backends.rows import DatabaseRows
from search.backends.searching import TermsSearch


class TermsVector(Func):
    """A tsvector of terms as they are, without positions. They are letters and digits: nothing needs quotes."""

    template = "%(expressions)s::tsvector"
    output_field = SearchVectorField()

    def __init__(self, terms: list[str]):
        super().__init__(Value(" ".join(terms)))


class Keys(Func):
    """A subquery that gives the keys of some models' objects whose rows match, by the function of migration 0002."""

    function = "search_keys"
    template = "(SELECT %(function)s(%(expressions)s::tsquery))"
    output_field = BigIntegerField()

    def __init__(self, content_types: list[int], column: str, query: str):
        types = Value(content_types, output_field=ArrayField(IntegerField()))
        super().__init__(types, Value(column), Value(query))


def rendered(query: SearchQuery) -> str:
    if isinstance(query, And | Or):
        sign = " & " if isinstance(query, And) else " | "
        return f"({sign.join(map(rendered, query.subqueries))})"
    if not query.value:
        return ""
    return f"'{query.value}':*" if query.prefix else f"'{query.value}'"


class Index(DatabaseRows, postgres.PostgresIndex):
    column = TermsVector


class SearchBackend(TermsSearch, postgres.PostgresSearchBackend):
    index_class = Index

    def key_list(self, model, terms: SearchQuery, column: str = "body") -> list[int]:
        asked = [get_descendants_content_types_pks(model), column, rendered(terms)]
        with connection.cursor() as cursor:
            cursor.execute("SELECT search_keys(%s::integer[], %s, %s::tsquery)", asked)
            return [key for (key,) in cursor.fetchall()]

    def keys(self, model, terms: SearchQuery, column: str = "body") -> Keys:
        return Keys(get_descendants_content_types_pks(model), column, rendered(terms))
