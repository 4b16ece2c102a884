"""Visitors of every kind follow every link of a site full of hidden things, and read none of them."""

from datetime import date

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from wagtail.models import Page

import members.urls
from core import generations
from core.visibility import LivePageQuerySet
from downloads.models import Document
from members.calendar_addresses import renew, token_of
from members.models import User
from tests import crawler, factories, page_types
from tests.background import followed
from tests.visibility.plants import plant

# Addresses that no crawl follows, each with what looks after it.
NOT_CRAWLED = {
    "healthz",  # for machines: operations/test_health.py
    "admin_colours",  # the admin’s style sheet: admin/test_workshop.py
    "page_privacy",  # an editor's dialogue: test_teasers.py
    "wagtailcore_login",  # leads to the admin's login: test_rule.py
    "wagtaildocs_serve",  # leads to the permanent link of a file: downloads/test_links.py
    "media/<path:path>",  # sizes of photos: test_files.py
    "media/covers/<str:name>",  # test_files.py
    "share_card",  # the association's logo: home/test_sharing.py
    "member_calendar",  # a secret address, below
    "register",  # a form from the page of a session, as its page is seen: clubs/test_registering.py
    "registration_sent",  # after that form: clubs/test_registering.py
    "own_registration",  # a secret address: clubs/test_registering.py
    "session_pack_archive",  # what the pack shows: clubs/test_session_pack.py
    "application_check",  # what the form says, to be looked over: joining/test_applying.py
    "application_sent",  # after a form, and the same for all: joining/test_applying.py
    "proof",  # a secret address: proofs/test_proofs.py
    "proof_file",  # the same
    "certificate",  # a secret address: clubs/test_attendance.py
    "enquiry_sent",  # after a form, and the same for all: enquiries/test_enquiries.py
    "enquiry_from_page",  # the same form from a page: enquiries/test_enquiries.py
}


VISITORS = [
    "anonymous",
    "of an organisation that isn't a member",
    "of a membership that has ended",
    "in the wrong group",
]
NO_ACCOUNT = VISITORS[:3]


MEMBERS_PAGES = [pattern.name for pattern in members.urls.urlpatterns]
ARGUMENTS = {"link": ["0"], "remove": [1], "withdraw": [1]}


@pytest.fixture(scope="module")
def planted(module_site, tmp_path_factory):
    """What is hidden, on a site that keeps what it has made for one reader for the next, as a server does."""
    factories.association(email="contact@example.org")
    with followed():
        plants = plant(module_site)
    with override_settings(READY_PAGES_ROOT=str(tmp_path_factory.mktemp("ready"))):
        generations.begin()
        yield plants


@pytest.fixture(scope="module")
def read_by_anybody(planted) -> list[crawler.Answer]:
    """The answers that somebody without an account gets: one crawl for several tests."""
    return crawler.crawl(Client(), entrances(planted))


@pytest.fixture
def visitor(request, planted, db):
    """The browser of each kind of visitor. Those whose organisation isn't a member had a session before."""
    client = Client()
    if request.param == VISITORS[0]:
        return client
    organisation = factories.member_organisation("Ailleurs", email_domains="")
    client.force_login(factories.member("eve@ailleurs.example.org", of=organisation))
    assert client.get("/espace-adherents/").status_code == 200
    start, end = {
        VISITORS[1]: (None, None),
        VISITORS[2]: (date(2020, 1, 1), date(2020, 12, 31)),
        VISITORS[3]: (date(2020, 1, 1), None),
    }[request.param]
    type(organisation).objects.filter(pk=organisation.pk).update(
        membership_start=start, membership_end=end
    )
    client.kind = request.param
    return client


every_visitor = pytest.mark.parametrize("visitor", VISITORS, indirect=True)


def hidden_from(client, plants) -> list[str]:
    in_ = getattr(client, "kind", VISITORS[0]) not in NO_ACCOUNT
    return [word for word in plants.words if not in_ or word not in plants.for_accounts]


@pytest.fixture(autouse=True)
def database(planted, db):
    """Each test's own changes are undone."""


def leaks(answers, plants, words=None) -> list[str]:
    sought = [(word, word.lower()) for word in words or plants.words]
    read = [(answer.address, answer.text.lower()) for answer in answers]
    return sorted(
        f"{word} at {address}" for address, text in read for word, lower in sought if lower in text
    )


def entrances(plants) -> list[str]:
    theme = plants.theme.slug
    return [
        *crawler.ENTRANCES,
        "/recherche/?q=titre",
        "/en/search/?q=titre",
        "/recherche/?q=introduction",
        "/recherche/?q=titres&format=json",
        "/recherche/?q=cachete",
        "/recherche/suggestions/?q=cach",
        "/recherche/suggestions/?q=ti",
        *(f"/clubs/?mois={month}" for month in plants.months),
        f"/flux/{theme}/rss.xml",
        f"/flux/{theme}/atom.xml",
        "/admin/login/",
        *(reverse(f"members:{name}", args=ARGUMENTS.get(name)) for name in MEMBERS_PAGES),
    ]


