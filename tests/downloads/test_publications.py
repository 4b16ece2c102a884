"""A publication as readers meet it: its page, its series, the pages that it names and that name it."""

import json
from datetime import date

import pytest

from downloads.models import Document
from tests import factories, page_types


def meta(document, name: str) -> list[str]:
    return [tag["content"] for tag in document.select(f"meta[name='{name}']")]


@pytest.fixture
def rich(site):
    series = page_types.series(site.home, title="Cahiers des Hautes-Rives")
    return factories.publication(
        "Prévenir les impayés",
        introduction="Trois moments où une dette peut s’arrêter.",
        kind=factories.kind("Cahier"),
        date=date(2025, 11, 3),
        authors="Élodie Marchat\nAwa Diarra",
        series=series,
        number=7,
        themes=[factories.theme("Impayés")],
        organisations=[factories.organisation("Valmire Habitat")],
    )


def test_its_page_says_what_it_is(rich, read):
    text = " ".join(read(rich.url).main.text.split())
    for words in (
        "Prévenir les impayés",
        "Trois moments",
        "Cahier, novembre 2025",
        "PDF",
        "Cahiers des Hautes-Rives, n° 7",
        "Élodie Marchat, Awa Diarra",
        "Valmire Habitat",
        "Impayés",
    ):
        assert words in text


@pytest.mark.parametrize(
    ("precision", "words", "iso"),
    [
        ("day", "3 novembre 2025", "2025-11-03"),
        ("month", "Novembre 2025", "2025-11"),
        ("year", "2025", "2025"),
    ],
)
def test_its_date_is_said_as_precisely_as_it_is_known(precision, words, iso, site, read):
    page = factories.publication(date=date(2025, 11, 3), date_precision=precision)
    time = read(page.url).main.select_one("time")
    assert (time.text, time["datetime"]) == (words, iso)


def test_reference_managers_read_who_wrote_it_and_where_the_file_is(rich, read):
    document = read(rich.url)
    assert meta(document, "citation_title") == ["Prévenir les impayés"]
    assert meta(document, "citation_author") == ["Élodie Marchat", "Awa Diarra"]
    assert meta(document, "citation_publication_date") == ["2025/11"]
    assert meta(document, "citation_technical_report_number") == ["7"]
    assert meta(document, "DC.publisher") == [factories.ASSOCIATION]
    file = rich.files.get().document
    assert meta(document, "citation_pdf_url") == [f"http://testserver{file.url}"]


def test_search_engines_are_told_its_series_and_its_files(rich, read):
    data = json.loads(read(rich.url).select_one("script[type='application/ld+json']").string)
    assert data["isPartOf"]["name"] == "Cahiers des Hautes-Rives"
    assert data["position"] == 7
    assert data["encoding"][0]["encodingFormat"] == "application/pdf"
    assert [person["name"] for person in data["author"]] == ["Élodie Marchat", "Awa Diarra"]


