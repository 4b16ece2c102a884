"""A news item as readers meet it: its parts, their order, their words."""

import json
from datetime import date
from urllib.parse import quote, unquote

import pytest

from tests import factories, files, page_types

NARROW = "\u202f"


@pytest.fixture
def news(site):
    """Makes a news item: `news(title=…)`."""
    return lambda **fields: page_types.news_page(site.home, **fields)


def download(document, title: str):
    """The link of a file, as one line of words, and what stands beside it."""
    link = next(link for link in document.main.select("a") if title in link.text)
    return " ".join(link.text.split()), " ".join(link.parent.text.split())


def structured(document) -> dict:
    return json.loads(document.select_one("script[type='application/ld+json']").string)


def test_its_parts_stand_in_order(news, site, read):
    page = news(
        title="Le chantier ouvre",
        introduction="Une phrase d’introduction.",
        lead_photo=factories.photo(caption="La façade sud", credit="Ilan Corvec"),
        body=[("rich_text", "<p>Le corps du texte.</p>")],
        themes=[factories.theme("Rénovation")],
        downloads=[factories.document("Dossier de presse")],
        contacts=[factories.contact("Zoé Marelle")],
    )
    news(title="Une autre", themes=[])
    text = read(page.url).main.text
    parts = (
        "12 mars 2025",
        "Rénovation",
        "Le chantier ouvre",
        "Une phrase d’introduction.",
        "La façade sud",
        "Ilan Corvec",
        "Le corps du texte.",
        "Dossier de presse",
        "Zoé Marelle",
        "Une autre",
    )
    positions = [text.index(part, text.index("12 mars 2025")) for part in parts]
    assert positions == sorted(positions)


def test_its_date_is_read_by_people_and_machines(news, read):
    document = read(news(date=date(2026, 3, 1)).url)
    assert document.main.select_one("time")["datetime"] == "2026-03-01"
    assert document.main.select_one("time").text == "1er\xa0mars 2026"


def test_its_themes_lead_to_the_list_of_each(news, read):
    page = news(themes=[factories.theme("Rénovation"), factories.theme("Accueil")])
    links = {link.text.strip(): link["href"] for link in read(page.url).select(".themes a")}
    assert links == {
        "Accueil": "/themes/accueil/",
        "Rénovation": "/themes/renovation/",
    }


def test_its_photo_stands_in_a_figure_named_by_caption_and_credit(news, read):
    photo = factories.shown_photo(
        caption="La façade sud", credit="Ilan Corvec", description="Un mur"
    )
    figure = read(news(lead_photo=photo).url).main.select_one("figure")
    assert "La façade sud" in figure["aria-label"]
    assert "Ilan Corvec" in figure["aria-label"]
    assert "Ilan Corvec" in figure.figcaption.text
    image = figure.select_one("img")
    assert image["alt"] == "Un mur"
    assert image["width"]
    assert image["height"]


def test_a_photo_is_never_enlarged_and_each_width_is_offered_once(news, read):
    photo = factories.shown_photo(data=files.jpeg((1000, 700)))
    image = read(news(lead_photo=photo).url).main.select_one("figure img")
    widths = [int(source.split()[1].rstrip("w")) for source in image["srcset"].split(", ")]
    assert widths == sorted(set(widths))
    assert 700 < max(widths) <= 1000


