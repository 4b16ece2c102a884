"""Public pages as files that the web server gives out itself: never older than the content, never a visitor's own.

What the application answers to a visitor without a cookie is kept below settings.READY_PAGES_ROOT, compressed ahead:

    <root>/current -> <generation>
    <root>/<generation>/<stretch>/<host>/<address>/index.html, index.html.gz, index.html.br
    <root>/<generation>/last/<host>/<address>/…    the same files, for as long as the application is away

A change of the content begins a new generation (core.generations), and nothing of before is found any more.

Where several machines share a database, each has its own folder, and core.other_machines tells the others.

What changes by itself, such as a page that expires, is taken care of by the clock of the web server. A stretch of time
is the clock in seconds without its last three, two or one digits, and the web server looks in those that are now. A
page is kept for the longest one in which nothing changes by itself.
"""

import gzip
import logging
import os
import re
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import brotli
from django.conf import settings
from django.core.exceptions import DisallowedHost, MiddlewareNotUsed
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control

from core import generations

logger = logging.getLogger(__name__)

_STRETCHES = (1000, 100, 10)  # seconds
_LAST = "last"
# The web server looks for no other addresses: without a dot, a query or anything encoded.
_ADDRESS = re.compile(r"/(?:[a-zA-Z0-9_-]{1,200}/){0,12}")
_LONGEST = 400  # characters of an address

# --- What the web server says of a ready page (deploy/nginx/parvis.conf). A page of which the application says
# anything else isn't kept; what it says beside this depends on the settings alone, or on how it was sent.
HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-cache",
    "Vary": "Cookie, Accept-Encoding",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_OF_THE_WAY = {"Content-Length", "Content-Encoding", "Strict-Transport-Security"}

_begun: set[Path] = set()  # the folders in which this process has begun a generation


def sweep() -> str:
    """Removes the files that no visitor is given any more; says how many pages are left."""
    root, now = generations.root(), time.time()
    current = generations.current()
    for folder in _folders(root):
        if folder.name != current:
            shutil.rmtree(folder, ignore_errors=True)
            continue
        for stretch in _folders(folder):
            if stretch.name != _LAST and not any(
                stretch.name == str(int(now) // seconds) for seconds in _STRETCHES
            ):
                shutil.rmtree(stretch, ignore_errors=True)
    pages = sum(1 for _page in (root / "current" / _LAST).rglob("index.html"))
    return f"{pages} pages are ready."


class KeepReadyPages:
    """Outermost, where the whole answer is known: keeps it for the next visitors where it may be anybody's.

    Where the application or the database fails, the visitor gets the page as it was last, if it hasn't changed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not generations.is_on():
            raise MiddlewareNotUsed
        self.get_response = get_response
        # A process that died between a change and the new generation is followed by this one; so is an upgrade.
        # Once in a process: for each preview, Wagtail makes all that a request goes through anew.
        if (root := generations.root()) not in _begun:
            _begun.add(root)
            generations.begin()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        generation, began = generations.current(), time.time()
        generations.keep_for(request, generation, began)
        place = _place(request) if generation else ""
        if not place:
            return self.get_response(request)
        # Made since it was asked for: of many who wait for the same page, one has it made.
        stretches = (str(int(began) // seconds) for seconds in _STRETCHES)
        for stretch in stretches:
            if made := _from_disk(request, generation, stretch, place):
                return made
        response = self.get_response(request)
        if response.status_code >= 500:
            return _from_disk(request, generations.current(), _LAST, place) or response
        if response.status_code == 200 and not response.has_header("Cache-Control"):
            patch_cache_control(response, no_cache=True)
        if isinstance(response, HttpResponse) and _is_for_anybody(request, response):
            try:
                _keep(generation, began, place, _plain(response))
            except FileNotFoundError:
                pass  # swept away meanwhile, with its generation
            except (OSError, DatabaseError):
                logger.exception("A page can’t be kept ready")
        return response


def _place(request: HttpRequest) -> str:
    """Where the page of an address is kept; empty unless a request says nothing but the address.

    A preview has the address of its page and goes through all that a request does: Wagtail calls it a dummy.
    """
    said = request.META
    if (
        request.method != "GET"
        or getattr(request, "is_dummy", False)
        or any(said.get(name) for name in ("QUERY_STRING", "HTTP_COOKIE", "HTTP_AUTHORIZATION"))
        or (settings.SECURE_SSL_REDIRECT and not request.is_secure())
        or len(request.path) > _LONGEST
        or not _ADDRESS.fullmatch(request.path)
    ):
        return ""
    try:
        return request.get_host().partition(":")[0].lower() + request.path
    except DisallowedHost:
        return ""


def _said_of(path: str) -> dict[str, str]:
    """The headers of a ready page."""
    first = path.split("/")[1]
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items()
    return HEADERS | {
        "Content-Language": first if len(first) == 2 else settings.LANGUAGE_CODE,
        "Content-Security-Policy": "; ".join(" ".join([name, *of]) for name, of in directives),
    }


def _from_disk(
    request: HttpRequest, generation: str, stretch: str, place: str
) -> HttpResponse | None:
    headers, suffix = _said_of(request.path), ""
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        headers["Content-Encoding"], suffix = "gzip", ".gz"
    try:
        path = generations.root() / generation / stretch / place / f"index.html{suffix}"
        return HttpResponse(path.read_bytes(), headers=headers)
    except OSError:
        return None


def _is_for_anybody(request: HttpRequest, response: HttpResponse) -> bool:
    said = {name: value for name, value in response.items() if name not in _OF_THE_WAY}
    return (
        response.status_code == 200
        and not response.cookies
        and _in_order(said) == _in_order(_said_of(request.path))
    )


def _in_order(headers: dict[str, str]) -> dict[str, Any]:
    """The directives of a policy come in another order in each process."""
    policy = headers.get("Content-Security-Policy", "").split("; ")
    return headers | {"Content-Security-Policy": sorted(policy)}


def _plain(response: HttpResponse) -> bytes:
    compressed = response.get("Content-Encoding") == "gzip"
    return gzip.decompress(response.content) if compressed else response.content


def _keep(generation: str, began: float, place: str, content: bytes) -> None:
    changes = generations.next_change(generation, began)
    stretches = (seconds for seconds in _STRETCHES if (began // seconds + 1) * seconds <= changes)
    if not (seconds := next(stretches, None)):
        return
    if shutil.disk_usage(generations.root()).free < settings.DISK_RESERVE:
        return
    files = {
        ".br": brotli.compress(content, quality=5),
        ".gz": gzip.compress(content, 6, mtime=0),
        "": content,
    }
    for stretch in (str(int(began) // seconds), _LAST):
        for suffix, octets in files.items():
            _write(
                generations.root() / generation / stretch / place / f"index.html{suffix}", octets
            )


def _write(path: Path, octets: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{uuid4().hex}")
    try:
        new.write_bytes(octets)
        # nginx makes the ETag of a file's time and length: two versions of one second would have the same.
        digest = int.from_bytes(sha256(octets).digest()[:4]) >> 1
        os.utime(new, (digest, digest))
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def _folders(folder: Path) -> list[Path]:
    with suppress(OSError), os.scandir(folder) as entries:
        return [Path(entry) for entry in entries if entry.is_dir(follow_symlinks=False)]
    return []
