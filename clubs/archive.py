"""The meetings of all clubs as one list: each is there once, as its report or, until there is one, its session."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Case, Q, QuerySet, When
from django.db.models.functions import Length, Substr
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from clubs.history import Meeting, meeting_of, meetings_below
from core.facets import value_rows
from core.typography import sort_key


def listed_meetings(index: Page, request) -> QuerySet[Page]:
    """What the request may name below a list of clubs: the nearest session to come first, then the latest held.

    A report that it may only name has its session stand for it.
    """
    pages = meetings_below(index, request)
    read = pages.live_for(request).order_by()
    above = Substr("path", 1, Length("path") - Page.steplen)
    reported = read.filter(reportpage__isnull=False).values(above=above)
    below_session = Q(reportpage__isnull=False, depth=index.depth + 3)
    pages = pages.exclude(below_session & ~Q(pk__in=read.values("pk")))
    coming = Q(sessionpage__isnull=False, day__gte=timezone.localdate())
    return pages.exclude(path__in=reported).order_by(
        Case(When(coming, then="sessionpage__starts_at")).asc(nulls_last=True), "-day", "-pk"
    )


def read_meetings(pages: Iterable[Page], request) -> list[Meeting]:
    return [meeting_of(page, request) for page in pages]


@dataclass(frozen=True)
class ClubCard:
    """A club in a list, with the session that comes next, where one is announced to the reader."""

    page: Page
    next_session: Page | None


class ClubFacet:
    """The club of each meeting, known by the place of its page in the tree.

    `clubs` are (slug, title) by tree path: one that is translated may stand at two of them.
    """

    name: str = "club"
    label: str | Promise = _("Club")
    is_chronological = False

    def __init__(self, clubs: dict[str, tuple[str, str]]) -> None:
        self._clubs = clubs

    def filter(self, items: QuerySet, values: list[str]) -> QuerySet:
        places = [
            Q(path__startswith=path)
            for path, (slug, _title) in self._clubs.items()
            if slug in values
        ]
        return items.filter(reduce(or_, places)) if places else items.none()

    def rows(self, items: QuerySet) -> QuerySet:
        length = max(map(len, self._clubs), default=0)
        return value_rows(items, self.name, Substr("path", 1, length))

    def options(self, rows: Iterable[tuple]) -> list[tuple[str, str, int]]:
        """(slug, title, number of meetings) of each club that has some, by title."""
        numbers = Counter()
        for path, _name, _key, number in rows:
            if club := self._clubs.get(path):
                numbers[club] += number
        found = sorted(numbers, key=lambda club: sort_key(club[1]))
        return [(slug, title, numbers[slug, title]) for slug, title in found]
