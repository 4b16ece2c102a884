"""Both languages are whole: nothing English on a French page, nothing French in the layout of an English one."""

import re
from datetime import date

import polib
import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from tests import bodies, factories, page_types
from tests.page_types import PAGE_TYPES, make
from tests.source_rules import ROOT

CATALOGUE = polib.pofile(str(ROOT / "locale/fr/LC_MESSAGES/django.po"))
PLAIN = [
    "/recherche/?q=rien",
    "/plan-du-site/",
    "/accessibilite/",
    "/mentions-legales/",
    "/espace-adherents/connexion/",
    "/espace-adherents/connexion/lien-envoye/",
    "/espace-adherents/connexion/lien/x/",
    "/nulle-part/",
]
PLAIN_ENGLISH = [
    "/en/search/?q=nothing",
    "/en/site-map/",
    "/en/accessibility/",
    "/en/legal-notice/",
    "/en/members/sign-in/",
    "/en/members/sign-in/link-sent/",
    "/en/nowhere/",
]
SPOKEN = ("aria-label", "title", "placeholder", "alt")
ADMIN = [
    ("wagtailadmin_home", []),
    ("news:index", []),
    ("sessions:index", []),
    ("wagtailimages:index", []),
    ("wagtailimages:add", []),
    ("wagtaildocs:index", []),
    ("wagtaildocs:add", []),
    ("wagtailsnippets_contacts_contact:list", []),
    ("wagtailsnippets_contacts_contact:add", []),
    ("wagtailsnippets_contacts_organisation:add", []),
    ("wagtailsnippets_contacts_fieldofwork:add", []),
    ("wagtailsnippets_downloads_theme:add", []),
    ("wagtailsnippets_downloads_kind:add", []),
    ("wagtailadmin_pages:add", ["news", "newspage"]),
    ("wagtailadmin_pages:add", ["clubs", "sessionpage"]),
]


def translated(source: str) -> set[str]:
    """The catalogue's texts in a language ("msgid" or "msgstr") that differ from the other's."""
    return {
        getattr(entry, source)
        for entry in CATALOGUE
        if entry.msgstr and entry.msgid != entry.msgstr and "%" not in entry.msgid
    }


ENGLISH = translated("msgid") - translated("msgstr")
FRENCH = translated("msgstr") - translated("msgid") - {entry.msgid for entry in CATALOGUE}


def words(content: bytes, admin: bool = False) -> set[str]:
    """Every text of a page, those that wait for a script included, and every attribute that is read out or that one
    of our scripts reads, each without its outer spaces.
    """
    document = BeautifulSoup(content, "html.parser")
    for part in document.select("script, style, [lang]:not(html)"):
        part.decompose()
    found = {" ".join(text.split()) for text in document.find_all(string=True)}
    for element in document.find_all(True):
        found |= {
            " ".join(str(value).split())
            for name, value in element.attrs.items()
            if name in SPOKEN or (name.startswith("data-") and not admin)
        }
    return {text.replace("\u202f", " ").replace("\xa0", " ") for text in found}


def foreign(content: bytes, texts: set[str], admin: bool = False) -> set[str]:
    return words(content, admin) & {
        text.replace("\u202f", " ").replace("\xa0", " ") for text in texts
    }


@pytest.fixture(scope="module")
def full(module_site):
    """A page of each type with something to say everywhere, in French and in English."""
    site = module_site
    theme = factories.theme("Rénovation", english="Renovation")
    photo, document = factories.photo(), factories.published_file(themes=[theme], language="en")
    person = factories.contact(field_of_work=factories.field_of_work("Habitat"), listed=True)
    pages = {}
    for model in PAGE_TYPES:
        fields = {"introduction": "…"}
        if hasattr(model, "body"):
            fields["body"] = bodies.every_block(photo, document)
        if hasattr(model, "page_downloads"):
            fields |= {"downloads": [document], "contacts": [person], "lead_photo": photo}
        pages[model] = make(model, site.home, **fields)
    return pages


