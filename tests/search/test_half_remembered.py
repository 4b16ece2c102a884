"""Searches of who half remembers: too many words, acronyms, dates, names, slips of the hand."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from downloads.models import Kind, SeriesPage
from search.models import Acronym, Entry
from search.spelling import sound
from search.word_forms import fold
from tests import factories, files, page_types
from tests.background import followed

pytestmark = pytest.mark.both_databases

CONTENTS = "Sommaire\nLe premier appel 3\nLa visite 4\nLe bardage 5\nL’échéancier 6"


def publication(title: str, *pages: str, **fields):
    with followed():
        return factories.publication(title, data=files.pdf_of(*pages), **fields)


@pytest.fixture(scope="module")
def content(module_site):
    site = module_site
    cahiers = factories.publish(SeriesPage(), site.library, title="Cahiers du fleuve")
    kind = Kind.objects.create(name="Cahier", slug="cahier", locale=site.home.locale)
    publication("Prévenir les dettes", "Un mot.", series=cahiers, number=7, kind=kind)
    page_types.news_page(
        site.home, title="Le cahier sort", introduction="Sept dettes.", date=date(2025, 3, 1)
    )
    publication(
        "Rapport annuel",
        "RAPPORT\nRapport annuel\nMars 2025",
        CONTENTS,
        "Le premier appel. Une équipe de nuit sillonne la ville.",
        "La visite. Le bardage tient : 1. 2. 3. • • • Il se pose en hiver.",
        "Du vote de novembre 2025 au 14 novembre 2025.",
        "Un ergothérapeute passe.",
        "Des bailleurs en parlent.",
        date=date(2025, 12, 1),
    )
    page_types.news_page(
        site.home,
        title="Un ergothérapeute pour quatre bailleurs",
        introduction="Il partage sa semaine.",
        date=date(2024, 5, 1),
    )
    club = page_types.club(site.home, title="Club Terrasses")
    host = factories.organisation(
        "Valmire Habitat, office public", website="https://valmire.example.org/"
    )
    session = page_types.session(site.home, parent=club, title="Les toits plats", host=host)
    page_types.report(
        site.home, parent=session, title="Ce que les toits plats cachent", date=date(2025, 11, 14)
    )
    person = factories.contact("Thibault Roumégas", role="Chargé de mission")
    page_types.content_page(
        site.home,
        title="Réhabiliter en site occupé",
        introduction="Une réhabilitation.",
        contacts=[person],
    )
    page_types.content_page(site.home, title="Un site remarquable")
    page_types.content_page(
        site.home, title="Gestion urbaine de proximité", introduction="Marcher."
    )
    page_types.content_page(site.home, title="Un café au pied de l’immeuble")
    page_types.content_page(site.home, title="Les charges", introduction="Un décompte lisible.")
    page_types.content_page(
        site.home,
        title="La charte",
        body=[("rich_text", "<p>La démolition d’abord. Une démolition se prépare.</p>")],
    )
    page_types.news_page(
        site.home,
        title="Une nouvelle",
        body=[("rich_text", "<p>Rien de plus neuf que cela, sauf une démolition lointaine.</p>")],
        date=timezone.localdate(),
    )
    theme = factories.theme("Copropriétés")
    page_types.news_page(site.home, title="Un immeuble", themes=[theme], date=timezone.localdate())
    page_types.news_page(
        site.home, title="Vendre", introduction="En copropriété.", date=date(2015, 1, 1)
    )
    photo = factories.photo("Vue", caption="Un pignon peint en ocre")
    page_types.content_page(
        site.home, title="Galerie", body=[("photo", {"photo": photo, "caption": ""})]
    )
    english = factories.translate(site.home)
    page_types.content_page(english, title="Bedbugs: treat the building", slug="bedbugs")
    page_types.content_page(
        english, title="Renovating with tenants", introduction="Occupied homes.", slug="renov"
    )
    return site


@pytest.fixture(autouse=True)
def database(content, db):
    """Each test's own changes are undone."""


def ask(client, query: str, address: str = "/recherche/", **parameters) -> dict:
    answer = client.get(address, {"q": query, "format": "json"} | parameters)
    assert answer.status_code == 200
    return answer.json()


def titles(client, query: str, address: str = "/recherche/") -> list[str]:
    return [result["title"] for result in ask(client, query, address)["results"]]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        # a file has all the words on no single page
        ("ergothérapeute partagé entre bailleurs", "Un ergothérapeute pour quatre bailleurs"),
        (
            "bardage ergothérapeute bailleurs semaine partage",
            "Un ergothérapeute pour quatre bailleurs",
        ),
        ("démolition", "La charte"),  # what says it often
        # what it is
        ("compte rendu toits plats", "Ce que les toits plats cachent"),
        ("cahier n° 7", "Prévenir les dettes"),
        ("cahiers du fleuve numéro 7", "Prévenir les dettes"),
        ("club terrasses compte rendu", "Ce que les toits plats cachent"),
        # dates
        ("novembre 2025", "Ce que les toits plats cachent"),
        ("14 novembre 2025", "Ce que les toits plats cachent"),
        ("14/11/2025", "Ce que les toits plats cachent"),
        # acronyms, in either direction, whatever their letters
        ("GUP", "Gestion urbaine de proximité"),
        ("gup", "Gestion urbaine de proximité"),
        ("CR toits plats", "Ce que les toits plats cachent"),
        # slips and sounds
        ("reabilitation site ocupé", "Réhabiliter en site occupé"),
        ("valmir habitat", "Valmire Habitat, office public"),
        ("ergoterapeute", "Un ergothérapeute pour quatre bailleurs"),
        # an unclosed quotation mark
        ('"charges', "Les charges"),
        # names
        ("mail roumegas", "Thibault Roumégas"),
        # captions
        ("pignon ocre", "Galerie"),
    ],
)
def test_what_was_meant_comes_first(query, first, client):
    assert titles(client, query)[0] == first


