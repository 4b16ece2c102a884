"""The editors' lists: what they sort and filter by."""

import re
from datetime import date
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.urls import reverse

from contacts.models import Contact, FieldOfWork, Organisation
from downloads.models import Kind, Theme
from news.models import NewsPage
from photos.renditions import make_renditions
from tests import bulk, factories, page_types
from tests.queries import queries

pytestmark = pytest.mark.both_databases


@pytest.fixture
def news(site):
    theme, other = factories.theme("Rénovation"), factories.theme("Énergie")
    ana = factories.user("ana@example.org", first_name="Ana", last_name="Valdour")
    ilan = factories.user("ilan@example.org", first_name="Ilan", last_name="Corvec")
    rows = (
        ("Ancienne", date(2023, 1, 5), [theme], ana, True),
        ("Récente", date(2025, 6, 2), [other, theme], ilan, True),
        ("Ébauche", date(2024, 3, 9), [other], ana, False),
    )
    for title, day, themes, owner, live in rows:
        page = page_types.news_page(
            site.home, title=title, date=day, themes=themes, live=live, owner=owner
        )
        assert page.owner == owner
    return SimpleNamespace(theme=theme, ana=ana)


@pytest.fixture
def listed(editor_client):
    """The titles of a list at some parameters, in order."""

    def titles(query: str = "") -> list[str]:
        answer = editor_client.get(f"{reverse('news:index')}{query}")
        assert answer.status_code == 200
        document = BeautifulSoup(answer.content, "html.parser")
        return [
            next(title.stripped_strings)
            for title in document.select("td.title .title-wrapper, td.title .w-title")
            if title.get_text(strip=True)
        ]

    return titles


def row(client, title: str, query: str = "") -> str:
    page = BeautifulSoup(client.get(f"{reverse('news:index')}{query}").content, "html.parser")
    return next(
        text
        for text in (" ".join(line.text.split()) for line in page.select("tbody tr"))
        if title in text
    )


def test_the_newest_date_comes_first(news, listed):
    assert listed() == ["Récente", "Ébauche", "Ancienne"]


def test_each_line_says_title_date_and_status(news, editor_client):
    assert re.search("2 juin 2025 EN – .*publiée$", row(editor_client, "Récente"))
    assert re.search("9 mars 2024 EN – .*brouillon$", row(editor_client, "Ébauche"))


def test_news_are_listed_with_their_photo(site, editor_client, worker):
    photo = factories.photo()
    page_types.news_page(site.home, title="Illustrée", lead_photo=photo)
    make_renditions(photo, ["card"])
    document = BeautifulSoup(editor_client.get(reverse("news:index")).content, "html.parser")
    (picture,) = document.select("tbody .photo-cell img")
    assert picture["alt"] == ""


def test_themes_and_author_are_shown_when_they_are_asked_for(news, editor_client):
    text = row(editor_client, "Récente", "?columns=theme_names&columns=owner")
    for words in ("2025", "Énergie, Rénovation", "Ilan Corvec"):
        assert words in text
    assert "Ilan Corvec" not in row(editor_client, "Récente", "?columns=theme_names")


def test_the_list_is_in_the_main_language_unless_another_is_asked_for(news, listed):
    factories.translate(NewsPage.objects.get(title="Récente"), title="Recent")
    assert listed() == ["Récente", "Ébauche", "Ancienne"]
    assert listed("?language=en") == ["Recent"]
    assert set(listed("?language=all")) == {"Récente", "Recent", "Ébauche", "Ancienne"}


@pytest.mark.parametrize("model", [Contact, FieldOfWork, Theme, Kind], ids=lambda m: m.__name__)
def test_translated_words_and_people_are_listed_once(model, site, editor_client):
    made = {
        Contact: factories.contact,
        FieldOfWork: factories.field_of_work,
        Theme: factories.theme,
        Kind: factories.kind,
    }[model]()
    made.copy_for_translation(factories.locale("en")).save()
    address = reverse(model.snippet_viewset.get_url_name("list"))

    def lines(query: str = "") -> int:
        page = BeautifulSoup(editor_client.get(f"{address}{query}").content, "html.parser")
        return len(page.select("table.listing tbody tr"))

    assert lines() == 1
    assert lines("?locale=en") == 1
    if model is Contact:  # the only one of them that is searched
        assert lines("?q=zzz") == 0


