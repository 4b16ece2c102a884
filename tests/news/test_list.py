"""The list of the news: narrowed by theme and year, with counts, the whole state in the address."""

import json
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from news.models import NewsPage
from tests import bulk, factories, page_types

pytestmark = pytest.mark.both_databases


@pytest.fixture
def themes(site):
    return [
        factories.theme("Rénovation", english="Renovation"),
        factories.theme("Énergie", english="Energy"),
    ]


@pytest.fixture
def items(site, themes):
    """Three years, two themes; one item has both, one has none."""
    renovation, energy = themes
    chosen = {
        "Le chantier": (date(2025, 3, 12), [renovation]),
        "La facture": (date(2025, 1, 5), [energy]),
        "Les deux ensemble": (date(2024, 6, 1), [renovation, energy]),
        "Sans thème": (date(2023, 9, 30), []),
    }
    for title, (day, given) in chosen.items():
        page_types.news_page(site.home, title=title, date=day, themes=given)


def titles(document) -> list[str]:
    return [title.get_text(strip=True) for title in document.main.select("article h3")]


def options(document, name: str) -> dict[str, str]:
    """The choices of a facet with their counts, in their order."""
    found = {}
    for choice in document.select(f"input[name={name}]"):
        if choice.get("value"):
            label = choice.find_parent("label")
            count = label.select_one(".count").get_text(strip=True).strip("()")
            found[choice["value"]] = count
    return found


def chips(document) -> dict[str, str]:
    return {list(chip.stripped_strings)[-1]: chip["href"] for chip in document.select(".chips a")}


def test_the_newest_come_first(items, read):
    assert titles(read("/actualites/")) == [
        "Le chantier",
        "La facture",
        "Les deux ensemble",
        "Sans thème",
    ]


def test_each_card_says_its_date_and_themes_and_leads_to_the_item(items, read):
    card = read("/actualites/").main.select_one("article")
    assert card.select_one("time")["datetime"] == "2025-03-12"
    assert "12 mars 2025" in card.text
    assert "Rénovation" in card.text
    assert card.h3.a["href"] == "/actualites/le-chantier/"


def test_facets_count_the_items_and_sort_themes_as_a_dictionary_does(items, read):
    document = read("/actualites/")
    assert options(document, "theme") == {"energie": "2", "renovation": "2"}
    assert list(options(document, "theme")) == ["energie", "renovation"]
    assert options(document, "annee") == {"2025": "2", "2024": "1", "2023": "1"}


def test_a_theme_narrows_the_list_and_the_counts_of_the_years(items, read):
    document = read("/actualites/?theme=energie")
    assert titles(document) == ["La facture", "Les deux ensemble"]
    assert options(document, "annee") == {"2025": "1", "2024": "1"}
    assert options(document, "theme") == {"energie": "2", "renovation": "2"}


def test_a_theme_and_a_year_narrow_together(items, read):
    document = read("/actualites/?theme=renovation&annee=2024")
    assert titles(document) == ["Les deux ensemble"]
    assert document.select_one("input[name=theme][value=renovation]").has_attr("checked")
    assert document.select_one("input[name=annee][value='2024']").has_attr("checked")


def test_each_filter_chosen_has_a_chip_that_takes_it_off_alone(items, read):
    document = read("/actualites/?theme=renovation&annee=2024")
    assert chips(document) == {
        "Rénovation": "/actualites/?annee=2024",
        "2024": "/actualites/?theme=renovation",
    }


def test_the_whole_list_is_one_link_away(items, read):
    links = [link["href"] for link in read("/actualites/?theme=renovation").main.select("a")]
    assert "/actualites/" in links


def test_filters_without_a_common_item_say_so_and_offer_the_whole_list(items, read):
    document = read("/actualites/?theme=energie&annee=2023")
    assert titles(document) == []
    message = document.select_one(".empty")
    assert len(message.p.get_text(strip=True)) > 20
    assert message.a["href"] == "/actualites/"
    ways = {link.text: link["href"] for link in message.select("a")[1:]}
    assert ways == {
        "Sans «\u202fÉnergie\u202f»": "/actualites/?annee=2023",
        "Sans «\u202f2023\u202f»": "/actualites/?theme=energie",
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("theme=renovation&theme=energie", ["Le chantier", "La facture", "Les deux ensemble"]),
        ("annee=2023&annee=2024", ["Les deux ensemble", "Sans thème"]),
        ("theme=renovation&theme=energie&annee=2024&annee=2023", ["Les deux ensemble"]),
        ("theme=energie&theme=energie&theme=", ["La facture", "Les deux ensemble"]),
    ],
)
def test_several_choices_of_a_facet_widen_the_list_and_give_an_item_once(
    query, expected, items, read
):
    assert titles(read(f"/actualites/?{query}")) == expected


def test_the_address_of_several_choices_stays_in_every_link(items, read):
    document = read("/actualites/?theme=renovation&theme=energie&annee=2024")
    assert options(document, "theme") == {"energie": "1", "renovation": "1"}
    assert options(document, "annee") == {"2025": "2", "2024": "1"}
    assert len(document.select("input[name=theme][type=checkbox][checked]")) == 2
    assert chips(document) == {
        "Énergie": "/actualites/?theme=renovation&annee=2024",
        "Rénovation": "/actualites/?theme=energie&annee=2024",
        "2024": "/actualites/?theme=renovation&theme=energie",
    }


def test_one_unknown_choice_among_several_is_a_404(items, read):
    document = read("/actualites/?theme=renovation&theme=inconnu", status=404)
    assert titles(document) == []


