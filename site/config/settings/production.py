"""A server. Each missing or unsafe setting stops the start with a sentence that says what to write."""

import logging
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from operations.logs import is_written

from .base import *  # noqa: F403
from .base import DATABASES, LOGGING, MIDDLEWARE, SEVERAL_MACHINES, env


def required(name: str, hint: str) -> str:
    """The environment's value for `name`; ImproperlyConfigured, with the hint, when it is empty."""
    value = env.str(name, "").strip()
    if not value:
        raise ImproperlyConfigured(f"{name} is missing from the environment: {hint}")
    return value


DEBUG = False

SECRET_KEY = required(
    "SECRET_KEY",
    'a long random text, e.g. from: python -c "import secrets; print(secrets.token_urlsafe(50))"',
)
if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5:
    raise ImproperlyConfigured(
        "SECRET_KEY is too short or too simple: 50 random characters at least."
    )

ALLOWED_HOSTS = [
    host.strip()
    for host in required("ALLOWED_HOSTS", "the site's host names, separated by commas.").split(",")
]
if any("*" in host for host in ALLOWED_HOSTS):
    raise ImproperlyConfigured(
        "ALLOWED_HOSTS accepts any host: write the site's own names, without *."
    )

BASE_URL = WAGTAILADMIN_BASE_URL = required(
    "BASE_URL", "the site's public address, such as https://www.example.org"
).rstrip("/")
if urlsplit(BASE_URL).scheme != "https":
    raise ImproperlyConfigured(
        f"BASE_URL is {BASE_URL}: the public address must begin with https://"
    )
CSRF_TRUSTED_ORIGINS = [BASE_URL]

required(
    "DATABASE_URL", "such as postgres://user:password@localhost/parvis or sqlite:///var/db.sqlite3"
)
required("MEDIA_ROOT", "the folder that keeps the uploaded files.")
if SEVERAL_MACHINES and not DATABASES["default"]["ENGINE"].endswith("postgresql"):
    raise ImproperlyConfigured(
        "SEVERAL_MACHINES is on: DATABASE_URL must name a PostgreSQL server, which all of them share."
    )
required("EMAIL_URL", "the mail server, such as smtp+tls://user:password@mail.example.org:587")
required("DEFAULT_FROM_EMAIL", "the address that the site's messages come from.")

# HTTPS is ended by the web server in front, which says so in this header.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# It writes the visitor's address at the end of this one.
CLIENT_ADDRESS_HEADER = "HTTP_X_FORWARDED_FOR"
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked on the machine itself, past the web server
SECURE_HSTS_SECONDS = 365 * 24 * 3600
# Whether every other name below the site's own has HTTPS too, and whether browsers may be delivered with that
# promise, which takes months to take back: only the owner of the domain knows. Off until she says so.
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_SUBDOMAINS", False)
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", False)
if SECURE_HSTS_PRELOAD and not SECURE_HSTS_INCLUDE_SUBDOMAINS:
    raise ImproperlyConfigured(
        "HSTS_PRELOAD is on without HSTS_SUBDOMAINS: the list of browsers takes no domain without its subdomains."
    )
# Django would warn of a choice that is the owner's.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
# Browsers take these from this very host over HTTPS only: no neighbour below the same domain can set them.
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken"
KNOWN_BROWSER_COOKIE = "__Host-known_browser"

# A line of JSON for each event and each request, without personal content (operations.logs).
MIDDLEWARE = ["operations.logs.LogRequests", *MIDDLEWARE]
logging.captureWarnings(True)
LOGGING["formatters"] = {"json": {"()": "operations.logs.JSONFormatter"}}
LOGGING["filters"] = {"written": {"()": "django.utils.log.CallbackFilter", "callback": is_written}}
LOGGING["handlers"]["console"] |= {"formatter": "json", "filters": ["written"]}
# What is refused or not found is said by the line of its request.
LOGGING["loggers"]["django.request"] = {"level": "ERROR"}
