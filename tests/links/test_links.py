"""Links of published content: what is visited and how, what never is, and what editors are told of it."""

import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import GroupPagePermission

from contacts.models import Organisation
from core import generations
from links import visits
from links.models import Link, LinkUse
from links.tasks import visit_due
from links.visits import Answer, is_public, visit
from news.models import NewsPage
from tests import background, factories, page_types
from tests.conftest import logged_in
from tests.queries import queries, report

REPORT = "/admin/reports/links/"
# Networks that aren't the world's, and this machine, plain and wrapped.
PRIVATE = (
    "127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.0.9", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",  # noqa: S104
    "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "::1", "::", "fe80::1%eth0", "fc00::1", "fec0::1",
    "ff02::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1",
    "2002:7f00:1::1", "2002:a00:1::", "2001:0:4136:e378:8000:63bf:80ff:fffe", "2001:db8::1",
)  # fmt: skip
PUBLIC = ("93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::5db8:d70e")


class Handler(BaseHTTPRequestHandler):
    """Answers as the path says: `/404`, `/get-only`, `/to?<address>`, `/cut`."""

    def _answer(self) -> None:
        self.server.asked.append((self.command, self.path, dict(self.headers)))
        name, _question, location = self.path[1:].partition("?")
        if name == "cut":
            return
        if name == "to":
            self.send_response(302)
            self.send_header("Location", location)
        elif name == "get-only":
            self.send_response(405 if self.command == "HEAD" else 200)
        else:
            self.send_response(int(name or 200))
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_HEAD = do_GET = _answer

    def log_message(self, *args) -> None:
        pass


@pytest.fixture(scope="module")
def other_site() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.asked = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()


@pytest.fixture
def names(monkeypatch, other_site) -> dict[str, list[str]]:
    """What each name leads to; the names of other sites lead to the server of the tests, which counts as public."""
    found: dict[str, list[str]] = {"nowhere.example": []}
    system = socket.getaddrinfo

    def resolve(host, port, *args, **kwargs):
        addresses = found.get(host, [host if host[0].isdigit() else "127.0.0.1"])
        if not addresses:
            raise socket.gaierror("no such name")
        return [entry for address in addresses for entry in system(address, port, *args, **kwargs)]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(
        visits, "is_public", lambda address: address == "127.0.0.1" or is_public(address)
    )
    other_site.asked.clear()
    return found


def at(other_site, path: str, host: str = "other.example") -> str:
    return f"http://{host}:{other_site.server_port}{path}"


def test_what_is_no_public_address_is_told_from_what_is():
    assert [address for address in PRIVATE if is_public(address)] == []
    assert [address for address in PUBLIC if not is_public(address)] == []


@pytest.mark.parametrize("addresses", [["10.0.0.1"], ["93.184.215.14", "127.0.0.1"], ["::1"]])
def test_a_name_that_leads_into_a_private_network_is_never_visited(monkeypatch, addresses):
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda *args, **kw: [(0, 0, 0, "", (one, 80)) for one in addresses]
    )
    monkeypatch.setattr(socket, "create_connection", lambda *args, **kw: pytest.fail("connected"))
    for scheme in ("http", "https"):
        assert visit(f"{scheme}://inside.example/") == Answer(failure=visits.PRIVATE)


def test_numbers_that_stand_for_this_machine_are_no_way_in(monkeypatch):
    monkeypatch.setattr(socket, "create_connection", lambda *args, **kw: pytest.fail("connected"))
    for host in ("127.1", "2130706433", "0x7f000001", "[::1]", "[::ffff:127.0.0.1]", "localhost"):
        assert visit(f"http://{host}/").failure in {visits.PRIVATE, visits.NAME}, host


