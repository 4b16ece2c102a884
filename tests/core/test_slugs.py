"""What a title becomes in an address: the same on the server and in the browser, and free among its siblings."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from wagtail.models import Page

from core.slugs import FORMATTERS, PLAIN_IN_BROWSERS, PlainSlugInput, slug_of
from news.models import NewsPage
from tests import factories, page_types
from tests.admin import forms
from tests.conftest import logged_in


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Cœur de ville", "coeur-de-ville"),
        ("L’œuvre, l'ÆON & la main-d’œuvre", "l-oeuvre-l-aeon-la-main-d-oeuvre"),
        ("« Été » : Straße, Øresund – 2024/2025 !", "ete-strasse-oresund-2024-2025"),
        ("1ᵉʳ bilan n° 5, 50 %", "1er-bilan-n-5-50"),
        ("e\u0301te\u0301 ﬁnancé", "ete-finance"),
        ("Πάτρα, Львів", "patra-l-viv"),
        ("日本", "riben"),
        ("Fête 🎉 ☀", "fete"),
        ("…", ""),
    ],
)
def test_a_title_in_plain_letters(title, slug):
    assert slug_of(title) == slug


CHARACTERS = st.one_of(
    *(
        st.characters(min_codepoint=start, max_codepoint=end - 1, exclude_categories=("Cc",))
        for start, end in [(0x20, 0x7F), *PLAIN_IN_BROWSERS]
    )
)


@given(st.text(CHARACTERS, max_size=30))
@settings(derandomize=True, max_examples=300, database=None, deadline=None)
def test_the_browsers_rule_is_the_servers(title):
    plain = title.strip()
    for pattern, replacement in FORMATTERS:
        plain = re.sub(pattern, replacement, plain)
    assert plain.lower() == slug_of(title)


def test_the_browser_is_given_the_rule():
    assert "œ" in PlainSlugInput().attrs["data-w-slug-formatters-value"].encode().decode(
        "unicode_escape"
    )


# --- Drafts


@pytest.fixture
def write(site):
    """`write("Titre")`: the draft that an editor makes of a title, its slug left to the server or given."""
    client = logged_in(factories.editor())

    def add(title: str, slug: str = "", publish: bool = False):
        answer = forms.add(client, NewsPage, site.news, title=title, slug=slug, publish=publish)
        assert answer.status_code == 302
        return NewsPage.objects.order_by("-pk").first()

    add.client = client
    return add


def slug_after(write, page, **changes) -> str:
    answer = forms.edit(write.client, page, publish=False, **changes)
    assert answer.status_code == 302
    return Page.objects.get(pk=page.pk).slug


def test_a_second_draft_of_the_same_title_has_a_free_address(write):
    slugs = [write("Cœur de ville", slug).slug for slug in ("", "", "coeur-de-ville")]
    assert slugs == ["coeur-de-ville", "coeur-de-ville-2", "coeur-de-ville-3"]


def test_the_open_form_is_told_of_the_free_address(write, site):
    write("Bilan")
    address, data = forms.filled_in(
        write.client, NewsPage, site.news, title="Bilan", slug="bilan", publish=False
    )
    answer = write.client.post(address, data, headers={"Accept": "application/json"})
    assert answer.json()["field_updates"]["slug"] == "bilan-2"


def test_a_title_without_letters_has_an_address(write):
    assert [write("…").slug, write("!!!").slug] == ["page", "page-2"]


def test_a_corrected_title_reaches_the_address_of_a_draft(write):
    draft = write("Bilan des rénovatoins")
    assert slug_after(write, draft, title="Bilan des rénovations") == "bilan-des-renovations"


def test_an_address_that_was_typed_stays(write):
    draft = write("Bilan des rénovations", "bilan")
    assert slug_after(write, draft, title="Bilan de l’année") == "bilan"
    assert slug_after(write, draft, slug="annee") == "annee"


def test_a_published_address_doesnt_change_by_itself(write):
    page = write("Bilan", publish=True)
    page = Page.objects.get(pk=page.pk).specific
    page.title = "Rapport"
    page.save_revision().publish()
    assert Page.objects.get(pk=page.pk).slug == "bilan"
    page.unpublish()
    assert slug_after(write, page, title="Compte rendu") == "bilan"


def test_a_published_page_isnt_given_the_address_of_another(write):
    write("Rapport")
    page = write("Bilan", publish=True)
    answer = forms.edit(write.client, page, slug="rapport")
    assert answer.status_code == 200
    assert Page.objects.get(pk=page.pk).slug == "bilan"


def test_a_draft_whose_address_was_taken_since_is_published(write):
    draft = write("Bilan")
    other = write("Bilan")
    Page.objects.filter(pk=other.pk).update(slug="bilan")
    Page.objects.get(pk=draft.pk).specific.get_latest_revision().publish()
    assert Page.objects.get(pk=draft.pk).slug == "bilan-2"


def test_what_programs_make_has_a_free_address_too(site):
    first, second = (
        page_types.news_page(site.home, title="Œuvre", slug=slug, live=False)
        for slug in ("", "oeuvre")
    )
    assert (first.slug, second.slug) == ("oeuvre", "oeuvre-2")


# --- What the site itself answers


@pytest.mark.parametrize("title", ["Recherche", "En", "Média", "Thèmes", "Accessibilité", "Admin"])
def test_a_draft_gives_way_to_the_site(title, site, write):
    page = page_types.content_page(site.home, title=title, introduction=title * 9)
    assert page.slug == f"{slug_of(title)}-2"
    assert title * 9 in Client().get(page.url).text


def test_what_is_the_sites_in_one_language_or_place_is_free_in_another(site):
    english = factories.translate(page_types.content_page(site.home, title="Search"))
    below = page_types.content_page(site.home, title="Recherche", parent=site.news)
    assert (english.slug, below.slug) == ("search-2", "recherche")
    assert Client().get("/search/").status_code == 200
    assert Client().get("/actualites/recherche/").status_code == 200


@pytest.mark.parametrize("title", ["En bref", "En direct du réseau"])
def test_a_title_that_begins_like_a_language_is_none(title, site):
    page = page_types.content_page(site.home, title=title)
    answer = Client().get(page.url)
    assert (answer.status_code, answer["Content-Language"]) == (200, "fr")
    below = page_types.content_page(site.home, title="Dessous", parent=page)
    assert Client().get(below.url).status_code == 200
    page = Page.objects.get(pk=page.pk)
    page.slug = "bref"
    page.save()
    assert Client().get(f"/{slug_of(title)}/dessous/")["Location"] == "/bref/dessous/"


def test_a_published_page_isnt_led_where_the_site_answers(site, write):
    page = page_types.content_page(site.home, title="Enquêtes")
    answer = forms.edit(write.client, page, slug="recherche")
    assert answer.status_code == 200
    assert "Le site lui-même répond" in answer.text
    below = page_types.content_page(site.home, title="Recherche", parent=page)
    address = reverse("wagtailadmin_pages:move_confirm", args=[below.pk, site.home.pk])
    assert "Le site lui-même répond" in write.client.post(address, follow=True).text
    assert Page.objects.get(pk=below.pk).url == "/enquetes/recherche/"
    assert forms.edit(write.client, below, title="Recherches").status_code == 302


def test_a_translation_keeps_the_address_it_is_given(site):
    english = factories.translate(page_types.news_page(site.home, title="Œuvre"), title="Work")
    assert english.slug == "oeuvre"


def test_themes_have_the_same_rule(db):
    assert factories.theme("Cœur d’îlot/parc").slug == "coeur-d-ilot-parc"
