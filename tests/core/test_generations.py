"""What is kept for a generation of the content: never older than it, and only for those who may see the same."""

import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client, RequestFactory, override_settings
from django.test.signals import template_rendered
from django.utils import timezone

from contacts.models import Contact
from core import generations
from core.generations import Kept, kept
from core.models import Teaser
from downloads.models import Theme
from home.models import AssociationSettings
from news.models import NewsPage
from tests import factories, page_types
from tests.background import followed
from tests.conftest import sections

SECRET = "Cachette"
READERS = ("member", "anybody", "outsider", "editor")


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return tmp_path_factory.mktemp("ready")


@pytest.fixture(scope="module")
def content(copied_db, media_root, root) -> Iterator[SimpleNamespace]:
    with override_settings(READY_PAGES_ROOT=str(root)):
        site = sections()
        home, members = site.home, Group.objects.get(name="Adhérents")
        site.theme, site.contact = factories.theme("Rénovation"), factories.contact()
        linked = {"themes": [site.theme], "contacts": [site.contact]}
        site.closed = page_types.news_page(home, title=SECRET, slug="cachee", **linked)
        factories.restrict(site.closed, members)
        site.page = page_types.news_page(
            home,
            title="Le chantier des Tilleuls",
            body=[("rich_text", f'<p><a linktype="page" id="{site.closed.pk}">La suite</a></p>')],
            **linked,
        )
        site.teased = page_types.news_page(home, title="Note d’été", body=[("rich_text", SECRET)])
        Teaser.objects.create(restriction=factories.restrict(site.teased, members))
        site.session = page_types.session(home)
        site.report = page_types.report(home, parent=site.session, title=f"{SECRET} du club")
        factories.restrict(site.report, members)
        site.publication = page_types.publication(home, themes=[site.theme])
        site.text = page_types.content_page(home, title="Qui nous sommes", contacts=[site.contact])
        closed = page_types.content_page(site.text, title="Le bureau", slug="bureau")
        Teaser.objects.create(restriction=factories.restrict(closed, members))
        site.english = factories.translate(site.page, title="The Tilleuls site")
        site.people = {
            "member": factories.member(),
            "outsider": factories.user("dehors@example.org"),
            "editor": factories.editor(),
            "anybody": None,
        }
        yield site


def addresses(content) -> list[str]:
    shown = (
        content.home,
        content.news,
        content.page,
        content.closed,
        content.session,
        content.english,
    )
    return [*(page.get_url() for page in shown), "/actualites/?theme=renovation"]


def more_addresses(content) -> list[str]:
    shown = (
        content.clubs,
        content.library,
        content.contacts,
        content.teased,
        content.report,
        content.text,
    )
    return [*(page.get_url() for page in (*shown, content.publication)), "/recherche/?q=tilleuls"]


def readings(content, reader: str, root: object, paths: list[str]) -> dict[str, str]:
    """What a reader gets at each address, where ready pages are kept below `root`."""
    with override_settings(READY_PAGES_ROOT=str(root)):
        client = Client()
        client.cookies["another"] = "1"  # a ready page is for who says nothing but its address
        if content.people[reader]:
            client.force_login(content.people[reader])
        answers = {path: client.get(path) for path in paths}
    return {
        path: re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
        for path, answer in answers.items()
    }


def check(content, root, readers: Iterable[str], paths: list[str], times: int = 1) -> None:
    """That each reader gets what she would get where nothing is kept."""
    for reader in readers:
        made = readings(content, reader, "", paths)
        for _time in range(times):
            given = readings(content, reader, root, paths)
            assert [path for path in made if given[path] != made[path]] == [], reader


def test_each_reader_gets_what_she_would_get_where_nothing_is_kept(content, root, monkeypatch):
    """The member first, so that what is kept for her is there when the others come."""
    found, read, get = [], set(), Kept.get

    def noted(self, key, make):
        def look(execute, sql, params, many, context):
            read.update(re.findall(r'(?:FROM|JOIN) \(?"(\w+)"', str(sql)))
            return execute(sql, params, many, context)

        def made():
            with connection.execute_wrapper(look):
                return make()

        found.append(key in self._values)
        return get(self, key, made)

    monkeypatch.setattr(Kept, "get", noted)
    paths = [*addresses(content), *more_addresses(content)]
    check(content, root, READERS, paths, times=2)
    assert sum(found) > len(found) / 2, "hardly anything was kept"
    # What is written without a new generation, nothing kept may have read.
    assert read & generations.UNSEEN == set()
    assert SECRET in readings(content, "member", root, paths)[content.closed.get_url()]
    for reader in ("anybody", "outsider"):
        assert SECRET not in "".join(readings(content, reader, root, paths).values())


