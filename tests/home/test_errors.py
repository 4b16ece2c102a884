"""Addresses that lead nowhere and requests that make no sense: a clear answer, never a 500."""

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from tests import factories, page_types


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/stages/accueil-des-locataires/", "stages accueil des locataires"),
        ("/formations/accueil-des-locataires/", "accueil des locataires"),
        ("/guide_du_bail.html", "guide du bail"),
        ("/r%C3%A9novation/%C3%A9t%C3%A9/", "rénovation été"),
        ("/actualites/une-page-retiree/", "une page retiree"),
        ("/en/news/the-works.html", "the works"),
        ("/clubs/2025/Visite_des-caves/", "visite des caves"),
    ],
)
def test_a_404_offers_to_search_for_the_words_of_the_address(address, words, site, read):
    document = read(address, status=404)
    query = document.main.select_one("form input[name=q]")
    assert query["value"].lower() == words
    english = address.startswith("/en/")
    assert document.main.form["action"] == ("/en/search/" if english else "/recherche/")
    assert document.select_one("meta[name=robots]")["content"] == "noindex"


def test_a_404_leaves_out_the_sections_that_the_site_has_and_names_no_hidden_one(site, read):
    """Whatever they are called, in any language; of a hidden one the words stay."""
    formations = page_types.content_page(site.home, title="Se former", slug="se-former")
    factories.translate(formations, title="Training", slug="our-training")
    hidden = page_types.content_page(site.home, title="Bureau", slug="notes-du-bureau")
    factories.restrict(hidden)

    def offered(address):
        document = read(address, status=404)
        return document.main.select_one("form input[name=q]")["value"]

    assert offered("/se-former/accueil/") == "accueil"
    assert offered("/our-training/accueil/") == "accueil"
    assert offered("/en/se-former/accueil/") == "accueil"
    assert offered("/notes-du-bureau/rien/") == "notes du bureau rien"
    assert offered("/actualites/123/") == ""


def test_a_404_offers_the_sections_of_the_site(site, read):
    links = {link["href"] for link in read("/nulle-part/", status=404).main.select("a")}
    assert {"/", "/actualites/", "/publications/", "/contacts/", "/plan-du-site/"} <= links


def test_a_404_speaks_the_language_of_its_address(site, read):
    factories.translate(site.home)
    document = read("/en/nowhere/", status=404)
    assert document.main.select_one("input[name=q]")["value"] == "nowhere"
    assert document.html["lang"] == "en"
    assert document.main.form["action"] == "/en/search/"


@pytest.mark.parametrize(
    "address",
    [
        "/%FF%FE/",
        "/" + "a" * 5000 + "/",
        "/" + "a/" * 300,
        "/..%2F..%2Fetc/passwd",
        "/actualites//",
        "/actualites/%0A/",
        "/%E2%80%AE/",
        "/<script>/",
        "/documents/999/rien.pdf",
        "/documents/abc/rien.pdf",
        "/contacts/vcard/999.vcf",
        "/contacts/vcard/99999999999999999999.vcf",
        "/flux/rien/rss.xml",
        "/en/",
        "/fr/",
        "/de/",
    ],
)
def test_a_strange_address_gets_a_404(address, site, client):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/%00",
        "/actualites/%00/",
        "/recherche/?q=%00",
        "/actualites/?theme=%00",
        "/?%00=1",
        "/?q=a%2500",
    ],
)
def test_a_nul_in_the_address_is_refused(address, site, client):
    answer = client.get(address)
    if address.endswith("%2500"):
        assert answer.status_code == 200, "a percent sign typed in is no NUL"
    else:
        assert answer.status_code == 400
        assert "<h1>" in answer.content.decode()


@pytest.mark.parametrize("template", ["400.html", "403.html", "404.html", "500.html"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_pages_of_error_need_no_context(template, language):
    """Django renders 500.html when all else has failed, the database included."""
    with translation.override(language):
        if template == "404.html":
            return
        page = render_to_string(template)
    assert f'<html lang="{language}">' in page
    assert "<h1>" in page


def test_a_failure_of_the_site_answers_with_its_page_and_no_detail(site, client, monkeypatch):
    """The view is made to fail: nothing in the site does so by itself."""

    def fail(*args, **kwargs):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("home.models.HomePage.get_context", fail)
    client.raise_request_exception = False
    answer = client.get("/")
    assert answer.status_code == 500
    assert b"<h1>" in answer.content
    assert b"secret detail" not in answer.content


def test_a_host_that_isnt_the_sites_is_refused(site, client):
    assert client.get("/", headers={"host": "ailleurs.example.com"}).status_code == 400


def test_an_address_without_its_last_slash_leads_to_the_one_with_it(site, client):
    answer = client.get("/actualites")
    assert answer.status_code in {301, 302}
    assert answer["Location"] == "/actualites/"


def test_a_page_in_french_isnt_served_under_the_english_prefix(site, client):
    factories.translate(site.home)
    assert client.get("/en/actualites/").status_code == 404


@pytest.mark.parametrize(
    "address", ["/", "/actualites/", "/recherche/", "/plan-du-site/", "/flux/rss.xml"]
)
def test_a_site_without_any_page_answers_without_failing(address, db, client):
    """A fresh database, before the first page: nothing to see, nothing broken."""
    from wagtail.models import Site

    Site.objects.all().delete()
    assert client.get(address).status_code in {200, 404}


def test_every_answer_carries_the_headers_that_protect_readers(site, client):
    headers = client.get("/actualites/").headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe-inline" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_an_anonymous_visitor_gets_no_cookie(site, client):
    for address in ("/", "/actualites/", "/contacts/", "/recherche/?q=bail"):
        assert not client.get(address).cookies
