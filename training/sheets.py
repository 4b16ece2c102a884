"""Courses with all that is said of them, for the page of the whole catalogue and for paper."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from contacts.models import Contact, people_of
from training.cards import CourseCard, course_cards
from training.dates import DatesByCourse
from training.models.courses import CoursePageContact, CourseTrainer


@dataclass(frozen=True)
class CourseSheet:
    """A course that the reader may see, in the language in use."""

    card: CourseCard
    trainers: tuple
    contacts: tuple[Contact, ...]

    @property
    def page(self):
        return self.card.page

    @property
    def anchor(self) -> str:
        return f"{self.page.slug}"


@dataclass(frozen=True)
class DomainSheets:
    """The courses of a domain; `name` is empty for those without one."""

    name: str
    sheets: tuple[CourseSheet, ...]


def with_sheets(courses: Any) -> QuerySet:
    """With what `course_sheets` reads: no query per course."""
    trainers = CourseTrainer.objects.select_related("organisation")
    contacts = CoursePageContact.objects.select_related(
        "contact__photo", "contact__successor__photo"
    )
    return (
        courses.for_cards()
        .defer(None)
        .prefetch_related(Prefetch("trainers", trainers), Prefetch("page_contacts", contacts))
    )


def course_sheets(courses: Iterable, dates: DatesByCourse, request) -> list[CourseSheet]:
    cards = [card for card in course_cards(courses, dates, request) if not card.is_reserved]
    people = people_of([card.page for card in cards])
    return [
        CourseSheet(
            card,
            tuple(line.organisation for line in card.page.trainers.all()),
            tuple(contacts),
        )
        for card, contacts in zip(cards, people, strict=True)
    ]


def by_domain(sheets: list[CourseSheet]) -> list[DomainSheets]:
    """In the order of the sheets, which is that of the domains."""
    found: dict[str, list[CourseSheet]] = {}
    for sheet in sheets:
        found.setdefault(sheet.card.domain, []).append(sheet)
    return [DomainSheets(name, tuple(sheets)) for name, sheets in found.items()]
