"""Lists that a reader narrows by facets and words and pages through, with the whole state in the address."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.conf import settings
from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import OrderBy, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from wagtail.models import Page as TreePage

from core.facets import Facet, counted
from core.search_words import clean_query
from core.visibility import kept_for

# The names in the address of what doesn't narrow by a facet.
WORDS, SORT, VIEW = "q", "tri", "vue"
# A facet with more values than this shows so many first, and the others on demand.
SHORTENED = 7


@dataclass(frozen=True)
class Option:
    """One value of a facet; `url` chooses it, or takes it away when it is chosen."""

    value: str
    label: str | Promise
    count: int
    selected: bool
    url: str


@dataclass(frozen=True)
class Sort:
    """An order that readers may choose: its name in the address, its label, the arguments of `order_by`."""

    value: str
    label: str | Promise
    order: list[str | OrderBy]


class Listing:
    """One page of a narrowed list.

    `items` is what the request may be told of, in order, before any facet; where it takes long to build, by
    core.facets.when_asked. `problem` is a sentence for the reader when the address asks for what doesn't exist; the
    answer then has `status` 404 and an empty list. `keep` names the other parameters of the address, such as the words
    searched for; `for_cards` says what to fetch along, `decorate` completes the items of the page shown.
    `search` narrows the items to those with the words of `?q=`; the first of `sorts` and of `views` (labels by
    name) is the one used until the reader chooses another. Where `index`, the page that the list belongs to, is given,
    what is shown without words to search for is kept (core.visibility.kept_for).
    """

    # How many items were found, where that is known without asking the database.
    _known_total: int | None = None

    def __init__(
        self,
        request: HttpRequest,
        items: QuerySet,
        facets: Iterable[Facet],
        for_cards: Callable[[Any], QuerySet] = lambda items: items,
        decorate: Callable[[Iterable], list] = list,
        keep: Iterable[str] = (),
        search: Callable[[QuerySet, str], QuerySet] | None = None,
        sorts: Iterable[Sort] = (),
        views: dict[str, Any] | None = None,
        page_size: int | None = None,
        index: TreePage | None = None,
    ) -> None:
        self.request, self._index = request, index
        self._page_size = page_size or settings.LIST_PAGE_SIZE
        self.problem = self.query_problem = ""
        self._facets = list(facets)
        self._kept = {name: request.GET[name] for name in keep if name in request.GET}
        self._sorts = {sort.value: sort for sort in sorts}
        self._views = views or {}
        self.sort = self._chosen(SORT, self._sorts)
        self.view = self._chosen(VIEW, self._views)
        self._all, self._items = items, self._searched(items, search)
        self._selected = {
            facet.name: values
            for facet in self._facets
            # Each once, in the order of the address.
            if (values := list(dict.fromkeys(filter(None, request.GET.getlist(facet.name)))))
        }
        self.facets = self._all_facets()
        if any(facet["unknown"] for facet in self.facets):
            self.problem = _("This filter doesn’t exist, or no longer does.")
            self._items = items.none()
        self._for_cards, self._decorate = for_cards, decorate
        # It counts pages; what stands on one of them is asked for here.
        self.paginator = Paginator([], self._page_size)
        if self._known_total is not None:
            self.paginator.count = self._known_total
        elif not self.problem:
            self.paginator.count = self._once("count", lambda: self._found.count())
        self.page_obj = self._page(request.GET.get("page", "1"))
        if not self.problem:
            self.page_obj.object_list = self._once(self.page_obj.number, self._shown)

    @cached_property
    def _found(self) -> Any:
        """The items under every chosen facet, in order."""
        return self._for_cards(self._sorted(self._narrowed()))

    def _shown(self) -> list:
        first = (self.page_obj.number - 1) * self._page_size
        return self._decorate(self._found[first : first + self._page_size])

    def _once(self, what: str | int, make: Callable[[], Any]) -> Any:
        """A part of this list, narrowed as it is."""
        if self._index is None or WORDS in self.request.GET:
            return make()
        chosen = tuple((name, tuple(values)) for name, values in self._selected.items())
        key = ("list", self._index.pk, self._page_size, self.sort, chosen, what)
        return kept_for(self.request, key, make)

    def _chosen(self, name: str, options: dict) -> str:
        """What the address asks for, kept in the next ones; else the first."""
        value = self.request.GET.get(name, "")
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
        """The facets for the template."""
        options = self._once("facets", self._counted)
        return [self._facet(facet, options[facet.name]) for facet in self._facets]

    def _counted(self) -> dict[str, list[tuple[str, str, int]]]:
        """The options of each facet, counted in one query."""
        asked = [counted(facet.rows(self._narrowed(but=facet))) for facet in self._facets]
        rows: dict[str, list] = {facet.name: [] for facet in self._facets}
        if asked:
            for name, *row in asked[0].union(*asked[1:], all=True):
                rows[name].append(row)
        return {facet.name: facet.options(rows[facet.name]) for facet in self._facets}

    def _facet(self, facet, counts: list[tuple[str, str, int]]) -> dict:
        """For the template: name, label, options and the selected options of a facet.

        Where the options are many, `shown` are those seen at first and `others` the rest, else all are shown.
        """
        chosen = self._selected.get(facet.name, [])
        if absent := set(chosen) - {value for value, _label, _number in counts}:
            # No item has them under the other filters: they stay chosen, with none, if any item has them at all.
            rows = counted(facet.rows(facet.filter(self._all, sorted(absent))))
            everywhere = facet.options(row[1:] for row in rows)
            none = [(value, label, 0) for value, label, _n in everywhere if value in absent]
            counts = [*counts, *none]
        options = [
            Option(value, label, number, value in chosen, self._toggled(facet.name, value))
            for value, label, number in counts
        ]
        selected = [option for option in options if option.selected]
        shown = _seen_first(options, facet.is_chronological)
        return {
            "name": facet.name,
            "label": facet.label,
            "options": options,
            "shown": shown,
            "others": [option for option in options if option not in shown],
            "selected": selected,
            "unknown": len(selected) < len(chosen),
        }

    def _toggled(self, name: str, value: str) -> str:
        """The address with a value chosen, or taken away when it is chosen."""
        chosen = self._selected.get(name, [])
        others = [other for other in chosen if other != value]
        return self.link(**{name: others if value in chosen else [*chosen, value]})

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
                "label": option.label,
                "remove_url": option.url,
            }
            for facet in self.facets
            for option in facet["selected"]
        ]
        return chips

    @cached_property
    def ways_out(self) -> list[dict]:
        """Where the facets chosen leave nothing: what there is without one of them, as label, number and url."""
        if self.total or self.problem or len(self._selected) < 2:
            return []
        ways = []
        for facet, shown in zip(self._facets, self.facets, strict=True):
            if shown["selected"] and (number := self._narrowed(but=facet).count()):
                labels = ", ".join(str(option.label) for option in shown["selected"])
                url = self.link(**{facet.name: None})
                ways.append({"label": labels, "number": number, "url": url})
        return ways

    @cached_property
    def sort_options(self) -> list[dict]:
        return self._choices(SORT, self.sort, {s.value: str(s.label) for s in self._sorts.values()})

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
        kept = [(name, value) for name, value in self._kept.items() if name != WORDS]
        return kept + [(name, value) for name in self._selected for value in self._selected[name]]

    @property
    def url(self) -> str:
        """The list's address, at its first page."""
        return self.link()

    @property
    def own_query(self) -> str:
        """What tells these items from the others of the list, as a query in one order; empty for its first page.

        Order and look aren't part of it: the items are the same.
        """
        query = QueryDict(mutable=True)
        if self.query:
            query[WORDS] = self.query
        for name, values in self._selected.items():
            query.setlist(name, sorted(values))
        if self.page_obj.number > 1:
            query["page"] = str(self.page_obj.number)
        return "" if self.problem else query.urlencode()

    @property
    def own_title(self) -> str:
        """The same for the title of the document: the filters and the number of the page, in words."""
        parts = [str(chip["label"]) for chip in self.chips]
        if self.page_obj.number > 1:
            parts.append(_("page %(number)d") % {"number": self.page_obj.number})
        return ", ".join(parts)

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
        """The list's address with some parameters changed or, at None, taken away; a facet goes to page 1.

        A facet takes a list of values.
        """
        query = QueryDict(mutable=True)
        for name, value in (self._kept | self._selected | changes).items():
            if value is not None:
                query.setlist(name, value if isinstance(value, list) else [value])
        text = query.urlencode()
        return f"{self.request.path}?{text}" if text else self.request.path


def _seen_first(options: list[Option], is_chronological: bool) -> list[Option]:
    """In their order, those chosen and the first or the most frequent; all, where only one would be left."""
    if len(options) <= SHORTENED + 1:
        return options
    ranked = options if is_chronological else sorted(options, key=lambda option: -option.count)
    first = ranked[:SHORTENED]
    return [option for option in options if option.selected or option in first]
