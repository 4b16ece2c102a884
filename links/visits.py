"""Asks another site whether an address answers: a robot that says its name, reads no body, and never enters a private
network.

The name of the site is resolved here, each address that it has is looked at, and the connection goes to the very
address that was looked at: a name that leads elsewhere a moment later (DNS rebinding) leads nobody in. A redirect is
another address, and treated so.
"""

import http.client
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from threading import Timer
from time import monotonic
from urllib.parse import SplitResult, urljoin, urlsplit

import idna
from django.conf import settings
from django.utils.encoding import iri_to_uri

# Why there was no answer.
MALFORMED, NAME, PRIVATE = "malformed", "name", "private"
UNREACHABLE, SLOW, CERTIFICATE, CIRCLE = "unreachable", "slow", "certificate", "circle"

_PORTS = {"http": 80, "https": 443}
_LONGEST_NAME = 253  # characters (RFC 1035)
_NAT64 = ip_network("64:ff9b::/96")  # RFC 6052: its last 32 bits are an IPv4 address
_IPV4_COMPATIBLE = ip_network("::/96")


@dataclass(frozen=True)
class Answer:
    """The status of HTTP, or else why there was none."""

    status: int | None = None
    failure: str = ""


class NoAnswer(Exception):
    """Says why, in one of the words above."""


def visit(address: str) -> Answer:
    """Follows redirects. A GET comes after a HEAD that was refused: some sites answer no HEAD."""
    end = monotonic() + 2 * settings.LINK_LIMITS["seconds"]
    try:
        for _hop in range(settings.LINK_LIMITS["redirects"] + 1):
            if monotonic() > end:
                return Answer(failure=SLOW)
            parts = _split(address)
            status, location = _ask_twice(parts)
            if not (300 <= status < 400 and location):
                return Answer(status)
            address = urljoin(address, location)
    except NoAnswer as error:
        return Answer(failure=str(error))
    except ValueError:  # a redirect to what is no address
        return Answer(failure=MALFORMED)
    return Answer(failure=CIRCLE)


def host_of(address: str) -> str:
    """The name of the site, in lower case; empty where the address can't be read."""
    try:
        return _split(address).hostname or ""
    except NoAnswer:
        return ""


def is_public(address: str) -> bool:
    """Whether a network address belongs to nobody's own network, nor to this machine, whatever it is wrapped in."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        if inner := _wrapped(found):
            return is_public(str(inner))
        if found.teredo or found in _IPV4_COMPATIBLE or found.is_site_local:
            return False
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def _wrapped(address: IPv6Address) -> IPv4Address | None:
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def _split(address: str) -> SplitResult:
    """Raises NoAnswer where it is no address of a site."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        if parts.scheme not in _PORTS or not 0 < len(host) <= _LONGEST_NAME or parts.port == 0:
            raise NoAnswer(MALFORMED)
    except ValueError:
        raise NoAnswer(MALFORMED) from None
    return parts


def _ask_twice(parts: SplitResult) -> tuple[int, str]:
    """The status and, of a redirect, where to."""
    try:
        status, location = _ask(parts, "HEAD")
        if status < 400:
            return status, location
    except (http.client.HTTPException, OSError):
        pass  # closed without an answer, or with one that nobody understands
    try:
        return _ask(parts, "GET")
    except (http.client.HTTPException, OSError):
        raise NoAnswer(UNREACHABLE) from None


def _ask(parts: SplitResult, method: str) -> tuple[int, str]:
    with _connected(parts) as connection:
        query = f"?{parts.query}" if parts.query else ""
        connection.request(
            method,
            iri_to_uri(f"{parts.path or '/'}{query}"),
            headers={
                "Host": _named(parts),
                "User-Agent": f"Parvis link check (+{settings.BASE_URL})",
                "Accept": "*/*",
                "Connection": "close",
            },
        )
        answer = connection.getresponse()
        return answer.status, _readable(answer.getheader("Location") or "")


def _named(parts: SplitResult) -> str:
    host = _ascii(parts.hostname or "")
    host = f"[{host}]" if ":" in host else host
    return f"{host}:{parts.port}" if parts.port else host


def _readable(location: str) -> str:
    """Python reads headers as Latin-1, sites write UTF-8."""
    try:
        return location.encode("latin-1").decode()
    except ValueError:
        return location


@contextmanager
def _connected(parts: SplitResult) -> Iterator[http.client.HTTPConnection]:
    """A connection that ends after so many seconds, however slowly the other side speaks."""
    host, port = _ascii(parts.hostname or ""), parts.port or _PORTS[parts.scheme]
    seconds = settings.LINK_LIMITS["seconds"]
    connection, begun = http.client.HTTPConnection(host, port), monotonic()
    try:
        plain = _reached(_resolved(host, port), port, seconds)
        with plain if parts.scheme == "http" else _safe(plain, host) as channel:
            end = Timer(seconds, _hang_up, (channel,))
            end.daemon = True
            end.start()
            try:
                if isinstance(channel, ssl.SSLSocket):
                    channel.do_handshake()
                connection.sock = channel
                yield connection
            finally:
                end.cancel()
                connection.close()
    except ssl.SSLCertVerificationError:
        raise NoAnswer(CERTIFICATE) from None
    except TimeoutError:
        raise NoAnswer(SLOW) from None
    except (http.client.HTTPException, OSError) as error:
        if monotonic() - begun >= seconds:  # hung up by the timer
            raise NoAnswer(SLOW) from None
        if isinstance(error, ssl.SSLError):
            raise NoAnswer(UNREACHABLE) from None
        raise
    except ValueError as error:  # an address that http.client refuses
        raise NoAnswer(MALFORMED) from error


def _hang_up(channel: socket.socket) -> None:
    with suppress(OSError):
        # Past the method of SSLSocket, which forgets its state and waits for nobody.
        socket.socket.shutdown(channel, socket.SHUT_RDWR)


def _safe(plain: socket.socket, host: str) -> ssl.SSLSocket:
    context = ssl.create_default_context()
    return context.wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False)


def _reached(addresses: list[str], port: int, seconds: float) -> socket.socket:
    """A connection to the first of the addresses that takes one."""
    failure = UNREACHABLE
    for address in addresses:
        try:
            return socket.create_connection((address, port), timeout=seconds)
        except TimeoutError:
            failure = SLOW
        except OSError:
            continue
    raise NoAnswer(failure)


def _resolved(host: str, port: int) -> list[str]:
    """The network addresses of a name; raises NoAnswer where one of them is in a private network."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NoAnswer(NAME) from None
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not all(map(is_public, addresses)):
        raise NoAnswer(PRIVATE)
    return addresses[:2]


def _ascii(host: str) -> str:
    if host.isascii():
        return host
    try:
        return idna.encode(host, uts46=True).decode()
    except idna.IDNAError:
        raise NoAnswer(MALFORMED) from None
