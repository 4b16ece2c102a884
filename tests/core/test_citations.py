"""References to take along: RIS and BibTeX of publications and reports, for who may read them."""

import re
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from core.citations import Citation, surname_first
from core.models import Teaser
from tests import factories, page_types
from tests.conftest import logged_in

TITLE = r"Coûts & loyers : 100 % des {cas} d’Œuvre_1 #2 ~ $5 ^ a\b"


@pytest.fixture
def publication(site):
    theme = factories.theme("Rénovation")
    series = page_types.series(site.home, title="Cahiers & notes")
    return factories.publication(
        TITLE,
        slug="couts-et-loyers",
        introduction="Une ligne.\nUne autre.\r\nTY  - FAUX",
        authors="Élodie Marchat\nAnne de La Roche-Delorme",
        series=series,
        number=7,
        themes=[theme],
        kind=factories.kind("Étude"),
        date=date(2025, 11, 3),
        date_precision="month",
    )


def ris_of(answer) -> list[tuple[str, str]]:
    text = answer.content.decode()
    assert text.endswith("ER  - \r\n")
    lines = text.split("\r\n")[:-1]
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in lines)
    return [(line[:2], line[6:]) for line in lines]


def test_a_publication_goes_into_a_reference_manager(publication, client):
    answer = client.get(f"{publication.url}citation.ris")
    assert answer["Content-Type"] == "application/x-research-info-systems; charset=utf-8"
    assert answer["Content-Disposition"].startswith('attachment; filename="couts-')
    told = ris_of(answer)
    assert told[0] == ("TY", "RPRT")
    assert [value for tag, value in told if tag == "AU"] == [
        "Marchat, Élodie",
        "de La Roche-Delorme, Anne",
    ]
    values = dict(told)
    assert values["TI"] == TITLE
    assert (values["PY"], values["DA"]) == ("2025", "2025/11//")
    assert (values["T2"], values["SN"], values["M3"]) == ("Cahiers & notes", "7", "Étude")
    assert values["AB"] == "Une ligne. Une autre. TY - FAUX"
    assert values["KW"] == "Rénovation"
    assert values["UR"] == f"http://testserver{publication.url}"
    assert values["L1"].startswith("http://testserver/fichiers/")


def test_bibtex_reads_it_whatever_stands_in_its_title(publication, client):
    answer = client.get(f"{publication.url}citation.bib")
    assert answer["Content-Type"] == "application/x-bibtex; charset=utf-8"
    text = answer.content.decode()
    assert text.startswith("@techreport{couts-loyers")
    assert text.count("{") == text.count("}"), "BibTeX counts braces, escaped ones too"
    assert (
        r"title = {{Coûts \& loyers : 100 \% des \textbraceleft{}cas\textbraceright{} d’Œuvre\_1 \#2 "
        r"\textasciitilde{} \$5 \textasciicircum{} a\textbackslash{}b}}" in text
    )
    assert "author = {Marchat, Élodie and de La Roche-Delorme, Anne}" in text
    assert "year = {2025}" in text
    assert "month = nov" in text
    assert f"url = {{http://testserver{publication.url}}}" in text


def test_without_persons_the_association_or_the_bodies_sign():
    told = {"title": "Bilan", "publisher": "Union & Cie", "date": date(2025, 1, 2)}
    told |= {"url": "http://x/", "language": "fr"}
    assert ("AU  - Union & Cie\r\n") in Citation(**told).ris()
    cited = Citation(**told, bodies=("Lac, Rives and Habitat",), precision="year")
    assert "author = {{Lac, Rives and Habitat}}" in cited.bibtex()
    assert "month" not in cited.bibtex()
    assert "DA  - 2025///\r\n" in cited.ris()


@pytest.mark.parametrize(
    ("name", "cited"),
    [
        ("Élodie Marchat", "Marchat, Élodie"),
        ("Jean Pierre MARTIN", "MARTIN, Jean Pierre"),
        ("Marchat, Élodie", "Marchat, Élodie"),
        ("Collectif", "Collectif"),
        ("J. M. Durand", "M. Durand, J."),
    ],
)
def test_a_surname_comes_first(name, cited):
    assert surname_first(name) == cited


def test_a_report_is_cited_with_its_club(site, read, client):
    club = page_types.club(site.home, title="Club rénovation")
    held = timezone.now() - timedelta(days=30)
    session = page_types.session(site.home, parent=club, starts_at=held)
    report = page_types.report(site.home, parent=session, title="Le récit", edition=7)
    document = read(report.url)
    names = {meta.get("name"): meta["content"] for meta in document.select("meta[name]")}
    assert names["citation_title"] == "Le récit"
    assert names["citation_author"] == factories.ASSOCIATION
    assert names["citation_series_title"] == "Club rénovation, séance n°\u00a07"
    text = " ".join(document.select_one("#cite-text").text.split())
    assert "Le récit" in text
    assert f"http://testserver{report.url}" in text
    links = [link["href"] for link in document.select(".cite a")]
    assert links == [f"{report.url}citation.ris", f"{report.url}citation.bib"]
    for link in links:
        assert "Le récit" in client.get(link).content.decode()


def test_the_copy_is_a_button_of_the_script_and_the_text_stands_without_it(publication, read):
    document = read(publication.url)
    button = document.select_one(".cite button")
    assert document.find(id=button["data-copy-text"]).text.strip().startswith("Élodie Marchat")
    assert button.find_parent("li").has_attr("hidden")


@pytest.mark.parametrize("name", ["citation.ris", "citation.bib"])
def test_references_follow_the_page(name, publication, site, client):
    members = Group.objects.get(name="Adhérents")
    address = f"{publication.url}{name}"
    restriction = factories.restrict(publication, members)
    assert client.get(address).status_code == 302
    member = logged_in(factories.member())
    answer = member.get(address)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    Teaser.objects.create(restriction=restriction)
    teaser = client.get(address).content.decode()
    assert "Marchat" not in teaser
    assert "Cahiers" not in teaser
    restriction.delete()
    publication.unpublish()
    assert client.get(address).status_code == 410
    assert client.get(f"/actualites/{name}").status_code == 404


def test_what_a_reader_may_not_see_is_left_out(publication, client):
    factories.restrict(publication.series)
    text = client.get(f"{publication.url}citation.ris").content.decode()
    assert "Cahiers" not in text
    assert "SN  -" not in text