def test_its_cover_is_the_image_of_its_shared_link(site, read, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        page = factories.publication("Le bilan")
    document = read(page.url)
    cover = Document.objects.get().cover
    image = document.select_one("meta[property='og:image']")["content"]
    assert image == f"http://testserver{cover.url}"
    assert document.select_one("meta[property='og:image:width']")["content"] == "480"
    alt = document.select_one("meta[property='og:image:alt']")["content"]
    assert alt == "Couverture de «\u202fLe bilan\u202f»"
    assert document.select_one("meta[name='twitter:card']")["content"] == "summary"


def test_each_file_says_what_it_is_in_the_publication(site, read):
    english = factories.document("Preventing Arrears", language="en")
    annex = factories.document("Lettre type", "docx")
    page = factories.publication(
        "Prévenir les impayés",
        files=[
            factories.document("fichier"),
            {"document": english, "role": "language"},
            {"document": annex, "role": "annex", "label": "La lettre"},
        ],
    )
    lines = [" ".join(line.text.split()) for line in read(page.url).select(".files li")]
    assert lines[0].startswith("Télécharger Prévenir les impayés")
    assert "Preventing Arrears" in lines[1]
    assert "en anglais" in lines[1]
    assert lines[2].startswith("La lettre Annexe")


def test_a_series_shows_its_numbers_in_order_the_last_first(site, read):
    series = page_types.series(site.home)
    for number in (2, 10, 1):
        factories.publication(f"Cahier {number}", series=series, number=number)
    titles = [title.get_text(strip=True) for title in read(series.url).select(".book h3")]
    assert titles == ["Cahier 10", "Cahier 2", "Cahier 1"]


def test_the_numbers_before_and_after_are_one_link_away(site, read):
    series = page_types.series(site.home)
    pages = [
        factories.publication(f"Cahier {number}", series=series, number=number)
        for number in (1, 2, 5)
    ]
    document = read(pages[1].url)
    assert document.select_one("a[rel=prev]")["href"] == pages[0].url
    assert document.select_one("a[rel=next]")["href"] == pages[2].url


def test_a_number_is_taken_once_in_a_series(site):
    series = page_types.series(site.home)
    factories.publication("Premier", series=series, number=1)
    second = factories.publication("Second", series=series)
    second.number = 1
    with pytest.raises(Exception, match="Premier"):
        second.full_clean()


def test_the_title_of_a_hidden_series_stands_nowhere(site, read):
    series = page_types.series(site.home, title="Cachette")
    page = factories.publication(series=series, number=3)
    factories.restrict(series)
    for address in (page.url, "/publications/", "/", "/publications/?format=rss"):
        assert "Cachette" not in str(read(address))


def test_the_title_of_a_hidden_series_finds_nothing(site, read):
    series = page_types.series(site.home, title="Cachette")
    factories.publication(series=series, number=3)
    assert read("/publications/?q=cachette").select(".book")
    factories.restrict(series)
    assert not read("/publications/?q=cachette").select(".book")


class TestRelated:
    def test_a_page_that_a_publication_names_shows_it_and_the_reverse(self, site, read):
        session = page_types.session(site.home, title="La séance")
        page = factories.publication("Les actes", related_pages=[session])
        assert session.title in read(page.url).select_one("[aria-labelledby=related]").text
        assert "Les actes" in read(session.url).select_one("[aria-labelledby=publications]").text

    def test_a_page_that_carries_its_file_is_shown_by_the_publication(self, site, read):
        page = factories.publication("Les actes")
        news = page_types.news_page(site.home, downloads=[page.files.get().document])
        assert read(page.url).select_one(f"[aria-labelledby=related] a[href='{news.url}']")
        assert read(news.url).select_one(f".download-more a[href='{page.url}']")

    def test_neither_names_the_other_when_it_is_hidden(self, site, read):
        session = page_types.session(site.home, title="La séance")
        page = factories.publication("Les actes", related_pages=[session])
        restriction = factories.restrict(page)
        assert "Les actes" not in str(read(session.url))
        restriction.delete()
        factories.restrict(session)
        assert "La séance" not in str(read(page.url))


class TestList:
    @pytest.fixture
    def three(self, site):
        series = page_types.series(site.home, title="Études de l’observatoire")
        factories.publication("Éclairer les halls", date=date(2024, 1, 1), series=series)
        factories.publication("Zones rurales", date=date(2025, 1, 1), introduction="La vacance.")
        factories.publication("Eau chaude", date=date(2023, 1, 1), language="en")

    @pytest.fixture
    def titles(self, three, read):
        def found(query: str) -> list[str]:
            page = read(f"/publications/{query}")
            return [title.get_text(strip=True) for title in page.select(".book h3")]

        return found

    @pytest.mark.parametrize(
        ("query", "wanted"),
        [
            ("", ["Zones rurales", "Éclairer les halls", "Eau chaude"]),
            ("?tri=ancien", ["Eau chaude", "Éclairer les halls", "Zones rurales"]),
            ("?tri=titre", ["Eau chaude", "Éclairer les halls", "Zones rurales"]),
            ("?q=eclairer", ["Éclairer les halls"]),
            ("?q=VACANCE", ["Zones rurales"]),
            ("?q=l'observatoire+hall", ["Éclairer les halls"]),
            ("?q=vacances", ["Zones rurales"]),
            ("?q=écl", ["Éclairer les halls"]),
            ("?q=observatoire+halls", ["Éclairer les halls"]),
            ("?langue=en", ["Eau chaude"]),
            ("?collection=etudes-de-l-observatoire", ["Éclairer les halls"]),
            ("?q=halls&langue=en", []),
        ],
    )
    def test_words_order_series_and_language(self, query, wanted, titles):
        assert titles(query) == wanted

    def test_an_empty_answer_says_so_and_leads_back(self, three, read):
        document = read("/publications/?q=halls&langue=en")
        assert document.select_one(".empty a[href='/publications/']")
        assert [chip["href"] for chip in document.select(".chips a")] == [
            "/publications/?langue=en",
            "/publications/?q=halls",
        ]

    @pytest.mark.parametrize("query", ["?q=%22", "?q=%25_", "?q=" + "mot+" * 50, "?tri=x&vue=x"])
    def test_odd_words_do_no_harm(self, query, three, read):
        read(f"/publications/{query}")

    def test_the_state_is_carried_from_link_to_link(self, three, read):
        document = read("/publications/?q=e&tri=titre&vue=liste")
        assert document.select(".book-line")
        hidden = {tag["name"]: tag["value"] for tag in document.select(".facets [type=hidden]")}
        assert hidden == {"q": "e", "tri": "titre", "vue": "liste"}

    @pytest.mark.parametrize("name", ["rss", "atom"])
    def test_any_narrowed_list_has_a_feed(self, name, three, client):
        answer = client.get(f"/publications/?langue=en&format={name}")
        assert name in answer["Content-Type"]
        text = answer.content.decode()
        assert "Eau chaude" in text
        assert "Zones rurales" not in text
        assert client.get(f"/publications/?langue=xx&format={name}").status_code == 404

    def test_the_list_is_taken_away_as_csv_and_json(self, three, client):
        table = client.get("/publications/?format=csv").getvalue().decode("utf-8-sig")
        assert len(table.splitlines()) == 4
        rows = json.loads(client.get("/publications/?langue=en&format=json").getvalue())
        assert [row["title"] for row in rows] == ["Eau chaude"]

    def test_a_spreadsheet_runs_nothing_of_it(self, site, client):
        factories.publication("=HYPERLINK(1)", introduction="@SUM(A1)")
        table = client.get("/publications/?format=csv").getvalue().decode("utf-8-sig")
        assert "'=HYPERLINK(1)" in table
        assert "'@SUM(A1)" in table
