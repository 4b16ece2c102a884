"""The ways to narrow a list: by a term of a vocabulary, by a value, by a year."""

from collections.abc import Callable, Iterable
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import CharField, Count, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, ExtractYear
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from core.languages import name_in_use
from core.typography import sort_key


class Facet:
    """One way to narrow a list: its name in the address, its label, and the ORM path of a term.

    A term is an object of a vocabulary, with `slug`, a name and `translation_key`. The slug stands in the
    address; `translate` gives the names of the terms in the language in use, by translation key;
    `among` holds the terms that the reader may know of, where some are hidden. In a list of several types
    each has its own path, and an item has its terms at one of them.
    """

    def __init__(
        self,
        name: str,
        label: str,
        path: str | tuple[str, ...],
        translate: Callable[[], dict] = dict,
        name_field: str = "name",
        among: QuerySet | None = None,
    ):
        self.name, self.label, self.translate = name, label, translate
        self.paths = (path,) if isinstance(path, str) else path
        self.name_field, self.among = name_field, among

    def filter(self, items: QuerySet, value: str) -> QuerySet:
        # In one call: a second one could look at another term of the item.
        return items.filter(self._any(slug=value, **self._known))

    def rows(self, items: QuerySet) -> QuerySet:
        terms = map(self._term, ("slug", self.name_field, "translation_key"))
        return counted_rows(items.filter(self._any(**self._known)), self.name, *terms)

    def options(self, rows: Iterable[tuple]) -> list[tuple[str, str, int]]:
        """(value, label, number of items) of each term that some item has, by label."""
        rows = list(rows)
        names = self.translate() if rows else {}
        found = [
            (slug, name_in_use(names, UUID(key), name), number) for slug, name, key, number in rows
        ]
        return sorted(found, key=lambda term: sort_key(term[1]))

    @property
    def _known(self) -> dict:
        """The lookup that keeps the terms of which the reader may know."""
        if self.among is None:
            return {"isnull": False}
        return {"in": self.among.order_by().values("pk")}

    def _any(self, **lookups) -> Q:
        """At one of the paths, all of the lookups."""
        return reduce(
            or_,
            (
                Q(**{f"{path}__{name}": value for name, value in lookups.items()})
                for path in self.paths
            ),
        )

    def _term(self, name: str):
        fields = [F(f"{path}__{name}") for path in self.paths]
        return Coalesce(*fields) if len(fields) > 1 else fields[0]


class ValueFacet:
    """The values of a field that has choices."""

    def __init__(self, name: str, label: str, path: str):
        self.name, self.label, self.path = name, label, path
        self.labels: dict[str, str] = {}

    def filter(self, items: QuerySet, value: str) -> QuerySet:
        return items.filter(**{self.path: value})

    def rows(self, items: QuerySet) -> QuerySet:
        self.labels = dict(items.model._meta.get_field(self.path).flatchoices)
        return counted_rows(items, self.name, self.path)

    def options(self, rows: Iterable[tuple]) -> list[tuple[str, str, int]]:
        found = [
            (value, capfirst(str(self.labels.get(value, value))), number)
            for value, _n, _k, number in rows
        ]
        return sorted(found, key=lambda term: sort_key(term[1]))


class YearFacet:
    """The years of a date field, the newest first."""

    name = "annee"
    label = gettext_lazy("Year")

    def __init__(self, path: str):
        self.path = path

    def filter(self, items: QuerySet, value: str) -> QuerySet:
        year = int(value) if value.isascii() and value.isdigit() and len(value) == 4 else 0
        return items.filter(**{f"{self.path}__year": year}) if year else items.none()

    def rows(self, items: QuerySet) -> QuerySet:
        dated = items.filter(**{f"{self.path}__isnull": False})
        return counted_rows(dated, self.name, ExtractYear(self.path))

    def options(self, rows: Iterable[tuple]) -> list[tuple[str, str, int]]:
        years = ((year, number) for year, _n, _k, number in rows)
        return [(year, year, number) for year, number in sorted(years, reverse=True)]


def counted_rows(items: QuerySet, facet: str, value, name=None, key=None) -> QuerySet:
    """(facet, value, name, translation key, number of items): of one shape, so that facets are asked together."""

    def text(source):
        if source is None:
            return Value("", output_field=CharField())
        return Cast(F(source) if isinstance(source, str) else source, CharField())

    return (
        items.order_by()
        .annotate(
            facet=Value(facet, output_field=CharField()),
            facet_value=text(value),
            facet_name=text(name),
            facet_key=text(key),
        )
        .values_list("facet", "facet_value", "facet_name", "facet_key")
        .annotate(facet_count=Count("pk"))
    )
