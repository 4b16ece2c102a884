"""Pages that the web server gives out as files: those of the application, never older than the content."""

import gzip
import os
import re
import shutil
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import brotli
import pytest
from django.apps import apps
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings

from contacts.models import Contact
from core import generations, ready_pages
from core.ready_pages import KeepReadyPages
from downloads.models import DownloadCount
from home.models import AssociationSettings
from news.models import NewsPage
from photos.models import Photo
from tests import crawler, factories, page_types
from tests.config.test_nginx import HOST, PRODUCTION, ask, serving, told
from tests.conftest import sections
from tests.web_server import HSTS, web_server
from tools.ports import free_port

# Of publications while others read: five hundred take minutes, `PUBLICATIONS=500` asks for them.
PUBLICATIONS = int(os.environ.get("PUBLICATIONS", "4"))
READERS = 2
# What depends on how an answer is sent, and what the application leaves to the web server.
OF_THE_WAY = {
    *("Date", "Server", "Connection", "Accept-Ranges", "ETag"),
    *("Content-Length", "Content-Encoding"),
}


class Recording(Client):
    """A visitor without cookies who remembers what was answered."""

    def __init__(self) -> None:
        super().__init__(headers={"X-Forwarded-Proto": "https", "Host": HOST})
        self.answers: dict[str, HttpResponse] = {}
        self.tables: dict[str, set[str]] = {}  # those read for each answer

    def get(self, address):
        self.cookies.clear()
        read = self.tables[address] = set()

        def look(execute, sql, params, many, context):
            read.update(re.findall(r'(?:FROM|JOIN) \(?"(\w+)"', sql))
            return execute(sql, params, many, context)

        with connection.execute_wrapper(look):
            self.answers[address] = super().get(address)
        return self.answers[address]


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("ready")
    folder.chmod(0o755)
    return folder


@pytest.fixture(scope="module")
def content(copied_db, media_root, root) -> SimpleNamespace:
    with override_settings(READY_PAGES_ROOT=str(root), **PRODUCTION):
        site = sections()
        with transaction.atomic():
            factories.association()
            home = site.home
            site.photo = factories.photo()
            site.contact = factories.contact()
            site.page = page_types.news_page(home, lead_photo=site.photo)
            site.session = page_types.session(home)
            site.report = page_types.report(home, parent=site.session)
            site.publication = page_types.publication(home)
            site.closed = page_types.news_page(home, title="Pour les adhérents")
            factories.restrict(site.closed)
            site.english = factories.translate(site.news, title="News")
        yield site


@pytest.fixture(scope="module")
def application(content):
    with serving() as port:
        yield port


@pytest.fixture(scope="module")
def port(application, media_root, root, tmp_path_factory):
    with web_server(
        tmp_path_factory.mktemp("nginx"), application, media_root, HOST, unlimited, root
    ) as port:
        yield port


def unlimited(site: str) -> str:
    """Without the limits for one network address, which a test's readers share."""
    return re.sub(r"limit_(req|conn) .*", "", site)


def is_ready(answer) -> bool:
    """Whether it was taken from the disk: the application's pages have no ETag."""
    return "ETag" in answer.headers


def generation(root: Path) -> str:
    return (root / "current").readlink().name


def headers_of(answer) -> dict:
    said = {
        name: value for name, value in answer.headers.items() if name not in OF_THE_WAY
    }  # the order of directives is another one in each process
    return said | {"Content-Security-Policy": set(said["Content-Security-Policy"].split("; "))}


def test_each_ready_page_is_what_the_application_says_to_anybody(content, root, port):
    visitor = Recording()
    generations.begin()
    crawler.crawl(visitor, [*crawler.ENTRANCES, content.closed.get_url()])
    last = root / "current" / "last" / HOST
    ready = {
        "/".join(["", *path.parent.relative_to(last).parts, ""]).replace("//", "/")
        for path in last.rglob("index.html")
    }
    pages = (content.page, content.session, content.report, content.publication)
    assert ready >= {page.get_url() for page in pages}
    assert ready >= {
        "/",
        content.english.get_url(),
        "/publications/",
        "/contacts/",
        "/plan-du-site/",
    }
    never = {
        address
        for address, answer in visitor.answers.items()
        if answer.status_code != 200 or answer.cookies or "?" in address or "private" in answer.get("Cache-Control", "")
    }  # fmt: skip
    assert never >= {"/rien-ici/", "/espace-adherents/", content.closed.get_url()}
    assert not ready & never
    for address in ready:
        own = visitor.answers[address]
        file = last / address.strip("/") / "index.html"
        assert gzip.decompress(file.with_suffix(".html.gz").read_bytes()) == own.content
        given = ask(port, address, **{"Accept-Encoding": "gzip, br"})
        assert is_ready(given), address
        assert brotli.decompress(given.content) == own.content
        assert headers_of(given) == headers_of(own) | {
            "Vary": "Cookie, Accept-Encoding",
            "Strict-Transport-Security": HSTS,
        }
        assert "Pour les adhérents" not in own.content.decode()
        # What is written without a new generation, no page shows; photos_of reads all that a page's row leads to.
        read = visitor.tables[address] - {"wagtailcore_revision"}
        assert read & generations.UNSEEN == set(), address
    tables = {model._meta.db_table for model in apps.get_models()}
    assert not generations.UNSEEN - tables