@pytest.mark.parametrize(
    ("ordering", "titles"),
    [
        ("date", ["Ancienne", "Ébauche", "Récente"]),
        ("-date", ["Récente", "Ébauche", "Ancienne"]),
        ("owner__last_name", ["Récente", "Ancienne", "Ébauche"]),
    ],
)
def test_it_sorts(ordering, titles, news, listed):
    found = listed(f"?ordering={ordering}")
    assert found[0] == titles[0]
    assert set(found) == set(titles)


def test_it_filters_by_theme(news, listed):
    assert listed(f"?themes={news.theme.pk}") == ["Récente", "Ancienne"]


def test_it_filters_by_status(news, listed):
    assert listed("?live=false") == ["Ébauche"]
    assert listed("?live=true") == ["Récente", "Ancienne"]


def test_it_filters_by_date(news, listed):
    assert listed("?date_from=2024-01-01&date_to=2024-12-31") == ["Ébauche"]


def test_it_filters_by_author(news, listed):
    assert listed(f"?owner={news.ana.pk}") == ["Ébauche", "Ancienne"]


def test_it_searches(news, listed):
    call_command("update_index", verbosity=0)
    assert listed("?q=ancienne") == ["Ancienne"]


def test_bad_filters_do_no_harm(news, editor_client):
    for query in (
        "?themes=abc",
        "?date_from=hier",
        "?live=peut-etre",
        "?ordering=password",
        "?p=x",
    ):
        answer = editor_client.get(f"{reverse('news:index')}{query}")
        assert answer.status_code in {200, 404}, query


def test_a_longer_list_takes_no_more_queries(site, editor_client):
    themes = [factories.theme("Rénovation"), factories.theme("Énergie")]
    address = reverse("news:index")
    bulk.news(site.news, 60, themes=themes)
    few = queries(editor_client, address)
    site.news.refresh_from_db()
    bulk.news(site.news, 400, themes=themes)
    assert len(queries(editor_client, address)) == len(few)


@pytest.mark.parametrize("name", ["news", "sessions", "session_reports"])
def test_dated_pages_have_a_list_of_their_own_in_the_menu(name, site, editor_client):
    address = reverse(f"{name}:index")
    assert editor_client.get(address).status_code == 200
    home = editor_client.get(reverse("wagtailadmin_home")).content.decode()
    assert address in home


@pytest.mark.parametrize(
    "model", [Contact, Organisation, FieldOfWork, Theme, Kind], ids=lambda model: model.__name__
)
def test_each_vocabulary_is_listed_and_written_in_the_admin(model, site, admin_client):
    viewset = model.snippet_viewset
    assert admin_client.get(reverse(viewset.get_url_name("list"))).status_code == 200
    assert admin_client.get(reverse(viewset.get_url_name("add"))).status_code == 200


def test_a_theme_is_added_by_its_name_alone(site, admin_client):
    viewset = Theme.snippet_viewset
    answer = admin_client.post(
        reverse(viewset.get_url_name("add")), {"name": "Logement d’abord", "slug": ""}
    )
    assert answer.status_code == 302
    assert Theme.objects.get().slug == "logement-d-abord"


def test_a_theme_that_exists_already_is_refused_with_a_sentence(site, admin_client):
    factories.theme("Rénovation")
    viewset = Theme.snippet_viewset
    answer = admin_client.post(
        reverse(viewset.get_url_name("add")), {"name": "Rénovation", "slug": ""}
    )
    assert answer.status_code == 200
    assert Theme.objects.count() == 1


def test_a_contact_cant_have_a_nonsensical_phone(site, admin_client):
    viewset = Contact.snippet_viewset
    answer = admin_client.post(
        reverse(viewset.get_url_name("add")),
        {"name": "Ana", "email": "ana@example.org", "phone": "javascript:alert(1)", "listed": "on"},
    )
    assert answer.status_code == 200
    assert not Contact.objects.exists()
