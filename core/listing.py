"""Lists that a reader narrows by facets and pages through, with the whole state in the address."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.conf import settings
from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce, ExtractYear
from django.http import HttpRequest, QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.typography import sort_key


@dataclass(frozen=True)
class Option:
    """One value of a facet; `url` chooses it, or takes it away when it is chosen."""

    value: str
    label: str
    count: int
    selected: bool
    url: str


class Facet:
    """One way to narrow a list: its name in the address, its label, and the ORM path of a term.

    A term is an object of a vocabulary, with `slug`, `name` and `translation_key`. The slug stands in the
    address; `translate` gives the names of the terms in the language in use, by translation key. In a list
    of several types each has its own path, and an item has its terms at one of them.
    """

    def __init__(
        self,
        name: str,
        label: str,
        path: str | tuple[str, ...],
        translate: Callable[[], dict] = dict,
    ):
        self.name, self.label, self.translate = name, label, translate
        self.paths = (path,) if isinstance(path, str) else path

    def filter(self, items: QuerySet, value: str) -> QuerySet:
        return items.filter(reduce(or_, (Q(**{f"{path}__slug": value}) for path in self.paths)))

    def counts(self, items: QuerySet) -> list[tuple[str, str, int]]:
        """(value, label, number of items) of each term that some item has, by label."""
        slug, *others = (self._term(name) for name in ("slug", "name", "translation_key"))
        rows = (
            items.order_by()
            .annotate(term=slug)
            .filter(term__isnull=False)
            .values_list("term", *others)
            .annotate(number=Count("pk", distinct=True))
        )
        names = self.translate()
        found = [(slug, names.get(key, name), number) for slug, name, key, number in rows]
        return sorted(found, key=lambda term: sort_key(term[1]))

    def _term(self, name: str):
        fields = [F(f"{path}__{name}") for path in self.paths]
        return Coalesce(*fields) if len(fields) > 1 else fields[0]


class YearFacet:
    """The years of a date field, the newest first."""

    name = "annee"
    label = gettext_lazy("Year")

    def __init__(self, path: str):
        self.path = path

    def filter(self, items: QuerySet, value: str) -> QuerySet:
        year = int(value) if value.isascii() and value.isdigit() and len(value) == 4 else 0
        return items.filter(**{f"{self.path}__year": year}) if year else items.none()

    def counts(self, items: QuerySet) -> list[tuple[str, str, int]]:
        years = items.order_by().annotate(year=ExtractYear(self.path))
        rows = years.values_list("year").annotate(number=Count("pk"))
        years = ((year, number) for year, number in rows if year)
        return [(str(year), str(year), number) for year, number in sorted(years, reverse=True)]


class Listing:
    """One page of a narrowed list.

    `items` is what the request may see, in order, before any facet. `problem` is a sentence for the reader
    when the address asks for what doesn't exist; the answer then has `status` 404 and an empty list.
    `keep` names the other parameters of the address, such as the words searched for;
    `for_cards` says what to fetch along, `decorate` completes the items of the page shown.
    """

    def __init__(
        self,
        request: HttpRequest,
        items: QuerySet,
        facets: Iterable[Facet],
        for_cards: Callable[[QuerySet], QuerySet] = lambda items: items,
        decorate: Callable[[Iterable], list] = list,
        keep: Iterable[str] = (),
        page_size: int | None = None,
    ):
        self.request = request
        self.problem = ""
        self._facets = list(facets)
        self._items = items
        self._kept = {name: request.GET[name] for name in keep if name in request.GET}
        self._selected = {
            facet.name: value for facet in self._facets if (value := request.GET.get(facet.name))
        }
        self.facets = [self._facet(facet) for facet in self._facets]
        unknown = any(facet["unknown"] for facet in self.facets)
        self.problem = _("This filter doesn’t exist, or no longer does.") if unknown else ""
        self.paginator = Paginator(
            for_cards(self._narrowed()), page_size or settings.LIST_PAGE_SIZE
        )
        self.page_obj = self._page(request.GET.get("page", "1"))
        self.page_obj.object_list = decorate(self.page_obj.object_list)

    def _page(self, number: str) -> Page:
        try:
            return self.paginator.page(number)
        except InvalidPage:
            self.problem = self.problem or _("This page of the list doesn’t exist.")
            return Page([], 1, self.paginator)

    def _narrowed(self, but: Facet | None = None) -> QuerySet:
        """The items under every chosen facet but one."""
        items = self._items
        for facet in self._facets:
            if facet is not but and facet.name in self._selected:
                items = facet.filter(items, self._selected[facet.name])
        return items

    @property
    def status(self) -> int:
        return 404 if self.problem else 200

    @property
    def total(self) -> int:
        return self.paginator.count

    def _facet(self, facet: Facet | YearFacet) -> dict:
        """For the template: name, label, options and the selected option of a facet."""
        selected = self._selected.get(facet.name)
        counts = facet.counts(self._narrowed(but=facet))
        if selected and selected not in (value for value, _label, _number in counts):
            # No item has it under the other filters: it stays chosen, with none, if any item has it at all.
            everywhere = facet.counts(facet.filter(self._items, selected))
            counts += [(value, label, 0) for value, label, _n in everywhere if value == selected]
        options = [
            Option(
                value,
                label,
                number,
                value == selected,
                self._url(**{facet.name: None if value == selected else value}),
            )
            for value, label, number in counts
        ]
        chosen = next((option for option in options if option.selected), None)
        return {
            "name": facet.name,
            "label": facet.label,
            "options": options,
            "selected": chosen,
            "unknown": bool(selected and not chosen),
        }

    @cached_property
    def chips(self) -> list[dict]:
        """The chosen values, each with the address of the list without it."""
        return [
            {
                "facet": facet["label"],
                "label": facet["selected"].label,
                "remove_url": facet["selected"].url,
            }
            for facet in self.facets
            if facet["selected"]
        ]

    @property
    def is_narrowed(self) -> bool:
        """Whether the reader has chosen a facet or another page than the first."""
        return bool(self._selected or self.problem or self.page_obj.number > 1)

    @property
    def clear_url(self) -> str:
        return self.request.path

    @property
    def previous_url(self) -> str:
        page = self.page_obj
        return self._page_url(page.previous_page_number()) if page.has_previous() else ""

    @property
    def next_url(self) -> str:
        page = self.page_obj
        return self._page_url(page.next_page_number()) if page.has_next() else ""

    @cached_property
    def pages(self) -> list[dict]:
        """The page numbers to show; `number` is None where some are left out."""
        current = self.page_obj.number
        numbers = self.paginator.get_elided_page_range(current, on_each_side=1, on_ends=1)
        return [
            {"number": number, "url": self._page_url(number), "current": number == current}
            if isinstance(number, int)
            else {"number": None, "url": "", "current": False}
            for number in numbers
        ]

    def _page_url(self, number: int) -> str:
        return self._url(page=None if number == 1 else number)

    def _url(self, **changes) -> str:
        """The list's address with some parameters changed or, at None, taken away; a facet goes to page 1."""
        query = QueryDict(mutable=True)
        query.update(self._kept | self._selected)
        for name, value in changes.items():
            if value is None:
                query.pop(name, None)
            else:
                query[name] = value
        text = query.urlencode()
        return f"{self.request.path}?{text}" if text else self.request.path
