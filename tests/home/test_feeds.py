"""What is new, as RSS and Atom: the whole site, or one theme."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone
from django.utils.http import http_date
from lxml import etree
from wagtail.models import ModelLogEntry, PageLogEntry

from downloads.models import Theme
from tests import bulk, factories, page_types
from tests.conftest import logged_in

ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = {"rss": "/flux/rss.xml", "atom": "/flux/atom.xml"}
THEME_FEEDS = {"rss": "/flux/{}/rss.xml", "atom": "/flux/{}/atom.xml"}


def entries(client, address: str) -> list[dict]:
    """The entries of a feed of either kind, as title, link and summary."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    root = etree.fromstring(answer.content)
    if root.tag == f"{ATOM}feed":
        return [
            {
                "title": entry.findtext(f"{ATOM}title"),
                "link": entry.find(f"{ATOM}link").get("href"),
                "summary": entry.findtext(f"{ATOM}summary"),
                "themes": [tag.get("term") for tag in entry.findall(f"{ATOM}category")],
            }
            for entry in root.findall(f"{ATOM}entry")
        ]
    return [
        {
            "title": item.findtext("title"),
            "link": item.findtext("link"),
            "summary": item.findtext("description"),
            "themes": [tag.text for tag in item.findall("category")],
        }
        for item in root.iter("item")
    ]


@pytest.fixture
def two(site):
    theme = factories.theme("Rénovation", english="Renovation")
    page_types.news_page(site.home, title="Ancienne & sage", date=date(2024, 5, 2))
    page_types.news_page(
        site.home,
        title="Nouvelle <br>",
        date=date(2025, 5, 2),
        introduction="En deux mots.",
        themes=[theme],
    )


@pytest.mark.parametrize("address", FEEDS.values(), ids=FEEDS)
def test_the_newest_come_first_with_title_link_summary_and_themes(address, two, client):
    found = entries(client, address)
    assert [entry["title"] for entry in found] == ["Nouvelle <br>", "Ancienne & sage"]
    assert found[0]["link"] == "http://testserver/actualites/nouvelle-br/"
    assert found[0]["summary"] == "En deux mots."
    assert found[0]["themes"] == ["Rénovation"]


@pytest.mark.parametrize("address", FEEDS.values(), ids=FEEDS)
def test_sessions_with_their_date_and_reports_are_told_among_the_news(address, two, site, client):
    session = page_types.session(
        site.home,
        title="Visite",
        starts_at=datetime(2027, 10, 20, 9, tzinfo=UTC),
        status="moved",
        former_dates=[date(2027, 10, 13)],
        themes=[Theme.objects.get(slug="renovation", locale__language_code="fr")],
    )
    report = page_types.report(site.home, parent=session, title="Le récit")
    found = {entry["link"]: entry for entry in entries(client, address)}
    assert len(found) == 4
    told = found[f"http://testserver{session.url}"]
    assert told["title"] == "Visite — 20 octobre 2027 (au lieu du 13 octobre)"
    assert told["themes"] == ["Rénovation"]
    assert found[f"http://testserver{report.url}"]["title"] == "Compte rendu\u202f: Le récit"


@pytest.mark.parametrize("address", THEME_FEEDS.values(), ids=THEME_FEEDS)
def test_a_theme_has_its_own_feed(address, two, client):
    found = entries(client, address.format("renovation"))
    assert [entry["title"] for entry in found] == ["Nouvelle <br>"]


@pytest.mark.parametrize("address", THEME_FEEDS.values(), ids=THEME_FEEDS)
def test_a_theme_that_doesnt_exist_has_none(address, two, client):
    assert client.get(address.format("inconnu")).status_code == 404


@pytest.mark.parametrize("address", [*FEEDS.values(), "/flux/renovation/rss.xml"])
def test_a_feed_knows_its_own_address_and_language(address, two, client):
    text = client.get(address).content.decode()
    assert f"http://testserver{address}" in text
    assert "<language>fr</language>" in text or 'xml:lang="fr"' in text
    assert "example.com" not in text


def test_a_feed_has_its_own_content_type(two, client):
    assert client.get("/flux/rss.xml")["Content-Type"].startswith("application/rss+xml")
    assert client.get("/flux/atom.xml")["Content-Type"].startswith("application/atom+xml")


def test_the_english_feed_holds_the_english_news_only(two, client):
    item = page_types.NewsPage.objects.get(slug="nouvelle-br")
    factories.translate(item, title="New things")
    assert [entry["title"] for entry in entries(client, "/en/feeds/rss.xml")] == ["New things"]
    assert entries(client, "/en/feeds/rss.xml")[0]["themes"] == ["Renovation"]
    assert entries(client, "/en/feeds/renovation/atom.xml")[0]["title"] == "New things"
    assert "New things" not in client.get("/flux/rss.xml").content.decode()


