"""A teaser: the title and the summary of a private page are public, and nothing else of it."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from core.models import Teaser
from home.models import ContentPage
from tests import bodies, crawler, factories, page_types
from tests.conftest import logged_in
from tests.page_types import PAGE_TYPES, make

SECRET = "Cachette"


def no_word_of(secret: str, client):
    for answer in crawler.crawl(client, [*crawler.ENTRANCES, "/recherche/?q=note"]):
        asked = answer.address.lower()
        assert secret.lower() not in answer.text.lower().replace(asked, ""), answer.address


def tease(page, to_group=None):
    Teaser.objects.create(restriction=factories.restrict(page, to_group))


@pytest.fixture
def members(site):
    return Group.objects.get(name="Adhérents")


@pytest.fixture
def teased(site, members):
    """A news item for members that says its secret everywhere but in its title and summary."""
    theme = factories.theme(SECRET)
    page = page_types.news_page(
        site.home,
        title="Note d’été",
        introduction="Ce que la note raconte.",
        slug="note-d-ete",
        themes=[theme],
        lead_photo=factories.photo(SECRET, caption=SECRET, credit=SECRET, description=SECRET),
        seo_title=f"Titre {SECRET}",
        search_description=f"Description {SECRET}",
        body=[("rich_text", f"<p>{SECRET}</p>")],
        downloads=[factories.document(SECRET)],
        contacts=[factories.contact(SECRET, listed=False)],
    )
    tease(page, members)
    return page


def test_its_address_answers_with_title_summary_and_the_ways_in(teased, read):
    document = read(teased.url)
    assert document.h1.text.strip() == "Note d’été"
    assert "Ce que la note raconte." in document.main.text
    assert "Réservé aux adhérents" in document.main.text
    assert document.main.select_one(f"a[href='/espace-adherents/connexion/?next={teased.url}']")


def test_the_sign_in_names_what_has_a_teaser_and_says_why_it_asks(teased, site, members, read):
    def told(path: str, door: str = "/espace-adherents/connexion/") -> str:
        notices = read(f"{door}?next={path}").main.select(".notices")
        return " ".join(notices[0].text.split()) if notices else ""

    silent = page_types.news_page(site.home, title=SECRET, slug="muette")
    factories.restrict(silent, members)
    assert "Note d’été" in told(teased.url)
    reserved = told(silent.url)
    assert "réservé aux adhérents" in reserved
    assert SECRET not in reserved
    assert told("/actualites/rien-ici/") == told("/fichiers/99/rien.pdf") == reserved
    assert "d’un seul bouton" in told("/espace-adherents/inscriptions/12/")
    assert "rédaction" in told("/admin/pages/")
    for path in ("", "/", "/espace-adherents/", "https://ailleurs.example/", site.news.url):
        assert told(path) == ""
    english = factories.translate(teased, title="Summer note")
    assert "Summer note" in told(english.url, "/en/members/sign-in/")


@pytest.fixture
def teased_meetings(site, members):
    """A report for members of an open session, and a session for members, on the same list."""
    club = page_types.club(site.home)
    told = {"introduction": "En deux mots.", "host": factories.organisation(SECRET)}
    told |= {"place": SECRET, "lead_photo": factories.photo(SECRET, credit=SECRET, caption=SECRET)}
    held = timezone.now() - timedelta(days=30)
    session = page_types.session(site.home, parent=club, title="Visite ouverte", starts_at=held)
    report = page_types.report(
        site.home, parent=session, title="Récit payant", date=session.day, **told
    )
    tease(report, members)
    coming = timezone.now() + timedelta(days=30)
    closed = page_types.session(
        site.home, parent=club, title="Réunion payante", starts_at=coming, **told
    )
    tease(closed, members)
    return SimpleNamespace(club=club, session=session, report=report, closed=closed)


@pytest.fixture
def teased_publication(site, members):
    page = factories.publication(
        "Étude payante",
        introduction="Les chiffres clés.",
        authors=SECRET,
        kind=factories.kind(SECRET),
        themes=[factories.theme(SECRET)],
        files=[factories.document(SECRET, name=f"{SECRET}.pdf")],
        date=date(2011, 5, 4),
    )
    tease(page, members)
    return page


class TestMeetings:
    def test_the_session_says_that_its_report_is_for_members(self, teased_meetings, read):
        notice = read(teased_meetings.session.url).main.select_one(".notice a")
        assert notice["href"] == teased_meetings.report.url
        assert notice.text.strip() == "Compte rendu réservé aux adhérents\u202f: Récit payant"

    def test_the_club_names_both(self, teased_meetings, read):
        main = read(teased_meetings.club.url).main
        reserved = main.select_one(".card-reserved")
        assert "Réunion payante" in reserved.text
        assert "En deux mots." in reserved.text
        held = main.select_one(".session-past")
        assert "Visite ouverte" in held.h3.text
        assert held.select_one(f"a[href='{teased_meetings.report.url}']")

    def test_the_list_of_clubs_has_each_meeting_once(self, teased_meetings, read):
        titles = [title.text for title in read("/clubs/").main.select(".sessions h3")]
        assert titles == ["Réunion payante", "Visite ouverte"]
        narrowed = read(f"/clubs/?club={teased_meetings.club.slug}")
        assert [title.text for title in narrowed.main.select(".sessions h3")] == ["Visite ouverte"]

    def test_a_member_reads_the_report_in_the_list(self, teased_meetings, read):
        main = read("/clubs/", client=logged_in(factories.member())).main
        assert [title.text for title in main.select(".sessions h3")] == [
            "Réunion payante",
            "Récit payant",
        ]
        assert not main.select(".card-reserved")

    def test_a_club_for_members_is_named_among_the_clubs(self, site, members, read):
        club = page_types.club(site.home, title="Club payant", introduction="Pour nous.")
        tease(club, members)
        entry = read("/clubs/").main.select_one(".clubs li")
        assert "Réservé aux adhérents" in entry.text
        assert "Club payant" in entry.text

    def test_calendars_know_nothing_of_it(self, teased_meetings, client):
        assert "Réunion payante" not in client.get("/clubs/agenda.ics").content.decode()

    def test_nothing_else_of_them_is_read_anywhere(self, teased_meetings, client):
        no_word_of(SECRET, client)


class TestPublications:
    def test_the_library_and_its_feeds_name_it(self, teased_publication, read, client):
        card = read("/publications/").main.select_one(".card-reserved")
        assert "Étude payante" in card.text
        assert "Les chiffres clés." in card.text
        assert "Étude payante" in client.get("/publications/?format=rss").content.decode()

    def test_the_series_names_its_number(self, site, members, read):
        series = page_types.series(site.home, title="Cahiers")
        tease(factories.publication("Cahier payant", series=series, number=2), members)
        card = read(series.url).main.select_one(".card-reserved")
        assert "Cahier payant" in card.text

    def test_words_filters_and_exports_know_nothing_of_it(self, teased_publication, client):
        factories.publication("Ouverte")
        for query in ("q=étude", "annee=2011", "format=csv", "format=json"):
            text = b"".join(client.get(f"/publications/?{query}")).decode()
            assert "tude payante" not in text, query

    def test_nothing_else_of_it_is_read_anywhere(self, teased_publication, client):
        no_word_of(SECRET, client)


def test_the_way_to_join_is_the_page_that_the_association_has_chosen(teased, site, read):
    joining = page_types.content_page(site.home, title="Adhérer")
    factories.association(joining_page=joining)
    assert read(teased.url).main.select_one(f"a[href='{joining.url}']")
    factories.restrict(joining)
    assert not read(teased.url).main.select_one(f"a[href='{joining.url}']")


def test_lists_feeds_and_site_maps_name_it(teased, client):
    for address in ("/", "/actualites/", "/flux/rss.xml", "/flux/atom.xml", "/sitemap.xml"):
        text = client.get(address).content.decode()
        assert "note-d-ete" in text, address


def test_nothing_else_of_it_is_read_anywhere(teased, client):
    no_word_of(SECRET, client)


def test_the_search_finds_the_title_and_the_summary_and_tells_no_more(teased, client, read):
    for words in ("note", "raconte", f"note+{SECRET}"):
        result = read(f"/recherche/?q={words}").select_one(".results li")
        assert "Note d’été" in result.text
        assert "Ce que la note raconte." in result.text
        assert not result.select("time, .themes, .passage")
    for words in (SECRET, "actualité", "2025"):
        titles = [title.text for title in read(f"/recherche/?q={words}").select(".results h3")]
        assert not [title for title in titles if "Note" in title], words
    found = client.get("/recherche/?q=note&format=json").json()
    assert found["total"] == 1
    assert not any(found["facets"].values())


def test_filters_and_their_counts_know_nothing_of_it(teased, site, read):
    page_types.news_page(site.home, title="Publique")
    whole, filtered = read("/actualites/"), read("/actualites/?annee=2025")
    assert "Note d’été" in whole.main.text
    assert "Note d’été" not in filtered.main.text
    assert {count.get_text(strip=True).strip("()") for count in whole.select(".count")} == {"1"}


def test_a_member_reads_all_of_it(teased, read):
    page = read(teased.url, client=logged_in(factories.member()))
    assert SECRET in page.main.text
    assert "Réservé" not in page.h1.text


def test_a_member_of_other_groups_gets_the_teaser(site, read):
    page = page_types.news_page(site.home, title="Note du bureau", introduction="En bref.")
    tease(page, Group.objects.create(name="Bureau"))
    text = read(page.url, client=logged_in(factories.member())).main.text
    assert "Votre compte n’ouvre pas cette page" in text


@pytest.mark.parametrize("model", PAGE_TYPES, ids=lambda model: model.__name__)
def test_every_page_type_has_a_teaser(model, site, members, read):
    fields = {"title": "Ce titre", "introduction": "Ce résumé."}
    if hasattr(model, "body"):
        fields["body"] = bodies.every_block(factories.photo(), factories.document())
    page = make(model, site.home, **fields)
    tease(page, members)
    document = read(page.url)
    assert "Ce résumé." in document.main.text
    assert not document.main.select("figure, .body")


def test_a_teaser_says_nothing_of_what_is_closed_twice(teased, site, members, client):
    """A section teased, and in it a page closed to fewer people, without a teaser."""
    section = page_types.content_page(site.home, title="Espace du bureau")
    inside = factories.publish(ContentPage(), section, title=f"{SECRET} deux fois", slug="deux")
    tease(section, members)
    assert client.get(inside.url).status_code == 200
    factories.restrict(inside, Group.objects.create(name="Bureau"))
    assert client.get(inside.url).status_code == 302
    assert SECRET not in client.get("/plan-du-site/").content.decode()


def test_a_translation_has_its_teaser_too(teased, client):
    english = factories.translate(teased, title="Summer note", slug="summer-note")
    text = client.get(english.url).content.decode()
    assert "Summer note" in text
    assert "For members only" in text


def test_without_the_editors_choice_nothing_is_said(site, client):
    page = page_types.news_page(site.home, title=f"{SECRET} entière", slug="rien-a-dire")
    factories.restrict(page)
    assert client.get(page.url).status_code == 302
    for address in ("/", "/actualites/", "/flux/rss.xml", "/sitemap.xml", "/plan-du-site/"):
        assert "rien-a-dire" not in client.get(address).content.decode()


def privacy(page) -> str:
    return reverse("wagtailadmin_pages:set_privacy", args=[page.pk])


def test_the_editor_chooses_it_with_the_privacy_of_the_page(site, members, editor_client, client):
    page = page_types.news_page(site.home, title="Note")
    form = editor_client.get(privacy(page)).json()["html"]
    assert 'name="teaser"' in form
    data = {"restriction_type": "groups", "groups": [members.pk]}
    editor_client.post(privacy(page), data)
    assert client.get(page.url).status_code == 302, "nothing is said unless it was chosen"
    editor_client.post(privacy(page), data | {"teaser": "on"})
    assert client.get(page.url).status_code == 200
    assert (
        "checked" in editor_client.get(privacy(page)).json()["html"].split('name="teaser"')[1][:20]
    )
    editor_client.post(privacy(page), data)
    assert client.get(page.url).status_code == 302


def test_a_refused_form_changes_no_teaser(site, members, editor_client):
    page = page_types.news_page(site.home)
    editor_client.post(
        privacy(page), {"restriction_type": "groups", "groups": [members.pk], "teaser": "on"}
    )
    editor_client.post(privacy(page), {"restriction_type": "groups"})
    assert Teaser.objects.count() == 1


def test_a_visitor_doesnt_set_the_privacy_of_a_page(site, client):
    assert client.get(privacy(site.news)).status_code == 302
    client.force_login(factories.member())
    assert client.post(privacy(site.news), {"restriction_type": "none"}).status_code == 302
