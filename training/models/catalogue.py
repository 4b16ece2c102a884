from functools import partial
from typing import Any

from django.conf import settings
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext

from clubs.calendars import CalendarMixin
from clubs.models.printed import PrintedMixin
from core import exports
from core.facets import TermFacet, ValueFacet, when_asked
from core.languages import listed_below
from core.listing import VIEW, Listing
from core.models import BasePage
from downloads.themes import theme_facet
from training.cards import CourseCard, course_cards
from training.dates import DatesByCourse, dates_by_course, next_date
from training.duration import DurationFacet
from training.exports import COURSES
from training.facets import NextDateFacet
from training.models.courses import CoursePage, CoursePageQuerySet
from training.models.sessions import CourseSessionPage
from training.models.vocabularies import Audience, Domain, names_in_use
from training.sheets import DomainSheets, by_domain, course_sheets, with_sheets

# The view of all courses on one page, made to be printed.
WHOLE = "complet"


class CataloguePage(PrintedMixin, CalendarMixin, BasePage):
    """All courses, by domain; narrowed by domain, audience, duration, format and next date."""

    template = "pages/catalogue_page.html"
    max_count_per_parent = 1
    show_in_menus_default = True
    parent_page_types = ["home.HomePage"]
    subpage_types = ["training.CoursePage"]
    session_model = CourseSessionPage
    select_related = (*BasePage.select_related, "pdf")

    class Meta:
        verbose_name = _("catalogue of courses")

    def get_template(self, request, *args, **kwargs) -> str:
        whole = request.GET.get(VIEW) == WHOLE
        return "pages/catalogue_whole.html" if whole else super().get_template(request)

    @property
    def pdf_name(self) -> str:
        with override(self.locale.language_code):
            return pgettext("in an address", "catalogue") + ".pdf"

    def listing(self, request, dates: DatesByCourse, page_size: int | None = None) -> Listing:
        """What the request narrows the catalogue to."""
        return Listing(
            request,
            when_asked(lambda: listed_below(self, CoursePage, request).in_order()),  # type: ignore[attr-defined]
            [
                TermFacet("domaine", _("Domain"), "domain", partial(names_in_use, Domain)),
                TermFacet(
                    "public",
                    _("Audience"),
                    "audiences__audience",
                    partial(names_in_use, Audience),
                ),
                DurationFacet(),
                ValueFacet("modalite", _("Format"), "format", CoursePage.Format.choices),
                NextDateFacet(dates),
                theme_facet("theme_items__tag"),
            ],
            for_cards=CoursePageQuerySet.for_cards,
            decorate=partial(course_cards, dates=dates, request=request),
            page_size=page_size or settings.CATALOGUE_PAGE_SIZE,
            index=self,
        )

    def nearest(self, request, count: int) -> list[CourseCard]:
        """So many courses, those with the nearest dates first; those without a date keep the catalogue's order."""
        dates = dates_by_course(request)
        courses = listed_below(self, CoursePage, request).in_order()  # type: ignore[attr-defined]
        keys = dict(courses.values_list("pk", "translation_key"))
        held = {key: next_date(dates[key]) for key in dates}
        nearest = {key: session.starts_at for key, session in held.items() if session}
        dated = sorted((pk for pk in keys if keys[pk] in nearest), key=lambda pk: nearest[keys[pk]])
        chosen = [*dated, *(pk for pk in keys if keys[pk] not in nearest)][:count]
        found = {course.pk: course for course in courses.filter(pk__in=chosen).for_cards()}
        return course_cards([found[pk] for pk in chosen if pk in found], dates, request)

    def sheets(self, request) -> list[DomainSheets]:
        """All courses that the request may see, with all that is said of them."""
        courses = listed_below(self, CoursePage, request).live_for(request)  # type: ignore[attr-defined]
        found = with_sheets(courses.in_order())
        return by_domain(course_sheets(found, dates_by_course(request), request))

    def get_context(self, request, *args, **kwargs) -> dict:
        if request.GET.get(VIEW) == WHOLE:
            context = super().get_context(request, *args, **kwargs)
            context["layout"].own_query = f"{VIEW}={WHOLE}"
            return context | {"domains": self.sheets(request)}
        dates = dates_by_course(request)
        listing = self.listing(request, dates)
        context = super().get_context(request, *args, **kwargs)
        context["layout"].own_query = listing.own_query
        return context | {
            "listing": listing,
            "exports": exports.links(listing),
            "calendar_url": self.calendar_url(request),
            "pdf_url": self.pdf_url,
            "whole_url": f"{self.get_url(request)}?{VIEW}={WHOLE}",
        }

    def serve(self, request, *args, **kwargs) -> HttpResponseBase:
        if kwargs.get("pdf"):
            return super().serve(request, *args, **kwargs)
        if (name := request.GET.get("format")) in exports.FORMATS:
            return exports.answer(self.listing(request, dates_by_course(request)), COURSES, name)
        response: Any = super().serve(request, *args, **kwargs)
        if "listing" in response.context_data:
            response.status_code = response.context_data["listing"].status
        return response
