"""A list where nothing stands yet says what would stand there, or that there is nothing to do."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from tests import factories, page_types

SENTENCES = {
    "link_report": "il n’y a rien à reprendre",
    "review_report": "Aucune page n’est à relire",
    "file_report": "ceux que vous ajouterez seront listés ici",
    "photos_register": "celles que vous ajouterez seront listées ici",
    "download_report": "Aucun fichier n’a encore été téléchargé",
    "search_report": "Personne n’a cherché",
    "wagtailimages:index": "Les photos de vos collègues vous sont proposées",
    "wagtaildocs:index": "Les fichiers de vos collègues vous sont proposés",
}


@pytest.mark.parametrize("screen", SENTENCES)
def test_an_empty_list_says_why_it_is_empty(screen, site, client):
    client.force_login(factories.user("lea@example.org", "Rédaction"))
    assert SENTENCES[screen] in client.get(reverse(screen)).content.decode()


def test_no_screen_is_offered_that_stays_empty(site, client):
    """A number of photos that leads to none, a report of what one may publish for who may publish nothing."""
    factories.photo()
    factories.document("Bilan")
    for group, is_offered in (("Rédaction", False), ("Publication", True)):
        client.force_login(factories.user(f"{is_offered}@example.org", group))
        screen = BeautifulSoup(client.get("/admin/").content, "html.parser")
        counted = {link["href"] for link in screen.select(".w-summary__list a")}
        lists = {reverse("wagtailimages:index"), reverse("wagtaildocs:index")}
        assert (counted & lists == lists) == is_offered
        report = reverse("wagtailadmin_reports:aging_pages")
        assert (report in screen.select_one("#wagtail-sidebar-props").string) == is_offered
        assert (client.get(report).status_code == 200) == is_offered


def test_what_nobody_has_done_is_said_to_be_the_site_s(site, client):
    page = page_types.news_page(site.home)
    page.save_revision().publish(user=None)
    client.force_login(factories.user("noe@example.org", "Publication"))
    for screen in (
        reverse("wagtailadmin_reports:aging_pages"),
        reverse("wagtailadmin_pages:history", args=[page.pk]),
    ):
        told = (
            BeautifulSoup(client.get(screen).content, "html.parser").select_one("main table").text
        )
        assert "système" in told
        assert "None" not in told


def test_a_filter_that_leaves_nothing_doesn_t_say_that_there_is_nothing(site, editor_client):
    answer = editor_client.get(reverse("link_report"), {"host": "nulle-part"}).content.decode()
    assert SENTENCES["link_report"] not in answer


def test_a_yes_and_a_no_are_said_in_the_reader_s_language(site, admin_client):
    factories.board_seat(factories.organisation("Habitat du Lac"))
    answer = admin_client.get(reverse("wagtailsnippets_contacts_boardseat:list"))
    row = BeautifulSoup(answer.content, "html.parser").select_one(".listing tbody tr")
    assert "Non" in row.stripped_strings
    assert "False" not in row.stripped_strings
