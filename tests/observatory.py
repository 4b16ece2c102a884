"""The mark that Mozilla's HTTP Observatory would give, by the rules that it publishes.

The rules are those of `src/analyzer/tests/` and `src/grader/charts.js` in mdn/mdn-http-observatory (algorithm 5), told
in our own code for one answer of a site; what it reads in lists of its own (preloaded hosts) counts as not there.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import Message
from urllib.parse import urlsplit

from bs4 import BeautifulSoup

BASE, EXTRA_FROM = 100, 90  # what is earned besides counts from an A on
SIX_MONTHS = 15_768_000  # seconds
BROAD = {"ftp:", "http:", "https:", "*", "http://*", "http://*.*", "https://*", "https://*.*"}
INLINE = {"'unsafe-inline'", "data:"}
PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
UNSAFE = {"origin", "origin-when-cross-origin", "unsafe-url", "no-referrer-when-downgrade"}


@dataclass(frozen=True)
class Visit:
    """What the Observatory looks at: a page over HTTPS, where HTTP leads, what a preflight request is answered."""

    address: str
    headers: Message
    body: str = ""
    http_location: str | None = None  # None: HTTP answers with a page
    preflight: Message = field(default_factory=Message)

    def all(self, name: str) -> list[str]:
        return self.headers.get_all(name, [])

    def one(self, name: str) -> str:
        return (self.headers.get(name) or "").strip().lower()

    @property
    def policy(self) -> dict[str, set[str]]:
        """The directives of the Content-Security-Policy; ValueError where one stands twice."""
        found: dict[str, set[str]] = {}
        for part in ";".join(self.all("Content-Security-Policy")).split(";"):
            if part.strip():
                name, *sources = part.split()
                if name.lower() in found:
                    raise ValueError(name)
                found[name.lower()] = {source.lower() for source in sources} or {"'none'"}
        return found


def content_security_policy(visit: Visit) -> int:
    if not (policy := visit.policy):
        return -25
    default = policy.get("default-src", {"*"})
    script, style, objects = (
        set(policy.get(f"{kind}-src", default)) for kind in ("script", "style", "object")
    )
    for sources in (script, style):
        if any(re.match("'(sha(256|384|512)|nonce)-", source) for source in sources):
            sources.discard("'unsafe-inline'")
    passive = policy.get("img-src", default) | policy.get("media-src", default)
    active = script.union(
        *(
            sources
            for name, sources in policy.items()
            if name not in {"img-src", "media-src", "script-src"}
        )
    )

    def insecure(sources: set[str]) -> bool:
        return any(source.startswith(("http:", "ftp:")) for source in sources)

    rules = [
        (script & (BROAD | INLINE) or objects & BROAD, -20),
        (insecure(active), -20),
        ("'unsafe-eval'" in script | style, -10),
        (insecure(passive), -10),
        (style & (BROAD | INLINE), 0),
        (policy.get("default-src") == {"'none'"}, 10),
    ]
    return next((points for holds, points in rules if holds), 5)


def cookies(visit: Visit) -> int:
    """The worst of all cookies; a session is known by its name."""
    marks, strict = [], strict_transport_security(visit) >= 0
    for cookie in visit.all("Set-Cookie"):
        first, *attributes = (part.strip().lower() for part in cookie.split(";"))
        name, said = first.partition("=")[0], dict(part.partition("=")[::2] for part in attributes)
        session, site = "sess" in name or "login" in name, said.get("samesite")
        marks.append(5 if site in {"lax", "strict"} else 0)
        if site is not None and site not in {"lax", "strict", "none"}:
            marks.append(-20)
        if "secure" not in said:
            marks.append((-10 if strict else -40) if session else (-5 if strict else -20))
            marks += [-20] if site == "none" else []
        if "csrf" in name and not site:
            marks.append(-20)
        if session and "httponly" not in said:
            marks.append(-30)
    return min(marks, default=0)


def cross_origin_resource_sharing(visit: Visit) -> int:
    origin = (visit.preflight.get("Access-Control-Allow-Origin") or "*").strip()
    credentials = (visit.preflight.get("Access-Control-Allow-Credentials") or "").strip().lower()
    return -50 if origin != "*" and credentials == "true" else 0


def redirection(visit: Visit) -> int:
    if visit.http_location is None:
        return -20
    to = urlsplit(visit.http_location)
    if to.scheme != "https":
        return -10
    return 0 if to.hostname == urlsplit(visit.address).hostname else -5


def referrer_policy(visit: Visit) -> int:
    said = [part.strip().lower() for part in ",".join(visit.all("Referrer-Policy")).split(",")]
    if said == [""]:
        return 0
    known = [part for part in said if part in PRIVATE | UNSAFE]
    return 5 if known and known[-1] in PRIVATE else -5


def strict_transport_security(visit: Visit) -> int:
    header = visit.one("Strict-Transport-Security")
    age = re.search(r"(?:^|;)\s*max-age=(\d+)", header)
    if not age or "," in header:
        return -20
    return 0 if int(age[1]) >= SIX_MONTHS else -10


def subresource_integrity(visit: Visit) -> int:
    """Scripts of the site's own earn by their hash, those of other hosts lose without."""
    scripts = BeautifulSoup(visit.body, "html.parser").select("script[src]")
    host, marks = urlsplit(visit.address).hostname, []
    for script in scripts:
        source = urlsplit(script["src"])
        proven, safe = bool(script.get("integrity")), source.scheme in {"", "https"}
        if source.hostname in {None, host}:
            marks += [5] if proven else []
        elif source.scheme and safe:
            marks.append(5 if proven else -5)
        else:
            marks.append(-20 if proven else -50)
    return min(marks, default=0)