@pytest.fixture(autouse=True)
def database(full, db):
    """What a test adds is undone."""


@pytest.mark.parametrize("model", PAGE_TYPES, ids=lambda model: model.__name__)
def test_a_french_page_says_nothing_in_english(model, full, client):
    assert not foreign(client.get(full[model].url).content, ENGLISH)


@pytest.mark.parametrize("model", PAGE_TYPES, ids=lambda model: model.__name__)
def test_an_english_page_says_nothing_in_french(model, full, client):
    french = full[model]
    for number, above in enumerate(french.get_ancestors().filter(depth__gt=1).specific()):
        factories.translate(above, title=f"Section {number}")
    page = factories.translate(french, title="In English")
    assert not foreign(client.get(page.url).content, FRENCH)


@pytest.mark.parametrize("address", PLAIN)
def test_a_french_address_says_nothing_in_english(address, full, client):
    assert not foreign(client.get(address).content, ENGLISH)


@pytest.mark.parametrize("address", PLAIN_ENGLISH)
def test_an_english_address_says_nothing_in_french(address, full, client, site):
    factories.translate(site.home, title="Home")
    assert not foreign(client.get(address).content, FRENCH)


@pytest.mark.parametrize(("name", "args"), ADMIN, ids=lambda value: str(value))
def test_the_admin_says_nothing_in_english(name, args, site, admin_client):
    parents = {"newspage": site.news, "sessionpage": page_types.club(site.home)}
    args = [*args, parents[args[-1]].pk] if args else args
    answer = admin_client.get(reverse(name, args=args))
    assert answer.status_code == 200
    document = BeautifulSoup(answer.content, "html.parser")
    assert document.html["lang"] == "fr"
    assert not foreign(answer.content, ENGLISH, admin=True)


@pytest.mark.parametrize(
    "path", sorted((ROOT / "site/static/js").glob("*.js")), ids=lambda path: path.name
)
def test_a_script_has_no_words_of_its_own(path):
    """What it says stands in the page, in the page's language."""
    said = re.compile(
        r"""(?:textContent|innerHTML|title|placeholder|ariaLabel)\s*=\s*["'`]([^"'`$]*[^\W\d_]{2}[^"'`]*)"""
        r"""|setAttribute\("(?:aria-label|title|placeholder)",\s*["'`]([^"'`$]*[^\W\d_]{2}[^"'`]*)"""
        r"""|\b(?:alert|confirm|prompt)\(["'`]"""
    )
    assert not said.findall(path.read_text())


def test_an_english_text_on_a_page_is_caught(site, client):
    page = page_types.content_page(site.home, title="Skip to content")
    assert foreign(client.get(page.url).content, ENGLISH) == {"Skip to content"}


def test_dates_are_written_as_each_language_does(site, read):
    page = page_types.news_page(site.home, date=date(2026, 3, 1))
    english = factories.translate(page)
    assert "1er\xa0mars 2026" in read(page.url).main.text
    assert "1 March 2026" in read(english.url).main.text


def test_no_text_is_a_word_of_its_own_and_the_singular_of_a_plural():
    """The two are one entry of the catalogue, which the gettext of Python 3.11.2 finds by its plural alone: on Debian
    12 the word would stand untranslated. A context makes them two."""
    twice = []
    for entry in CATALOGUE:
        if not entry.msgid_plural or entry.msgctxt:
            continue
        text = rf"""["']{re.escape(entry.msgid)}["']"""
        alone = re.compile(
            rf"(?:\b_|\bgettext(?:_lazy|_noop)?)\(\s*{text}\s*\)|{{% translate {text}"
        )
        files = {ROOT / name for name, _line in entry.occurrences}
        twice += [entry.msgid for file in files if alone.search(file.read_text())]
    assert not twice
