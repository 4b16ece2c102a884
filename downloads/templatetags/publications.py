"""Titles and labels of publications and their files, with the language that each is in."""

from django import template
from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from core.downloads import Download
from core.languages import foreign_language
from core.templatetags.parvis import in_language, request_of, typeset

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