def test_nor_is_a_redirect_or_a_name_that_changes_its_mind(names, other_site, monkeypatch):
    names["inside.example"] = ["192.168.1.1"]
    for inside in ("http://inside.example/", "http://169.254.169.254/latest", "//127.0.0.2:1/"):
        assert visit(at(other_site, f"/to?{inside}")).failure == visits.PRIVATE, inside
    for wrong in ("file:///etc/passwd", "ftp://other.example/"):
        assert visit(at(other_site, f"/to?{wrong}")).failure == visits.MALFORMED
    # The connection goes to the address that was looked at: the name isn't asked again.
    reached = []
    connect = socket.create_connection
    monkeypatch.setattr(
        socket, "create_connection", lambda to, **kw: reached.append(to[0]) or connect(to, **kw)
    )
    assert visit(at(other_site, "/200")) == Answer(200)
    assert reached == ["127.0.0.1"]


def test_a_site_is_asked_politely(names, other_site):
    assert visit(at(other_site, "/200?q=é")) == Answer(200)
    [(method, path, headers)] = other_site.asked
    assert (method, path) == ("HEAD", "/200?q=%C3%A9")
    assert headers["Host"] == f"other.example:{other_site.server_port}"
    assert headers["User-Agent"] == "Parvis link check (+http://testserver)"
    assert "Cookie" not in headers
    other_site.asked.clear()
    assert visit(at(other_site, "/get-only")) == Answer(200)
    assert [method for method, *_rest in other_site.asked] == ["HEAD", "GET"]
    assert visit(at(other_site, "/to?/404")) == Answer(404)
    assert visit(at(other_site, "/cut")).failure == visits.UNREACHABLE
    assert visit("http://nowhere.example/").failure == visits.NAME
    assert visit("http://other.example:port/").failure == visits.MALFORMED
    assert visit(f"https://other.example:{other_site.server_port}/").failure == visits.UNREACHABLE
    other_site.asked.clear()
    assert visit(at(other_site, f"/to?{at(other_site, '/to?/200')}")) == Answer(200)
    around = at(other_site, "/to?")
    assert visit(around).status == 302  # leads nowhere
    circle = at(other_site, "/to?" + "/to?" * 9 + "/200")
    assert visit(circle).failure == visits.CIRCLE


def test_a_site_that_speaks_too_slowly_is_left(names, settings):
    settings.LINK_LIMITS = settings.LINK_LIMITS | {"seconds": 0.2}
    with socket.create_server(("127.0.0.1", 0)) as slow:
        port = slow.getsockname()[1]
        for scheme in ("http", "https"):
            assert visit(f"{scheme}://slow.example:{port}/").failure == visits.SLOW


@pytest.fixture
def nights(monkeypatch, settings, names):
    """Does the night's work, so many days from now."""
    settings.LINK_LIMITS = settings.LINK_LIMITS | {"pause": 0}
    today = timezone.now()

    def night(day: int = 0) -> None:
        monkeypatch.setattr(timezone, "now", lambda: today + timedelta(days=day))
        with background.printing(), background.followed():
            call_command("look_after_links")

    return night


def rich(html: str) -> list[tuple[str, str]]:
    return [("rich_text", f"<p>{html}</p>")]


def linking(site, address: str, **fields):
    return page_types.news_page(site.home, body=rich(f'<a href="{address}">Voir</a>'), **fields)


def states() -> dict[str, str]:
    return {link.address.rpartition("/")[2]: link.state for link in Link.objects.all()}


@pytest.mark.both_databases
def test_what_no_editor_writes_stops_no_night(site, nights, other_site):
    """Such as the key of no page, a name longer than there are any, or a redirect to no address."""
    keys = "".join(f'<a linktype="page" id="{key}">x</a>' for key in ("x", "9" * 30))
    longest = f"http://{'nom.' * 70}example/"
    nowhere = at(other_site, "/to?http://[")
    body = rich(f'{keys}<a href="{longest}">x</a><a href="{nowhere}">Voir</a>')
    with background.followed():
        page_types.news_page(site.home, body=body)

    nights()

    link = Link.objects.get()
    assert (link.address, link.state, link.answer) == (nowhere, "doubtful", visits.MALFORMED)
    assert not LinkUse.objects.exclude(link=link).exists()


