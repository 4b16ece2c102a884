"""An address that was published leads to its page, wherever that is now, or says that it was withdrawn."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import transaction
from django.test import Client
from django.utils import timezone
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from core.models import Teaser
from core.withdrawal_models import Withdrawal
from tests import factories, page_types
from tests.conftest import logged_in
from tests.queries import queries


def rename(page, slug: str, **fields):
    page = Page.objects.get(pk=page.pk).specific
    page.slug = slug
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return Page.objects.get(pk=page.pk).specific


def again(page):
    return Page.objects.get(pk=page.pk).specific


def leads_to(address: str, client: Client | None = None) -> str:
    """Where an address leads in one step, to something that answers 200."""
    client = client or Client()
    response = client.get(address)
    assert response.status_code == 301, f"{address} answers {response.status_code}"
    assert client.get(response["Location"]).status_code == 200, response["Location"]
    return response["Location"]


def notice(address: str, client: Client | None = None) -> BeautifulSoup:
    response = (client or Client()).get(address)
    assert response.status_code == 410, f"{address} answers {response.status_code}"
    return BeautifulSoup(response.content, "html.parser")


@pytest.fixture
def club(site):
    return page_types.club(site.home, slug="renovation")


@pytest.fixture
def meeting(club):
    return page_types.session(club, parent=club, slug="tilleuls")


@pytest.fixture
def report(meeting, site):
    return page_types.report(site.home, parent=meeting, slug="compte-rendu")


@pytest.fixture
def page(site):
    return page_types.content_page(site.home, title="L’Union", slug="union")


# --- To where the page is now


def test_a_club_that_is_renamed_takes_all_that_is_below_it_along(club, report):
    rename(club, "habitat")
    for end in ("", "tilleuls/", "tilleuls/compte-rendu/", "agenda.ics", "tilleuls/seance.ics"):
        assert leads_to(f"/clubs/renovation/{end}") == f"/clubs/habitat/{end}"


@pytest.mark.parametrize("address", ["/union", "/union/"])
def test_the_last_slash_makes_no_second_step(address, page):
    rename(page, "reseau")
    assert leads_to(address) == "/reseau/"


def test_the_question_in_the_address_is_kept(site):
    page_types.news_page(site.home)
    rename(site.news, "nouvelles")
    assert leads_to("/actualites/?year=2025&page=1") == "/nouvelles/?year=2025&page=1"


def test_a_translation_has_its_own_former_addresses(site, page):
    english = factories.translate(page, title="The Union", slug="the-union")
    rename(english, "network")
    assert leads_to("/en/the-union/") == "/en/network/"
    assert leads_to("/en/the-union") == "/en/network/"
    assert Client().get("/union/").status_code == 200


def test_a_section_renamed_in_english_takes_its_pages_along(site):
    news = page_types.news_page(site.home, slug="chantier")
    english = factories.translate(news, title="Works")
    section = english.get_parent().specific
    former = english.url
    rename(section, "press")
    assert leads_to(former) == again(english).url == f"/en/press/{english.slug}/"


def test_a_page_that_is_moved_is_found(site, page):
    section = page_types.content_page(site.home, title="Section", slug="section")
    below = page_types.content_page(site.home, parent=page, title="Bureau", slug="bureau")
    again(page).move(again(section), pos="last-child")
    assert leads_to("/union/") == "/section/union/"
    assert leads_to("/union/bureau/") == again(below).url == "/section/union/bureau/"


def test_several_changes_are_one_step(site, page):
    rename(page, "deux")
    rename(page, "trois")
    section = page_types.content_page(site.home, title="Section", slug="section")
    again(page).move(again(section), pos="last-child")
    rename(section, "rubrique")
    for address in ("/union/", "/deux/", "/trois/", "/section/trois/"):
        assert leads_to(address) == "/rubrique/trois/"


def test_the_former_slug_taken_back_makes_no_circle(page):
    rename(page, "reseau")
    rename(page, "union")
    assert Client().get("/union/").status_code == 200
    assert leads_to("/reseau/") == "/union/"
    # A browser that kept the first answer would go in circles.
    assert "no-cache" in Client().get("/reseau/")["Cache-Control"]


def test_a_new_page_at_a_former_address_wins(site, page):
    rename(page, "reseau")
    draft = page_types.content_page(site.home, title="Union", slug="union", live=False)
    assert leads_to("/union/") == "/reseau/"  # a draft takes nothing
    draft.save_revision().publish()
    assert Client().get("/union/").status_code == 200
    rename(draft, "alliance")
    assert leads_to("/union/") == "/alliance/"


def test_a_draft_leaves_nothing_behind(site):
    draft = page_types.content_page(site.home, title="Projet", slug="projet", live=False)
    draft = again(draft)
    draft.slug = "secret"
    draft.save()
    assert not Redirect.objects.exists()
    assert Client().get("/projet/").status_code == 404
    again(draft).delete()
    assert Client().get("/secret/").status_code == 404
    assert not Withdrawal.objects.exists()


def test_an_object_that_is_older_than_the_address_above_frees_nothing(site, page):
    """Two editors at once: one saves a page while the other renames its section."""
    below = page_types.content_page(site.home, parent=page, title="Bureau", slug="bureau")
    older = again(below)
    rename(page, "reseau")
    older.save(update_fields=["locked"])
    older.save_revision()
    assert leads_to("/union/bureau/") == "/reseau/bureau/"
    assert not Redirect.objects.filter(old_path__startswith="/reseau")


def test_another_order_of_the_pages_is_no_new_address(site, page):
    first = page_types.content_page(site.home, title="Premier")
    again(page).move(again(first), pos="left")
    assert not Redirect.objects.exists()


def test_the_home_pages_slug_is_in_no_address(site, page):
    rename(site.home, "maison")
    assert not Redirect.objects.exists()
    assert Client().get("/union/").status_code == 200


def test_addresses_of_any_length_are_kept(site):
    page = site.home
    for number in range(3):
        page = page_types.content_page(site.home, parent=page, title="x", slug=f"{number}" * 180)
    former = page.url
    rename(page, "court")
    assert leads_to(former) == again(page).url
    again(page).delete()
    notice(former)


@pytest.mark.parametrize("path", ["//[/", "/a\n/", "/a;b/", "/#/", "/?/", f"/{'a' * 5000}"])
def test_an_odd_address_isnt_found(path, site):
    response = Client().get("/", {"a": "%ff"}, PATH_INFO=path)
    assert response.status_code in (301, 404)


def test_a_change_that_is_undone_leaves_nothing(page):
    with transaction.atomic():
        rename(page, "reseau")
        assert Redirect.objects.exists()  # in the transaction of the change itself
        transaction.set_rollback(True)
    assert not Redirect.objects.exists()


# --- To those who may read of it


@pytest.fixture
def hidden(page):
    """A private page that was renamed since."""
    page = rename(page, "nom-confidentiel")
    factories.restrict(page)
    return page


def test_a_page_gone_private_asks_to_sign_in_without_saying_its_new_address(hidden):
    response = Client().get("/union/?a=1")
    assert response.status_code == 302
    assert response["Location"].endswith("?next=/union/%3Fa%3D1")
    assert "confidentiel" not in response["Location"] + response.content.decode()


def test_who_may_read_it_is_led_on(hidden):
    member = logged_in(factories.user("membre@example.org"))
    assert leads_to("/union/", member) == "/nom-confidentiel/"


def test_a_page_announced_by_its_teaser_is_led_to(hidden):
    Teaser.objects.create(restriction=hidden.view_restrictions.get())
    assert leads_to("/union/") == "/nom-confidentiel/"


def test_an_editors_redirect_names_no_private_page(hidden, site):
    for number, link in enumerate(("http://testserver/nom-confidentiel/", "")):
        Redirect.objects.create(
            old_path=f"/ancien{number}",
            redirect_link=link,
            redirect_page=None if link else hidden.page_ptr,
        )
        response = Client().get(f"/ancien{number}/")
        assert response.status_code == 302
        assert "confidentiel" not in response["Location"]


def test_a_page_gone_private_at_its_own_address_asks_to_sign_in(page):
    factories.restrict(page)
    assert Client().get("/union/").status_code == 302


def test_an_alias_of_a_private_page_isnt_named(site, page):
    section = page_types.content_page(site.home, title="Section", slug="section")
    alias = page.create_alias(parent=again(section), update_slug="alias")
    rename(section, "nom-confidentiel")
    factories.restrict(page)
    assert again(alias).live
    assert "confidentiel" not in Client().get("/section/alias/")["Location"]


# --- Withdrawn


def test_a_page_that_is_withdrawn_says_so_in_the_readers_language(site, page):
    english = factories.translate(page, title="The Union", slug="the-union")
    again(page).unpublish()
    again(english).unpublish()
    assert notice("/union/").h1.text == "Cette page a été retirée"
    document = notice("/en/the-union/")
    assert document.h1.text == "This page has been withdrawn"
    assert document.html["lang"] == "en"
    assert "Union" not in document.main.get_text().replace("L’Union régionale", "")


@pytest.mark.parametrize("end", ["", "tilleuls/", "tilleuls/compte-rendu/", "tilleuls/seance.ics"])
@pytest.mark.parametrize("change", ["delete", "unpublish", "expire"])
def test_what_was_below_a_withdrawn_page_says_so_too(end, change, club, report):
    rename(club, "habitat")
    withdraw(again(club), change)
    for address in ("/clubs/renovation/", "/clubs/habitat/"):
        notice(address + end)


def withdraw(page, change: str) -> None:
    if change == "delete":
        page.delete()
    elif change == "unpublish":
        administrator = factories.administrator()
        UnpublishPageAction(page, user=administrator, include_descendants=True).execute()
    else:
        pages = Page.objects.filter(path__startswith=page.path)
        pages.update(expire_at=timezone.now() - timedelta(hours=1))


def test_a_page_that_is_published_again_is_read_again(page):
    again(page).unpublish()
    assert Withdrawal.objects.get().title == "L’Union"
    again(page).save_revision().publish()
    assert Client().get("/union/").status_code == 200
    assert not Withdrawal.objects.exists()


def test_what_replaces_it_is_named(site, page):
    other = page_types.content_page(site.home, title="Le réseau")
    again(page).unpublish()
    Withdrawal.objects.update(replacement=other)
    link = notice("/union/").select_one(".prose a")
    assert (link.text, link["href"]) == ("Le réseau", other.url)
    again(page).delete()
    assert notice("/union/").select_one(".prose a")["href"] == other.url
    factories.restrict(other)
    assert "Le réseau" not in notice("/union/").main.get_text()


def test_what_replaces_it_may_have_been_replaced(site, page):
    second = page_types.content_page(site.home, title="Deuxième")
    third = page_types.content_page(site.home, title="Troisième")
    again(page).unpublish()
    Withdrawal.objects.update(replacement=second)
    again(second).unpublish()
    Withdrawal.objects.filter(title="Deuxième").update(replacement=third)
    assert notice("/union/").select_one(".prose a")["href"] == third.url


def test_the_language_that_is_left_is_offered(site, page):
    factories.translate(page, title="The Union", slug="the-union")
    again(page).delete()
    link = notice("/union/").select_one(".prose a")
    assert (link["href"], link["lang"]) == ("/en/the-union/", "en")


def test_a_translation_made_anew_is_offered(site, page):
    english = factories.translate(page, title="The Union", slug="the-union")
    again(english).delete()
    factories.translate(page, title="The Network", slug="network")
    assert notice("/en/the-union/").select_one(".prose a")["href"] == "/en/network/"


def test_a_page_in_place_of_a_deleted_one_wins(site, page):
    again(page).delete()
    page_types.content_page(site.home, title="Union", slug="union")
    assert Client().get("/union/").status_code == 200


def test_an_editors_redirect_from_a_withdrawn_address_is_followed(site, page):
    again(page).delete()
    Redirect.add_redirect("/union/", redirect_to=Page.objects.get(pk=site.news.pk))
    assert leads_to("/union/") == "/actualites/"


# --- Editors' redirects


def test_redirects_to_redirects_are_one_step(site, page):
    Redirect.add_redirect("/index.php?id=3", redirect_to="http://testserver/union/")
    Redirect.add_redirect("/ancien.html", redirect_to="http://testserver/index.php?id=3")
    rename(page, "reseau")
    for address in ("/index.php?id=3", "/ancien.html", "/ancien.html?utm=x"):
        assert leads_to(address).startswith("/reseau/")


def test_redirects_in_a_circle_answer_that_there_is_nothing(site):
    Redirect.add_redirect("/a", redirect_to="http://testserver/b")
    Redirect.add_redirect("/b", redirect_to="http://testserver/a")
    assert Client().get("/a/").status_code == 404


def test_redirects_without_end_answer_that_there_is_nothing(site):
    """A list imported from a former site, in which each year leads to the next."""
    Redirect.objects.bulk_create(
        Redirect(old_path=f"/annee-{year}", redirect_link=f"http://testserver/annee-{year + 1}/")
        for year in range(1200)
    )
    assert Client().get("/annee-0/").status_code == 404
    assert Client().get("/annee-1190/")["Location"] == "http://testserver/annee-1200/"


def test_a_redirect_elsewhere_is_followed(site):
    Redirect.add_redirect("/partenaire", redirect_to="https://example.org/x", is_permanent=False)
    response = Client().get("/partenaire?a=1")
    assert (response.status_code, response["Location"]) == (302, "https://example.org/x?a=1")


def test_a_page_that_answers_asks_nothing_about_redirects(page, client):
    sql = "\n".join(queries(client, "/union/"))
    assert "wagtailredirects" not in sql
    assert "core_with" not in sql


def test_an_address_that_never_was_isnt_found(site, page):
    for address in ("/rien/", "/rien", "/union/rien.pdf", "/rien/x.ics", "/en/union/"):
        assert Client().get(address, follow=True).status_code == 404
