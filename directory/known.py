"""Which organisations a reader knows of, and where their pages are."""

from typing import Protocol

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from wagtail.models import Page

from contacts.models import BoardSeat, Organisation
from core.routing import url_of
from core.visibility import named_on_pages


def known_organisations(request) -> QuerySet[Organisation]:
    """Those that are or have been members, that sit or have sat on the board, or that a page the request sees names."""
    return known_or(named_on_pages(request, Organisation))


def known_or(named: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """Those that are known by themselves, and some others."""
    today = timezone.localdate()
    seats = BoardSeat.objects.begun().filter(organisation=OuterRef("pk"))
    return Organisation.objects.filter(
        Q(membership_start__lte=today) | Exists(seats) | Q(pk__in=named.values("pk"))
    )


class InAddresses(Protocol):
    """An organisation, or its name with its `slug`."""

    slug: str


def organisation_url(directory: Page, organisation: InAddresses, request=None) -> str:
    """The address of an organisation's page below a directory."""
    return f"{url_of(directory, request)}{organisation.slug}/"
