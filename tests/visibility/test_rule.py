"""Each page type, hidden in each way: its address, and every list it could stand in, keep it to themselves."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.models import Page

from clubs.models import ClubIndexPage
from downloads.models import LibraryPage
from home.models import HomePage
from news.models import NewsIndexPage
from tests import factories
from tests.page_types import PAGE_TYPES, make
from training.models import CataloguePage, CourseSessionPage

WORD = "Cachette"


def as_draft(page):
    page.unpublish()


def expired_without_the_scheduled_job(page):
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(minutes=1))


def scheduled_for_tomorrow(page):
    page.unpublish()
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision().publish()


def for_accounts_only(page):
    factories.restrict(page)


def for_a_group_only(page):
    factories.restrict(page, Group.objects.get_or_create(name="Bureau")[0])


def closed_in_the_other_language(page):
    factories.restrict(factories.translate(page))


WAYS = [
    as_draft,
    expired_without_the_scheduled_job,
    scheduled_for_tomorrow,
    for_accounts_only,
    for_a_group_only,
    closed_in_the_other_language,
]
every_type = pytest.mark.parametrize("model", PAGE_TYPES, ids=lambda model: model.__name__)
every_way = pytest.mark.parametrize("hide", WAYS, ids=lambda hide: hide.__name__)
# What the exits below are or stand in: hidden together, they would keep each other's secrets.
SECTIONS = [HomePage, NewsIndexPage, LibraryPage, ClubIndexPage, CataloguePage]
LEAVES = [model for model in PAGE_TYPES if model not in SECTIONS]
EXITS = (
    "/",
    "/actualites/",
    "/publications/",
    "/clubs/",
    "/formations/",
    "/formations/agenda.ics",
    "/clubs/agenda.ics",
    "/sitemap.xml",
    "/plan-du-site/",
    "/flux/rss.xml",
    "/rien-ici/",
)


def assert_neither_served_nor_named(pages, client):
    for page in pages:
        answer = client.get(page.url)
        # 410 says that it was withdrawn, and not what it was.
        assert answer.status_code in {302, 404, 410}, page.url
        assert WORD.lower() not in answer.content.decode().lower(), page.url
    for address in EXITS:
        found = client.get(address, follow=True).content.decode()
        named = re.search(rf"{WORD}[^<]*", found, re.IGNORECASE)
        assert not named, f"{named[0]} at {address}"
        for page in pages:
            assert f">http://testserver{page.url}<" not in found, (
                f"{page.url} linked from {address}"
            )


def told(model, number, home):
    # The page of an error offers to search the words of the address asked for: they are the visitor's own.
    words = {"title": f"{WORD} {model.__name__}", "introduction": f"{WORD} en deux mots"}
    return make(model, home, slug=f"adresse-connue-{number}", **words)


@every_way
def test_what_is_hidden_is_neither_served_nor_named(hide, site, client):
    pages = [told(model, number, site.home) for number, model in enumerate(LEAVES)]
    for page in pages:
        hide(page)
    assert_neither_served_nor_named(pages, client)


@every_way
@pytest.mark.parametrize("model", SECTIONS, ids=lambda model: model.__name__)
def test_a_hidden_section_is_neither_served_nor_named(model, hide, site, client):
    page = told(model, 0, site.home)
    hide(page)
    assert_neither_served_nor_named([page], client)


@every_type
def test_what_is_open_is_served_and_named_in_the_site_map_of_search_engines(model, site, client):
    """The other side of the test above: these exits do name pages."""
    page = make(model, site.home, title=f"{WORD} publique", introduction=f"{WORD} ouverte")
    assert WORD in client.get(page.url).content.decode()
    assert f"<loc>{page.full_url}</loc>" in client.get("/sitemap.xml").content.decode().replace(
        "http://testserver", page.get_site().root_url
    )


# A date of a course is found as its course.
FOUND = [model for model in PAGE_TYPES if model is not CourseSessionPage]


@pytest.mark.both_databases
@pytest.mark.parametrize("model", FOUND, ids=lambda model: model.__name__)
def test_the_search_finds_it_only_while_it_may_be_seen(model, site, read):
    page = make(model, site.home, title=f"{WORD} publique")
    address = f"/recherche/?q={WORD}"
    assert [link["href"] for link in read(address).select(".results a")] == [page.url]
    for_accounts_only(page)
    assert not read(address).select(".results a")


@pytest.mark.both_databases
@every_type
def test_a_door_above_it_closes_it(model, site, client):
    page = make(model, site.home)
    factories.restrict(site.home)
    assert client.get(page.url).status_code == 302


@every_type
def test_its_english_translation_closes_with_it(model, site, client):
    page = make(model, site.home)
    translation = factories.translate(page)
    assert client.get(translation.url).status_code == 200
    for_accounts_only(page)
    assert client.get(translation.url).status_code == 302


def test_a_door_for_a_group_opens_to_its_members_only(site, client):
    group = Group.objects.create(name="Bureau")
    page = make(PAGE_TYPES[0], site.home)
    factories.restrict(page, group)
    client.force_login(factories.user("autre@example.org"))
    assert client.get(page.url).status_code == 302
    member = factories.user("membre@example.org")
    member.groups.add(group)
    client.force_login(member)
    assert client.get(page.url).status_code == 200


def test_an_account_that_doesnt_open_a_page_is_told_so(site, client):
    factories.restrict(site.news, Group.objects.create(name="Bureau"))
    client.force_login(factories.user("autre@example.org"))
    answer = client.get("/actualites/", follow=True)
    assert "ce compte n’ouvre pas la page" in answer.content.decode()


def test_an_anonymous_visitor_is_led_to_the_login_and_back(site, client):
    factories.restrict(site.news)
    answer = client.get("/actualites/?annee=2025")
    assert answer["Location"].startswith("/espace-adherents/connexion/?next=")
    assert "annee" in answer["Location"]


def test_what_an_account_may_see_isnt_kept_by_caches(site, client):
    factories.restrict(site.news)
    client.force_login(factories.user("membre@example.org"))
    answer = client.get("/actualites/")
    assert answer.status_code == 200
    assert "private" in answer["Cache-Control"] or "no-store" in answer["Cache-Control"]
