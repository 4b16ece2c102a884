"""Somebody tries to learn from the search what is hidden: by results, counts, filters, corrections and suggestions.

What a hidden word answers must be what a word answers that nothing has.
"""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from django.utils import timezone

from search.models import PromotedResult, Synonyms
from tests import factories, files, page_types
from tests.background import followed
from tests.conftest import logged_in
from tests.visibility.plants import plant

NOTHING = "rienquinexiste"
SEARCH, SUGGESTIONS = "/recherche/", "/recherche/suggestions/"


@pytest.fixture(scope="module")
def planted(module_site):
    with followed():
        plants = plant(module_site)
    PromotedResult.objects.create(
        searches="avantage", page=plants.pages["CachetteGroupe"], note="CachetteNote"
    )
    return plants


@pytest.fixture(autouse=True)
def database(planted, db):
    """Each test's own changes are undone."""


@pytest.fixture(
    params=[
        # What the search finds depends on the database, who may read it doesn't.
        pytest.param("anonymous", marks=pytest.mark.both_databases),
        "member of another club",
    ]
)
def visitor(request, client):
    if request.param == "anonymous":
        return client
    member = factories.user("autre@example.org")
    member.groups.add(Group.objects.create(name="Autre club"))
    return logged_in(member)


@pytest.fixture
def words(visitor, planted) -> list[str]:
    """Those that the visitor may not read."""
    known = planted.for_accounts if hasattr(visitor, "user") else set()
    return [word for word in planted.words if word not in known]


def answer(client, query: str, **parameters) -> tuple[int, dict]:
    """The status and the JSON of a search, without its words."""
    response = client.get(SEARCH, {"q": query, "format": "json"} | parameters)
    found = response.json()
    del found["query"], found["next"]
    return response.status_code, found


@pytest.mark.parametrize("form", ['"Titre {}"', "nouvelle {}", "nouvelle -{}"])
def test_a_hidden_word_answers_as_one_that_nothing_has(form, visitor, words):
    expected = answer(visitor, form.format(NOTHING))
    for word in words:
        assert answer(visitor, form.format(word)) == expected, word


def test_a_mistyped_hidden_word_isnt_corrected(visitor, words):
    for word in words:
        mistyped = word.replace("tt", "t").lower()
        page = visitor.get(SEARCH, {"q": mistyped}).text.lower()
        assert word.lower() not in page, mistyped


def test_a_hidden_title_isnt_suggested(visitor, words):
    for word in words:
        for typed in (word[:-2], f"titre {word[:12]}"):
            labels = visitor.get(SUGGESTIONS, {"q": typed}).text
            assert word not in labels, typed


@pytest.mark.parametrize("name", ["theme", "club", "type", "annee", "langue", "page"])
def test_a_filter_that_only_hidden_pages_have_answers_as_one_that_doesnt_exist(
    name, visitor, planted
):
    hidden = {
        "theme": ["cachettetheme", "cachettederriere"],
        "club": [planted.pages["CachetteClub"].slug],
        "type": ["collection"],
        "annee": ["2031"],
        "langue": ["de"],
        "page": ["3"],
    }[name]
    if hasattr(visitor, "user"):  # some of them are open to whoever has an account
        hidden = [value for value in hidden if value not in {"cachettetheme", "collection"}]
    expected = answer(visitor, "nouvelle", **{name: "999" if name == "page" else NOTHING})
    assert expected[0] == 404
    for value in hidden:
        assert answer(visitor, "nouvelle", **{name: value}) == expected
        assert visitor.get(SEARCH, {"q": "nouvelle", name: value}).status_code == 404


def test_choosing_a_filter_finds_as_many_as_it_says(visitor):
    _status, found = answer(visitor, "nouvelle")
    for name, options in found["facets"].items():
        for option in options:
            _status, chosen = answer(visitor, "nouvelle", **{name: option["value"]})
            assert chosen["total"] == option["count"]


def test_themes_to_browse_are_those_of_what_may_be_read(visitor, words):
    for address in (SEARCH, f"{SEARCH}?q={NOTHING}", "/en/search/"):
        page = visitor.get(address).text.lower()
        assert not [word for word in words if word.lower() in page]


def test_a_promoted_page_is_silent_for_whoever_may_not_read_it(visitor, planted):
    page = visitor.get(SEARCH, {"q": "avantage"}).text
    assert "CachetteNote" not in page
    assert "results-promoted" not in page


