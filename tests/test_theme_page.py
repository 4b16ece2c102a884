"""The page of a theme: what there is about it, of every kind, for who may read it."""

import csv
import json
from datetime import date, timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from core.models import Teaser
from tests import factories, page_types


@pytest.fixture
def theme(site):
    return factories.theme("Rénovation", english="Renovation")


def titles(document) -> set[str]:
    return {title.get_text(strip=True) for title in document.main.select("h3")}


def test_it_gathers_news_meetings_and_publications(site, theme, read, client):
    item = page_types.news_page(site.home, title="Le chantier", themes=[theme])
    page_types.session(site.home, title="La visite", themes=[theme])
    page_types.news_page(site.home, title="Autre chose")
    factories.publication("Le guide", themes=[theme], date=date(2024, 1, 1))
    document = read("/themes/renovation/")
    assert document.h1.text == "Rénovation"
    assert titles(document) == {"Le chantier", "La visite", "Le guide"}
    links = {link["href"] for link in document.main.select("a")}
    assert {"/actualites/?theme=renovation", "/flux/renovation/rss.xml"} <= links
    assert "/publications/?theme=renovation&format=csv" in links
    assert client.get("/publications/?theme=renovation&format=csv").status_code == 200
    assert read(item.url).select_one(".themes a")["href"] == "/themes/renovation/"
    assert "/themes/renovation/" in client.get("/sitemap.xml").text
    assert read("/plan-du-site/").select("a[href='/themes/renovation/']")


def test_it_is_said_in_english_on_the_english_site(site, theme, read):
    factories.translate(site.news, title="News")
    item = page_types.news_page(site.home, title="Le chantier", themes=[theme])
    factories.translate(item, title="The works")
    document = read("/en/themes/renovation/")
    assert document.h1.text == "Renovation"
    assert titles(document) == {"The works"}


def test_a_theme_of_closed_pages_alone_doesnt_exist(site, theme, client):
    item = page_types.news_page(site.home, title="Le chantier", themes=[theme])
    factories.restrict(item)
    assert client.get("/themes/renovation/").status_code == 404
    assert client.get("/themes/inconnu/").status_code == 404
    assert "/themes/" not in client.get("/sitemap.xml").text
    assert "/themes/" not in client.get("/plan-du-site/").text


@pytest.fixture
def about(site, theme):
    """News and meetings about a theme, some of which are closed."""
    members = Group.objects.get(name="Adhérents")
    club = page_types.club(site.home, title="Club rénovation")
    page_types.news_page(
        site.home,
        title="=Le chantier",
        introduction="Il ouvre.",
        date=date(2025, 3, 12),
        themes=[theme],
    )
    page_types.news_page(site.home, title="Autre chose")
    held = timezone.now() - timedelta(days=30)
    session = page_types.session(
        site.home,
        parent=club,
        title="La visite",
        starts_at=held,
        place="Salle du Lac",
        themes=[theme],
    )
    report = page_types.report(
        site.home, parent=session, title="Le récit", date=held.date(), themes=[theme]
    )
    closed = [
        page_types.news_page(site.home, title="Note fermée", themes=[theme]),
        page_types.session(site.home, parent=club, title="Réunion fermée", themes=[theme]),
    ]
    for page in closed:
        Teaser.objects.create(restriction=factories.restrict(page, members))
    return report


def body(answer) -> str:
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def test_its_news_are_taken_away(about, read, client):
    links = {link["href"] for link in read("/themes/renovation/").main.select(".feeds a")}
    assert "/actualites/?theme=renovation&format=csv" in links
    answer = client.get("/actualites/?theme=renovation&format=csv")
    assert 'filename="actualites.csv"' in answer["Content-Disposition"]
    headings, *lines = csv.reader(StringIO(body(answer)), delimiter=";")
    assert headings == ["Titre", "Date", "Thèmes", "Résumé", "Adresse"]
    address = "http://testserver/actualites/le-chantier/"
    assert lines == [["'=Le chantier", "2025-03-12", "Rénovation", "Il ouvre.", address]]
    assert client.get("/actualites/?theme=rien&format=csv").status_code == 404
    assert len(json.loads(body(client.get("/actualites/?format=json")))) == 2


def test_so_are_its_meetings(about, read, client):
    report = about
    links = {link["href"] for link in read("/themes/renovation/").main.select(".feeds a")}
    assert "/clubs/?theme=renovation&format=csv" in links
    text = body(client.get("/clubs/?theme=renovation&format=csv"))
    _headings, line = csv.reader(StringIO(text), delimiter=";")
    assert line[0] == "Le récit"
    assert line[1] == report.date.isoformat()
    assert line[3] == "Club rénovation"
    assert line[-1] == f"http://testserver{report.url}"
    assert "fermée" not in body(client.get("/clubs/?format=json"))
    assert client.get("/clubs/?theme=rien&format=json").status_code == 404