def test_a_long_facet_shows_the_most_frequent_first_and_folds_the_others(site, read):
    made = [factories.theme(f"Thème {number:02}") for number in range(12)]
    for number, theme in enumerate(made):
        for copy in range(2 if number > 8 else 1):
            page_types.news_page(site.home, title=f"{number} {copy}", themes=[theme])
    facet = read("/actualites/?theme=theme-06").select_one("#facet-theme")
    assert facet.has_attr("open")
    others = facet.select_one("details")
    assert others.summary.text == "Tout voir (12)"
    folded = {box["value"] for box in others.select("input")}
    assert len(folded) == 4
    assert not folded & {"theme-06", "theme-09", "theme-10", "theme-11"}


@pytest.mark.parametrize(
    "query",
    [
        "theme=inconnu",
        "annee=abc",
        "annee=99999999999999999999",
        "annee=%C2%B2024",
        "annee=-1",
        "page=abc",
        "page=0",
        "page=-3",
        "page=2",
        "page=999999999999999999999999",
        "page=1.5",
        "theme=renovation&annee=bis",
        "theme=" + "a" * 3000,
        "theme=%27%22%3E%3Cscript%3E",
    ],
)
def test_what_the_address_cant_mean_is_a_404_with_a_sentence(query, items, read):
    document = read(f"/actualites/?{query}", status=404)
    assert len(document.select_one(".empty p").get_text(strip=True)) > 20
    assert document.select_one(".empty a")["href"] == "/actualites/"
    assert titles(document) == []


@pytest.mark.parametrize("query", ["", "?theme=", "?annee=&theme=", "?page=1", "?autre=chose"])
def test_empty_or_foreign_parameters_change_nothing(query, items, read):
    assert len(titles(read(f"/actualites/{query}"))) == 4


def test_an_empty_list_says_so(site, read):
    document = read("/actualites/")
    assert len(document.select_one(".empty").get_text(strip=True)) > 10


def test_themes_are_said_in_english_on_the_english_list(items, site, read):
    factories.translate(site.news, title="News")
    page = site.news.get_translation(factories.locale("en"))
    factories.translate(NewsPage.objects.get(title="Le chantier"), title="The works")
    other = page_types.news_page(site.home, title="Sans thème", date=date(2001, 1, 1))
    factories.translate(other, title="Without a theme")
    document = read(page.url)
    assert titles(document) == ["The works", "Without a theme"]
    assert "Renovation" in document.main.text
    assert "Rénovation" not in document.main.text
    assert options(document, "theme") == {"renovation": "1"}


class TestPagination:
    @pytest.fixture
    def many(self, site, themes):
        bulk.news(site.news, 30, themes=themes[:1])

    def test_the_pages_follow_one_another_without_gap_or_repetition(self, many, read):
        found = []
        address = "/actualites/"
        for _page in range(3):
            document = read(address)
            found += titles(document)
            following = document.select_one(".pagination a[rel=next]")
            address = following and following["href"]
        assert address is None
        assert found == [f"Nouvelle {number}" for number in range(30)]

    def test_the_filters_stay_from_page_to_page(self, many, read):
        document = read("/actualites/?theme=renovation&page=2")
        for link in document.select(".pagination a"):
            assert parse_qs(urlsplit(link["href"]).query)["theme"] == ["renovation"]

    def test_the_first_page_has_one_address(self, many, read):
        document = read("/actualites/?page=2")
        assert document.select_one(".pagination a[rel=prev]")["href"] == "/actualites/"

    def test_the_current_page_says_so(self, many, read):
        document = read("/actualites/?page=2")
        assert (
            document.select_one(".pagination [aria-current=page]")
            .get_text(strip=True)
            .endswith("2")
        )

    def test_a_filter_changed_goes_back_to_the_first_page(self, many, read):
        document = read("/actualites/?theme=renovation&page=2")
        assert chips(document) == {"Rénovation": "/actualites/"}


def test_a_part_of_the_list_has_its_own_title_and_address(items, read):
    document = read("/actualites/?annee=2024&theme=renovation&theme=energie")
    address = "http://testserver/actualites/?theme=energie&theme=renovation&annee=2024"
    assert document.select_one("link[rel=canonical]")["href"] == address
    assert document.select_one("meta[property='og:url']")["content"] == address
    assert address in document.select_one("footer .print-only").text
    assert document.title.text.startswith("Actualités – Énergie, Rénovation, 2024 – ")
    whole = read("/actualites/?theme=")
    assert whole.select_one("link[rel=canonical]")["href"] == "http://testserver/actualites/"
    assert whole.title.text.startswith("Actualités – ")


def test_a_later_page_of_the_list_has_its_own_title_and_address(site, themes, read):
    bulk.news(site.news, 30, themes=themes[:1])
    document = read("/actualites/?page=2")
    assert document.select_one("link[rel=canonical]")["href"].endswith("/actualites/?page=2")
    assert document.title.text.startswith("Actualités – page 2 – ")


def test_the_breadcrumb_is_told_to_search_engines(items, read):
    document = read("/actualites/le-chantier/")
    data = [json.loads(script.string) for script in document.select("script[type*='ld+json']")]
    [breadcrumb] = [part for part in data if part["@type"] == "BreadcrumbList"]
    steps = breadcrumb["itemListElement"]
    assert [step.get("item") for step in steps] == [
        "http://testserver/",
        "http://testserver/actualites/",
        None,
    ]
    assert [step["position"] for step in steps] == [1, 2, 3]
