"""On an English page, every French fragment that readers meet says that it is French (WCAG 3.1.2, RGAA 8.7)."""

from datetime import date

import pytest
from bs4 import BeautifulSoup

from tests import factories, page_types
from tests.page_types import PAGE_TYPES

FRENCH = "zébr"  # in every text that exists in French only
READ_OUT = ("alt", "title", "aria-label", "placeholder")


@pytest.fixture(scope="module")
def english(module_site):
    """A page of each type in English, and around it all that may be in French only."""
    home = module_site.home
    factories.association(
        name="Union zébrée", short_name="Zébrures", legal_form="Association zébrée",
        publication_director="Ana, présidente zébrée", host_name="Hébergeur zébré",
        accessibility_issues="Des cartes zébrées", accessibility_state="partial",
        accessibility_audit_date=date(2026, 1, 5), accessibility_rate=80,
    )  # fmt: skip
    photo = factories.shown_photo(
        "Une photo zébrée", description="Un zébrage", caption="Une zébrure"
    )
    theme, kind = factories.theme("Thème zébré"), factories.kind("Nature zébrée", "zebree")
    series = page_types.series(home, title="Cahiers zébrés")
    annex = {"document": factories.document("Annexe zébrée"), "role": "annex"}

    def publication(title, number, **fields):
        files = [factories.document(title), annex] if number == 2 else [factories.document(title)]
        return factories.publication(
            title, kind=kind, themes=[theme], series=series, number=number, files=files, **fields
        )  # fmt: skip

    around = [publication(f"Cahier zébré {number}", number) for number in (1, 3)]
    middle = publication("Cahier zébré 2", 2)
    contact = factories.contact("Ana Lauze", role="Chargée de zébrures", listed=True)
    article = {
        "introduction": "Un zébré mot.", "lead_photo": photo, "contacts": [contact],
        "downloads": [around[0].files.get().document, annex["document"]],
        "body": [("photo", {"photo": photo, "caption": ""}),
                 ("gallery", {"title": "", "photos": [photo, photo]}),
                 ("downloads", {"title": "", "documents": [around[1].files.get().document]})],
    }  # fmt: skip
    made = {"PublicationPage": middle, "SeriesPage": series}
    for model in PAGE_TYPES:
        if model.__name__ not in made:
            names = {field.name for field in model._meta.get_fields()} | {"downloads", "contacts"}
            fields = {name: value for name, value in article.items() if name in names}
            if not hasattr(model, "page_downloads"):
                fields = {k: v for k, v in fields.items() if k not in ("downloads", "contacts")}
            if "themes" in names:
                fields["themes"] = [theme]
            made[model.__name__] = page_types.make(model, home, **fields)
    page_types.news_page(home, title="Brève zébrée", themes=[theme], introduction="Zébrée.")
    club = page_types.club(home, title="Club zébré", introduction="Zébré.")
    page_types.session(home, parent=club, title="Séance zébrée")
    pages = {}
    for name, page in made.items():
        if name == "SeriesPage":
            continue  # untranslated, on purpose
        fields = {"title": f"{name} in English", "introduction": "In a word."}
        known = page.get_translation_or_none(factories.locale("en"))
        pages[name] = page_types.changed(known, fields) if known else None
        pages[name] = pages[name] or factories.translate(page, **fields)
    return pages


@pytest.fixture(autouse=True)
def database(english, db):
    """What a test adds is undone."""


def unmarked(content: bytes) -> list[str]:
    """The French texts of a page's body, and those read out, that stand in no element in French."""
    body = BeautifulSoup(content, "html.parser").body
    for part in body.select("script, [lang=fr]"):
        part.decompose()
    texts = [*body.find_all(string=True)]
    texts += [element.get(name, "") for element in body.find_all(True) for name in READ_OUT]
    return [text.strip() for text in texts if FRENCH in text.lower()]


ADDRESSES = ["legal-notice/", "accessibility/", "photo-credits/", "site-map/", "contacts/"]


@pytest.mark.parametrize("listed", [False, True], ids=["translated only", "all listed"])
def test_french_is_marked_on_every_english_page(listed, english, client):
    factories.association(lists_untranslated=listed)
    addresses = [page.url for page in english.values()]
    addresses += [f"/en/{address}" for address in ADDRESSES]
    library, clubs = english["LibraryPage"].url, english["ClubIndexPage"].url
    addresses += [f"{library}?vue=liste", f"{library}?nature=zebree", f"{clubs}?theme=theme-zebre"]
    found, french = [], 0
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        french += answer.content.decode().lower().count(FRENCH)
        found += [f"{address}: {text}" for text in unmarked(answer.content)]
    assert french > 50
    assert not found, "\n".join(found)


def test_french_lists_say_nothing_of_languages(english, client, site):
    for index in (site.news, site.clubs):
        assert b'lang="fr"' not in client.get(index.url).content.split(b"<main")[1]
