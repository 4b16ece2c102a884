from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVectorField
from django.db.models import BigIntegerField, F, Func, QuerySet, TextField, Value
from django.db.models.functions import Cast
from modelsearch.backends.database.postgres import postgres
from modelsearch.query import And, Not, Or
from modelsearch.query import SearchQuery as Query
from modelsearch.utils import get_content_type_pk

from search.backends.indexing import TermsIndex
from search.terms import analysed, beginning, inflected


class TermsVector(Func):
    """A tsvector of terms as they are, without positions: nothing is parsed."""

    function = "array_to_tsvector"
    output_field = SearchVectorField()

    def __init__(self, terms: list[str]):
        super().__init__(Value(terms, output_field=ArrayField(TextField())))


class TermsQuery(SearchQuery):
    """A tsquery of terms as they are."""

    def __init__(self, query: Query):
        super().__init__(Value(rendered(query)))

    def as_sql(self, compiler, connection, **extra):
        return super().as_sql(compiler, connection, template="%(expressions)s::tsquery")


def rendered(query: Query) -> str:
    if isinstance(query, And | Or):
        sign = " & " if isinstance(query, And) else " | "
        return f"({sign.join(map(rendered, query.subqueries))})"
    if isinstance(query, Not):
        return f"!{rendered(query.subquery)}"
    if not query.value:
        return ""
    return f"'{query.value}':*" if query.prefix else f"'{query.value}'"


class Index(TermsIndex, postgres.PostgresIndex):
    indexer_class = postgres.ObjectIndexer
    column = TermsVector


class QueryCompiler(postgres.PostgresSearchQueryCompiler):
    form = staticmethod(inflected)

    def __init__(self, *args, fields=None, **kwargs):
        """Which fields a word stands in is only known of titles: others can't be asked for."""
        super().__init__(*args, **kwargs)

    def build_tsquery(self, query, config=None):
        return TermsQuery(analysed(query, self.form))

    def build_tsrank(self, vector, query, config=None, boost=1.0):
        return SearchRank(vector, self.build_tsquery(query))

    def get_search_vectors(self, search_query):
        return [(F("index_entries__body"), 1.0)]

    def _build_rank_expression(self, vectors, config):
        titles = (F("index_entries__title"), 4.0)
        return super()._build_rank_expression([titles, *vectors], config)


class AutocompleteQueryCompiler(QueryCompiler):
    TARGET_SEARCH_FIELD_TYPE = postgres.AutocompleteField
    form = staticmethod(beginning)

    def get_search_fields_for_model(self):
        return self.queryset.model.get_autocomplete_search_fields()

    def get_search_vectors(self, search_query):
        return [(F("index_entries__autocomplete"), 1.0)]


class SearchBackend(postgres.PostgresSearchBackend):
    index_class = Index
    query_compiler_class = QueryCompiler
    autocomplete_query_compiler_class = AutocompleteQueryCompiler

    def keys(self, model, query: Query, column: str = "body") -> QuerySet:
        """The primary keys of the objects of a model that have the terms in a column of their index row."""
        entries = postgres.IndexEntry.objects.filter(content_type=get_content_type_pk(model))
        found = entries.filter(**{column: TermsQuery(query)})
        return found.values_list(Cast("object_id", BigIntegerField()))
