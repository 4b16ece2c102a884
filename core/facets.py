"""The ways to narrow a list: by a term of a vocabulary, by a value, by a year."""

from collections.abc import Callable, Iterable
from functools import reduce
from operator import or_
from typing import Protocol
from uuid import UUID

from django.db.models import CharField, Count, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, ExtractYear
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from core.languages import name_in_use
from core.typography import sort_key


def when_asked(make: Callable[[], QuerySet]) -> QuerySet:
    """A queryset that is built once something is asked of it: of a list that is kept, nothing is."""
    return SimpleLazyObject(make)  # type: ignore[return-value]


class Facet(Protocol):
    """One way to narrow a list: its name in the address, its label, and what the list asks of it.

    Several values may be chosen: `filter` keeps the items that have any of them, each once. `rows` are those of
    `value_rows`; of them counted, without the name of the facet, `options` makes (value, label, number). Where there
    are many values, the first of a chronological facet are shown before the others, else those that most items have.
    """

    name: str
    label: str | Promise
    is_chronological: bool

    def filter(self, items: QuerySet, values: list[str]) -> QuerySet: ...

    def rows(self, items: QuerySet) -> QuerySet: ...

    def options(self, rows: Iterable[tuple]) -> list[tuple[str, str, int]]: ...


class TermFacet:
    """By a term of a vocabulary, at an ORM path.

    A term is an object of a vocabulary, with `slug`, a name and `translation_key`. The slug stands in the
    address; `translate` gives the names of the terms in the language in use, by translation key;
    `among` holds the terms that the reader may know of, where some are hidden; `key_field` is empty for those whose
    name is the same in every language. In a list of several types
    each has its own path, and an item has its terms at one of them.
    """

    is_chronological = False

    def __init__(
        self,
        name: str,
        label: str | Promise,
        path: str | tuple[str, ...],
        translate: Callable[[], dict] = dict,
        name_field: str = "name",
        among: QuerySet | None = None,
        key_field: str = "translation_key",
    ) -> None:
        self.name, self.label, self.translate = name, label, translate
        self.paths = (path,) if isinstance(path, str) else path
        self.name_field, self.key_field, self.among = name_field, key_field, among

    def filter(self, items: QuerySet, values: list[str]) -> QuerySet:
        # By their keys: a join would give an item once for each of its terms.
        having = items.model._base_manager.filter(self._any(slug__in=values, **self._known))
        return items.filter(pk__in=having.order_by().values("pk"))

    def rows(self, items: QuerySet) -> QuerySet:
        names = filter(None, ("slug", self.name_field, self.key_field))
        terms = map(self._term, names)
        return value_rows(items.filter(self._any(**self._known)), self.name, *terms)

    def options(self, rows: Iterable[tuple]) -> list[tuple[str, str, int]]:
        """(value, label, number of items) of each term that some item has, by label."""
        rows = list(rows)
        names = self.translate() if rows else {}
        found = [
            (slug, name_in_use(names, UUID(key), name) if key else name, number)
            for slug, name, key, number in rows
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

    is_chronological = False

    def __init__(self, name: str, label: str | Promise, path: str, choices: Iterable) -> None:
        self.name, self.label, self.path = name, label, path
        self.labels = dict(choices)

    def filter(self, items: QuerySet, values: list[str]) -> QuerySet:
        return items.filter(**{f"{self.path}__in": values})

    def rows(self, items: QuerySet) -> QuerySet:
        return value_rows(items, self.name, self.path)

    def options(self, rows: Iterable[tuple]) -> list[tuple[str, str, int]]:
        found = [
            (value, capfirst(str(self.labels.get(value, value))), number)
            for value, _n, _k, number in rows
        ]
        return sorted(found, key=lambda term: sort_key(term[1]))


class YearFacet:
    """The years of a date field, the newest first."""

    name: str = "annee"
    label: str | Promise = gettext_lazy("Year")
    is_chronological = True

    def __init__(self, path: str) -> None:
        self.path = path

    def filter(self, items: QuerySet, values: list[str]) -> QuerySet:
        years = [
            int(value)
            for value in values
            if value.isascii() and value.isdigit() and len(value) == 4 and int(value)
        ]
        return items.filter(**{f"{self.path}__year__in": years}) if years else items.none()

    def rows(self, items: QuerySet) -> QuerySet:
        dated = items.filter(**{f"{self.path}__isnull": False})
        return value_rows(dated, self.name, ExtractYear(self.path))

    def options(self, rows: Iterable[tuple]) -> list[tuple[str, str, int]]:
        years = ((year, number) for year, _n, _k, number in rows)
        return [(year, year, number) for year, number in sorted(years, reverse=True)]


def value_rows(items: QuerySet, facet: str, value, name=None, key=None) -> QuerySet:
    """(facet, value, name, translation key) of each item: of one shape, so that facets are asked together."""

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
    )


def counted(rows: QuerySet) -> QuerySet:
    """The same rows once each, with the number of items at the end."""
    return rows.annotate(facet_count=Count("pk"))
