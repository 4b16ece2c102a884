"""Downloads are counted by file and month, without knowing who."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from downloads.models import DownloadCount
from tests import factories

pytestmark = pytest.mark.both_databases

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def page(site):
    return factories.publication("Bilan", themes=[factories.theme("Énergie")])


def get(client, page, agent: str = BROWSER, **headers):
    answer = client.get(page.files.get().document.url, headers={"User-Agent": agent} | headers)
    answer.getvalue()
    return answer


def total() -> int:
    return sum(DownloadCount.objects.values_list("number", flat=True))


def test_each_download_counts_once(page, client):
    for _number in range(3):
        get(client, page)
    get(client, page, Range="bytes=0-99")
    get(client, page, Range="bytes=100-199")
    assert total() == 4
    assert DownloadCount.objects.count() == 1


@pytest.mark.parametrize(
    "agent",
    ["Googlebot/2.1 (+http://www.google.com/bot.html)", "curl/8.5.0", "python-requests/2", ""],
)
def test_robots_dont_count(agent, page, client):
    get(client, page, agent)
    assert total() == 0


def test_the_house_and_what_isnt_sent_dont_count(page, client, editor_client):
    get(editor_client, page)
    etag = client.head(page.files.get().document.url, headers={"User-Agent": BROWSER})["ETag"]
    get(client, page, **{"If-None-Match": etag})
    assert total() == 0


def test_nothing_is_left_with_the_reader(page, client):
    assert not get(client, page).cookies


def test_the_most_downloaded_comes_first_when_asked(page, client, read):
    factories.publication("Plus récent mais moins lu", kind=page.kind)
    get(client, page)
    page.save_revision().publish()
    titles = [
        title.get_text(strip=True)
        for title in read("/publications/?tri=telechargements").select(".book h3")
    ]
    assert titles[0] == "Bilan"


def test_editors_read_the_numbers_and_take_them_away(page, client, admin_client):
    get(client, page)
    report = admin_client.get(reverse("download_report")).content.decode()
    assert "Énergie" in report
    table = admin_client.get(reverse("download_report"), {"export": "xlsx"}).getvalue()
    rows = list(load_workbook(BytesIO(table)).active.iter_rows(values_only=True))
    assert rows[1][1:] == ("Bilan", "Énergie", 1)
