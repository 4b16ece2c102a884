"""Lists that a reader narrows by facets and words and pages through, with the whole state in the address."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.conf import settings
from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from core.facets import Facet, ValueFacet, YearFacet
from core.search_words import clean_query

# The names in the address of what doesn't narrow by a facet.
WORDS, SORT, VIEW = "q", "tri", "vue"


@dataclass(frozen=True)
class Option:
    """One value of a facet; `url` chooses it, or takes it away when it is chosen."""

    value: str
    label: str
    count: int
    selected: bool
    url: str


@dataclass(frozen=True)
class Sort:
    """An order that readers may choose: its name in the address, its label, the arguments of `order_by`."""

    value: str
    label: str
    order: list[str]


class Listing:
    """One page of a narrowed list.

    `items` is what the request may be told of, in order, before any facet. `problem` is a sentence for the reader
    when the address asks for what doesn't exist; the answer then has `status` 404 and an empty list.
    `keep` names the other parameters of the address, such as the words searched for;
    `for_cards` says what to fetch along, `decorate` completes the items of the page shown.
    `search` narrows the items to those with the words of `?q=`; the first of `sorts` and of `views` (labels by
    name) is the one used until the reader chooses another.
    """

    # How many items were found, where that is known without asking the database.
    _known_total: int | None = None

    def __init__(
        self,
        request: HttpRequest,
        items: QuerySet,
        facets: Iterable[Facet | ValueFacet | YearFacet],
        for_cards: Callable[[QuerySet], QuerySet] = lambda items: items,
        decorate: Callable[[Iterable], list] = list,
        keep: Iterable[str] = (),
        search: Callable[[QuerySet, str], QuerySet] | None = None,
        sorts: Iterable[Sort] = (),
        views: dict[str, str] | None = None,
        page_size: int | None = None,
    ):
        self.request = request
        self.problem = self.query_problem = ""
        self._facets = list(facets)
        self._kept = {name: request.GET[name] for name in keep if name in request.GET}
        self._sorts = {sort.value: sort for sort in sorts}
        self._views = views or {}
        self.sort = self._chosen(SORT, self._sorts)
        self.view = self._chosen(VIEW, self._views)
        self._all, self._items = items, self._searched(items, search)
        self._selected = {
            facet.name: value for facet in self._facets if (value := request.GET.get(facet.name))
        }
        self.facets = self._all_facets()
        unknown = any(facet["unknown"] for facet in self.facets)
        if unknown:
            self.problem = _("This filter doesn’t exist, or no longer does.")
        self._found = for_cards(self._sorted(self._narrowed()))
        self._decorate = decorate
        self.paginator = Paginator(self._found, page_size or settings.LIST_PAGE_SIZE)
        if self._known_total is not None:
            self.paginator.count = self._known_total
        self.page_obj = self._page(request.GET.get("page", "1"))
        self.page_obj.object_list = decorate(self.page_obj.object_list)

    def _chosen(self, name: str, options: dict) -> str:
        """What the address asks for, kept in the next ones; else the first."""
        value = self.request.GET.get(name)
        if value in options:
            self._kept[name] = value
            return value
        return next(iter(options), "")

    def _searched(self, items: QuerySet, search) -> QuerySet:
        self.query = ""
        text = self.request.GET.get(WORDS, "") if search else ""
        if not text.strip():
            return items
        self.query, self.query_problem = clean_query(text)
        self._kept[WORDS] = self.query
        return items.none() if self.query_problem else search(self._read(items), self.query)

    def _read(self, items: QuerySet) -> QuerySet:
        """Without what is only named: words, filters, their counts and exports would say more than its title."""
        return items.live_for(self.request) if hasattr(items, "live_for") else items

    def _sorted(self, items: QuerySet) -> QuerySet:
        return items.order_by(*self._sorts[self.sort].order) if self.sort else items

    def everything(self, chunk: int) -> Iterator:
        """All the items found that may be read, whatever the page, fetched and decorated by chunks."""
        found = self._read(self._found).iterator(chunk_size=chunk)
        while items := list(islice(found, chunk)):
            yield from self._decorate(items)

    def _page(self, number: str) -> Page:
        try:
            return self.paginator.page(number)
        except InvalidPage:
            self.problem = self.problem or _("This page of the list doesn’t exist.")
            return Page([], 1, self.paginator)

    def _narrowed(self, but: Facet | None = None) -> QuerySet:
        """The items under every chosen facet but one."""
        items = self._items
        chosen = [facet for facet in self._facets if facet.name in self._selected]
        if chosen or but:
            items = self._read(items)
        for facet in chosen:
            if facet is not but:
                items = facet.filter(items, self._selected[facet.name])
        return items

    @property
    def status(self) -> int:
        return 404 if self.problem else 200

    @property
    def total(self) -> int:
        return self.paginator.count

    def _all_facets(self) -> list[dict]:
        """The facets for the template, counted in one query."""
        counted = [facet.rows(self._narrowed(but=facet)) for facet in self._facets]
        rows: dict[str, list] = {facet.name: [] for facet in self._facets}
        if counted:
            for name, *row in counted[0].union(*counted[1:], all=True):
                rows[name].append(row)
        return [self._facet(facet, facet.options(rows[facet.name])) for facet in self._facets]

    def _facet(self, facet, counts: list[tuple[str, str, int]]) -> dict:
        """For the template: name, label, options and the selected option of a facet."""
        selected = self._selected.get(facet.name)
        if selected and selected not in (value for value, _label, _number in counts):
            # No item has it under the other filters: it stays chosen, with none, if any item has it at all.
            rows = facet.rows(facet.filter(self._all, selected))
            everywhere = facet.options(row[1:] for row in rows)
            counts += [(value, label, 0) for value, label, _n in everywhere if value == selected]
        options = [
            Option(
                value,
                label,
                number,
                value == selected,
                self.link(**{facet.name: None if value == selected else value}),
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
    def narrowing_facets(self) -> list[dict]:
        """The facets that can change what is shown: not those with one value, which all items have."""
        return [
            facet
            for facet in self.facets
            if facet["selected"] or any(option.count < self.total for option in facet["options"])
        ]

    @cached_property
    def chips(self) -> list[dict]:
        """The words and the chosen values, each with the address of the list without it."""
        chips = []
        if self.query and not self.query_problem:
            label = _("“%(words)s”") % {"words": self.query}
            chips.append(
                {"facet": _("Words"), "label": label, "remove_url": self.link(**{WORDS: None})}
            )
        chips += [
            {
                "facet": facet["label"],
                "label": facet["selected"].label,
                "remove_url": facet["selected"].url,
            }
            for facet in self.facets
            if facet["selected"]
        ]
        return chips

    @cached_property
    def sort_options(self) -> list[dict]:
        return self._choices(SORT, self.sort, {s.value: s.label for s in self._sorts.values()})

    @cached_property
    def view_options(self) -> list[dict]:
        return self._choices(VIEW, self.view, self._views)

    def _choices(self, name: str, chosen: str, labels: dict[str, str]) -> list[dict]:
        """Each with label, url and whether it is the one used; the first needs no word in the address."""
        return [
            {
                "label": label,
                "url": self.link(**{name: value if number else None}),
                "current": value == chosen,
            }
            for number, (value, label) in enumerate(labels.items())
        ]

    @property
    def kept_by_facets(self) -> list[tuple[str, str]]:
        """The state that the form of the facets carries along: (name, value)."""
        return list(self._kept.items())

    @property
    def kept_by_words(self) -> list[tuple[str, str]]:
        """The state that the form of the words carries along."""
        state = self._kept | self._selected
        return [(name, value) for name, value in state.items() if name != WORDS]

    @property
    def url(self) -> str:
        """The list's address, at its first page."""
        return self.link()

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
        return self.link(page=None if number == 1 else number)

    def link(self, **changes) -> str:
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
