"""The ways to narrow a list: by a term of a vocabulary, by a value, by a year."""

from collections.abc import Callable, Iterable
from uuid import UUID

from django.db.models import CharField, Count, F, QuerySet, Value
from django.db.models.functions import Cast, ExtractYear
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from core.typography import sort_key


class Facet:
    """One way to narrow a list: its name in the address, its label, and the ORM path of a term.

    A term is an object of a vocabulary, with `slug`, a name and `translation_key`. The slug stands in the
    address; `translate` gives the names of the terms in the language in use, by translation key;
    `among` holds the terms that the reader may know of, where some are hidden.
    """

    def __init__(
        self,
        name: str,
        label: str,
        path: str,
        translate: Callable[[], dict] = dict,
        name_field: str = "name",
        among: QuerySet | None = None,
    ):
        self.name, self.label, self.path, self.translate = name, label, path, translate
        self.name_field, self.among = name_field, among

    def filter(self, items: QuerySet, value: str) -> QuerySet:
        return self._known(items).filter(**{f"{self.path}__slug": value})

    def rows(self, items: QuerySet) -> QuerySet:
        path = self.path
        return _rows(
            self._known(items), self.name, f"{path}__slug", f"{path}__{self.name_field}",
            f"{path}__translation_key",
        )  # fmt: skip

    def options(self, rows: Iterable[tuple]) -> list[tuple[str, str, int]]:
        """(value, label, number of items) of each term that some item has, by label."""
        rows = list(rows)
        names = self.translate() if rows else {}
        found = [(slug, names.get(UUID(key), name), number) for slug, name, key, number in rows]
        return sorted(found, key=lambda term: sort_key(term[1]))

    def _known(self, items: QuerySet) -> QuerySet:
        if self.among is None:
            return items.filter(**{f"{self.path}__isnull": False})
        return items.filter(**{f"{self.path}__in": self.among.order_by().values("pk")})


class ValueFacet:
    """The values of a field that has choices."""

    def __init__(self, name: str, label: str, path: str):
        self.name, self.label, self.path = name, label, path
        self.labels: dict[str, str] = {}

    def filter(self, items: QuerySet, value: str) -> QuerySet:
        return items.filter(**{self.path: value})

    def rows(self, items: QuerySet) -> QuerySet:
        self.labels = dict(items.model._meta.get_field(self.path).flatchoices)
        return _rows(items, self.name, self.path)

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
        return _rows(dated, self.name, ExtractYear(self.path))

    def options(self, rows: Iterable[tuple]) -> list[tuple[str, str, int]]:
        years = ((year, number) for year, _n, _k, number in rows)
        return [(year, year, number) for year, number in sorted(years, reverse=True)]


def _rows(items: QuerySet, facet: str, value, name=None, key=None) -> QuerySet:
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
