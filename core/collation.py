"""The order of a French dictionary, made by the database: é stands with e, œ with oe, a capital with its letter.

SQLite compares the numbers of characters, and PostgreSQL as the locale says in which a database was made, often the
same: « Élan » would come after « Zoé ». Models and queries ask for `"name__alphabetical"`; the lists of the admin,
whose columns name plain fields, are each an `AlphabeticalListing`. In Python there is core.typography.sort_key.
"""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.db.models import CharField, F, ForeignKey, OrderBy, QuerySet, TextField, Transform

# PostgreSQL's own, by ICU's order of all languages: it is there whatever the locale of the database.
COLLATION = "und-x-icu"


@CharField.register_lookup
@TextField.register_lookup
class Alphabetical(Transform):
    """A text as what it is sorted by: `order_by("organisation__name__alphabetical")`, as of any field with text."""

    lookup_name = "alphabetical"
    function = "alphabetical"  # core.sqlite3 has it

    def as_postgresql(self, compiler, connection, **context) -> tuple:
        template = f'(%(expressions)s) COLLATE "{COLLATION}"'
        return self.as_sql(compiler, connection, template=template, **context)


def in_alphabetical_order(items: QuerySet) -> QuerySet:
    """The items in the order that was asked of them, but for texts, which come in the order of a dictionary.

    The order is made of expressions, by which Wagtail's search sorts what it finds; by a field's name it sorts only
    where that is declared a FilterField, and fails elsewhere.
    """
    asked = items.query.order_by
    return (
        items.order_by(*chain(*(_expressions(items, term) for term in asked))) if asked else items
    )


def _expressions(items: QuerySet, term: Any) -> Iterator[Any]:
    if not isinstance(term, str):
        yield term
        return
    name = term.removeprefix("-")
    is_descending = name != term
    expression = F(name).resolve_expression(items.query.clone())
    field: Any = getattr(expression, "target", expression.output_field)
    if isinstance(field, ForeignKey) and (order := field.related_model._meta.ordering):  # type: ignore[union-attr]
        for part in order:  # what is referred to has an order of its own
            below = part.removeprefix("-")
            sign = "-" if is_descending != (below != part) else ""
            yield from _expressions(items, f"{sign}{name}__{below}")
    elif isinstance(field, CharField | TextField):
        yield OrderBy(Alphabetical(F(name)), descending=is_descending)
    else:
        yield OrderBy(F(name), descending=is_descending)


class AlphabeticalListing:
    """A mixin for the lists of the admin, before wagtail.admin.views.generic.IndexView or another of its kind."""

    def order_queryset(self: Any, queryset: QuerySet) -> QuerySet:
        return in_alphabetical_order(super().order_queryset(queryset))  # type: ignore[misc]