def test_a_file_is_found_by_one_of_its_pages_with_the_title_of_its_publication(client):
    assert titles(client, "équipe nuit rapport annuel")[0] == "Rapport annuel"
    assert ask(client, "équipe ergothérapeute")["with_all_words"] == 0


def test_a_line_stands_where_results_no_longer_have_all_the_words(client, read):
    document = read("/recherche/?q=compte+rendu+toits+plats")
    above, below = document.select("ol.results")
    assert [link.text.strip() for link in above.select("h3 a")] == [
        "Ce que les toits plats cachent"
    ]
    assert [link.text.strip() for link in below.select("h3 a")] == ["Les toits plats"]
    assert "n’ont pas tous ces mots" in document.main.text
    assert below["start"] == "2"


def test_letters_of_an_acronym_are_no_word(client):
    assert titles(client, "CAF") == []
    assert titles(client, "café") == ["Un café au pied de l’immeuble"]


def test_a_plural_noun_is_no_participle(client):
    assert titles(client, "charges") == ["Les charges"]
    assert "Thibault Roumégas" in titles(client, "chargé de mission")


def test_what_an_acronym_stands_for_finds_it_too_and_editors_add_theirs(
    content, client, editor_client
):
    page_types.content_page(content.home, title="La GUP avance")
    assert "La GUP avance" in titles(client, "gestion urbaine de proximité")
    add = "/admin/snippets/search/acronym/add/"
    wrong = editor_client.post(add, {"letters": "q.p.v.", "meanings": "quartier"})
    assert "sans points" in wrong.text
    assert editor_client.post(add, {"letters": "UDT", "meanings": "toits plats"}).status_code == 302
    assert Acronym.objects.filter(letters="UDT").exists()
    assert "Les toits plats" in titles(client, "UDT")


def test_a_known_word_is_never_corrected_and_an_unlikely_one_isnt_proposed(client):
    for query in ("portage de charges", "mail roumegas", "site", "ocre charges"):
        assert ask(client, query)["correction"] == "", query
    assert ask(client, "valmir habitat")["correction"] == "valmire habitat"
    assert "Un site remarquable" not in titles(client, "reabilitation site ocupé")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("chofage", "chauffage"),
        ("punèses", "punaises"),
        ("abitat", "habitat"),
        ("isolassion", "isolation"),
        ("violance", "violence"),
        ("loyé", "loyer"),
        ("imeuble", "immeuble"),
        ("enfan", "enfants"),
    ],
)
def test_words_that_sound_the_same(typed, meant):
    assert sound(fold(typed)) == sound(fold(meant))
    assert sound("portage") != sound("partage")


def test_english_compounds_are_one_word_or_two_and_the_home_page_comes_last(client):
    assert titles(client, "bed bugs", "/en/search/")[0] == "Bedbugs: treat the building"
    found = titles(client, "renovating occupied homes", "/en/search/")
    assert found[0] == "Renovating with tenants"


def test_sections_come_last_unless_they_are_asked_for_by_name(content, client):
    content.news.introduction = "Des charges, et encore des charges."
    content.news.save_revision().publish()
    assert titles(client, "charges")[-1] == content.news.title
    assert titles(client, content.news.title)[0] == content.news.title


def test_what_matches_by_theme_only_comes_after_what_says_it(client):
    assert titles(client, "copropriétés") == ["Vendre", "Un immeuble"]


def test_a_name_that_matches_is_said(read):
    results = read("/recherche/?q=roumegas").select(".results > li")
    said = [result.text for result in results if "Réhabiliter" in result.text]
    assert (
        "Contact\u202f: Thibault Roumégas" in said[0]
        or "Contact\u00a0: Thibault Roumégas" in said[0]
    )
    assert "Roumégas" in [mark.text for mark in results[-1].select("mark")]


def test_a_passage_is_no_contents_page_and_has_no_debris(client):
    passage = ask(client, "bardage")["results"][0]["file"]
    assert passage["page"] == 4
    assert "•" not in passage["text"]
    assert "1. 2." not in passage["text"]


def test_a_caption_leaves_with_its_photo(client):
    file = Entry.objects.get(title="Galerie").file_texts.get()
    file.photo.licence_end = timezone.localdate() - timedelta(days=1)
    type(file.photo).objects.filter(pk=file.photo_id).update(licence_end=file.photo.licence_end)
    assert titles(client, "pignon ocre") == []


def test_titles_of_files_are_found_but_those_for_members_only(content, client):
    page = page_types.news_page(
        content.home,
        title="Des modèles",
        downloads=[factories.document("Feuille hebdomadaire de chantier")],
    )
    assert titles(client, "modèle feuille hebdomadaire")[0] == page.title
    closed = factories.collection("Fermés")
    factories.restrict_collection(closed)
    page_types.news_page(
        content.home,
        title="Réservé",
        slug="reserve",
        downloads=[factories.document("Barème caché", collection=closed)],
    )
    assert titles(client, "barème caché") == []


def test_suggestions_correct_slips_and_know_acronyms(client):
    def labels(typed: str) -> list[str]:
        found = client.get("/recherche/suggestions/", {"q": typed}).json()["suggestions"]
        return [fold(item["label"]) for item in found]

    assert "gestion urbaine de proximite" in labels("GUP")
    assert labels("ergoterapeute") == ["un ergotherapeute pour quatre bailleurs"]