@pytest.mark.both_databases
def test_a_link_is_broken_once_it_has_failed_on_two_days(site, nights, other_site):
    for status in (200, 404, 403, 429, 503):
        linking(site, at(other_site, f"/{status}"), title=f"Actualité {status}")
    linking(site, at(other_site, "/410"), title="Brouillon", live=False)
    linking(site, "http://localhost/actualites/", title="Chez nous")
    Organisation.objects.create(name="Valmire", website="https://nowhere.example/site")
    nights()
    told = {"200": "answers", "403": "untold", "429": "untold", "503": "untold"}
    assert states() == told | {"404": "doubtful", "site": "doubtful"}
    nights()  # the same day says nothing new, and asks nobody
    assert len([path for _method, path, _headers in other_site.asked if path == "/404"]) == 2
    nights(1)
    assert states() == told | {"404": "broken", "site": "broken"}
    assert len([path for _method, path, _headers in other_site.asked if path == "/200"]) == 1
    nights(15)
    assert len([path for _method, path, _headers in other_site.asked if path == "/200"]) == 2
    # One that answers again is as good as new; one that nothing names any more is forgotten.
    Organisation.objects.update(website=at(other_site, "/201"))
    page = NewsPage.objects.get(title="Actualité 404")
    with background.printing(), background.followed():
        page.unpublish()
    assert not LinkUse.objects.filter(link__state="broken").exists()
    nights(16)
    assert states() == told | {"201": "answers"}


def test_a_broken_link_that_answers_again_is_as_good_as_new(site, nights, other_site, names):
    names["other.example"] = []
    linking(site, at(other_site, "/200"))
    nights()
    nights(1)
    assert states() == {"200": "broken"}
    del names["other.example"]
    nights(2)
    assert states() == {"200": "answers"}
    names["other.example"] = []
    nights(40)
    assert states() == {"200": "doubtful"}


def test_nothing_is_told_dead_while_this_machine_reaches_nobody(site, nights, other_site, names):
    linking(site, at(other_site, "/200"), title="Une")
    linking(site, at(other_site, "/201", host="second.example"), title="Deux")
    nights()
    assert set(states().values()) == {"answers"}
    before = dict(Link.objects.values_list("pk", "checked_at"))
    names["other.example"] = names["second.example"] = []
    for day in (20, 21, 22):
        nights(day)
    assert set(states().values()) == {"answers"}
    assert dict(Link.objects.values_list("pk", "checked_at")) == before
    names["other.example"] = ["127.0.0.1"]
    nights(23)
    nights(24)
    assert states() == {"200": "answers", "201": "broken"}


def test_a_host_is_left_alone_for_a_while(site, nights, other_site, settings):
    for number in range(3):
        linking(site, at(other_site, f"/20{number}"), title=f"Une {number}")
    linking(site, at(other_site, "/404", host="second.example"))
    settings.LINK_LIMITS = settings.LINK_LIMITS | {"pause": 60}
    call_command("look_after_links")
    visit_due.func(10)
    assert len({headers["Host"] for _method, _path, headers in other_site.asked}) == 2
    assert Link.objects.filter(state="new").count() == 2


def role(name: str):
    return logged_in(factories.user(f"{slugify(name)}@example.org", name))


def lines(client, query: str = "") -> list[list[str]]:
    """Of each line of the report, its cells; the first with the address of its link."""
    soup = BeautifulSoup(client.get(REPORT + query).content, "html.parser")
    return [
        [*(" ".join(cell.text.split()) for cell in row.select("td")), row.select_one("a")["href"]]
        for row in soup.select("table.listing tbody tr")
    ]


def break_all() -> None:
    """As if every site had been away for two days."""
    since = timezone.now() - timedelta(days=3)
    Link.objects.update(state="broken", answer="404", failing_since=since, checked_at=since)


