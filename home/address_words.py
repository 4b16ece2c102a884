"""The words of an address that say what somebody is looking for, without those that say where on the site."""

import re
from functools import cache

from anyascii import anyascii
from django.apps import apps
from django.conf import settings
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import override

from core.models import BasePage

# Views that have addresses of their own beside the tree.
_VIEWS = (
    "search",
    "site_map",
    "accessibility",
    "legal_notice",
    "feed_rss",
    "photo_credits",
    "members_home",
)
_VIEWS_OF: dict[str, list] = {"theme": ["x"], "file": [0, "x"]}
_EXTENSION = re.compile(r"\.[a-z0-9]{2,5}$", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]{2,}")


def searchable_words(path: str, section_slugs: set[str]) -> str:
    """« accueil des locataires » of `/formations/accueil-des-locataires.html`, where `formations` is a section."""
    left_out = _places() | section_slugs
    parts = [part for part in path.split("/") if part]
    if parts:
        parts[-1] = _EXTENSION.sub("", parts[-1])
    telling = [part for part in parts if slugify(anyascii(part)) not in left_out]
    words = (word for part in telling if not part.isdecimal() for word in _WORD.findall(part))
    text = ""
    for word in words:
        if len(text) + len(word) >= settings.SEARCH_QUERY_MAX_LENGTH:
            break
        text = f"{text} {word}"
    return " ".join(text.split()[: settings.SEARCH_QUERY_MAX_WORDS])


@cache
def _places() -> frozenset[str]:
    """What sections are called by default, and the addresses of views, in every language; the languages themselves."""
    found = set()
    for code, _name in settings.LANGUAGES:
        found.add(code)
        with override(code):
            for model in apps.get_models():
                if issubclass(model, BasePage):
                    found.add(slugify(anyascii(str(model._meta.verbose_name_plural))))
            addresses = [reverse(name) for name in _VIEWS]
            addresses += [reverse(name, args=args) for name, args in _VIEWS_OF.items()]
            found |= {
                address.removeprefix(f"/{code}/").strip("/").partition("/")[0]
                for address in addresses
            }
    return frozenset(found - {""})
