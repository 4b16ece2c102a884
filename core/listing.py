"""Lists that a reader narrows by facets and pages through, with the whole state in the address."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


@dataclass(frozen=True)
class Option:
    """One value of a facet; `url` chooses it, or takes it away when it is chosen."""

    value: str
    label: str
    count: int
    selected: bool
    url: str


class Facet:
    """One way to narrow a list: the name in the address, the label, and the ORM path that is compared.

    `path` is both what is counted (`values(path)`) and what is filtered. `choices` maps a value of the
    address to (value in the database, label), and is asked once per list.
    """

    def __init__(self, name: str, label: str, path: str, choices: Callable[[], dict]):
        self.name, self.label, self.path, self._choices = name, label, path, choices

    @cached_property
    def choices(self) -> dict[str, tuple]:
        return self._choices()

    def filter(self, items: QuerySet, value: str) -> QuerySet:
        """Raises KeyError for a value that doesn't exist."""
        return items.filter(**{self.path: self.choices[value][0]})

    def counts(self, items: QuerySet) -> Iterable[tuple[str, str, int]]:
        """(value, label, number of items) for each value that some item has."""
        numbers = dict(
            items.order_by().values_list(self.path).annotate(number=Count("pk", distinct=True))
        )
        return [
            (value, label, numbers[key])
            for value, (key, label) in self.choices.items()
            if key in numbers
        ]

    def label_of(self, value: str) -> str:
        return self.choices[value][1]


class YearFacet(Facet):
    """The years of a date field, the newest first."""

    def __init__(self, path: str):
        super().__init__("annee", gettext_lazy("Year"), f"{path}__year", dict)

    def filter(self, items, value):
        if not (value.isascii() and value.isdigit() and 1900 <= int(value) <= 2200):
            raise KeyError(value)
        return items.filter(**{self.path: int(value)})

    def counts(self, items):
        numbers = items.order_by().values_list(self.path).annotate(number=Count("pk"))
        return [
            (str(year), str(year), number)
            for year, number in sorted(numbers, reverse=True)
            if year is not None
        ]

    def label_of(self, value):
        return value


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
        self._selected = {}
        for facet in self._facets:
            if value := request.GET.get(facet.name, ""):
                try:
                    facet.filter(items.none(), value)
                except KeyError:
                    self.problem = _("This filter doesn’t exist, or no longer does.")
                else:
                    self._selected[facet.name] = value
        narrowed = items.none() if self.problem else self._narrowed()
        self.paginator = Paginator(for_cards(narrowed), page_size or settings.LIST_PAGE_SIZE)
        self.page_obj = self._page(request.GET.get("page", "1"))
        self.page_obj.object_list = decorate(self.page_obj.object_list)

    def _page(self, number: str) -> Page:
        try:
            return self.paginator.page(number)
        except InvalidPage:
            self.problem = self.problem or _("This page of the list doesn’t exist.")
            return self.paginator.page(1)

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

    @cached_property
    def facets(self) -> list[dict]:
        """For the template: name, label, options and the selected option of each facet."""
        rows = []
        for facet in self._facets:
            selected = self._selected.get(facet.name)
            options = [
                Option(
                    value,
                    label,
                    count,
                    value == selected,
                    self._url(**{facet.name: None if value == selected else value}),
                )
                for value, label, count in facet.counts(self._narrowed(but=facet))
            ]
            rows.append(
                {
                    "name": facet.name,
                    "label": facet.label,
                    "options": options,
                    "selected": next((option for option in options if option.selected), None),
                }
            )
        return rows

    @cached_property
    def chips(self) -> list[dict]:
        """The chosen values, each with the address of the list without it."""
        return [
            {
                "facet": facet.label,
                "label": facet.label_of(self._selected[facet.name]),
                "remove_url": self._url(**{facet.name: None}),
            }
            for facet in self._facets
            if facet.name in self._selected
        ]

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