@pytest.mark.both_databases
def test_each_is_told_of_the_links_that_she_may_mend(site, client):
    gone = page_types.content_page(site.home, title="Page retirée")
    target = page_types.content_page(site.home, title="Page supprimée")
    secret = page_types.content_page(site.clubs, title="Cachette")
    with background.printing(), background.followed():
        page = page_types.news_page(
            site.home,
            title="Avec liens",
            body=rich(
                f'<a href="https://mort.example/page#ici">A</a> <a linktype="page" id="{gone.pk}">B</a>'
                f'<a linktype="page" id="{target.pk}">C</a> <a linktype="page" id="{secret.pk}">D</a>'
                f'<a linktype="page" id="{site.news.pk}">E</a>'
            ),
        )
        valmire = Organisation.objects.create(name="Valmire", website="https://valmire.example/")
        for withdrawn in (gone, secret):
            withdrawn.unpublish()
        target.delete()
    break_all()
    block = page.body.raw_data[0]["id"]
    edit = f"{reverse('wagtailadmin_pages:edit', args=[page.pk])}#block-{block}-section"
    told = {row[2]: row for row in lines(role("Rédaction"))}
    assert set(told) == {
        "https://mort.example/page",
        "Page retirée",
        "Cachette",
        "une page qui a été supprimée",
        "https://valmire.example/",
    }
    assert {row[-1] for where, row in told.items() if "valmire" not in where} == {edit}
    assert told["https://mort.example/page"][:2] == ["Avec liens", "Corps"]
    assert "404" in told["https://mort.example/page"][3]
    assert told["https://valmire.example/"][:2] == ["Valmire", "Site web"]
    assert told["https://valmire.example/"][-1].endswith(f"/edit/{valmire.pk}/")
    # Who looks after organisations alone is told of theirs.
    assert [row[0] for row in lines(role("Adhésions"))] == ["Valmire"]
    # Who writes in one section reads no title from another.
    limited = factories.user("limitee@example.org")
    group = Group.objects.create(name="Actualités seules")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    change = Permission.objects.get(codename="change_page")
    GroupPagePermission.objects.create(group=group, page=site.news, permission=change)
    limited.groups.add(group)
    narrow = logged_in(limited)
    assert "Cachette" not in narrow.get(REPORT).content.decode()
    assert "une page que vous ne pouvez pas voir" in {row[2] for row in lines(narrow)}
    export = b"".join(narrow.get(f"{REPORT}?export=csv").streaming_content).decode()
    assert "mort.example" in export
    assert "Cachette" not in export
    assert "Valmire" not in export
    # Members and strangers have no business there.
    assert client.get(REPORT).status_code == 302


def test_the_report_is_narrowed_and_costs_the_same_however_long(site):
    reader = role("Publication")
    with background.printing(), background.followed():
        for number in range(2):
            linking(site, f"https://site-{number}.example/", title=f"Une {number}")
    assert lines(reader) == []
    assert len(lines(reader, "?state=new")) == 2
    break_all()
    assert [row[2] for row in lines(reader, "?host=SITE-1")] == ["https://site-1.example/"]
    assert lines(reader, "?where=here") == []
    before = queries(reader, REPORT)
    with background.printing(), background.followed():
        for number in range(2, 5):
            linking(site, f"https://site-{number}.example/", title=f"Une {number}")
    break_all()
    after = queries(reader, REPORT)
    assert len(lines(reader)) == 5
    assert len(after) == len(before), report(after)
    desk = " ".join(reader.get("/admin/").content.decode().split())
    assert "5 liens ne mènent nulle part" in desk


def test_visiting_makes_no_page_less_ready(site, nights, other_site, settings, tmp_path):
    with background.printing(), background.followed():
        linking(site, at(other_site, "/404"))
    settings.READY_PAGES_ROOT = str(tmp_path / "ready")
    generations.begin()
    before = (tmp_path / "ready" / "current").readlink()
    nights()
    nights(1)
    assert states() == {"404": "broken"}
    assert (tmp_path / "ready" / "current").readlink() == before
