"""What readers of the other language meet: the switch, lists, and pages that nobody has translated."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page
from wagtail_localize.models import LocaleSynchronization, Translation, TranslationSource

from tests import factories, page_types
from tests.conftest import logged_in


def switch(document) -> dict:
    return {link["hreflang"]: link for link in document.select(".languages a")}


def cards(document) -> list[str]:
    return [title.get_text(strip=True) for title in document.select(".card-title")]


def test_the_switch_leads_to_the_nearest_page_where_there_is_none(site, read):
    factories.translate(site.home, title="Home")
    club = page_types.club(site.home)
    session = page_types.session(site.home, parent=club)
    link = switch(read(session.url))["en"]
    assert link["href"] == "/en/"
    assert "n’est pas traduite" in link.parent.text
    factories.translate(site.clubs, title="Clubs")
    assert switch(read(session.url))["en"]["href"] == "/en/clubs/"
    english = factories.translate(club, title="Renovation club")
    link = switch(read(session.url))["en"]
    assert link["href"] == english.url
    assert "n’est pas traduite" in link["title"]
    translation = factories.translate(session, title="A visit")
    link = switch(read(session.url))["en"]
    assert link["href"] == translation.url
    assert not link.get("title")


def test_the_nearest_page_is_one_that_the_reader_may_see(site, read):
    factories.translate(site.home, title="Home")
    closed = factories.translate(page_types.club(site.home), title="Renovation club")
    session = page_types.session(site.home, parent=page_types.ClubPage.objects.first())
    closed.unpublish()
    assert switch(read(session.url))["en"]["href"] == closed.get_parent().url


def test_a_translation_begins_as_a_draft(site, client, admin_client):
    factories.translate(site.news, title="News")
    page = page_types.news_page(site.home)
    form = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    admin_client.post(form, {"locales": [factories.locale("en").pk]})
    translation = page.get_translation(factories.locale("en"))
    assert not translation.live
    assert client.get(translation.url).status_code == 404


@pytest.fixture
def mirrored(site):
    """Every French page has its mirror in the English tree, as an administrator may ask for."""
    factories.translate(site.home, title="Home")
    news = page_types.news_page(site.home, title="Une cour rouvre")
    LocaleSynchronization.objects.create(
        locale=factories.locale("en"), sync_from=factories.locale("fr")
    )
    mirror = Page.objects.get(translation_key=news.translation_key, locale__language_code="en")
    assert mirror.live
    assert mirror.alias_of_id
    return news, mirror


def test_what_mirrors_a_french_page_is_no_english_page(mirrored, site, read, client):
    news, mirror = mirrored
    assert client.get(mirror.url).status_code == 404
    home = read("/en/")
    assert not home.select(".main-menu a")
    assert news.title not in home.text
    assert "/en/actualites/" not in client.get("/sitemap.xml").content.decode()
    assert switch(read(news.url))["en"]["href"] == "/en/"


@pytest.mark.parametrize("group", ["Rédaction", "Publication"])
def test_nobody_makes_a_mirror_of_what_is_translated(group, site, read):
    """It would be gone for its readers without being unpublished, and its texts with it."""
    news = page_types.news_page(site.home)
    source, _made = TranslationSource.update_or_create_from_instance(news)
    english = factories.translate(news, title="A courtyard reopens")
    Translation.objects.create(source=source, target_locale=english.locale)
    editor = logged_in(factories.user("ida@example.org", group))
    address = reverse("wagtail_localize:convert_to_alias", args=[english.pk])

    form = editor.get(reverse("wagtailadmin_pages:edit", args=[english.pk])).content.decode()
    answer = editor.post(address, follow=True)

    assert address not in form
    assert "dépubliez-la ou supprimez-la" in answer.content.decode()
    assert "A courtyard reopens" in read(english.url).text


def test_lists_show_what_is_translated_only(site, read):
    factories.theme("Rénovation", english="Renovation")
    translated = page_types.news_page(site.home, title="Une cour rouvre")
    page_types.news_page(site.home, title="Un gardien part")
    factories.translate(translated, title="A courtyard reopens")
    english = Page.objects.get(
        translation_key=site.news.translation_key, locale__language_code="en"
    )
    assert cards(read(english.url)) == ["A courtyard reopens"]


def test_the_association_may_list_the_others_marked_as_such(site, read):
    translated = page_types.news_page(site.home, title="Une cour rouvre")
    page_types.news_page(site.home, title="Un gardien part", introduction="Après trente ans.")
    hidden = page_types.news_page(site.home, title="Une réunion fermée")
    factories.restrict(hidden)
    factories.translate(translated, title="A courtyard reopens")
    factories.association(lists_untranslated=True)
    english = Page.objects.get(
        translation_key=site.news.translation_key, locale__language_code="en"
    )
    document = read(english.url)
    assert sorted(cards(document)) == ["A courtyard reopens", "Un gardien part"]
    french = next(card for card in document.select("article.card") if "gardien" in card.text)
    assert french.select_one(".card-title a")["lang"] == "fr"
    assert french.select_one(".card-introduction")["lang"] == "fr"
    assert "in French" in french.select_one(".kicker").text
    courtyard = next(card for card in document.select("article.card") if "courtyard" in card.text)
    assert not courtyard.select("[lang]")
    assert "in French" not in courtyard.text


def test_a_translated_publication_has_an_english_title(site, read):
    publication = factories.publication("Bilan 2025")
    factories.publication("A Guide to Renting", language="en")
    factories.translate(publication, title="Review 2025")
    english = Page.objects.get(
        translation_key=site.library.translation_key, locale__language_code="en"
    )
    assert sorted(cards(read(english.url))) == ["A Guide to Renting", "Review 2025"]
    assert not read(english.url).select(".card-title [lang]")
    marked = read(site.library.url).select(".card-title [lang]")
    assert [(title.text, title["lang"]) for title in marked] == [("A Guide to Renting", "en")]


def test_french_lists_never_show_what_is_in_english(site, read):
    factories.association(lists_untranslated=True)
    factories.translate(
        page_types.news_page(site.home, title="Une cour rouvre"), title="A courtyard"
    )
    assert cards(read(site.news.url)) == ["Une cour rouvre"]


def test_an_untranslated_list_asks_no_more_for_more_items(site, client):
    factories.association(lists_untranslated=True)
    english = factories.translate(site.news, title="News")
    numbers = []
    for count in (2, 6):
        for number in range(count):
            page_types.news_page(site.home, title=f"Brève {number}")
        client.get(english.url)
        with CaptureQueriesContext(connection) as queries:
            client.get(english.url)
        numbers.append(len(queries))
    assert numbers[0] == numbers[1], numbers


# Clubs


@pytest.fixture
def clubs(site):
    """Two clubs, of which one is translated, with two of its four meetings."""
    club = page_types.club(site.home)
    other = page_types.club(site.home, title="Club social", introduction="Pour les équipes.")
    past = timezone.now() - timedelta(days=30)
    coming = page_types.session(site.home, parent=club, title="Une visite")
    page_types.session(site.home, parent=other, title="Une rencontre")
    held = page_types.session(site.home, parent=club, title="Les caves", starts_at=past)
    page_types.report(site.home, parent=held, title="Ce qui s’est dit des caves")
    roofs = page_types.session(site.home, parent=club, title="Les toits", starts_at=past)
    page_types.report(site.home, parent=roofs, title="Ce qui s’est dit des toits")
    english = factories.translate(club, title="Renovation club", slug="renovation-club")
    factories.translate(coming, title="A visit")
    factories.translate(held, title="The cellars")
    index = site.clubs.get_translation(factories.locale("en"))
    return SimpleNamespace(index=index, club=english)


def marked(document) -> list[str]:
    return [title.text for title in document.select(".card-title a[lang=fr]")]


def test_club_lists_show_what_is_translated_only(clubs, read):
    for page in (clubs.index, clubs.club):
        document = read(page.url)
        assert sorted(cards(document)) == ["A visit", "The cellars"]
        assert not document.main.select("article [lang=fr]")


def test_the_association_may_list_french_meetings_marked_as_such(clubs, read):
    factories.association(lists_untranslated=True)
    document = read(clubs.index.url)
    found = ["A visit", "Ce qui s’est dit des toits", "The cellars", "Une rencontre"]
    assert sorted(cards(document)) == found
    assert sorted(marked(document)) == ["Ce qui s’est dit des toits", "Une rencontre"]
    roofs = next(card for card in document.select("article") if "toits" in card.text)
    assert "in French" in roofs.select_one(".kicker").text
    other = document.select(".clubs li")[1]
    assert other.a["lang"] == other.select("p")[1]["lang"] == "fr"
    assert "in French" in other.text

    below = read(clubs.club.url)
    assert set(cards(below)) == {"A visit", "Ce qui s’est dit des toits", "The cellars"}
    assert set(marked(below)) == {"Ce qui s’est dit des toits"}

    narrowed = read(f"{clubs.index.url}?club=renovation-club")
    assert sorted(cards(narrowed)) == ["A visit", "Ce qui s’est dit des toits", "The cellars"]


def test_a_month_shows_french_sessions_marked_as_such(clubs, read):
    factories.association(lists_untranslated=True)
    month = (timezone.localdate() + timedelta(days=10)).strftime("%Y-%m")
    document = read(f"{clubs.index.url}?mois={month}")
    shown = {item.a.text.strip(): item.get("lang") for item in document.select("td li")}
    assert shown == {"A visit": None, "Une rencontre": "fr"}


def test_untranslated_meetings_ask_no_more_for_more_of_them(clubs, client, site):
    factories.association(lists_untranslated=True)
    numbers = []
    for title in ("Encore une", "Une autre"):
        page_types.session(site.home, parent=page_types.ClubPage.objects.first(), title=title)
        client.get(clubs.index.url)
        with CaptureQueriesContext(connection) as queries:
            client.get(clubs.index.url)
        numbers.append(len(queries))
    assert numbers[0] == numbers[1], numbers


def test_a_section_translated_later_takes_the_place_of_its_original(site, read):
    factories.translate(site.home, title="Home")
    for section, title in (
        (site.contacts, "Who we are"),
        (site.library, "Library"),
        (site.news, "News"),
        (site.clubs, "Groups"),
    ):
        factories.translate(section, title=title)
    english = [link.text.strip() for link in read("/en/").select(".main-menu a")]
    french = [link.text.strip() for link in read("/").select(".main-menu a")]
    assert french == ["Actualités", "Publications", "Clubs", "Contacts"]
    assert english == ["News", "Library", "Groups", "Who we are"]
