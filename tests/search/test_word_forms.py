"""French and English words as readers write them: whatever the form, the same pages are found."""

import sys

import pytest
from wagtail.models import Page

from search import word_forms
from tests import factories, page_types
from tests.at_once import at_once

pytestmark = pytest.mark.both_databases

TITLES = {
    "A1": "L'accompagnement des locataires",
    "A2": "Accompagner les habitants",
    "A3": "Résidences sociales",
    "A4": "Une résidence à Nantes",
    "A5": "Logements vacants",
    "A6": "Le logement d’abord",
    "A7": "Cœur de ville, œuvre",
    "A8": "Les bénévoles, l’été, à l’hôpital",
    "A9": "Le PLH et les Q.P.V. : 2 500 logements bas‑carbone",
    "B1": "Une directrice des travaux en copropriété",
    "B2": "Signé le 12 mars 2025",
    "B3": "Impayés de loyer : 1,5 % en moins",
}


@pytest.fixture(scope="module")
def pages(module_site):
    for name, title in TITLES.items():
        fields = {"introduction": "Un logement accompagné."} if name == "A6" else {}
        page_types.content_page(module_site.home, title=title, slug=name.lower(), **fields)
    english = factories.translate(module_site.home)
    page_types.content_page(english, title="Landlords’ studies of housing", slug="e1")


@pytest.fixture(autouse=True)
def database(pages, db):
    pass


def found(query: str, method: str = "search") -> str:
    names = (page.slug.upper() for page in getattr(Page.objects.all(), method)(query))
    return " ".join(sorted(names))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("accompagner", "A1 A2 A6"),
        ("accompagnées", "A1 A2 A6"),
        ("ACCOMPAGNEMENTS", "A1 A2 A6"),
        ("accompagnees", "A1 A2 A6"),
        ("l'accompagnement", "A1 A2 A6"),
        ("l’accompagnement", "A1 A2 A6"),
        ("residence", "A3 A4"),
        ("résidences", "A3 A4"),
        ("Residences sociales", "A3"),
        ("résidence sociale", "A3"),
        ("logement", "A5 A6 A9"),
        ("logements", "A5 A6 A9"),
        ("logement vacant", "A5"),
        ("coeur", "A7"),
        ("cœur", "A7"),
        ("OEUVRES", "A7"),
        ("été", "A8"),
        ("ete", "A8"),
        ("l'été", "A8"),
        ("hopital", "A8"),
        ("benevoles", "A8"),
        ("bénévole", "A8"),
        ("plh", "A9"),
        ("P.L.H.", "A9"),
        ("QPV", "A9"),
        ("qpvs", "A9"),
        ("2500", "A9"),
        ("2 500 logements", "A9"),
        ("2\u202f500 logements", "A9"),
        ("bas-carbone", "A9"),
        ("bas carbone", "A9"),
        ("bascarbone", "A9"),
        ("directeur", "B1"),
        ("directrices", "B1"),
        ("travail", "B1"),
        ("co-propriété", "B1"),
        ("copropriétés", "B1"),
        ("12/03/2025", "B2"),
        ("2025-03-12", "B2"),
        ("mars 2025", "B2"),
        ("impayes loyers", "B3"),
        ("impayée", "B3"),
        ("loi", ""),
        ("1,5 %", "B3"),
        ("landlord", "E1"),
        ("study", "E1"),
        ("introuvable", ""),
    ],
)
def test_a_word_is_found_in_all_its_forms(query, expected):
    assert found(query) == expected


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("amiante", "amie"),
        ("balai", "bal"),
        ("délai", "délit"),
        ("devis", "devait"),
        ("loyers", "lois"),
        ("punaises", "punir"),
        ("relais", "relie"),
        ("terrasses", "terre"),
        ("ventes", "vent"),
    ],
)
def test_a_word_isnt_taken_for_another(word, other):
    assert not word_forms.stems(word, "fr") & word_forms.stems(other, "fr")


def test_the_forms_of_a_word_share_a_stem():
    for forms in (
        "amiante amiantés amiantées",
        "délai délais",
        "devis",
        "relai relais",
        "vente ventes",
    ):
        stems = [word_forms.stems(form, "fr") for form in forms.split()]
        assert frozenset.intersection(*stems)


@pytest.mark.parametrize(
    ("beginning", "expected"),
    [("resi", "A3 A4"), ("RÉSI", "A3 A4"), ("benev", "A8"), ("résidences soc", "A3"), ("xyz", "")],
)
def test_the_beginning_of_a_title_is_enough_while_typing(beginning, expected):
    assert found(beginning, "autocomplete") == expected


@pytest.mark.parametrize(
    "query", ['"', "\0", " ", "mot " * 500, "'", "a'b", "\\", "!&|:*", "😀", "é" * 9000]
)
def test_whatever_is_typed_gets_an_answer(query):
    found(query)
    found(query, "autocomplete")


def test_what_an_index_keeps_is_letters_and_digits():
    text = "Œuvre d’été : l’H.L.M. n°12, 中文 et 2 500 m², e\u0301te\u0301"
    for term in word_forms.terms(text, "fr"):
        assert term.lstrip(word_forms.EXACT).isascii()
        assert term.lstrip(word_forms.EXACT).isalnum()


def test_a_word_knows_where_it_stands():
    text = "À l’hôpital, 2 500 lits"
    assert [text[word.start : word.end] for word in word_forms.words(text, "fr")] == [
        "À",
        "l",
        "hôpital",
        "2 500",
        "lits",
    ]


def test_words_are_read_alike_by_many_at_once():
    """A server answers in several threads, and the stemmer of a language keeps its place in a word."""
    words = [
        f"{word}{end}" for word in TITLES["A9"].split() for end in ("ements", "euses", "aient")
    ]
    alone = [word_forms.stems.__wrapped__(word, "fr") for word in words]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        together = at_once(lambda word: word_forms.stems.__wrapped__(word, "fr"), words * 40, 8)
    finally:
        sys.setswitchinterval(interval)
    assert together == alone * 40