class TestDownloads:
    def test_a_file_says_title_kind_month_format_and_weight(self, news, read):
        document = factories.published_file(
            "Bilan des rénovations", kind=factories.kind("Rapport"), date=date(2025, 11, 3)
        )
        words, _around = download(read(news(downloads=[document]).url), "Bilan des rénovations")
        for part in ("Bilan des rénovations", "Rapport", "novembre 2025", "PDF", "ko"):
            assert part in words
        assert "français" not in words

    def test_a_file_says_all_its_themes(self, news, read):
        names = ["Accueil", "Bail", "Copropriété", "Domotique", "Énergie", "Foncier"]
        document = factories.published_file(
            "Guide", themes=[factories.theme(name) for name in reversed(names)]
        )
        _words, around = download(read(news(downloads=[document]).url), "Guide")
        positions = [around.index(name) for name in names]
        assert positions == sorted(positions)

    def test_a_file_says_its_language_when_it_isnt_the_pages(self, news, read):
        guide = factories.published_file("A Guide to Renting", language="en")
        page = news(downloads=[guide])
        document = read(page.url)
        words, _around = download(document, "A Guide to Renting")
        assert "en anglais" in words
        assert document.main.select_one("a[hreflang=en] [lang=en]")

    def test_a_file_says_its_language_on_a_page_in_english_too(self, news, read):
        page = news(downloads=[factories.document("Guide du locataire")])
        translation = factories.translate(page)
        words, _around = download(read(translation.url), "Guide du locataire")
        assert "in French" in words

    def test_files_keep_the_editors_order(self, news, read):
        documents = [factories.document(title) for title in ("Zinc", "Ardoise", "Brique")]
        text = read(news(downloads=documents).url).main.text
        assert text.index("Zinc") < text.index("Ardoise") < text.index("Brique")

    def test_a_file_of_no_publication_still_says_format_and_weight(self, news, read):
        document = factories.document("Plan", "docx")
        words, _around = download(read(news(downloads=[document]).url), "Plan")
        assert "DOCX" in words
        assert words.replace(",", " ").split()[:2] == ["Plan", "DOCX"]


class TestContacts:
    def test_a_contact_has_name_role_mail_and_phone(self, news, read):
        contact = factories.contact(role="Chargée d’études", phone="01 99 00 12 34")
        document = read(news(title="Le chantier", contacts=[contact]).url)
        assert "Zoé Marelle" in document.main.text
        assert "Chargée d’études" in document.main.text
        assert (
            document.main.select_one("a[href='tel:+33199001234']").text.strip() == "01 99 00 12 34"
        )

    def test_a_mail_is_written_in_full_with_its_subject_filled_in(self, news, read):
        page = news(title="Qui paie ? « 50 % » & plus", contacts=[factories.contact()])
        link = read(page.url).main.select_one("a[href^='mailto:zoe']")
        assert link.text.strip() == "zoe@example.org"
        _address, _mark, query = link["href"].partition("?subject=")
        assert page.title in unquote(query)
        assert "&" not in query

    def test_a_person_who_left_is_followed_by_her_successors_successor(self, news, read):
        last = factories.contact("Nour Belhane")
        then = factories.contact("Ilan Corvec", successor=last)
        first = factories.contact("Ana Valdour", successor=then)
        document = read(news(contacts=[first, last]).url)
        assert len(document.main.select("a[href^='mailto:nour@']")) == 1
        assert "Ana Valdour" not in document.main.text
        assert "Ilan Corvec" not in document.main.text

    def test_people_keep_the_editors_order(self, news, read):
        people = [factories.contact(name) for name in ("Zoé Marelle", "Ana Valdour")]
        text = read(news(contacts=people).url).main.text
        assert text.index("Zoé Marelle") < text.index("Ana Valdour")


class TestNeighbours:
    @pytest.fixture
    def row(self, news):
        theme, other = factories.theme("Rénovation"), factories.theme("Énergie")
        return {
            title: news(title=title, date=day, themes=themes)
            for title, day, themes in (
                ("Janvier", date(2025, 1, 10), [theme]),
                ("Février", date(2025, 2, 10), [theme, other]),
                ("Février bis", date(2025, 2, 10), []),
                ("Mars", date(2025, 3, 10), [other, theme]),
                ("Avril", date(2025, 4, 10), []),
            )
        }

    @pytest.mark.parametrize(
        ("title", "before", "after"),
        [
            ("Janvier", None, "Février"),
            ("Février", "Janvier", "Février bis"),
            ("Février bis", "Février", "Mars"),
            ("Avril", "Mars", None),
        ],
    )
    def test_previous_and_next_follow_the_dates(self, title, before, after, row, read):
        document = read(row[title].url)
        for rel, wanted in (("prev", before), ("next", after)):
            link = document.main.select_one(f"a[rel={rel}]")
            assert (link and link["href"]) == (wanted and row[wanted].url)

    def test_related_items_share_a_theme_and_those_that_share_most_come_first(self, row, read):
        document = read(row["Février"].url)
        related = document.select_one("[aria-labelledby=related]")
        assert [title.text for title in related.select("h3")] == ["Mars", "Janvier"]

    def test_without_a_theme_nothing_is_related(self, row, read):
        assert not read(row["Avril"].url).select("[aria-labelledby=related]")

    def test_the_list_is_one_link_away(self, row, read):
        assert read(row["Avril"].url).main.select_one("[data-back]")["href"] == "/actualites/"


