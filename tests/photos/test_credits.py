"""The public page of photo credits: what visitors may see, by author, and nothing else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from photos.models import Photo
from tests import factories, page_types
from tests.queries import queries, report

pytestmark = pytest.mark.both_databases

CREDITS = "/credits-photographiques/"


def stands(site, title: str = "Le chantier", **fields):
    return page_types.news_page(site.home, title=title, **fields)


def test_photos_stand_by_author_with_their_pages(site, read):
    zoe = factories.photo("IMG_1", credit="Zoé Maréchal", caption="La cour", licence="cc-by")
    eric = factories.photo("Le toit", credit="Éric Dulac")
    page = stands(site, lead_photo=zoe)
    other = stands(site, "La visite", body=[("gallery", {"title": "", "photos": [eric, zoe]})])
    document = read(CREDITS).main
    assert [title.text for title in document.select("h2")] == ["Éric Dulac", "Zoé Maréchal"]
    text = document.text
    assert "La cour" in text
    assert "CC BY 4.0" in text
    assert "Le toit" in text
    for address in (page.url, other.url):
        assert document.select(f"a[href='{address}']")


def test_pages_that_cant_be_seen_arent_named_nor_photos_that_stand_there_only(site, read):
    hidden, both = factories.photo(credit="Autrice cachée"), factories.photo(credit="Zoé")
    closed = stands(site, "Réunion interne", lead_photo=hidden, social_image=both)
    factories.restrict(closed)
    stands(site, "Brouillon secret", lead_photo=hidden, live=False)
    stands(site, "Ouverte", lead_photo=both)
    text = read(CREDITS).text
    for words in ("Autrice cachée", "Réunion interne", "Brouillon secret"):
        assert words not in text
    assert "Ouverte" in text


@pytest.mark.parametrize("why", ["licence", "consent", "unused", "unsigned"])
def test_photos_that_arent_shown_arent_listed(why, site, read):
    photo = factories.photo("Absente", credit="" if why == "unsigned" else "Autrice")
    if why != "unused":
        page = stands(site)
        type(page).objects.filter(pk=page.pk).update(lead_photo=photo)
        type(page).objects.get(pk=page.pk).save()
    if why == "licence":
        Photo.objects.update(licence_end=timezone.localdate() - timedelta(days=1))
    if why == "consent":
        Photo.objects.update(consent="withdrawn")
    text = read(CREDITS).main.text
    assert "Absente" not in text
    assert "Aucune photo" in text


def test_the_names_of_the_people_shown_stay_in_the_register(site, read):
    stands(site, lead_photo=factories.photo(people="Ana Valdour"))
    assert "Ana Valdour" not in read(CREDITS).text


def test_it_is_linked_from_the_foot_and_the_site_map_in_both_languages(site, read):
    factories.translate(site.home)
    for address, target in (("/", CREDITS), ("/en/", "/en/photo-credits/")):
        assert read(address).select(f"footer a[href='{target}']")
        assert read(target).select("h1")
    assert read("/plan-du-site/").main.select(f"a[href='{CREDITS}']")


def test_it_has_pages_at_constant_cost(site, client, read, settings):
    settings.CREDITS_PAGE_SIZE = 3
    for number in range(3):
        stands(site, f"Page {number}", lead_photo=factories.photo(credit=f"Auteur {number}"))
    read(CREDITS)  # from now on the site is known
    few = queries(client, CREDITS)
    for number in range(3, 9):
        stands(site, f"Page {number}", lead_photo=factories.photo(credit=f"Auteur {number}"))
    many = queries(client, CREDITS)
    assert len(many) == len(few), report(many)
    first = read(CREDITS)
    assert len(first.main.select("h2")) == 3
    read(f"{CREDITS}{first.select_one('a[rel=next]')['href']}")
    for number in ("4", "0", "x", "-1", "%00"):
        assert client.get(f"{CREDITS}?page={number}").status_code in (400, 404)
