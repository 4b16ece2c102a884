"""The yearly card of an organisation: what the public may read of one year, on paper."""

from functools import cached_property

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.utils import translation
from wagtail.coreutils import get_dummy_request

from clubs.pdf.pages import Printed
from contacts.models import BoardSeat, Organisation
from core.file_responses import file_name
from core.layout import absolute
from directory.known import organisation_url
from directory.organisation import photos_of
from directory.work import by_part, read_lines, with_lines, work_of


class PrintedCard(Printed):
    """The card of a year, in the language of the directory below which the organisation has its page.

    It says what a visitor without an account may see, whoever asks for it.
    """

    def __init__(self, organisation: Organisation, directory, year: int) -> None:
        super().__init__()
        self.organisation, self.directory, self.year = organisation, directory, year
        with translation.override(directory.locale.language_code):
            self.address = absolute(organisation_url(directory, organisation))
            self.html = self._html()

    @cached_property
    def file_name(self) -> str:
        return file_name(f"{self.organisation} {self.year}", "pdf")

    def _html(self) -> str:
        organisation, directory = self.organisation, self.directory
        request = get_dummy_request(path=directory.url, site=directory.get_site())
        request.user = AnonymousUser()
        pages = work_of(organisation, request).filter(day__year=self.year)
        lines = read_lines(with_lines(pages, organisation, request), organisation)
        photos = photos_of(organisation, request, [self.year])
        context = {
            "report": self,  # which keeps the photos to print
            "organisation": organisation,
            "year": self.year,
            "language": directory.locale.language_code,
            "address": self.address,
            "territories": organisation.territories.all(),
            "seats": _seats_in(organisation, self.year),
            "parts": by_part(line for line in lines if not line.is_cancelled),
            "photos": list(photos[: settings.CARD_PHOTOS]),
        }
        return render_to_string("pdf/card.html", context, request)


def _seats_in(organisation: Organisation, year: int) -> list[BoardSeat]:
    """The seats on the board that it had at some time of the year."""
    seats = organisation.board_seats.exclude(end__year__lt=year).exclude(start__year__gt=year)
    return list(seats.order_by("-in_bureau", "sort_order", "pk"))
