"""Nothing is fetched from elsewhere: no font, script, picture or style of another host, site or admin."""

import re
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders
from django.urls import reverse

from tests import bodies, factories, page_types
from tests.page_types import PAGE_TYPES, make
from tests.source_rules import ROOT

OURS = {"", "testserver", "localhost"}
# What a browser fetches by itself; a link is followed by the reader only.
FETCHED = {
    "src", "srcset", "poster", "data", "background", "action", "formaction", "ping", "cite", "manifest",
}  # fmt: skip
FETCHED_LINKS = {"stylesheet", "icon", "preload", "modulepreload", "prefetch", "preconnect"}
FETCHED_LINKS |= {"dns-prefetch", "apple-touch-icon", "manifest", "mask-icon"}
ADMIN = [
    ("wagtailadmin_home", []),
    ("wagtailadmin_explore_root", []),
    ("news:index", []),
    ("wagtailimages:index", []),
    ("wagtaildocs:index", []),
    ("wagtailusers_users:index", []),
    ("wagtailadmin_account", []),
    ("wagtailadmin_reports:locked_pages", []),
    ("wagtailsnippets_contacts_contact:list", []),
]


def elsewhere(content: str) -> list[str]:
    """The addresses of other hosts that a browser would fetch while showing this HTML."""
    document = BeautifulSoup(content, "html.parser")
    found = []
    for element in document.find_all(True):
        for name, value in element.attrs.items():
            if name in FETCHED:
                found += [part.split()[0] for part in str(value).split(",") if part.strip()]
            elif name == "style":
                found += styled(str(value))
        if element.name == "link" and FETCHED_LINKS & set(element.get("rel", [])):
            found.append(element.get("href", ""))
        if element.name == "style":
            found += styled(element.text)
        if element.name == "meta" and element.get("http-equiv", "").lower() == "refresh":
            found.append(element.get("content", "").partition("url=")[2])
    return [address for address in found if urlsplit(address).netloc not in OURS]


def styled(css: str) -> list[str]:
    return re.findall(r"url\(\s*['\"]?([^'\")]+)", css) + re.findall(
        r"@import\s+['\"]([^'\"]+)", css
    )


def style_sheets(content: str) -> list[str]:
    document = BeautifulSoup(content, "html.parser")
    return [link["href"] for link in document.select("link[rel=stylesheet]")]


@pytest.mark.parametrize("model", PAGE_TYPES, ids=lambda model: model.__name__)
def test_a_page_fetches_nothing_from_elsewhere(model, site, client):
    fields = {}
    if hasattr(model, "body"):
        fields["body"] = bodies.every_block(factories.photo(), factories.document())
    content = client.get(make(model, site.home, **fields).url).content.decode()
    assert not elsewhere(content)


@pytest.mark.parametrize(
    "address",
    [
        "/recherche/?q=a",
        "/plan-du-site/",
        "/accessibilite/",
        "/mentions-legales/",
        "/rien/",
        "/espace-adherents/connexion/",
    ],
)
def test_no_plain_address_does_either(address, site, client):
    assert not elsewhere(client.get(address).content.decode())


@pytest.mark.parametrize(("name", "args"), ADMIN, ids=lambda value: str(value))
def test_the_admin_doesnt_either(name, args, site, admin_client):
    answer = admin_client.get(reverse(name, args=args))
    assert answer.status_code == 200
    assert not elsewhere(answer.content.decode())


def test_the_login_doesnt_either(site, client):
    assert not elsewhere(client.get("/espace-adherents/connexion/").content.decode())


@pytest.mark.parametrize("model", PAGE_TYPES, ids=lambda model: model.__name__)
def test_no_form_of_a_page_does_either(model, site, editor_client):
    page = make(model, site.home)
    answer = editor_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert not elsewhere(answer.content.decode())


def test_style_sheets_fetch_nothing_from_elsewhere(site, client, admin_client):
    pages = [client.get("/"), admin_client.get(reverse("wagtailadmin_home"))]
    addresses = {sheet for page in pages for sheet in style_sheets(page.content.decode())}
    assert len(addresses) > 3
    for address in addresses:
        path = urlsplit(address).path
        if path.startswith("/static/"):
            with open(finders.find(path.removeprefix("/static/")), encoding="utf-8") as sheet:  # noqa: PTH123
                css = sheet.read()
        else:
            css = client.get(address).content.decode()
        assert not [url for url in styled(css) if urlsplit(url).netloc not in OURS], address


@pytest.mark.parametrize(
    "path", sorted((ROOT / "site/static").rglob("*.*")), ids=lambda path: path.name
)
def test_our_own_static_files_name_no_other_host(path):
    # Pictures too may carry addresses, among bytes that are no text.
    text = path.read_bytes().decode("latin-1")
    named = set(re.findall(r"https?://([\w.-]+)", text)) - {"www.w3.org"}
    assert not named


@pytest.mark.parametrize(
    "leak",
    [
        '<img src="https://cdn.example.com/a.png">',
        '<img srcset="/a.png 1x, //cdn.example.com/b.png 2x">',
        '<link rel="preconnect" href="https://fonts.example.com">',
        "<style>@import 'https://fonts.example.com/a.css';</style>",
        '<p style="background: url(https://cdn.example.com/a.png)">',
        '<script src="//cdn.example.com/a.js"></script>',
        '<iframe src="https://video.example.com/1"></iframe>',
    ],
)
def test_an_address_of_another_host_is_seen(leak):
    assert elsewhere(leak)


def test_a_link_is_let_through():
    assert not elsewhere('<a href="https://www.example.com/">Ailleurs</a>')


@pytest.mark.parametrize("model", PAGE_TYPES, ids=lambda model: model.__name__)
def test_a_page_needs_no_inline_style_or_script(model, site, client):
    """The content security policy refuses them."""
    fields = {}
    if hasattr(model, "body"):
        fields["body"] = bodies.every_block(factories.photo(), factories.document())
    content = client.get(make(model, site.home, **fields).url).content
    document = BeautifulSoup(content, "html.parser")
    assert not document.select(
        "style, [style], script:not([src]):not([type='application/ld+json'])"
    )
    handlers = [
        name for tag in document.find_all(True) for name in tag.attrs if name.startswith("on")
    ]
    assert not handlers


def test_the_sites_own_pages_are_seen_without_an_account_too(site, client):
    """The edit bar of Wagtail, with its inline styles, is for editors."""
    page = page_types.news_page(site.home)
    assert b"wagtail-userbar" not in client.get(page.url).content
