"""Sixty organisations and two thousand pages ask as little of the database as a few, wherever they are listed."""

from datetime import date

import pytest

from contacts.models import Organisation
from downloads.models import PublicationOrganisation, PublicationPage
from tests import bulk, factories, page_types
from tests.queries import queries, report

pytestmark = pytest.mark.both_databases

ADDRESSES = [
    "/adherents/",
    "/adherents/?famille=oph&territoire=hautes-rives",
    "/adherents/valmire-habitat/",
    "/adherents/valmire-habitat/?annee=2025",
    "/conseil/",
    "/sitemap.xml",
]


def fill(site, valmire, organisations: int, publications: int) -> None:
    start = Organisation.objects.count()
    territory = Organisation.territories.through.objects.first().territory
    for number in range(start, start + organisations):
        other = factories.organisation(
            f"Bailleur {number}", kind="oph", logo=valmire.logo, membership_start=date(2020, 1, 1)
        )
        other.territories.add(territory)
        factories.board_seat(other, in_bureau=number % 4 == 0)
        factories.board_seat(other, end=date(2023, 1, 1), start=None)
    site.library.refresh_from_db()
    bulk.publications(site.library, publications, kind=valmire.known_kind)
    PublicationOrganisation.objects.all().delete()
    PublicationOrganisation.objects.bulk_create(
        PublicationOrganisation(page=page, organisation=valmire)
        for page in PublicationPage.objects.all()
    )


def test_sixty_organisations_and_two_thousand_pages_take_as_many_queries_as_a_few(site, client):
    page_types.directory(site.home)
    page_types.board(site.home)
    logo = factories.shown_photo()
    valmire = factories.member_organisation(kind="oph", logo=logo)
    valmire.territories.add(factories.territory())
    valmire.known_kind = factories.kind()
    club = page_types.club(site.home)
    for number in range(2):
        session = page_types.session(
            site.home, parent=club, title=f"Séance {number}", host=valmire, pilots=[valmire]
        )
        page_types.report(site.home, parent=session, host=valmire, partners=[valmire])
    fill(site, valmire, organisations=5, publications=10)
    few = {address: queries(client, address) for address in ADDRESSES}
    fill(site, valmire, organisations=54, publications=1990)
    for address, before in few.items():
        after = queries(client, address)
        assert len(before) == len(after), f"{address}\n{report(before)}\n\n{report(after)}"
