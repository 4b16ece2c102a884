"""Follows every internal link from some addresses, as a visitor's browser or a search engine would."""

import re
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.urls.exceptions import Resolver404
from django.urls.resolvers import RegexPattern
from django.utils.translation import get_language_from_path, override
from lxml import etree

ORIGINS = {"", "testserver", "localhost"}
# Entrances that no page links to.
ENTRANCES = (
    "/",
    "/en/",
    "/robots.txt",
    "/sitemap.xml",
    "/.well-known/security.txt",
    "/rien-ici/",
    "/en/nothing-here/",
)
FOLD = b"\r\n "  # where a calendar cuts a line, in the middle of words
ADDRESSES = ("href", "src", "action", "url")  # attributes that hold one
NOT_FOLLOWED = ("/static/", "/media/", "/admin/")


@dataclass(frozen=True)
class Answer:
    address: str
    status: int
    text: str  # the whole answer, its address and headers included


def crawl(
    client: Client,
    entrances: Iterable[str] = ENTRANCES,
    most: int = 600,
    narrowed: bool = True,
) -> list[Answer]:
    """The answers of all addresses that can be reached; fails when there is no end to them.

    Without `narrowed`, no link with a query is followed: narrowed lists and searches, two thirds of them all.
    """
    waiting, seen, answers = deque(entrances), set(entrances), []
    while waiting:
        address = waiting.popleft()
        response = client.get(address)
        body = response.getvalue().replace(FOLD, b"")
        head = "\n".join(f"{name}: {value}" for name, value in response.items())
        answers.append(
            Answer(
                address, response.status_code, f"{address}\n{head}\n{body.decode(errors='replace')}"
            )
        )
        assert len(answers) <= most, "the crawl has no end"
        for link in links(response, body, address):
            if link not in seen and (narrowed or "?" not in link):
                seen.add(link)
                waiting.append(link)
    return answers


def links(response, body: bytes, address: str) -> Iterable[str]:
    """The addresses of this site that an answer gives out and that Django answers."""
    found = [response["Location"]] if "Location" in response else []
    kind = response.get("Content-Type", "").partition(";")[0]
    if kind.endswith(("html", "xml")):
        parser = etree.HTMLParser if kind.endswith("html") else etree.XMLParser
        found += _addresses_in(body, parser(encoding="utf-8", recover=True))
    elif kind == "text/plain":
        found += re.findall(r"https?://\S+", body.decode())
    for link in found:
        parts = urlsplit(urljoin(f"http://testserver{address}", link))
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        if (
            parts.scheme in {"http", "https"}
            and parts.netloc in ORIGINS
            and not path.startswith(NOT_FOLLOWED)
            and not _shows_the_same(parts.query)
        ):
            yield path


def _shows_the_same(query: str) -> bool:
    """Whether it is another order or look of what is narrowed: each is visited once, on the whole list."""
    names = set(parse_qs(query))
    return len(names) > 1 and bool(names & {"tri", "vue"})


def _addresses_in(body: bytes, parser: etree._FeedParser) -> Iterable[str]:
    if not body.strip():  # of which lxml makes no document
        return
    document = etree.fromstring(body, parser)
    for element in document.iter(etree.Element):
        yield from (element.attrib[name] for name in ADDRESSES if element.get(name))
        name = etree.QName(element).localname
        if name == "form" and element.get("method", "get").lower() == "get":
            yield from _submissions(element)
        if name in {"loc", "link", "id", "guid"} and element.text:
            yield element.text.strip()


def _submissions(form) -> Iterable[str]:
    """The form sent with each of its choices in turn."""
    for choice in form.iter("input"):
        if choice.get("type") in {"radio", "checkbox"} and choice.get("value"):
            value = urlencode({choice.get("name"): choice.get("value")})
            yield f"{form.get('action', '')}?{value}"


def public_names(resolver: URLResolver | None = None) -> set[str]:
    """The names of every address in the URLconf, but the admin's."""
    found = set()
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            if not str(pattern.pattern).startswith("admin/"):
                found |= public_names(pattern)
        elif isinstance(pattern, URLPattern):
            found.add(pattern.name or str(pattern.pattern))
    return found


def names_of(addresses: Iterable[str]) -> set[str]:
    """The names in the URLconf of these addresses, each read in its own language."""
    found = set()
    for address in addresses:
        if match := match_of(address):
            found.add(match.url_name)
    return found


def match_of(address: str):
    """What Django answers an address with, in the language of the address; None where it has nothing."""
    path = urlsplit(address).path
    with override(get_language_from_path(path) or settings.LANGUAGE_CODE):
        try:
            return resolve(path)
        except Resolver404:
            return None


# What stands in an address for a part of it, by its converter.
_SAMPLES = {"int": "1", "slug": "x", "str": "x", "path": "x.pdf"}
# Those that regular expressions describe: pages, and files that belong to pages.
_OF_PAGES = ["", "x/", "clubs/agenda.ics", "x/y.ics", "x/y.pdf", "x/y.bib", "x"]


def public_addresses() -> list[str]:
    """An address for every pattern in the URLconf, but the admin's, in every language: nothing need be there."""
    found = [f"/{address}" for address in _addresses(get_resolver())]
    for code, _name in settings.LANGUAGES:
        prefix = "/" if code == settings.LANGUAGE_CODE else f"/{code}/"
        found += [f"{prefix}{address}" for address in _OF_PAGES]
    return sorted(set(found))


def _addresses(resolver: URLResolver) -> Iterable[str]:
    for code, _name in settings.LANGUAGES:
        with override(code):
            yield from _with_samples(resolver)


def _with_samples(resolver: URLResolver, prefix: str = "") -> Iterable[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern.pattern, RegexPattern):
            continue
        route = prefix + str(pattern.pattern)
        if route.startswith(
            ("admin/", "healthz")
        ):  # the second is for machines, and isn't well here
            continue
        if isinstance(pattern, URLResolver):
            yield from _with_samples(pattern, route)
        else:
            yield re.sub(r"<(\w+):\w+>", lambda part: _SAMPLES[part[1]], route)
