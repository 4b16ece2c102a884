"""What stands for a page elsewhere: its title, its picture, who publishes it."""

import json
from io import BytesIO

import pytest
from django.utils import timezone
from PIL import Image

from clubs.structured_data import amount
from tests import factories, files, page_types
from tests.page_types import PAGE_TYPES, make

PLAIN = [
    "/accessibilite/",
    "/mentions-legales/",
    "/plan-du-site/",
    "/credits-photographiques/",
    "/themes/renovation/",
    "/actualites/?annee=2025",
    "/clubs/?mois=2027-03",
]


def content(document, name: str) -> str:
    found = document.select_one(f"meta[property='{name}']")
    return found["content"] if found else ""


def own_title(document) -> str:
    """That of the document, without the site's name."""
    return document.title.text.removesuffix(f" – {factories.ASSOCIATION}")


def data_of(document, kind: str) -> dict:
    scripts = document.select("script[type='application/ld+json']")
    found = [json.loads(script.string) for script in scripts]
    return next(data for data in found if data["@type"] == kind)


@pytest.mark.parametrize("model", PAGE_TYPES, ids=lambda model: model.__name__)
def test_each_type_of_page_is_shared_under_the_title_that_it_has(model, site, read):
    document = read(make(model, site.home).url)
    assert content(document, "og:title") == own_title(document)


def test_so_are_plain_addresses_and_parts_of_lists(site, read):
    page_types.news_page(site.home, themes=[factories.theme("Rénovation")])
    for address in PLAIN:
        document = read(address)
        assert content(document, "og:title") == own_title(document), address
        assert content(document, "og:url") == f"http://testserver{address}"
        canonical = document.select_one("link[rel=canonical]")["href"]
        assert canonical == f"http://testserver{address}"
        assert address in document.select_one(".foot .print-only").text
    assert own_title(read("/clubs/?mois=2027-03")) == "Clubs – mars 2027"
    assert own_title(read("/clubs/?mois=2027-99", status=404)) == "Clubs"


def test_a_page_without_a_picture_is_shared_with_the_associations(site, read, client):
    page = page_types.content_page(site.home)
    assert content(read(page.url), "og:image") == ""
    assert client.get("/partage.png").status_code == 404
    logo = factories.shown_photo("Logo", data=files.jpeg((300, 90)))
    association = factories.association(logo=logo, primary_colour="#123456")
    for address in (page.url, "/plan-du-site/"):
        document = read(address)
        image = content(document, "og:image").removeprefix("http://testserver")
        assert image.startswith("/partage.png?v=")
        assert content(document, "og:image:alt") == factories.ASSOCIATION
    with Image.open(BytesIO(client.get(image).content)) as card:
        assert card.size == (1200, 630)
        assert card.getpixel((5, 5)) == (0x12, 0x34, 0x56)
        assert card.getpixel((600, 125)) == (255, 255, 255)
    association.share_photo = factories.shown_photo("Partage", description="Le lac")
    association.save()
    document = read(page.url)
    assert content(document, "og:image").startswith("http://testserver/media/")
    assert content(document, "og:image:alt") == "Le lac"
    lead = factories.shown_photo("Tête", description="La tour")
    own = page_types.news_page(site.home, lead_photo=lead)
    assert content(read(own.url), "og:image:alt") == "La tour"


def test_a_picture_that_may_not_be_shown_is_shared_nowhere(site, read, client):
    logo = factories.shown_photo("Logo", consent="withdrawn")
    factories.association(logo=logo, share_photo=logo)
    assert content(read("/plan-du-site/"), "og:image") == ""
    assert client.get("/partage.png").status_code == 404


def test_news_and_reports_say_who_writes_and_who_publishes(site, read):
    factories.association(logo=factories.shown_photo("Logo"))
    news = data_of(read(page_types.news_page(site.home).url), "NewsArticle")
    report = data_of(read(page_types.report(site.home).url), "Report")
    for data in (news, report):
        assert data["author"] == data["publisher"]
        assert data["publisher"]["name"] == factories.ASSOCIATION
        assert data["publisher"]["logo"]["url"].startswith("http://testserver/media/")
    publication = data_of(read(factories.publication().url), "DigitalDocument")
    assert publication["publisher"]["name"] == factories.ASSOCIATION
    assert data_of(read(site.news.url), "BreadcrumbList")["itemListElement"][-1]["position"] == 2


def test_a_session_says_how_one_takes_part_and_for_how_much(site, read):
    session = page_types.session(
        site.home,
        place="Salle du Lac",
        attendance="mixed",
        price="1 200,50 €",
        member_price="Gratuit",
        registration_url="https://example.org/inscription",
        registration_deadline=timezone.localdate(),
    )
    document = read(session.url)
    event = data_of(document, "Event")
    assert event["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    assert [place["@type"] for place in event["location"]] == ["Place", "VirtualLocation"]
    assert event["offers"] == {
        "@type": "Offer",
        "price": "1200.50",
        "priceCurrency": "EUR",
        "url": "https://example.org/inscription",
        "validThrough": timezone.localdate().isoformat(),
    }
    assert "Sur place et à distance" in document.select_one(".facts").text
    plain = data_of(read(page_types.session(site.home).url), "Event")
    assert plain["eventAttendanceMode"] == "https://schema.org/OfflineEventAttendanceMode"
    assert "offers" not in plain


@pytest.mark.parametrize(
    ("words", "price"),
    [
        ("80 €", "80"),
        ("1\u202f200,5 euros", "1200.50"),
        ("Gratuit", "0"),
        ("Free of charge", "0"),
        ("80 € (40 € pour les étudiants)", ""),
        ("80 €, gratuit pour les étudiants", ""),
        ("Sur demande", ""),
        ("50 CHF", ""),
    ],
)
def test_a_price_is_told_to_machines_where_it_is_one_amount(words, price):
    assert amount(words) == price
