"""The one rule of what a title becomes in an address, on the server and in the editor's browser."""

import re
from collections import defaultdict
from itertools import chain, count, starmap
from urllib.parse import unquote, urlsplit

from anyascii import anyascii
from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.admin.widgets import SlugInput
from wagtail.models import Page
from wagtail.query import PageQuerySet

from core.languages import language_of
from core.refusals import Refusal
from core.visibility import was_published

MAX_LENGTH = 255  # of Wagtail's own field
WITHOUT_LETTERS = "page"
# What the browser writes in plain letters by itself: Latin, Greek and Cyrillic letters, signs, ligatures.
PLAIN_IN_BROWSERS = [
    (0x80, 0x530),
    (0x1E00, 0x2200),
    (0x2C60, 0x2C80),
    (0xA720, 0xA800),
    (0xFB00, 0xFB07),
]


def slug_of(text: str, max_length: int = MAX_LENGTH) -> str:
    """The text in ASCII letters, digits and hyphens: « L’œuvre » is `l-oeuvre`. Empty when it has no letter at all."""
    return slugify("".join(map(_in_letters, text)))[:max_length].strip("-_")


def is_taken_by_site(slug: str, parent: Page) -> bool:
    """Whether no reader would reach a page under this slug, or those below it: the site itself answers there.

    `recherche` is the search, `themes` has the pages of themes below it, `en` begins the addresses in English.
    """
    address = Page(url_path=f"{parent.url_path}{slug}/").url if parent.depth > 1 else None
    if address is None:
        return False
    path, language = unquote(urlsplit(address).path), parent.locale.language_code
    if (language_of(path) or settings.LANGUAGE_CODE) != language:
        return True
    try:
        with translation.override(language):
            views = {resolve(path).url_name, resolve(f"{path}x/").url_name}
    except Resolver404:  # a slug from elsewhere, with signs that no address has
        return False
    return views != {"wagtail_serve"} or path in {settings.MEDIA_URL, settings.STATIC_URL}


def free_slug(wanted: str, parent: Page, siblings: PageQuerySet) -> str:
    """The slug itself or, where a sibling or the site itself has it, the first free of `slug-2`, `slug-3`…"""
    taken = set(siblings.filter(slug__startswith=wanted).values_list("slug", flat=True))
    if wanted not in taken and not is_taken_by_site(wanted, parent):
        return wanted
    stem = wanted[: MAX_LENGTH - 6]
    taken |= set(siblings.filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(slug for number in count(2) if (slug := f"{stem}-{number}") not in taken)


def settled_slug(page: Page, slug: str, title: str, parent: Page | None = None) -> str:
    """The slug to save a page under: as given, once the page has been published.

    Before, it is made of the title where none is given and, when the title changes, where it was made of the former
    one; and it gives way to those of the pages beside it, and to the site's own addresses. `parent` is asked of a
    page that isn't in the tree yet.
    """
    stored = Page.objects.filter(pk=page.pk).first() if page.pk else None
    if stored and was_published(stored):
        return slug
    if not slug or (stored and slug == stored.slug and title != stored.title and _follows(stored)):
        slug = slug_of(title)
    parent = parent or page.get_parent()
    siblings = Page.objects.child_of(parent).exclude(pk=page.pk)
    return free_slug(slug or WITHOUT_LETTERS, parent, siblings)


def check_free(slug: str, parent: Page) -> None:
    """For a published page that goes to another address. Raises Refusal where the site itself answers there."""
    if is_taken_by_site(slug, parent):
        sentence = _(
            "The site itself answers at the address “%(slug)s” in this place: choose another one."
        )
        raise Refusal({"slug": sentence % {"slug": slug}})


def check_new_slug(page: Page, slug: str) -> None:
    """The same for a slug that a form gives to a page."""
    stored = Page.objects.filter(pk=page.pk).first() if page.pk else None
    if stored and stored.slug != slug:
        check_free(slug, stored.get_parent())


def _follows(page: Page) -> bool:
    """Whether the slug of a draft was made of its title, and neither typed nor taken from another language."""
    made = re.fullmatch(rf"{re.escape(slug_of(page.title))}(-\d+)?", page.slug)
    others = Page.objects.filter(translation_key=page.translation_key, slug=page.slug)
    return bool(made) and not others.exclude(pk=page.pk).exists()


def _in_letters(character: str) -> str:
    """One character in an address. Apostrophes and slashes part words, other signs and emojis are dropped."""
    if character == "°":  # n°
        return ""
    plain = re.sub(r"['/]", "-", anyascii(character).lower())
    return "" if plain.startswith(":") else re.sub(r"[^a-z0-9_\s-]", "", plain)


def _formatters() -> list[tuple[str, str]]:
    """The rule as regular expressions and replacements, in order, for Wagtail's slug field."""
    alike = defaultdict(list)
    for code in (*map(ord, "'/"), *chain.from_iterable(starmap(range, PLAIN_IN_BROWSERS))):
        alike[_in_letters(chr(code))].append(chr(code))
    del alike[""]  # the next expression drops them
    return [
        *((f"[{''.join(characters)}]", plain) for plain, characters in alike.items()),
        (r"[^A-Za-z0-9_\s\-]", ""),
        (r"[\s\-]+", "-"),
        (r"^[\-_]+|[\-_]+$", ""),
    ]


FORMATTERS = _formatters()


class PlainSlugInput(SlugInput):
    """Wagtail's slug field, which follows the title in the browser by the rule of `slug_of`."""

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__(attrs, formatters=FORMATTERS)
