"""A server. Each missing or unsafe setting stops the start with a sentence that says what to write."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403
from .base import env


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
required("EMAIL_URL", "the mail server, such as smtp+tls://user:password@mail.example.org:587")
required("DEFAULT_FROM_EMAIL", "the address that the site's messages come from.")

# HTTPS is ended by the web server in front, which says so in this header.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# It writes the visitor's address at the end of this one.
CLIENT_ADDRESS_HEADER = "HTTP_X_FORWARDED_FOR"
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