@every_visitor
def test_nothing_hidden_is_read_anywhere(visitor, planted, read_by_anybody):
    known = hasattr(visitor, "kind")
    # Whose organisation isn't a member is shown the lists that anybody is shown: these are narrowed once.
    narrowed = known and visitor.kind not in NO_ACCOUNT
    answers = (
        crawler.crawl(visitor, entrances(planted), narrowed=narrowed) if known else read_by_anybody
    )
    assert not leaks(answers, planted, hidden_from(visitor, planted))

    # A link by mail that is forged, and what takes a form, answer in their own way.
    def is_members(answer):
        return "members" in getattr(crawler.match_of(answer.address), "namespaces", ())

    others = [answer for answer in answers if not is_members(answer)]
    assert {answer.status for answer in others} <= {200, 202, 302, 404}
    assert not [answer.address for answer in others if answer.status == 404][2:], "a link is dead"
    assert {answer.status for answer in answers} <= {200, 202, 302, 404, 405, 410}


@every_visitor
def test_nothing_hidden_is_had_by_guessing(visitor, planted):
    """Addresses made from numbers and names: files, sizes of photos, originals, the vCards of people."""
    shut = hidden_from(visitor, planted)
    for document in Document.objects.order_by("pk"):
        answer = visitor.get(f"/documents/{document.pk}/{document.filename}")
        if any(word in document.title for word in shut):
            assert answer.status_code in (302, 404)
            assert "/fichiers/" not in answer.get("Location", "").split("?")[0]
        assert visitor.get(document.file.url).status_code == 404
    for rendition in planted.private_photo.renditions.all():
        assert visitor.get(rendition.url).status_code == 404
    assert visitor.get(planted.private_photo.file.url).status_code == 404
    assert visitor.get(reverse("vcard", args=[planted.person.pk])).status_code == 404
    for page in Page.objects.filter(depth__gt=1):
        for name in ("wagtailadmin_pages:view_draft", "wagtailadmin_pages:preview_on_edit"):
            assert visitor.get(reverse(name, args=[page.pk])).status_code == 302


@every_visitor
def test_the_search_finds_nothing_hidden_for_anybody(visitor, planted, read):
    for word in hidden_from(visitor, planted):
        found = read(f"/recherche/?q={word}", client=visitor)
        assert not found.select(".results li"), f"{word} is found by the search"


@pytest.mark.parametrize("visitor", VISITORS[1:], indirect=True)
def test_a_members_own_calendar_holds_nothing_hidden_from_her(visitor, planted, client):
    """At its secret address, which no page gives out; it is shut to who hasn't access."""
    owner = User.objects.get(email="eve@ailleurs.example.org")
    renew(owner)
    answer = client.get(reverse("member_calendar", args=[token_of(owner)]))
    if visitor.kind in NO_ACCOUNT:
        assert answer.status_code == 404
        return
    text = answer.content.replace(crawler.FOLD, b"").decode()
    assert "CachetteSeanceavenir" in text, "what is kept for all accounts"
    assert not [word for word in hidden_from(visitor, planted) if word in text]


def test_the_crawl_visits_every_public_address_of_the_urlconf(read_by_anybody):
    """A new public view belongs in the crawl: link to it from a page, or enter by it."""
    visited = crawler.names_of(answer.address for answer in read_by_anybody)
    assert crawler.public_names() - NOT_CRAWLED <= visited


def test_the_crawl_reaches_the_pages_that_are_open(read_by_anybody):
    text = "".join(answer.text for answer in read_by_anybody)
    for title in (
        "Nouvelle 1",
        "Nouvelle 14",
        "Bilan public",
        "Page au fichier fermé",
        "Premier compte rendu ouvert",
        "SUMMARY:Club rénovation\u202f: Dernière séance ouverte",
    ):
        assert title in text


def test_a_leak_in_a_text_is_caught(planted, client):
    page_types.content_page(planted.site.home, introduction=f"Vu : {planted.words[0]}")
    assert leaks(crawler.crawl(client, narrowed=False), planted)


def test_a_list_that_forgets_to_ask_is_caught(planted, client, monkeypatch):
    for rule in ("live_for", "named_for"):
        monkeypatch.setattr(LivePageQuerySet, rule, lambda pages, request: pages.live())
    found = leaks(crawler.crawl(client, narrowed=False), planted)
    assert any(leak.startswith("CachetteAdherents at /actualites/") for leak in found)
    assert "CachetteSeanceavenir at /clubs/agenda.ics" in found


def test_the_search_in_english_finds_nothing_hidden(planted, read):
    for word in planted.words:
        found = read(f"/en/search/?q={word}")
        assert not found.select(".results li"), f"{word} is found by the search"


def test_somebody_who_may_see_it_does(planted, client):
    """The words are there: it is the rule that hides them."""
    member = factories.user("membre@example.org")
    member.groups.add(planted.group)
    client.force_login(member)
    text = "".join(answer.text for answer in crawler.crawl(client, narrowed=False))
    for word in {*planted.for_accounts, "CachetteGroupe", "CachetteBureau", "CachetteDerriere"}:
        assert word.lower() in text.lower(), word
    for name in ("Section", "Fichier", "Seancefermee", "Recitferme", "Publication"):
        assert f"Cachette{name}" in text
    assert "CachetteRecitbrouillon" not in text
    assert "CachetteBrouillon" not in text
    assert "CachettePerimee" not in text
