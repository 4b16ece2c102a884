"""A search from its words to its list of results, for the page, for the suggestions and for machines alike."""

from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import QuerySet
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from clubs.models import ClubPage
from core.facets import Facet, ValueFacet, YearFacet
from core.listing import WORDS, Listing
from core.visibility import live_pages
from downloads.themes import theme_facet
from search.backends.keys import KeyList
from search.matching import matching, ranked, visible
from search.models import Entry, PromotedResult, Synonyms
from search.queries import Query, parse, same_search
from search.results import for_results, results


@dataclass
class Search:
    """What was asked, in each language of the site, and what was found; that of the reader's language comes first."""

    request: object
    queries: list[Query]
    keys: list[int] = field(default_factory=list)

    @property
    def entries(self) -> QuerySet[Entry]:
        return Entry.objects.filter(pk__in=KeyList(self.keys))

    @property
    def is_empty(self) -> bool:
        return not self.keys

    @property
    def query(self) -> Query:
        return self.queries[0]

    @property
    def is_any_word(self) -> bool:
        return self.query.any_word

    @property
    def problem(self) -> str:
        return self.query.problem


def ask(request, text: str) -> Search:
    """Looks for all the words; where nothing has them all, for any of them."""
    queries = _parsed(text)
    if queries[0].problem or not queries[0].clauses:
        return Search(request, queries)
    found = Search(request, queries, matching(request, queries))
    if found.is_empty and len(queries[0].clauses) > 1:
        queries = [query.of_any_word() for query in queries]
        loose = Search(request, queries, matching(request, queries))
        return found if loose.is_empty else loose
    return found


def has_all_words(request, text: str) -> bool:
    """Whether anything that the request may see has all the words."""
    return bool(matching(request, _parsed(text)))


def _parsed(text: str) -> list[Query]:
    here = get_language()
    others = [code for code, _name in settings.LANGUAGES if code != here]
    synonyms = list(Synonyms.objects.all()) if text.strip() else []
    query = parse(text, here, synonyms)
    return [query, *(query.read_in(language) for language in others)]


class ResultList(Listing):
    """The results, narrowed and by pages. The words are the search's own affair."""

    def __init__(self, search: Search, frame):
        self.search = search
        super().__init__(
            search.request,
            # Only asked for when a facet is chosen that nothing found has.
            SimpleLazyObject(lambda: visible(search.request, get_language())),
            [
                ValueFacet("type", _("Kind"), "kind"),
                theme_facet("themes"),
                YearFacet("date"),
                Facet(
                    "club",
                    _("Club"),
                    "club",
                    name_field="title",
                    among=ClubPage.objects.live_for(search.request),
                ),
                ValueFacet("langue", _("Language"), "language"),
            ],
            for_cards=lambda entries: for_results(ranked(entries, search.queries)),
            decorate=lambda entries: results(entries, search.queries, search.request, frame),
        )

    @property
    def clear_url(self):
        """Without the filters; the words stay."""
        return self.link(**dict.fromkeys(self._selected))

    @property
    def _known_total(self):
        return None if self._selected else len(self.search.keys)

    def _searched(self, items, search):
        self.query = ""
        self._kept[WORDS] = self.search.query.text
        return self.search.entries


def promoted(request, query: Query) -> list[PromotedResult]:
    """What editors put first for this search, where the reader may see it; each page in her language, if it is."""
    promoted = PromotedResult.objects.select_related("page")
    asked = [item for item in promoted if _is_for(item, query)]
    if not asked:
        return []
    keys = [item.page.translation_key for item in asked]
    pages = live_pages(request).filter(translation_key__in=keys).select_related("locale")
    here = get_language()
    in_order = sorted(pages.specific(), key=lambda page: page.locale.language_code == here)
    # A page in the reader's language comes last, and takes the place of the others.
    by_key = {page.translation_key: page for page in in_order}
    shown = [item for item in asked if item.page.translation_key in by_key]
    for item in shown:
        item.page = by_key[item.page.translation_key]
    return shown


def _is_for(item: PromotedResult, query: Query) -> bool:
    return any(same_search(query, line) for line in item.lines)
