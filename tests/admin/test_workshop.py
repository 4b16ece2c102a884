"""The admin as the association's own workshop: its colours, its menu, its words, its guide, and short ways to forms."""

import re

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.auth.models import Group
from django.urls import reverse

from clubs.models import SessionPage
from downloads.models import Theme
from home.colours import admin_properties, contrast
from news.models import NewsPage
from tests import factories, page_types
from tests.conftest import logged_in


@pytest.fixture(params=["Rédaction", "Publication", "Administration"])
def writing(request, site):
    user = factories.user("ecrit@example.org")
    user.groups.set(Group.objects.filter(name=request.param))
    return user


@pytest.fixture
def writer(writing):
    return logged_in(writing)


@pytest.mark.parametrize(
    "colour", ["#1f5560", "#a8472f", "#000000", "#5b2a6e", "#0000ff", "#6b6b00"]
)
def test_text_can_be_read_in_the_associations_colours_light_and_dark(colour):
    found = admin_properties(colour)
    for name in ("primary", "primary-200", "secondary", "secondary-400", "secondary-600"):
        assert contrast(found[name], "#ffffff") >= 4.5, name
    for name in ("secondary-75", "secondary-100"):
        assert contrast(found[name], "#333333") >= 4.5, name


def test_the_admin_takes_the_colours_of_the_settings(editor_client):
    factories.association(primary_colour="#5b2a6e")
    document = BeautifulSoup(editor_client.get("/admin/").content, "html.parser")
    (sheet,) = document.select('link[href*="/couleurs.css"]')
    answer = editor_client.get(sheet["href"])
    assert answer["Content-Type"].startswith("text/css")
    assert "--w-color-secondary:#5b2a6e;" in answer.text


def test_the_menu_begins_with_what_is_written(writer):
    document = BeautifulSoup(writer.get("/admin/").content, "html.parser")
    page = document.select_one("#wagtail-sidebar-props").string
    places = [page.index(f'"{reverse(name)}"') for name in (
        "news:index", "sessions:index", "publications:index", "wagtailimages:index", "wagtaildocs:index",
        "wagtailadmin_explore_root",
    )]  # fmt: skip
    assert places == sorted(places)


def test_a_news_item_has_one_place_and_opens_its_form(writer, site):
    factories.translate(site.news, title="News")
    answer = writer.get(reverse("news:choose_parent"))
    form = reverse("wagtailadmin_pages:add", args=["news", "newspage", site.news.pk])
    assert answer.url == form


def test_a_session_is_added_to_one_club_of_a_plain_list(writer, site):
    clubs = [page_types.club(site.home, title=title) for title in ("Énergie", "Accueil des gens")]
    factories.translate(clubs[0], title="Energy")
    document = BeautifulSoup(writer.get(reverse("sessions:choose_parent")).content, "html.parser")
    links = {
        link.get_text(strip=True): link["href"] for link in document.select("main ul.listing a")
    }
    assert links == {
        club.title: reverse("wagtailadmin_pages:add", args=["clubs", "sessionpage", club.pk])
        for club in clubs
    }
    assert writer.get(links["Énergie"]).status_code == 200


def test_without_a_place_the_editor_is_told_so(writer):
    assert not SessionPage.objects.exists()
    assert "pas encore de place" in writer.get(reverse("sessions:choose_parent")).text


def test_a_report_is_written_from_the_sessions_that_have_none(writer):
    answer = writer.get(reverse("session_reports:choose_parent"))
    assert answer.url == f"{reverse('sessions:index')}?has_report=false"
    assert writer.get(answer.url).status_code == 200


def test_the_guide_of_the_site_stands_in_the_menu_and_opens(writer):
    address = reverse("editors_guide")
    assert f'"{address}"' in writer.get("/admin/").text
    document = BeautifulSoup(writer.get(address).content, "html.parser")
    assert document.select_one("article h1").text == "Guide de la rédaction"
    assert f"Parvis {settings.VERSION}" in document.select_one("article").text
    for link in document.select(".guide-contents a"):
        assert document.select_one(f'[id="{link["href"].removeprefix("#")}"]')