def test_synonyms_are_never_told(visitor, site):
    Synonyms.objects.create(words="chanvre\ncachettesynonyme")
    page_types.content_page(site.home, title="Le chanvre")
    assert "cachettesynonyme" not in visitor.get(SEARCH, {"q": "chanvre"}).text
    for typed in ("cachettesyn", "cachettesynonime"):
        assert visitor.get(SUGGESTIONS, {"q": typed}).json() == {"suggestions": []}
        assert "cachettesynonyme" not in visitor.get(SEARCH, {"q": typed}).text


def publication(*pages: str, **fields):
    with followed():
        return factories.publication("Bilan ouvert", data=files.pdf_of(*pages), **fields)


def hears_of(client, word: str) -> bool:
    """Whether the search says anything to the visitor of what has this word."""
    mistyped = f"{word}e"
    return (
        answer(client, word) != answer(client, NOTHING)
        or answer(client, f'"{word}"') != answer(client, f'"{NOTHING}"')
        or "search-note" in client.get(SEARCH, {"q": mistyped}).text
    )


def test_the_text_of_a_closed_file_on_an_open_page(visitor, planted):
    closed = factories.collection("Fermés")
    factories.restrict_collection(closed, planted.group)
    publication("Une fuite : cachettedufichier.", collection=closed)
    assert not hears_of(visitor, "cachettedufichier")
    visitor.force_login(factories.user("bureau@example.org"))
    visitor.get("/")
    assert not hears_of(visitor, "cachettedufichier")


def test_the_text_of_an_open_file_on_a_closed_page(visitor, planted):
    factories.restrict(publication("Une fuite : cachettedelapage."), planted.group)
    assert not hears_of(visitor, "cachettedelapage")


def test_a_former_version_of_a_file(visitor, admin_client):
    made = publication("Une fuite : cachetteancienne.")
    document = made.files.get().document
    assert hears_of(visitor, "cachetteancienne")
    with TestCase.captureOnCommitCallbacks() as waiting:
        replaced = admin_client.post(
            f"/admin/documents/edit/{document.pk}/",
            {
                "title": document.title,
                "file": SimpleUploadedFile("bilan.pdf", files.pdf_of("Rien à cacher.")),
                "collection": document.collection_id,
                "reason": "Une fuite",
                "language": "fr",
            },
        )
    assert replaced.status_code == 302
    assert not hears_of(visitor, "cachetteancienne")  # before the new file has been read, too
    for read_it in waiting:
        read_it()
    assert not hears_of(visitor, "cachetteancienne")


def test_a_page_no_longer_or_not_yet_out(visitor, site):
    now = timezone.now()
    made = page_types.content_page(site.home, title="Cachetteretiree")
    assert hears_of(visitor, "cachetteretiree")
    type(made).objects.filter(pk=made.pk).update(expire_at=now - timedelta(minutes=1))
    assert not hears_of(visitor, "cachetteretiree")
    type(made).objects.filter(pk=made.pk).update(expire_at=None)
    made.refresh_from_db()
    made.title, made.go_live_at = "Cachettededemain", now + timedelta(days=1)
    made.save_revision().publish()
    assert not hears_of(visitor, "cachettededemain")
    made.refresh_from_db()
    made.unpublish()
    assert not hears_of(visitor, "cachetteretiree")


def test_the_caption_of_a_photo_on_a_closed_page_or_hidden_itself(visitor, site, planted):
    photo = factories.photo(
        "Cachetteportrait", caption="Cachettelegende", description="Cachettevue"
    )
    body = [("photo", {"photo": photo, "caption": "Cachettevignette"})]
    closed = page_types.content_page(site.home, title="Page aux photos", body=body)
    factories.restrict(closed, planted.group)
    for word in ("cachetteportrait", "cachettelegende", "cachettevue", "cachettevignette"):
        assert not hears_of(visitor, word)


def test_the_caption_of_a_photo_that_no_reader_sees_any_more(visitor, site):
    photo = factories.photo("Portrait")
    body = [("photo", {"photo": photo, "caption": "Cachettevignette"})]
    made = page_types.content_page(site.home, title="Page aux photos", body=body)
    assert "Cachettevignette" in visitor.get(made.url).text
    photo.consent = "withdrawn"
    photo.save()
    assert "Cachettevignette" not in visitor.get(made.url).text
    assert not hears_of(visitor, "cachettevignette")