def test_only_whoever_says_nothing_but_an_address_is_given_a_ready_page(port, content):
    address = content.page.get_url()
    ask(port, address)
    assert is_ready(ask(port, address))
    assert is_ready(ask(port, address, method="HEAD"))
    assert ask(port, address, **{"If-None-Match": ask(port, address).headers["ETag"]}).status == 304
    for asked, headers in (
        (address, {"Cookie": "sessionid=x"}),
        (address, {"Authorization": "Bearer x"}),
        (f"{address}?page=1", {}),
        (f"{address}?", {}),
        (f"/{address}", {}),
        (f"/x/..{address}", {}),
        (f"/%61ctualites{address.removeprefix('/actualites')}", {}),
        (f"{address}index.html", {}),
        (address, {"Host": "ailleurs.example"}),
    ):
        assert not is_ready(ask(port, asked, **headers)), asked
    assert not is_ready(ask(port, address, method="POST"))


def test_what_no_page_shows_leaves_all_ready(content, root):
    editor = factories.editor("plume@example.org")
    before = generation(root)
    content.page.save_revision()
    Client().force_login(editor)
    DownloadCount.objects.filter(pk=0).update(number=1)
    with transaction.atomic():
        Contact.objects.all().update(name="Personne")
        transaction.set_rollback(True)
    assert generation(root) == before


def visitors() -> RequestFactory:
    return RequestFactory(headers={"Host": HOST, "X-Forwarded-Proto": "https"})


def through(root: Path, get_response, address: str = "/essai/", **headers) -> HttpResponse:
    """As the first request of a process."""
    ready_pages._begun.clear()
    with override_settings(READY_PAGES_ROOT=str(root), ALLOWED_HOSTS=[HOST]):
        return KeepReadyPages(get_response)(visitors().get(address, headers=headers))


def page(text: str = "texte") -> HttpResponse:
    policy = "; ".join(
        " ".join([name, *sources])
        for name, sources in ready_pages.settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items()
    )
    said = {**ready_pages.HEADERS, "Content-Language": "fr", "Content-Security-Policy": policy}
    return HttpResponse(text, headers=said)


def kept(root: Path) -> set[str]:
    """The folders, of stretches of time, in which a page is found now."""
    return {
        path.relative_to(root / "current").parts[0]
        for path in (root / "current").rglob("index.html")
    }


def test_a_page_begun_before_a_change_and_ended_after_it_is_never_given(copied_db, tmp_path):
    def slow(request):
        generations.begin()
        return page()

    assert through(tmp_path, slow).content == b"texte"
    assert kept(tmp_path) == set()
    through(tmp_path, lambda request: page())
    assert "last" in kept(tmp_path)


def test_of_many_who_wait_for_a_page_one_has_it_made(copied_db, tmp_path):
    made = []

    def count(request):
        made.append(request)
        return page()

    with override_settings(READY_PAGES_ROOT=str(tmp_path), ALLOWED_HOSTS=[HOST]):
        keeper, requests = KeepReadyPages(count), visitors()
        answers = [keeper(requests.get("/essai/")) for _visitor in range(3)]
        assert keeper(requests.get("/essai/", headers={"Cookie": "a=b"})).content == b"texte"
    assert len(made) == 2
    assert {answer.content for answer in answers} == {b"texte"}
    assert headers_of(answers[2]) == headers_of(answers[0])


@pytest.mark.parametrize(
    "name", ["X-Frame-Options", "Content-Security-Policy", "Content-Language", "Link"]
)
def test_a_page_with_another_header_than_the_web_servers_isnt_kept(copied_db, tmp_path, name):
    def other(request):
        response = page()
        response[name] = "another"
        return response

    through(tmp_path, other)
    assert kept(tmp_path) == set()


@pytest.mark.parametrize(
    ("seconds", "stretch"), [(5, None), (12, "{:.9}"), (150, "{:.8}"), (800, "{:.7}")]
)
def test_a_page_is_kept_until_the_next_moment_at_which_pages_change(
    content, tmp_path, monkeypatch, seconds, stretch
):
    began = datetime(2026, 3, 3, 12, 0, tzinfo=UTC).timestamp() // 1000 * 1000 + 200
    expires = datetime.fromtimestamp(began + seconds, UTC)
    NewsPage.objects.filter(pk=content.page.pk).update(expire_at=expires)
    monkeypatch.setattr(ready_pages.time, "time", lambda: began + 0.5)
    through(tmp_path, lambda request: page())
    assert kept(tmp_path) == ({stretch.format(str(int(began))), "last"} if stretch else set())


