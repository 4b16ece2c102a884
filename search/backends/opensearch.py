"""The index on an OpenSearch server (`OPENSEARCH_URL`), for who outgrows one machine.

It holds the same rows as the databases, and is asked for keys alone: the visibility rule, the order and the facets stay
with the database.
"""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from modelsearch.backends import opensearch3
from modelsearch.query import And, Or, SearchQuery
from opensearchpy.exceptions import OpenSearchException

from search.backends.keys import KeyList
from search.backends.rows import row
from search.backends.searching import TermsSearch
from search.time_limit import Unanswered

_AT_ONCE = 10_000  # keys; the most that a server gives unless told otherwise
_SECONDS = 5  # for which an answer to a question of its health is waited
_NO_ANSWER = _("The search isn’t responding at the moment. Try again later.")
_TERMS = {"type": "keyword", "doc_values": False}


def rendered(query: SearchQuery, column: str) -> dict:
    """In the language of OpenSearch, without scores."""
    if isinstance(query, And | Or):
        sign = "filter" if isinstance(query, And) else "should"
        return {"bool": {sign: [rendered(part, column) for part in query.subqueries]}}
    return {"prefix" if query.prefix else "term": {column: query.value}}


class Mapping(opensearch3.OpenSearch3Mapping):
    def get_mapping(self):
        kinds = {"pk": {"type": "long"}, "_django_content_type": {"type": "keyword"}}
        return {"properties": kinds | dict.fromkeys(("title", "body", "autocomplete"), _TERMS)}

    def get_document(self, obj):
        own = {"pk": obj.pk, "_django_content_type": self.get_all_content_types()}
        return own | vars(row(obj))


class SearchBackend(TermsSearch, opensearch3.OpenSearch3SearchBackend):
    mapping_class = Mapping
    settings = {}
    is_in_database = False

    def ping(self) -> None:
        """Raises OpenSearchException where the server doesn't answer."""
        self.es.info(request_timeout=_SECONDS)

    def keys(self, model, terms: SearchQuery, column: str = "body") -> KeyList:
        """Raises Unanswered."""
        return KeyList(self.key_list(model, terms, column))

    def key_list(self, model, terms: SearchQuery, column: str = "body") -> list[int]:
        """Raises Unanswered."""
        kind = {"term": {"_django_content_type": self.mapping_class(model).get_content_type()}}
        asked = {
            "query": {"bool": {"filter": [kind, rendered(terms, column)]}},
            "sort": [{"pk": "asc"}],
            "size": _AT_ONCE,
            "_source": False,
        }
        try:
            return list(self._keys(self.get_index_for_model(model).name, asked))
        except OpenSearchException as error:
            raise Unanswered(_NO_ANSWER) from error

    def _keys(self, index: str, asked: dict) -> Iterator[int]:
        while True:
            hits = self.es.search(index=index, body=asked)["hits"]["hits"]
            yield from (hit["sort"][0] for hit in hits)
            if len(hits) < _AT_ONCE:
                return
            asked["search_after"] = hits[-1]["sort"]
