"""The dates to come of courses, as a visitor may see them."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Length, Substr
from django.utils.translation import get_language
from wagtail.models import Page

from core.visibility import kept_for, live_pages
from training.models.sessions import CourseSessionPage

DatesByCourse = dict[UUID, list[CourseSessionPage]]


def dates_by_course(request, keys: Iterable[UUID] | None = None) -> DatesByCourse:
    """By the translation key of a course, its dates to come that the request may see, the nearest first.

    A date holds in every language: it is given in the language in use or, until it is translated, in another one.
    """
    if keys is None:
        return kept_for(request, ("dates",), lambda: _dates_by_course(request))
    return _dates_by_course(request, keys)


def _dates_by_course(request, keys: Iterable[UUID] | None = None) -> DatesByCourse:
    above = Substr(OuterRef("path"), 1, Length(OuterRef("path")) - Page.steplen)
    course = live_pages(request).filter(path=above).order_by().values("translation_key")[:1]
    sessions = CourseSessionPage.objects.live_for(request).upcoming().for_cards(request)
    sessions = sessions.annotate(course_key=Subquery(course)).exclude(course_key=None)
    if keys is not None:
        sessions = sessions.filter(course_key__in=keys)
    by_key: dict[UUID, dict[UUID, CourseSessionPage]] = {}
    for session in sessions:
        dates = by_key.setdefault(session.course_key, {})
        if session.translation_key not in dates or session.locale.language_code == get_language():
            dates[session.translation_key] = session
    return {key: list(dates.values()) for key, dates in by_key.items()}


def dates_of(course: Page, request) -> list[CourseSessionPage]:
    return dates_by_course(request, [course.translation_key]).get(course.translation_key, [])


def next_date(dates: list[CourseSessionPage]) -> CourseSessionPage | None:
    """The nearest that is held."""
    return next((session for session in dates if not session.is_cancelled), None)
