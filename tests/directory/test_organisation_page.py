"""The members' directory, the page of each organisation, and the board."""

from datetime import date, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from contacts.models import Organisation
from tests import factories, page_types
from tests.background import followed


@pytest.fixture(scope="module")
def filled(module_site):
    """Valmire had a session in 2024, piloted one in 2025, is on a report and wrote a publication; two are closed."""
    site, home = module_site, module_site.home
    page_types.directory(home)
    valmire = factories.member_organisation(
        kind="oph",
        short_name="Valmire",
        website="https://www.valmire.example.org/",
        homes_managed=12500,
        homes_counted_in=2024,
    )
    valmire.territories.add(factories.territory("Hautes-Rives"))
    elan = factories.organisation("Élan Logement", kind="esh", membership_start=date(2021, 1, 1))
    factories.organisation("Zéphyr Habitat", membership_start=date(2021, 1, 1))
    factories.organisation(
        "Ancien Bailleur", membership_start=date(2001, 1, 1), membership_end=date(2019, 12, 31)
    )
    factories.organisation("Prospect secret")
    club = page_types.club(home, title="Club rénovation")
    hosted = page_types.session(
        home, parent=club, title="Visite des Tilleuls", host=valmire, starts_at=at(2024, 5, 2)
    )
    page_types.report(
        home, parent=hosted, title="Ce que disent les Tilleuls", host=valmire, date=date(2024, 5, 2)
    )
    page_types.session(
        home, parent=club, title="Les charges", pilots=[valmire, elan], starts_at=at(2025, 3, 4)
    )
    page_types.publication(
        home, title="Guide des charges", organisations=[valmire], date=date(2025, 6, 1)
    )
    closed = page_types.club(home, title="Club fermé")
    factories.restrict(closed)
    page_types.session(
        home, parent=closed, title="Séance cachée", host=valmire, starts_at=at(2023, 1, 9)
    )
    page_types.session(
        home, parent=club, title="Brouillon", host=valmire, live=False, starts_at=at(2022, 1, 9)
    )
    site.valmire, site.elan, site.club = valmire, elan, club
    return site


def at(*day) -> datetime:
    return timezone.make_aware(datetime(*day, 9))


@pytest.fixture(autouse=True)
def database(filled, db):
    """What a test adds is undone."""


@pytest.fixture
def read(client):
    def page(address: str, status: int = 200, of: Client = client) -> BeautifulSoup:
        answer = of.get(address)
        assert answer.status_code == status, (address, answer.status_code)
        return BeautifulSoup(answer.content, "html.parser")

    return page


def names(document, selector: str) -> list[str]:
    return [" ".join(found.get_text().split()) for found in document.select(selector)]


def test_the_directory_lists_todays_members_as_a_french_dictionary_does(read):
    document = read("/adherents/")
    assert names(document, ".organisation h3") == [
        "Élan Logement",
        "Valmire Habitat",
        "Zéphyr Habitat",
    ]
    card = document.select(".organisation")[1].get_text()
    for words in ("Office public de l’habitat (OPH)", "Hautes-Rives", "12\xa0500 logements (2024)"):
        assert words in card
    assert "valmire.example.org" in card
    by_homes = read("/adherents/?tri=logements")
    assert names(by_homes, ".organisation h3")[0] == "Valmire Habitat"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("famille=oph", ["Valmire Habitat"]),
        ("famille=oph&famille=esh", ["Élan Logement", "Valmire Habitat"]),
        ("territoire=hautes-rives", ["Valmire Habitat"]),
        ("famille=esh&territoire=hautes-rives", []),
    ],
)
def test_the_directory_is_narrowed_by_kind_and_territory(query, found, read):
    assert names(read(f"/adherents/?{query}"), ".organisation h3") == found


def test_a_filter_that_doesnt_exist_is_said_to(read):
    document = read("/adherents/?famille=rien", status=404)
    assert "Ce filtre n’existe pas" in document.main.get_text()
    read("/adherents/valmire/?annee=1789", status=404)


def test_an_organisations_page_fills_itself(read):
    document = read("/adherents/valmire/")
    assert document.h1.get_text() == "Valmire Habitat"
    assert names(document, ".part-title") == ["2025", "2024"]
    assert names(document, ".works > li .work-title") == [
        "Guide des charges",
        "Les charges",
        "Ce que disent les Tilleuls",
        "Visite des Tilleuls",
    ]
    assert names(document, ".works .label") == ["Auteur", "Pilote", "Hôte", "Hôte"]
    assert "Club rénovation" in document.select(".works li")[1].get_text()
    assert document.select_one("meta[name=description]")["content"].startswith("Valmire Habitat")
    assert names(document, ".breadcrumb li")[-2:] == ["Adhérents", "Valmire Habitat"]
    assert document.select_one("link[rel=canonical]")["href"].endswith("/adherents/valmire/")
    only = read("/adherents/valmire/?annee=2025&type=seance")
    assert names(only, ".work-title") == ["Les charges"]