def test_each_entry_keeps_one_identity_when_its_text_changes(two, client):
    item = page_types.NewsPage.objects.get(slug="nouvelle-br")

    def identity():
        root = etree.fromstring(client.get("/flux/atom.xml").content)
        return root.find(f"{ATOM}entry/{ATOM}id").text

    before = identity()
    item.title = "Tout autre titre"
    item.save_revision().publish()
    assert identity() == before


def test_a_feed_is_as_short_as_its_setting_says(site, client, settings):
    bulk.news(site.news, settings.FEED_LENGTH + 5)
    assert len(entries(client, "/flux/rss.xml")) == settings.FEED_LENGTH


def test_an_empty_site_has_an_empty_feed(site, client):
    assert entries(client, "/flux/rss.xml") == []
    assert entries(client, "/flux/atom.xml") == []


def test_every_page_names_the_feeds(two, read):
    links = read("/actualites/").head.select("link[rel=alternate][type$=xml]")
    assert {link["href"] for link in links} == set(FEEDS.values())


def test_an_entry_keeps_the_day_of_its_item(site, client):
    """The day of a feed's entry is the item's, in Paris, in summer as in winter."""
    for day in (date(2025, 1, 1), date(2025, 7, 1)):
        page_types.news_page(site.home, title=f"Du {day}", date=day)
    root = etree.fromstring(client.get("/flux/atom.xml").content)
    days = [entry.findtext(f"{ATOM}published")[:10] for entry in root.findall(f"{ATOM}entry")]
    assert days == ["2025-07-01", "2025-01-01"]


@pytest.mark.parametrize("address", ["/flux/atom.xml", "/publications/?format=atom"])
def test_an_atom_feed_says_who_writes(address, two, client):
    factories.publication("Bilan", authors="Élodie Marchat\nAwa Diarra")
    root = etree.fromstring(client.get(address).content)
    assert root.findtext(f"{ATOM}author/{ATOM}name") == factories.ASSOCIATION
    authors = [entry.findtext(f"{ATOM}author/{ATOM}name") for entry in root.findall(f"{ATOM}entry")]
    expected = (
        ["Élodie Marchat, Awa Diarra"] if "publications" in address else [factories.ASSOCIATION] * 2
    )
    assert authors == expected


@pytest.fixture
def calm(two):
    """Nothing has been written for a minute."""
    factories.publication("Bilan")
    for log in (PageLogEntry, ModelLogEntry):
        log.objects.update(timestamp=timezone.now() - timedelta(minutes=1))


@pytest.mark.parametrize(
    "address",
    [
        "/flux/rss.xml",
        "/flux/renovation/atom.xml",
        "/publications/?format=rss",
        "/publications/?format=atom",
    ],
)
class TestReadAgain:
    def test_what_hasnt_changed_isnt_sent_again(self, address, calm, client):
        answer = client.get(address)
        modified, tag = answer["Last-Modified"], answer["ETag"]
        assert client.get(address, headers={"if-modified-since": modified}).status_code == 304
        assert client.get(address, headers={"if-none-match": tag}).status_code == 304
        assert not client.get(address, headers={"if-none-match": tag}).content
        before = http_date(timezone.now().timestamp() - 86400)
        assert client.get(address, headers={"if-modified-since": before}).status_code == 200
        both = {"if-none-match": '"another"', "if-modified-since": modified}
        assert client.get(address, headers=both).status_code == 200

    @pytest.mark.parametrize("way", ["published", "hidden", "expired", "deleted", "renamed theme"])
    def test_what_has_changed_is(self, way, address, calm, site, client):
        answer = client.get(address)
        known = [
            {"if-modified-since": answer["Last-Modified"]},
            {"if-none-match": answer["ETag"], "if-modified-since": answer["Last-Modified"]},
        ]
        theme = Theme.objects.get(slug="renovation", locale__language_code="fr")
        pages = [
            page_types.NewsPage.objects.get(slug="nouvelle-br"),
            page_types.PublicationPage.objects.get(),
        ]
        if way == "published":
            page_types.news_page(site.home, title="Toute neuve", themes=[theme])
            factories.publication("Tout neuf")
        elif way == "renamed theme":
            theme.name = "Travaux"
            theme.save()
            ModelLogEntry.objects.log_action(theme, "wagtail.edit")
            pages[1].themes.set([theme])
            pages[1].save_revision().publish()
        for page in pages:
            if way == "hidden":
                factories.restrict(page)
            elif way == "expired":
                type(page).objects.filter(pk=page.pk).update(expire_at=timezone.now())
            elif way == "deleted":
                page.delete()
        for headers in known:
            assert client.get(address, headers=headers).status_code == 200

    def test_what_an_account_is_shown_is_sent_and_kept_by_nobody(self, address, calm, client):
        modified = client.get(address)["Last-Modified"]
        member = logged_in(factories.member())
        answer = member.get(address, headers={"if-modified-since": modified})
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]
        assert "Last-Modified" not in answer

    def test_no_date_is_promised_of_what_has_changed_this_second(self, address, two, client):
        factories.publication("Bilan")
        answer = client.get(address)
        assert "Last-Modified" not in answer
        assert "ETag" in answer
