"""The same address seen by a member and by the public through one shared cache, in either order."""

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client, override_settings

from core.models import Teaser
from tests import factories, page_types
from tests.conftest import logged_in

pytestmark = pytest.mark.both_databases

SECRET = "Cachette"
# Django's own cache of whole answers stands in for a proxy: it keeps what Cache-Control and Vary let it keep.
BEHIND_A_CACHE = [
    "django.middleware.cache.UpdateCacheMiddleware",
    *settings.MIDDLEWARE,
    "django.middleware.cache.FetchFromCacheMiddleware",
]


@pytest.fixture
def behind_a_cache():
    with override_settings(MIDDLEWARE=BEHIND_A_CACHE, CACHE_MIDDLEWARE_SECONDS=600):
        yield


@pytest.fixture(scope="module")
def addresses(module_site):
    """A teased page with its translation, and the lists that hold private pages, by language."""
    members = Group.objects.get(name="Adhérents")
    body = [("rich_text", f"<p>{SECRET}</p>")]
    page = page_types.news_page(module_site.home, title="Annoncée", body=body)
    english = factories.translate(page, title="Announced")
    Teaser.objects.create(restriction=factories.restrict(page, members))
    for restriction in english.view_restrictions.all():
        Teaser.objects.get_or_create(restriction=restriction)
    hidden = page_types.news_page(module_site.home, title=f"{SECRET} entière")
    factories.translate(hidden, title=f"{SECRET} whole")
    factories.restrict(hidden, members)
    return {"fr": (page.url, "/actualites/", "/"), "en": (english.url, "/en/actualites/", "/en/")}


@pytest.fixture
def pages(addresses, db):
    return addresses


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("first", ["the member", "the public"])
def test_each_sees_her_own(first, language, pages, behind_a_cache):
    member, public = logged_in(factories.member()), Client()
    for address in pages[language]:
        order = [member, public, member, public]
        for visitor in order if first == "the member" else reversed(order):
            text = visitor.get(address).content.decode()
            assert (SECRET in text) is (visitor is member), address


def test_the_cache_does_keep_what_the_public_gets(pages, behind_a_cache, django_assert_num_queries):
    public = Client()
    public.get("/actualites/")
    with django_assert_num_queries(0):
        assert public.get("/actualites/").status_code == 200


def test_nothing_that_a_member_gets_is_kept(pages):
    member = logged_in(factories.member())
    for address in ("/", "/actualites/", "/recherche/?q=a", "/flux/rss.xml", "/espace-adherents/"):
        assert member.get(address)["Cache-Control"] == "private, no-store", address


def test_pages_tell_caches_that_they_differ_by_visitor(pages):
    for address in ("/", "/actualites/", "/flux/rss.xml", "/sitemap.xml"):
        assert "Cookie" in Client().get(address)["Vary"], address


def test_what_is_the_same_for_all_is_kept_for_all(site):
    answer = logged_in(factories.member()).get("/couleurs.css")
    assert "public" in answer["Cache-Control"]
    assert "Cookie" not in Client().get("/couleurs.css").get("Vary", "")


def test_the_door_and_what_follows_it_are_never_kept(site):
    for path in ("connexion/", "connexion/lien-envoye/", "connexion/lien/x/"):
        assert "no-store" in Client().get(f"/espace-adherents/{path}")["Cache-Control"]