def test_what_is_given_no_more_is_swept_away(copied_db, tmp_path):
    through(tmp_path, lambda request: page("un"))
    through(tmp_path, lambda request: page("deux"))  # begins a new generation, as each process does
    old = tmp_path / generation(tmp_path) / "1234567" / HOST
    old.mkdir(parents=True)
    with override_settings(READY_PAGES_ROOT=str(tmp_path)):
        assert ready_pages.sweep() == "1 pages are ready."
    assert not old.exists()
    assert len([entry for entry in tmp_path.iterdir() if entry.is_dir()]) == 2  # with the link
    assert (tmp_path / "current/last" / HOST / "essai/index.html").read_text() == "deux"


def test_while_application_or_database_is_away_readers_get_the_last_pages(
    content, port, root, media_root, tmp_path
):
    address = content.session.get_url()
    own = ask(port, address, **{"Accept-Encoding": "gzip"})
    assert ask(port, "/").status == 200
    for stretch in (root / "current").iterdir():  # time passes
        if stretch.name != "last":
            shutil.rmtree(stretch)

    def broken(request):
        return HttpResponse(status=500)

    before, answer = generation(root), None
    with override_settings(READY_PAGES_ROOT=str(root), ALLOWED_HOSTS=[HOST]):
        keeper = KeepReadyPages.__new__(KeepReadyPages)
        keeper.get_response = broken
        requests = visitors()
        answer = keeper(requests.get(address))
        assert keeper(requests.get("/nulle-part/")).status_code == 500
    assert generation(root) == before
    assert answer.status_code == 200
    assert answer.content == gzip.decompress(own.content)
    tmp_path.chmod(0o755)
    style = tmp_path / "static/css/site.0123456789ab.css"
    style.parent.mkdir(parents=True)
    style.write_text("p{}")
    with web_server(
        tmp_path, free_port(), media_root, HOST, unlimited, root, tmp_path / "static"
    ) as away:
        given = ask(away, "/static/css/site.0123456789ab.css")
        assert given.content == b"p{}"
        assert given.headers["Content-Type"] == "text/css"
        assert given.headers["Cache-Control"].endswith("immutable")
        given = ask(away, address)
        assert given.status == 200
        assert given.content == gzip.decompress(own.content)
        assert headers_of(given) == headers_of(own)
        assert ask(away, "/").status == 200
        # Who installs a version wants to hear of the application, not of the last page.
        assert told(away, question_of_the_installer()).status == 503
        assert ask(away, f"{address}?page=2").status == 503
        assert ask(away, "/espace-adherents/connexion/").status == 503


def question_of_the_installer() -> bytes:
    """What `deploy/install` sends to nginx until the new version answers."""
    installer = (Path(__file__).parents[2] / "deploy/install").read_text()
    question = re.search(r'question = f"(.*)"', installer)[1]
    return question.replace(r"\r\n", "\r\n").format(host=HOST).encode()


def test_readers_never_get_an_old_page_more_than_a_second_after_it_was_replaced(content, port):
    """Whatever was being rendered when a publication came."""
    address, answered, stale, ends = content.publication.get_url(), [], [], threading.Event()

    def read() -> None:
        while not ends.is_set():
            time.sleep(0.02)
            known = next(
                (title for moment, title in reversed(answered) if time.monotonic() - moment > 1), ""
            )
            said = ask(port, address).content.decode()
            number = int(re.search(r"<title>Version (\d+)", said)[1])
            if known and number < int(known.removeprefix("Version ")):
                stale.append((known, number))

    def publish(number: int) -> None:
        publication = type(content.publication).objects.get(pk=content.publication.pk)
        publication.title = f"Version {number}"
        publication.save_revision().publish()
        answered.append((time.monotonic(), publication.title))

    publish(0)
    readers = [threading.Thread(target=read) for _reader in range(READERS)]
    for reader in readers:
        reader.start()
    for number in range(1, PUBLICATIONS + 1):
        publish(number)
        time.sleep(0.3)
    time.sleep(1.5)
    ends.set()
    for reader in readers:
        reader.join()
    assert stale == []
    assert is_ready(ask(port, address))
    assert f"Version {PUBLICATIONS}" in ask(port, address).content.decode()


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content.page.save_revision().publish(),
        lambda content: content.page.unpublish(),
        lambda content: NewsPage.objects.filter(pk=content.page.pk).update(introduction="Autre"),
        lambda content: content.session.move(content.session.get_parent(), pos="first-child"),
        lambda content: factories.restrict(content.report),
        lambda content: Contact.objects.get(pk=content.contact.pk).save(),
        lambda content: Photo.objects.filter(pk=content.photo.pk).update(credit="Autre"),
        lambda content: AssociationSettings.objects.get().save(),
        lambda content: factories.theme("Mixité"),
        lambda content: content.photo.renditions.all().delete(),
        lambda content: content.closed.delete(),
    ],
)  # fmt: skip
def test_whatever_changes_leaves_nothing_ready(content, root, change):
    before = generation(root)
    with transaction.atomic():
        change(content)
        assert generation(root) == before, "the change isn't committed yet"
    assert generation(root) != before
