"""The list of the news with five thousand items."""

import pytest

from tests import bulk, factories

pytestmark = pytest.mark.both_databases

PAGES = -(-5_000 // 12)


@pytest.fixture(scope="module")
def five_thousand(module_site):
    themes = [factories.theme(f"Thème {number}") for number in range(6)]
    bulk.news(module_site.news, 5_000, themes=themes)


@pytest.fixture(autouse=True)
def database(five_thousand, site):
    """The rows are made once for the tests of this module."""


@pytest.mark.parametrize("number", [1, PAGES // 2, PAGES])
def test_the_first_the_middle_and_the_last_page_answer(number, read):
    assert read(f"/actualites/?page={number}").main.select("article h3")


def test_there_is_no_page_after_the_last(read):
    read(f"/actualites/?page={PAGES + 1}", status=404)


def test_the_numbers_of_the_pages_fit_on_a_line(read):
    assert len(read("/actualites/?page=200").select(".pagination li")) <= 9


def test_the_total_and_the_facets_count_them_all(read):
    document = read("/actualites/")
    counts = [count.text.strip("()") for count in document.select("[name=theme] ~ .count")]
    assert sum(map(int, counts)) == 5_000
    assert "".join(filter(str.isdigit, document.select_one(".total").text)) == "5000"
