"""The home page: who the association is, what is next, what is new."""

import json
from datetime import date, timedelta

from django.utils import timezone

from core.models import Teaser
from tests import bulk, factories, page_types


def test_it_opens_with_the_association(site, read):
    document = read("/")
    assert document.h1.get_text(strip=True) == factories.ASSOCIATION
    assert "L’habitat social des Hautes-Rives." in document.main.text


def test_it_shows_the_five_latest_news_and_the_way_to_all(site, read):
    for number in range(1, 8):
        page_types.news_page(site.home, title=f"Nouvelle {number}", date=date(2025, 1, number))
    news = read("/").select_one("[aria-labelledby=latest-news]")
    assert [title.get_text(strip=True) for title in news.select("h3")] == [
        f"Nouvelle {number}" for number in (7, 6, 5, 4, 3)
    ]
    assert news.select("a[href='/actualites/']")


def test_it_shows_the_latest_publications_and_the_way_to_all(site, read):
    for number in range(1, 7):
        factories.publication(f"Rapport {number}", "docx", date=date(2025, number, 1))
    part = read("/").select_one("[aria-labelledby=latest-publications]")
    assert [title.get_text(strip=True) for title in part.select("h3")] == [
        f"Rapport {number}" for number in (6, 5, 4, 3)
    ]
    assert part.select("a[href='/publications/']")


def test_it_opens_with_the_photo_of_the_nearest_session_that_the_reader_may_see(site, read):
    def session(title: str, days: int, **fields):
        start = timezone.now() + timedelta(days=days)
        return page_types.session(site.home, title=title, starts_at=start, **fields)

    session("Sans photo", 3)
    reserved = session("Réservée", 5, lead_photo=factories.shown_photo("Une", caption="Secret"))
    Teaser.objects.create(restriction=factories.restrict(reserved))
    assert not read("/").select(".opening-photo")
    session("Ouverte", 9, lead_photo=factories.shown_photo("Deux", caption="La cour"))
    (figure,) = read("/").select(".opening-photo")
    assert figure.figcaption.text.startswith("La cour")
    assert "Maud Sérane" in figure["aria-label"]


def test_an_empty_site_has_no_empty_heading(site, read):
    document = read("/")
    assert not document.main.select("[aria-labelledby=latest-news]")
    assert not document.main.select("[aria-labelledby=latest-publications]")


def test_search_engines_are_told_who_it_is(site, read):
    factories.association(
        short_name="Habitat Hautes-Rives", email="contact@example.org", logo=factories.shown_photo()
    )
    data = json.loads(read("/").select_one("script[type='application/ld+json']").string)
    assert data["@type"] == "Organization"
    assert data["name"] == factories.ASSOCIATION
    assert data["alternateName"] == "Habitat Hautes-Rives"
    assert data["url"] == "http://testserver/"
    assert data["logo"].startswith("http://testserver/media/")


def test_the_menu_follows_the_tree(site, read):
    page_types.content_page(site.home, title="L’Union", show_in_menus=True)
    page_types.content_page(site.home, title="Hors menu")
    titles = [link.text for link in read("/actualites/").select(".main-menu a")]
    assert titles == ["Actualités", "Publications", "Clubs", "Contacts", "L’Union"]


def test_the_menu_says_where_one_is(site, read):
    page = page_types.news_page(site.home)
    for address, state in (("/actualites/", "page"), (page.url, "true")):
        current = read(address).select(".main-menu [aria-current]")
        assert [(link["href"], link["aria-current"]) for link in current] == [
            ("/actualites/", state)
        ]


def test_the_foot_says_name_address_phone_and_mail(site, read):
    factories.association(
        postal_address="3 rue des Tilleuls\n12345 Valmire",
        phone="01 99 00 12 34",
        email="contact@example.org",
        linkedin_url="https://www.example.org/nous",
    )
    foot = read("/actualites/").footer
    for words in (factories.ASSOCIATION, "3 rue des Tilleuls", "12345 Valmire"):
        assert words in foot.text
    for address in (
        "tel:+33199001234",
        "mailto:contact@example.org",
        "https://www.example.org/nous",
        "/mentions-legales/",
        "/accessibilite/",
        "/plan-du-site/",
        "/flux/rss.xml",
    ):
        assert foot.select(f"a[href='{address}']"), address


def test_a_content_page_lists_the_pages_below_it(site, read):
    page = page_types.content_page(site.home, title="L’Union")
    page_types.content_page(site.home, title="Le conseil", parent=page)
    page_types.content_page(site.home, title="Ébauche", parent=page, live=False)
    main = read(page.url).main
    assert main.find("a", string="Le conseil")
    assert "Ébauche" not in main.text


def test_the_english_home_shows_english_news(site, read):
    item = page_types.news_page(site.home, title="En français")
    factories.translate(item, title="In English")
    text = read("/en/").main.text
    assert "In English" in text
    assert "En français" not in text


def test_a_reader_of_a_page_in_one_language_goes_to_the_others_home(site, read):
    factories.translate(site.home)
    switch = {
        link["hreflang"]: link["href"] for link in read("/actualites/").select(".languages a")
    }
    assert switch == {"fr": "/actualites/", "en": "/en/"}
    assert not read("/actualites/").select("link[rel=alternate][hreflang]")


def test_a_site_in_one_language_shows_no_switch(site, read):
    assert not read("/actualites/").select(".languages")


def test_home_stays_short_with_thousands_of_news(site, read):
    bulk.news(site.news, 2_000)
    assert len(read("/").main.select("h3")) <= 12
