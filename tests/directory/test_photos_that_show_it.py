"""Which photos the page of an organisation shows: those that editors have said to show it, under the rule of pages."""

from datetime import date, datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from photos.models import Photo
from tests import factories, page_types
from tests.background import followed
from tests.conftest import logged_in


@pytest.fixture
def valmire(site):
    page_types.directory(site.home)
    return factories.member_organisation()


def shown(photo, home, **fields):
    return page_types.news_page(
        home, title=f"Une page avec {photo.title}", lead_photo=photo, **fields
    )


def test_only_photos_said_to_show_it_that_stand_on_a_page_which_the_reader_sees(site, valmire):
    with followed():
        names = ["Dite", "Tue", "Réservée", "Nulle part", "Finie", "Retirée"]
        photos = {name: factories.photo(name, caption=f"Légende {name}.") for name in names}
        for name, photo in photos.items():
            if name != "Tue":
                photo.organisations.add(valmire)
            if name != "Nulle part":
                page = shown(photo, site.home)
            if name == "Réservée":
                factories.restrict(page)
        Photo.objects.filter(title="Finie").update(
            licence_end=timezone.localdate() - timedelta(days=1)
        )
        Photo.objects.filter(title="Retirée").update(consent=Photo.Consent.WITHDRAWN)
    answer = Client().get("/adherents/valmire-habitat/").content.decode()
    assert [name for name in names if f"Légende {name}" in answer] == ["Dite"]
    assert "Maud Sérane" in answer
    # Being on a photo opens its files to nobody.
    private = photos["Réservée"].renditions.first()
    assert Client().get(private.url).status_code == 404
    member = Client()
    member.force_login(factories.member(of=valmire))
    assert "Légende Réservée" in member.get("/adherents/valmire-habitat/").content.decode()


def test_photos_are_of_the_year_chosen(site, valmire):
    taken_at = timezone.make_aware(datetime(2023, 7, 1))
    with followed():
        photo = factories.photo("Un été", taken_at=taken_at, caption="Un été au jardin.")
        photo.organisations.add(valmire)
        shown(photo, site.home)
    for year in (2023, 2024):
        page_types.publication(
            site.home, title=f"Bilan {year}", organisations=[valmire], date=date(year, 1, 1)
        )
    read = {
        year: Client().get(f"/adherents/valmire-habitat/?annee={year}").content.decode()
        for year in (2023, 2024)
    }
    assert "Un été au jardin" in read[2023]
    assert "Un été au jardin" not in read[2024]


@pytest.mark.parametrize(("role", "may"), [("Publication", True), ("Rédaction", False)])
def test_editors_say_on_a_photo_whom_it_shows(role, may, site):
    valmire = factories.organisation()
    photo = factories.photo()
    person = factories.user("role@example.org")
    person.groups.add(Group.objects.get(name=role))
    client = logged_in(person)
    address = reverse("wagtailimages:edit", args=[photo.pk])
    data = {
        "title": "Façade",
        "credit": "Maud Sérane",
        "description": "Une façade",
        "organisations": valmire.pk,
    }
    client.post(address, data)
    assert list(photo.organisations.all()) == ([valmire] if may else [])
    if may:
        form = client.get(address).content.decode()
        assert f'value="{valmire.pk}"' in form
        client.post(
            address, {name: value for name, value in data.items() if name != "organisations"}
        )
        assert not photo.organisations.exists()
