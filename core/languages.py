"""What isn't translated: whether lists show it in the other languages, and the words for it; the association's name."""

from collections.abc import Sequence
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import get_language
from wagtail.models import Page

from core.routing import layout_pages


def association(request=None):
    """The association's settings: its name, and whether lists show what isn't translated."""
    return apps.get_model(settings.ASSOCIATION_MODEL).load(request_or_site=request)


def association_name(request=None) -> str:
    """The association's name in the language in use."""
    return association(request).translated("name")


def language_of(path: str) -> str | None:
    """The language whose prefix a path has, or None in the main one. `/en-bref/` has none, whatever Django says."""
    first = path.removeprefix("/").partition("/")[0]
    return first if first in dict(settings.LANGUAGES) and first != settings.LANGUAGE_CODE else None


def association_email() -> str:
    """Where the association itself is written to; empty until an editor has filled it in."""
    return association().email


def site_languages() -> Sequence[tuple[str, str | Promise]]:
    """For `choices`: a language more changes no migration."""
    return settings.LANGUAGES


def has_catalogue(code: str) -> bool:
    """Whether the site's own words are known in a language: those in English are in the code."""
    files = (Path(folder) / code / "LC_MESSAGES" / "django.mo" for folder in settings.LOCALE_PATHS)
    return code == "en" or any(file.exists() for file in files)


def publication_languages() -> Sequence[tuple[str, str | Promise]]:
    """For `choices`: what publications and their files may be written in."""
    return settings.PUBLICATION_LANGUAGES


class Untranslated(str):
    """A name of the main language, shown where it has none in the language in use; templates mark it by `lang`."""

    __slots__ = ()
    language = settings.LANGUAGE_CODE


def name_in_use(names: dict, key, name: str) -> str:
    """The name of a term in the language in use, if `names` has it by its key, or else its own."""
    if known := names.get(key):
        return known
    return name if get_language() == settings.LANGUAGE_CODE else Untranslated(name)


def lists_untranslated(request) -> bool:
    """Whether lists in the language in use also show what isn't translated into it: the association's choice."""
    return get_language() == settings.LANGUAGE_CODE or association(request).lists_untranslated


def listed(pages: QuerySet, request, also: Q | None = None) -> QuerySet:
    """Those of pages in several languages that a list in the language in use shows; `also` selects others."""
    if lists_untranslated(request):
        return pages
    here = Q(locale__language_code=get_language())
    return pages.filter(here | also if also else here)


def is_listed(page: Page, request, written_in: str = "") -> bool:
    """The same for one page, which may be written in another language than its own."""
    here = written_in == get_language() or not foreign_language(request, page)
    return here or lists_untranslated(request)


def original_of(index: Page, request) -> Page | None:
    """The page in the main language whose lists a page in another one shows too; None where it shows its own only."""
    if get_language() == settings.LANGUAGE_CODE or not lists_untranslated(request):
        return None
    return next(
        (
            page
            for page in layout_pages(request)
            if page.translation_key == index.translation_key
            and page.locale.language_code == settings.LANGUAGE_CODE
        ),
        None,
    )


def listed_below(index: Page, model: type[Page], request) -> QuerySet:
    """The pages of a model that a list shows below `index`: its own, and what its main language alone has."""
    own, original = model.objects.child_of(index), original_of(index, request)
    if original is None:
        return own.named_for(request)
    translated = own.named_for(request).order_by().values("translation_key")
    others = model.objects.child_of(original).exclude(translation_key__in=translated)
    return (own | others).named_for(request)


def foreign_language(request, page: Page | None) -> str:
    """The code of the language of a page in a list, where it isn't the one in use; else nothing."""
    if not page:
        return ""
    known = vars(request)
    if "_language_codes" not in known:
        pages = layout_pages(request)
        known["_language_codes"] = {page.locale_id: page.locale.language_code for page in pages}
    code = known["_language_codes"].get(page.locale_id, "")
    return "" if code == get_language() else code
