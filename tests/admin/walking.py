"""Follows what an admin screen offers: links, buttons, forms, menus, choosers, the addresses that its scripts ask."""

import re
from collections import defaultdict, deque
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import parse_qsl, urlencode

from django.test import Client
from django.urls import Resolver404, resolve, reverse

_ADDRESS = re.compile(r"(?<![\w:/])/admin/[^\s\"'<>\\`)]*")
# What doesn't change what a screen is.
_NOISE = {"next", "p", "ordering", "locale", "edit_link_text", "export", "is_expanded"}
# The last shows what a script sends it.
_LEFT_OUT = {"wagtailadmin_logout", "wagtailadmin_login", "wagtailadmin_block_preview"}
# What Wagtail's scripts know on every screen, whoever reads it: the entrances of the API are asked besides.
_CONFIGURATION = re.compile(r'<script id="wagtail-config".*?</script>', re.DOTALL)
API = tuple(f"/admin/api/main/{name}/" for name in ("pages", "images", "documents"))
_LISTED = re.compile(r'data-object-id="(\d+)"')


@dataclass
class Walk:
    """`opened` holds the answers by address, `refused` the addresses that were offered and didn't open."""

    opened: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    offered_by: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return "\n".join(self.opened.values())

    def names(self) -> set[str]:
        return {resolve(address.partition("?")[0]).view_name for address in self.opened}


def walk(client: Client, each: int = 2) -> Walk:
    """Everything that somebody is offered from the first screen on; of each kind of address, `each` are tried."""
    done, seen, tried = Walk(), set(), defaultdict(int)
    waiting = deque([(reverse("wagtailadmin_home"), "start"), *((one, "start") for one in API)])
    while waiting:
        address, origin = waiting.popleft()
        if address in seen:
            continue
        seen.add(address)
        kind = _kind(address)
        if kind is None or tried[kind] >= each:
            continue
        tried[kind] += 1
        done.offered_by[address] = origin
        answer = client.get(address)
        if problem := _problem(answer):
            done.refused[address] = problem
            continue
        if answer.status_code in {301, 302}:
            waiting.append((answer["Location"], address))
            text = ""
        elif answer.streaming or answer.get("Content-Disposition"):
            text = ""
        else:
            text = answer.content.decode()
        done.opened[address] = text
        waiting.extend((_offered(found, text), address) for found in addresses_in(text))
    return done


def _offered(address: str, text: str) -> str:
    """As somebody can follow it: empty where the screen gives no means to."""
    if address.endswith("/privacy/") and 'data-a11y-dialog-show="set-privacy"' not in text:
        return ""  # the dialogue of a button that isn't there
    return _with_object(address, text)


def addresses_in(text: str) -> list[str]:
    """The addresses of the admin that stand anywhere in a screen, its attributes and its scripts' data included."""
    plain = unescape(unescape(_CONFIGURATION.sub("", text)))
    plain = plain.replace("\\u0026", "&").replace("\\u002D", "-")
    return list(dict.fromkeys(_clean(found) for found in _ADDRESS.findall(plain)))


def _with_object(address: str, text: str) -> str:
    """A bulk action asks which of the listed objects it is for: the first that its screen lists."""
    listed = _LISTED.search(text)
    if address.startswith("/admin/bulk/") and "?" not in address:
        return f"{address}?id={listed[1]}" if listed else ""
    return address


def _clean(address: str) -> str:
    path, _mark, query = address.partition("#")[0].rstrip(".,;").partition("?")
    kept = [(name, value) for name, value in parse_qsl(query) if name not in _NOISE]
    return f"{path}?{urlencode(kept)}" if kept else path


def _kind(address: str) -> tuple | None:
    """What makes two addresses alike; None for what isn't the admin's."""
    path, _mark, query = address.partition("?")
    try:
        match = resolve(path)
    except Resolver404:
        return None if "__" in path or "{" in path or not path.endswith("/") else (path,)
    if not path.startswith("/admin/") or match.view_name in _LEFT_OUT:
        return None
    words = tuple(value for value in match.kwargs.values() if not str(value).isdecimal())
    return match.view_name, match.route, words, tuple(sorted(name for name, _v in parse_qsl(query)))


def _problem(answer) -> str:
    """Why an answer isn't what was offered; empty when it is. What only a form sends may refuse to be read."""
    if answer.status_code in {200, 301, 405}:
        return ""
    if answer.status_code == 302:
        home = reverse("wagtailadmin_home")
        return "no permission" if answer["Location"].partition("?")[0] == home else ""
    return f"status {answer.status_code}"
