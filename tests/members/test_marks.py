"""What a member is told of what is kept for members: that it is, and what of it is new to her."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from members.models import User
from members.visits import NEW_FOR
from news.models import NewsPage
from tests import factories, page_types
from tests.conftest import logged_in

MARK = "Réservé aux adhérents"
HOME = "/espace-adherents/"


@pytest.fixture
def members(site):
    return Group.objects.get(name="Adhérents")


@pytest.fixture
def kept(site, members):
    """Something of each kind for members, beside something for all."""
    theme = factories.theme("Rénovation")
    club = page_types.club(site.home)
    coming, held = timezone.now() + timedelta(days=3), timezone.now() - timedelta(days=30)
    closed = factories.collection()
    factories.restrict_collection(closed, members)
    pages = [
        page_types.news_page(site.home, title="Note fermée", themes=[theme]),
        page_types.session(site.home, parent=club, title="Réunion fermée", starts_at=coming),
        page_types.report(
            site.home,
            parent=page_types.session(site.home, parent=club, title="Passée", starts_at=held),
            title="Récit fermé",
            date=held.date(),
        ),
        factories.publication("Étude fermée", themes=[theme]),
        page_types.content_page(site.home, title="Page fermée"),
    ]
    for page in pages:
        factories.restrict(page, members)
    page_types.news_page(
        site.home, title="Note ouverte", downloads=[factories.document("Annexe", collection=closed)]
    )
    page_types.session(site.home, parent=club, title="Réunion ouverte", starts_at=coming)
    factories.publication("Étude ouverte")
    return pages


def marked(part) -> dict[str, bool]:
    """By title, whether each card of a list bears the mark."""
    cards = part.select("article, .children > li, .results > li")
    return {
        " ".join((card.h3 or card.a).text.split()): MARK in card.get_text(" ", strip=True)
        for card in cards
        if card.h3 or card.a
    }


# By address, whether each of these titles bears the mark there.
MARKED = {
    "/actualites/": {"Note fermée": True, "Note ouverte": False},
    "/publications/": {"Étude fermée": True, "Étude ouverte": False},
    "/publications/?vue=liste": {"Étude fermée": True, "Étude ouverte": False},
    "/clubs/": {"Réunion fermée": True, "Récit fermé": True, "Réunion ouverte": False},
    "/clubs/club-renovation/": {"Récit fermé": True, "Réunion ouverte": False},
    "/themes/renovation/": {"Étude fermée": True},
    "/": {"Note fermée": True, "Note ouverte": False},
    "/recherche/?q=note": {"Note fermée": True, "Note ouverte": False},
}


def test_cards_and_results_say_what_the_public_doesnt_see(worker, kept, read):
    member = logged_in(factories.member())
    for address, expected in MARKED.items():
        found = marked(read(address, client=member).main)
        assert expected.items() <= found.items(), address


def test_so_does_each_page_itself_and_each_file(kept, read, client):
    member = logged_in(factories.member())
    for page in kept:
        assert read(page.url, client=member).select_one("main > .wrap > .members-mark")
    opened = NewsPage.objects.get(title="Note ouverte")
    document = read(opened.url, client=member)
    assert not document.select("main > .wrap > .members-mark")
    assert MARK in document.select_one(".download").text
    assert not read(opened.url).select(".members-mark")


def test_the_site_map_says_it_to_members_too(kept, read):
    member = logged_in(factories.member())
    entry = read("/plan-du-site/", client=member).find("a", string="Page fermée").parent
    assert MARK in entry.text
    assert MARK not in read("/plan-du-site/").main.text


def test_the_public_is_asked_no_more_for_it(kept, read):
    assert not read("/actualites/").select(".members-mark")


class TestNew:
    @pytest.fixture
    def notes(self, site, members):
        made = []
        for days in (60, 10, 2):
            page = page_types.news_page(site.home, title=f"Il y a {days} jours")
            factories.restrict(page, members)
            NewsPage.objects.filter(pk=page.pk).update(
                first_published_at=timezone.now() - timedelta(days=days)
            )
            made.append(page)
        return made

    def new(self, document) -> set[str]:
        lines = document.select("#latest ~ ul li")
        return {line.a.text for line in lines if line.select(".mark-new")}

    def test_without_a_visit_before_it_is_what_a_stated_period_brought(self, notes, read):
        document = read(HOME, client=logged_in(factories.member()))
        assert self.new(document) == {"Il y a 10 jours", "Il y a 2 jours"}
        assert f"{NEW_FOR.days} derniers jours" in document.main.text

    def test_it_is_what_came_since_the_sign_in_before(self, notes, read):
        person = factories.member()
        User.objects.filter(pk=person.pk).update(last_login=timezone.now() - timedelta(days=5))
        client = Client()
        data = {"email": person.email, "password": factories.PASSWORD}
        client.post("/espace-adherents/connexion/", data)
        document = read(HOME, client=client)
        assert self.new(document) == {"Il y a 2 jours"}
        assert "depuis votre dernière visite" in document.main.text

    def test_within_a_session_it_is_what_came_since_the_visit_before(self, notes, read):
        client = logged_in(factories.member())
        read(HOME, client=client)
        session = client.session
        session["space_seen_at"] = (timezone.now() - timedelta(days=5)).isoformat()
        session.save()
        for _page in range(2):
            assert self.new(read(HOME, client=client)) == {"Il y a 2 jours"}