def content_type_options(visit: Visit) -> int:
    return 0 if visit.one("X-Content-Type-Options") == "nosniff" else -5


def frame_options(visit: Visit) -> int:
    said = visit.one("X-Frame-Options")
    if visit.policy.get("frame-ancestors") or said in {"deny", "sameorigin"}:
        return 5
    return 0 if said.startswith("allow-from") else -20


def one_of(name: str, good: set[str], neutral: str) -> Callable[[Visit], int]:
    """The rule of a Cross-Origin header: ten for a strict value, nothing for the default or none, else five less."""

    def rule(visit: Visit) -> int:
        said = ", ".join(visit.all(name)).strip().lower()
        return 10 if said in good else 0 if said in {"", neutral} else -5

    rule.__name__ = name
    return rule


RULES: list[Callable[[Visit], int]] = [
    content_security_policy,
    cookies,
    cross_origin_resource_sharing,
    redirection,
    referrer_policy,
    strict_transport_security,
    subresource_integrity,
    content_type_options,
    frame_options,
    one_of("Cross-Origin-Resource-Policy", {"same-origin", "same-site"}, "cross-origin"),
    one_of("Cross-Origin-Embedder-Policy", {"require-corp", "credentialless"}, "unsafe-none"),
    one_of(
        "Cross-Origin-Opener-Policy",
        {"same-origin", "same-origin-allow-popups", "noopener-allow-popups"},
        "unsafe-none",
    ),
]


def marks(visit: Visit) -> dict[str, int]:
    return {rule.__name__: rule(visit) for rule in RULES}


def score(visit: Visit) -> int:
    """A+ from 100 on."""
    points = marks(visit).values()
    least = BASE + sum(point for point in points if point < 0)
    return BASE + sum(points) if least >= EXTRA_FROM else max(least, 0)


def highest(visit: Visit) -> int:
    """What a site can reach that isn't in the browsers' list of preloaded hosts: cookies earn where there are any."""
    earned = {"content_security_policy": 10, "referrer_policy": 5, "frame_options": 5}
    earned |= {"subresource_integrity": 5, "cookies": 5 if visit.all("Set-Cookie") else 0}
    return BASE + sum(earned.values()) + 3 * 10  # of the three Cross-Origin headers
