"""The sheet of a course and the whole catalogue as they are printed (clubs.pdf), for a visitor without an account."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.utils import translation
from wagtail.coreutils import get_dummy_request

from clubs.pdf.pages import Printed
from core.blocks.choosers import read_body
from core.layout import absolute
from core.translation.marks import marking
from core.translation.models import UntranslatedTexts
from downloads.models import article_files
from training.dates import dates_by_course
from training.models import CataloguePage, CoursePage
from training.sheets import CourseSheet, course_sheets, with_sheets


class PrintedTraining(Printed):
    template: str

    def __init__(self, page: Any) -> None:
        super().__init__()
        self.page = page
        self.days: list[date] = []
        request = get_dummy_request(path=page.url, site=page.get_site())
        request.user = AnonymousUser()
        context = {"report": self, "page": page, "address": absolute(page.url)}
        with (
            translation.override(page.locale.language_code),
            marking(UntranslatedTexts.of(page)),
        ):
            self.html = render_to_string(self.template, context | self.context(request), request)

    @property
    def shown_until(self) -> date | None:
        """A date that is past isn't given out either: the night after it, the file is made anew."""
        ends = [super().shown_until, *self.days]
        return min(filter(None, ends), default=None)

    def context(self, request) -> dict:
        """What the template shows; `days` gets those of the dates among it."""
        raise NotImplementedError


class PrintedCourse(PrintedTraining):
    template = "pdf/course.html"
    page: CoursePage

    def context(self, request) -> dict:
        page = self.page
        read_body(page.body)
        dates = dates_by_course(request, [page.translation_key])
        found = with_sheets(CoursePage.objects.filter(pk=page.pk))
        [sheet] = course_sheets(found, dates, request)
        self.days = _days([sheet])
        files = article_files(page, request)
        return {"sheet": sheet, "visible_documents": files.visible}


class PrintedCatalogue(PrintedTraining):
    template = "pdf/catalogue.html"
    page: CataloguePage

    def context(self, request) -> dict:
        domains = self.page.sheets(request)
        self.days = _days(sheet for domain in domains for sheet in domain.sheets)
        return {"domains": domains}


def _days(sheets: Iterable[CourseSheet]) -> list[date]:
    return [session.last_day for sheet in sheets for session in sheet.card.dates]
