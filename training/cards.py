"""Courses as the lines of the catalogue show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from core.visibility import is_teaser
from training.dates import DatesByCourse, next_date
from training.models.vocabularies import Audience, Domain, named


@dataclass(frozen=True)
class CourseCard:
    """A course as a reader sees it, in the language in use; `dates` are those to come, the nearest first.

    All but the page is empty where the course `is_reserved`: its title and summary are all that she may know.
    """

    page: Any  # CoursePage
    is_reserved: bool = False
    domain: str = ""
    audiences: tuple[str, ...] = ()
    dates: tuple = ()

    @property
    def next_date(self):
        return next_date(list(self.dates))


def course_cards(courses: Iterable, dates: DatesByCourse, request) -> list[CourseCard]:
    """A card for each course, which `for_cards` has fetched."""
    courses = list(courses)
    terms = {course.domain_id: course.domain for course in courses if course.domain}
    domains = dict(zip(terms, named(Domain, terms.values()), strict=True))
    lines = [[line.audience for line in course.audiences.all()] for course in courses]
    people = {term.pk: term for line in lines for term in line}
    audiences = dict(zip(people, named(Audience, people.values()), strict=True))
    return [
        CourseCard(course, is_reserved=True)
        if is_teaser(request, course)
        else CourseCard(
            course,
            domain=domains.get(course.domain_id, ""),
            audiences=tuple(audiences[term.pk] for term in line),
            dates=tuple(dates.get(course.translation_key, ())),
        )
        for course, line in zip(courses, lines, strict=True)
    ]