def test_what_a_template_says_of_a_page_is_rendered_once_for_those_who_may_see_the_same(
    content, root
):
    def rendered(reader: str) -> set[str]:
        names = set()
        template_rendered.connect(
            lambda template, **kwargs: names.add(template.name), weak=False, dispatch_uid="names"
        )
        try:
            readings(content, reader, root, [content.page.get_url(), content.home.get_url()])
        finally:
            template_rendered.disconnect(dispatch_uid="names")
        return names

    parts = {"components/body.html", "components/share.html", "sections/news.html"}
    with override_settings(READY_PAGES_ROOT=str(root)):
        generations.begin()
    assert parts <= rendered("member")
    assert not parts & rendered("member")
    assert parts <= rendered("anybody")
    # She sees the files of drafts too.
    assert parts <= rendered("editor")
    assert parts <= rendered("editor")


@pytest.mark.parametrize(
    "change",
    [
        lambda content: page_types.changed(content.page, {"title": "Le chantier a fini"}),
        lambda content: content.session.unpublish(),
        lambda content: Theme.objects.filter(pk=content.theme.pk).update(name="Chantiers"),
        lambda content: Contact.objects.filter(pk=content.contact.pk).update(name="Paul Avoine"),
        lambda content: AssociationSettings.objects.update(name="Union des Rives"),
        lambda content: NewsPage.objects.filter(pk=content.english.pk).update(title="The end"),
        lambda content: factories.restrict(content.page),
    ],
)
def test_every_change_is_seen_at_once(content, root, change):
    with override_settings(READY_PAGES_ROOT=str(root)):
        for reader in ("member", "anybody"):
            readings(content, reader, root, addresses(content))
        change(content)
    check(content, root, ("member", "anybody"), addresses(content))


def test_a_search_is_asked_again_once_something_has_changed(content, root):
    first, narrowed = "/recherche/?q=tilleuls", "/recherche/?q=tilleuls&type=actualite"
    with override_settings(READY_PAGES_ROOT=str(root)), followed():
        page_types.news_page(content.home, title="Les tilleuls", slug="tilleuls")
    for reader in ("member", "anybody"):
        readings(content, reader, root, [first, narrowed])
    with override_settings(READY_PAGES_ROOT=str(root)), followed():
        page_types.news_page(content.home, title="D’autres tilleuls", slug="autres")
        factories.restrict(page_types.news_page(content.home, title="Tilleuls réservés", slug="r"))
    check(content, root, ("member", "anybody"), [first, narrowed], times=2)
    given = readings(content, "anybody", root, [first])[first]
    assert "D’autres " in given
    assert " réservés" not in given


def asked(root, began: float | None = None):
    """A reader's request, that has read the name of the generation."""
    with override_settings(READY_PAGES_ROOT=str(root)):
        request = RequestFactory().get("/")
        moment = began or timezone.now().timestamp()
        generations.keep_for(request, generations.current(), moment)
        return request


def test_what_was_begun_before_a_change_isnt_kept_for_those_who_come_after_it(content, root):
    before = asked(root)
    with override_settings(READY_PAGES_ROOT=str(root)):
        generations.begin()
    after = asked(root)
    assert kept(before, ("title",), lambda: "old") == "old"
    assert kept(after, ("title",), lambda: "new") == "new"
    assert kept(before, ("title",), lambda: "newer") == "old"
    assert kept(asked(root), ("title",), lambda: "newer") == "new"


def test_nothing_is_kept_past_the_moment_at_which_a_page_expires(content, root):
    now = timezone.now()
    with override_settings(READY_PAGES_ROOT=str(root)):
        expiry = now + timedelta(seconds=5)
        NewsPage.objects.filter(pk=content.page.pk).update(expire_at=expiry)
    kept(asked(root, now.timestamp()), ("list",), lambda: "with it")
    later = now.timestamp() + 4
    assert kept(asked(root, later), ("list",), lambda: "without it") == "with it"
    assert kept(asked(root, later + 2), ("list",), lambda: "without it") == "without it"


def test_a_preview_neither_shows_what_is_kept_nor_is_kept(content, root):
    page = NewsPage.objects.get(pk=content.page.pk)
    page.title = "Brouillon"
    with override_settings(READY_PAGES_ROOT=str(root)):
        assert "Brouillon" in page.make_preview_request().content.decode()
    check(content, root, ["anybody"], [content.page.get_url()])


def test_what_is_kept_has_a_bound_and_what_is_used_stays(content, root):
    request = asked(root)
    for number in range(2 * Kept.LIMIT):
        kept(request, ("used",), lambda: "first")
        kept(request, (number,), lambda: "once")
    assert kept(request, ("used",), lambda: "second") == "first"
    assert kept(request, (0,), lambda: "again") == "again"
    assert len(request._kept._values) == Kept.LIMIT
