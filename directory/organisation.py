"""The page of one organisation, which fills itself."""

from collections.abc import Iterable
from functools import partial

from django.conf import settings
from django.db.models import Exists, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from wagtail.models import Page

from contacts.models import BoardSeat, Organisation
from core.facets import YearFacet
from core.layout import Layout, absolute
from core.listing import Listing
from core.references import references_on
from core.visibility import live_pages, photos_on_pages
from directory.known import organisation_url
from directory.work import PartFacet, read_lines, with_lines, work_of
from photos import renditions
from photos.models import Photo

CARDS = 6  # years whose cards are offered


def organisation_context(organisation: Organisation, directory: Page, request) -> dict:
    """What the template shows; `directory` is the page below whose address it stands."""
    listing = work_listing(organisation, request)
    layout = Layout(request, page=directory, title=organisation.name)
    layout.below, layout.own_query = f"{organisation.slug}/", listing.own_query
    seats = BoardSeat.objects.current().filter(organisation=organisation)
    photos = photos_of(organisation, request, _years(listing, "selected"))
    return {
        "layout": layout,
        "title": organisation.name,
        "organisation": organisation,
        "directory": directory,
        "territories": list(organisation.territories.all()),
        "seats": list(seats),
        "listing": listing,
        "cards": _cards(organisation, directory, listing),
        "photos": list(photos[: settings.ORGANISATION_PHOTOS]),
        "structured_data": partial(_structured_data, organisation, directory),
    }


def _years(listing: Listing, which: str) -> list[int]:
    """Those of the facet: the "selected" ones, or all its "options"."""
    facets = (facet for facet in listing.facets if facet["name"] == YearFacet.name)
    return [int(option.value) for facet in facets for option in facet[which]]


def _cards(organisation: Organisation, directory: Page, listing: Listing) -> list[dict]:
    """The address of the card of each of the last years in which something is listed."""
    years = sorted(_years(listing, "options"), reverse=True)[:CARDS]
    return [{"year": year, "url": card_url(directory, organisation, year)} for year in years]


def card_url(directory: Page, organisation: Organisation, year: int) -> str:
    """Of the PDF of a year."""
    name = _("card-%(year)d.pdf") % {"year": year}
    return f"{organisation_url(directory, organisation)}{name}"


def work_listing(organisation: Organisation, request) -> Listing:
    """What it has done, as the request narrows it by type and year."""
    return Listing(
        request,
        work_of(organisation, request),
        [PartFacet(), YearFacet("day")],
        for_cards=partial(with_lines, organisation=organisation, request=request),
        decorate=partial(read_lines, organisation=organisation),
        page_size=settings.ORGANISATION_PAGE_SIZE,
    )


def photos_of(organisation: Organisation, request, years: Iterable[int] = ()) -> QuerySet[Photo]:
    """The photos that editors have said to show it, and that stand on a page which the request may see.

    The latest first, by the day on which they were taken or, where nobody knows, sent in; of some years alone, if
    any are given.
    """
    pages = live_pages(request).order_by()
    shown = photos_on_pages().filter(organisations=organisation).exclude(credit="")
    dated = shown.annotate(dated=Coalesce("taken_at", "created_at"))
    if years:
        dated = dated.filter(dated__year__in=years)
    return (
        dated.filter(Exists(references_on(Photo, pages)))
        .order_by("-dated", "-pk")
        .prefetch_related(renditions.prefetch("", "gallery", "large"))
    )


def _structured_data(organisation: Organisation, directory: Page) -> dict:
    data = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": organisation.name,
        "alternateName": organisation.short_name,
        "url": organisation.website,
        "mainEntityOfPage": absolute(organisation_url(directory, organisation)),
    }
    return {key: value for key, value in data.items() if value}
