"""Titles and labels of publications and their files, with the language that each is in."""

from functools import partial

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from core.downloads import Download
from core.generations import kept_with
from core.languages import foreign_language
from core.templatetags.parvis import (
    day,
    in_language,
    language_name,
    request_of,
    typeset,
    weight,
)

register = template.Library()


@register.simple_tag(takes_context=True)
def title_language(context, publication) -> str:
    """The code of the language of a publication's title where it isn't the one in use, for `lang`.

    In the main language a title is the file's own; a translation has a title of its own.
    """
    translated = get_language() != settings.LANGUAGE_CODE
    if translated and not foreign_language(request_of(context), publication):
        return ""
    return "" if publication.language == get_language() else publication.language


@register.simple_tag(takes_context=True)
def marked_title(context, publication) -> SafeString:
    """The title of a publication with French spaces, marked where it isn't in the language in use."""
    words, language = typeset(publication.title), title_language(context, publication)
    return in_language(words, language)


@register.simple_tag(takes_context=True)
def file_facts(context, document) -> SafeString:
    """« PDF, 24 pages, 1,2 Mo, en anglais »: what a file is; the language when it isn't the page's."""
    make = partial(_file_facts, document)
    return kept_with(request_of(context), document, ("facts", get_language()), make)


def _file_facts(document) -> SafeString:
    facts = [document.format]
    if pages := document.page_count:
        facts.append(
            ngettext("%(pages)s page", "%(pages)s pages", pages) % {"pages": localize(pages)}
        )
    if document.weight:
        facts.append(weight(document.weight))
    if document.language != get_language():
        facts.append(_("in %(language)s") % {"language": language_name(document.language)})
    if updated := document.file_updated_at:
        facts.append(_("updated on %(day)s") % {"day": day(timezone.localtime(updated))})
    return format_html('<span class="download-file">{}</span>', ", ".join(facts))


@register.simple_tag(takes_context=True)
def label_language(context, download: Download) -> str:
    """The code of the language of a file's label where it isn't the one in use, for `lang`.

    A label is written on the page of the publication; without one, it is a title.
    """
    link = download.link
    if link and link.label:
        return foreign_language(request_of(context), download.publication)
    if link and link.is_main:
        return title_language(context, download.publication)
    language = download.document.language
    return "" if language == get_language() else language