def test_french_signs_stand_behind_narrow_no_break_spaces(news, read):
    page = news(
        title="Qui paie ? « Nous » : 50 %",
        introduction="Vraiment ! Oui ; 12 €",
        body=[("rich_text", "<p>Et après ? « Rien » <b>ou presque</b> !</p>")],
    )
    text = read(page.url).main.text
    for words in (
        f"Qui paie{NARROW}? «{NARROW}Nous{NARROW}»{NARROW}: 50{NARROW}%",
        f"Vraiment{NARROW}! Oui{NARROW}; 12{NARROW}€",
        f"Et après{NARROW}? «{NARROW}Rien{NARROW}» ou presque{NARROW}!",
    ):
        assert words in text


def test_what_an_editor_types_never_becomes_markup(news, read):
    evil = "<script>alert(1)</script>"
    page = news(
        title=f"T {evil}",
        introduction=f"I {evil}",
        body=[("quote", {"text": evil, "speaker": evil, "role": evil})],
        contacts=[factories.contact("Zoé", role=evil)],
        downloads=[factories.document(f"D {evil}")],
        lead_photo=factories.photo(caption=f"C {evil}", credit=f"{evil}", description=f'A "{evil}'),
        themes=[factories.theme(f"H {evil}")],
    )
    document = read(page.url)
    assert not document.select("script:not([src], [type='application/ld+json'])")
    assert structured(document)["headline"] == f"T {evil}"


class TestHead:
    @pytest.fixture
    def page(self, news):
        return news(
            title="Le chantier ouvre",
            introduction="Une phrase.",
            lead_photo=factories.shown_photo(caption="La façade", credit="Ilan Corvec"),
        )

    def test_search_engines_are_told_what_it_is(self, page, read):
        document = read(page.url)
        data = structured(document)
        assert data["@context"] == "https://schema.org"
        assert data["@type"] == "NewsArticle"
        assert data["headline"] == "Le chantier ouvre"
        assert data["datePublished"] == "2025-03-12"
        assert data["inLanguage"] == "fr"
        assert data["mainEntityOfPage"] == f"http://testserver{page.url}"
        assert data["image"]["creditText"] == "Ilan Corvec"
        assert data["image"]["url"].startswith("http://testserver/media/")

    def test_social_networks_are_told_title_picture_and_date(self, page, read):
        def content(name):
            return read(page.url).select_one(f"meta[property='{name}']")["content"]

        assert content("og:type") == "article"
        assert content("og:title") == "Le chantier ouvre"
        assert content("og:description") == "Une phrase."
        assert content("og:locale") == "fr_FR"
        assert content("og:image").startswith("http://testserver/media/")
        assert content("og:image:alt") == "Une façade de brique"
        assert content("article:published_time") == "2025-03-12"

    def test_an_image_for_social_networks_wins_over_the_lead_photo(self, page, read):
        page.social_image = factories.shown_photo(description="Une affiche")
        page.save_revision().publish()
        image = read(page.url).select_one("meta[property='og:image:alt']")
        assert image["content"] == "Une affiche"

    def test_without_a_photo_no_image_is_promised(self, news, read):
        document = read(news().url)
        assert not document.select("meta[property^='og:image']")
        assert "image" not in structured(document)

    def test_what_needs_a_script_stays_hidden_without_one(self, page, read):
        for button in read(page.url).main.select("[data-print], [data-copy]"):
            assert button.find_parent(hidden=True)

    def test_its_address_can_be_sent(self, page, read):
        link = read(page.url).main.select_one("a[href^='mailto:?']")
        assert quote(f"http://testserver{page.url}", safe="") in link["href"]