@pytest.mark.parametrize(
    "address", ["wagtailadmin_home", "news:index", "sessions:index", "publications:index"]
)
def test_no_english_or_clumsy_word_remains_on_the_main_screens(address, writer):
    text = writer.get(reverse(address)).text
    assert not re.search(
        r"Guide du redacteur|nouveau\(elle\)|un\(e\)|>\s*Any\s*<|Workflows|domain\.com", text
    )


def test_the_first_screen_bears_the_associations_name_and_its_own_words(writer, writing):
    factories.association(short_name="Hautes-Rives Habitat")
    factories.photo(uploaded_by_user=writing)
    factories.document(uploaded_by_user=writing)
    document = BeautifulSoup(writer.get(reverse("wagtailadmin_home")).content, "html.parser")
    assert document.h1.get_text(strip=True) == "Hautes-Rives Habitat"
    main = " ".join(document.main.get_text(" ").split())
    for words in ("1 photo", "1 fichier", "Guide de la rédaction"):
        assert words in main
    assert not re.search("Wagtail|Image|Document", main)


def test_deleting_says_whether_it_is_final(administration, site):
    page = page_types.news_page(site.home, title="À retirer")
    photo, document, contact = factories.photo(), factories.document(), factories.contact()
    theme = factories.theme("Énergie")

    def in_bulk(one) -> str:
        label = one._meta.label_lower.split(".")
        return reverse("wagtail_bulk_action", args=[*label, "delete"]) + f"?id={one.pk}"

    kept = [
        reverse("wagtailadmin_pages:delete", args=[page.pk]),
        reverse("wagtailimages:delete", args=[photo.pk]),
        reverse("wagtaildocs:delete", args=[document.pk]),
        *map(in_bulk, (page.page_ptr, photo, document)),
    ]
    final = [
        *(
            reverse(one.snippet_viewset.get_url_name("delete"), args=[one.pk])
            for one in (contact, theme)
        ),
        *map(in_bulk, (contact, theme)),
    ]
    for address in kept:
        assert "la corbeille l" in administration.get(address).text.lower(), address
    for address in final:
        assert "c’est définitif" in administration.get(address).text.lower(), address


def test_the_tree_of_pages_is_called_by_no_english_word(administration):
    text = administration.get(reverse("wagtailadmin_explore_root")).text
    assert not re.search(r">\s*Root\s*<", text)


def test_a_theme_in_use_is_replaced_never_taken_off_in_silence(site, administration):
    old, new = factories.theme("Rénovation"), factories.theme("Réhabilitation")
    pages = [
        page_types.news_page(site.home, title="Une", themes=[old]),
        page_types.news_page(site.home, title="Deux", themes=[old, new]),
    ]
    address = reverse(Theme.snippet_viewset.get_url_name("delete"), args=[old.pk])
    assert "2 pages" in administration.get(address).text
    administration.post(address)
    assert Theme.objects.filter(pk=old.pk).exists()
    administration.post(address, {"replacement": new.pk})
    assert not Theme.objects.filter(pk=old.pk).exists()
    for page in pages:
        page = NewsPage.objects.get(pk=page.pk)
        assert [theme.name for theme in page.themes.all()] == ["Réhabilitation"]
        draft = page.get_latest_revision_as_object()
        assert [theme.name for theme in draft.themes.all()] == ["Réhabilitation"]


def test_a_theme_in_use_isnt_deleted_among_others(site, administration):
    used, free = factories.theme("Rénovation"), factories.theme("Libre")
    page_types.news_page(site.home, title="Une", themes=[used])
    address = reverse("wagtail_bulk_action", args=["downloads", "theme", "delete"])
    administration.post(f"{address}?id={used.pk}&id={free.pk}")
    assert Theme.objects.count() == 2


@pytest.mark.parametrize("name", ["rénovation", "Renovation", "RÉNOVATION"])
def test_themes_that_differ_by_a_capital_or_an_accent_are_one(name, site, editor_client):
    factories.theme("Rénovation")
    address = reverse(Theme.snippet_viewset.get_url_name("add"))
    answer = editor_client.post(address, {"name": name, "slug": "autre"})
    assert "Ce thème existe déjà" in answer.text
    assert Theme.objects.count() == 1


@pytest.fixture
def administration(site):
    user = factories.user("gestion@example.org")
    user.groups.set(Group.objects.filter(name="Administration"))
    return logged_in(user)