def test_what_a_reader_may_not_see_neither_counts_nor_is_named(read, filled):
    text = read("/adherents/valmire/").main.get_text()
    assert "cachée" not in text
    assert "2023" not in text
    assert "Brouillon" not in text
    assert "4 contributions" in text
    member = Client()
    member.force_login(factories.member("ana@valmire.example.org", of=filled.valmire))
    text = read("/adherents/valmire/", of=member).main.get_text()
    assert "Séance cachée" in text
    assert "5 contributions" in text


def test_only_organisations_that_readers_know_have_a_page(read):
    read("/adherents/ancien-bailleur/")
    read("/adherents/prospect-secret/", status=404)
    read("/adherents/personne/", status=404)
    read("/adherents/valmire/encore/", status=404)
    read("/clubs/valmire/", status=404)


def test_who_may_not_see_the_directory_sees_no_page_below_it(read, filled):
    factories.restrict(page_types.directory(filled.home))
    assert Client().get("/adherents/valmire/").status_code == 302
    assert "/adherents/" not in Client().get("/sitemap.xml").content.decode()


def test_it_is_read_in_english_at_its_own_address(read, filled):
    factories.translate(page_types.directory(filled.home), title="Members", slug="members-list")
    document = read("/en/members-list/valmire/")
    assert "Public housing office" in document.main.get_text()
    assert "12,500 homes" in document.main.get_text()
    links = {link["hreflang"]: link["href"] for link in document.select(".languages a")}
    assert links == {"fr": "/adherents/valmire/", "en": "/en/members-list/valmire/"}


def test_its_address_leads_on_and_says_when_it_is_gone(filled):
    valmire = Organisation.objects.get(slug="valmire")
    valmire.slug = "valmire-habitat"
    valmire.save()
    answer = Client().get("/adherents/valmire/")
    assert (answer.status_code, answer["Location"]) == (301, "/adherents/valmire-habitat/")
    elan = Organisation.objects.get(slug="elan-logement")
    elan.delete()
    assert Client().get("/adherents/elan-logement/").status_code == 410
    Organisation.objects.get(slug="prospect-secret").delete()
    assert Client().get("/adherents/prospect-secret/").status_code == 404


def test_search_engines_find_it(filled):
    site_map = Client().get("/sitemap.xml").content.decode()
    assert "/adherents/valmire/</loc>" in site_map
    assert "prospect" not in site_map


def test_the_board_shows_its_bureau_first_and_keeps_former_seats(read, filled):
    page_types.board(filled.home)
    english = {"en": {"role": "Chair"}}
    factories.board_seat(filled.elan)
    factories.board_seat(
        filled.valmire,
        person="Maud Sérane",
        role="Présidente",
        in_bureau=True,
        translated_texts=english,
    )
    factories.board_seat(
        filled.elan, person="Luc Arden", start=date(2015, 1, 1), end=date(2018, 6, 1)
    )
    factories.board_seat(
        filled.elan, person="Pas encore", start=timezone.localdate() + timedelta(days=9)
    )
    document = read("/conseil/")
    assert names(document, ".seats-bureau h3") == ["Valmire Habitat"]
    assert names(document, ".seats-bureau .kicker") == ["Présidente"]
    assert names(document, ".seats:not(.seats-bureau) h3") == ["Élan Logement"]
    former = document.select_one(".former-seats").get_text()
    assert "Luc Arden" in former
    assert "2015–2018" in former
    assert "Pas encore" not in document.get_text()
    assert document.select_one(".seats-bureau a")["href"] == "/adherents/valmire/"
    assert "Présidente" in read("/adherents/valmire/").main.get_text()
    factories.translate(page_types.board(filled.home), title="The board")
    assert names(read("/en/conseil/"), ".seats-bureau .kicker") == ["Chair"]


@pytest.mark.parametrize("words", ["valmire", "office+public", "hautes-rives"])
def test_the_search_leads_to_its_page(words, read, filled):
    with followed():
        Organisation.objects.get(slug="valmire").save()
    found = read(f"/recherche/?q={words}&type=organisme")
    assert [link["href"] for link in found.select(".results a")] == ["/adherents/valmire/"]


def test_the_pages_that_name_an_organisation_lead_to_its_page(read, filled):
    session = read("/clubs/club-renovation/les-charges/")
    links = {link["href"] for link in session.select(".panel a[href^='/adherents/']")}
    assert links == {"/adherents/valmire/", "/adherents/elan-logement/"}
