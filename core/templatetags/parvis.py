"""The tags and filters that every template may use: `{% load parvis %}`."""

import json

from django import template
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import formats
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info, ngettext
from django.utils.translation import gettext as _

from core import typography
from core.frame import absolute
from core.languages import foreign_language
from core.rich_text import expand
from core.visibility import can_name, is_teaser

register = template.Library()

NO_BREAK = "\u00a0"
# What could close the script element or open a comment in it, as Django's json_script writes it.
_JSON_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def _request(context):
    """Also inside an `include … only`, where the variables of context processors aren't."""
    return context.get("request") or getattr(context, "request", None)


def _in_language(words: SafeString, language: str) -> SafeString:
    """Marked by its language, where it has one of its own."""
    return format_html('<span lang="{}">{}</span>', language, words) if language else words


@register.filter
def typeset(value) -> SafeString:
    """An editor's text or HTML with French typographic spaces."""
    if value is None or value == "":
        return mark_safe("")
    return mark_safe(typography.typeset_html(str(conditional_escape(value))))  # noqa: S308


@register.filter
def named(name) -> SafeString:
    """The name of a term with French spaces, marked where it is core.languages.Untranslated."""
    words, language = typeset(name), getattr(name, "language", "")
    return _in_language(words, language)


@register.simple_tag(takes_context=True)
def rich_text(context, value) -> SafeString:
    """An editor's rich text as HTML, with French spaces and with links to what the reader may see."""
    return typeset(mark_safe(expand(value, _request(context))))  # noqa: S308


@register.filter(expects_localtime=True)
def month(date) -> str:
    """« novembre 2025 »: a date at the precision of its month."""
    return formats.date_format(date, "F Y") if date else ""


@register.filter(expects_localtime=True)
def day(date) -> str:
    """« 1er mars 2026 », "1 March 2026": a date in full."""
    return _ordinal(date, "j F Y")


@register.filter(expects_localtime=True)
def day_month(date) -> str:
    """« 13 octobre »: a date whose year is known."""
    return _ordinal(date, "j F")


@register.filter(expects_localtime=True)
def at_precision(date, precision: str = "day") -> str:
    """« 2025 », « novembre 2025 », « 3 novembre 2025 »: a date as precisely as it is known."""
    if precision == "year":
        return str(date.year) if date else ""
    return month(date) if precision == "month" else day(date)


@register.filter
def language_name(code: str) -> str:
    """« anglais », "English": a language in the one in use."""
    name = get_language_info(code)["name_translated"]
    return name.lower() if get_language() == "fr" else name


@register.filter
def open_graph_locale(code: str) -> str:
    """« fr_FR », "en_GB": a language with the country that its readers are thought to be in, as Open Graph asks."""
    return "en_GB" if code == "en" else f"{code}_{code.upper()}"


@register.filter(expects_localtime=True)
def hour(moment) -> str:
    """« 9 h 30 », « 14 h », "9:30": a time of the day, where the site is."""
    if not moment:
        return ""
    if get_language() != "fr":
        return f"{moment.hour}:{moment.minute:02}"
    minutes = f"{moment.minute:02}" if moment.minute else ""
    return f"{moment.hour} h {minutes}".rstrip().replace(" ", typography.NARROW)


def _ordinal(date, pattern: str) -> str:
    """French says « premier » for the first day of a month, and plain numbers for the others."""
    if not date:
        return ""
    text = formats.date_format(date, pattern)
    return f"1er{text[1:]}" if get_language() == "fr" and text.startswith("1 ") else text


register.filter("absolute", absolute)


@register.filter
def said(worded, name: str) -> str:
    """A text of a core.wordings.Worded in the language in use, or in the main one."""
    return worded.said(name) if worded else ""


@register.filter
def said_in(worded, name: str) -> str:
    """The code of the language of that text where it isn't the one in use, for `lang`."""
    return worded.said_in(name) if worded else ""


@register.simple_tag
def worded(of, name: str) -> SafeString:
    """That text with French spaces, marked where it isn't in the language in use."""
    words, language = typeset(said(of, name)), said_in(of, name)
    return _in_language(words, language)


@register.filter
def weight(size: int | None) -> str:
    """« 1,2 Mo »: a size in bytes, in decimal units as operating systems show them."""
    if size is None:
        return ""
    for limit, unit in ((10**9, _("%s GB")), (10**6, _("%s MB")), (10**3, _("%s kB"))):
        if size >= limit:
            decimals = 1 if size < 10 * limit else 0
            number = formats.number_format(round(size / limit, decimals), decimal_pos=decimals)
            return (unit % number).replace(" ", NO_BREAK)
    return (ngettext("%d byte", "%d bytes", size) % size).replace(" ", NO_BREAK)


@register.simple_tag
def json_ld(data: dict) -> SafeString:
    """Structured data for search engines, as a data block (schema.org, JSON-LD 1.1)."""
    text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False)
    return format_html(
        '<script type="application/ld+json">{}</script>',
        mark_safe(text.translate(_JSON_ESCAPES)),  # noqa: S308
    )


@register.simple_tag(takes_context=True)
def reserved(context, page) -> bool:
    """Whether the reader may know the title and summary of a page, and no more of it."""
    return is_teaser(_request(context), page)


@register.simple_tag(takes_context=True)
def language_of(context, page) -> str:
    """The code of a listed page's language where it isn't the one in use, for `lang` and for the mark beside it."""
    return foreign_language(_request(context), page)


@register.simple_tag(takes_context=True)
def title_language(context, publication) -> str:
    """The code of the language of a publication's title where it isn't the one in use, for `lang`.

    In the main language a title is the file's own; a translation has a title of its own.
    """
    translated = get_language() != settings.LANGUAGE_CODE
    if translated and not foreign_language(_request(context), publication):
        return ""
    return "" if publication.language == get_language() else publication.language


@register.simple_tag(takes_context=True)
def marked_title(context, publication) -> SafeString:
    """The title of a publication with French spaces, marked where it isn't in the language in use."""
    words, language = typeset(publication.title), title_language(context, publication)
    return _in_language(words, language)


@register.simple_tag(takes_context=True)
def label_language(context, document) -> str:
    """The code of the language of a file's label where it isn't the one in use, for `lang`.

    A label is written on the page of the publication; without one, it is a title.
    """
    link = document.publication_file
    if link and link.label:
        return foreign_language(_request(context), document.publication)
    if link and link.is_main:
        return title_language(context, document.publication)
    return "" if document.language == get_language() else document.language


@register.simple_tag(takes_context=True)
def visible_url(context, page) -> str:
    """The address of a page, or nothing when there is no page or the reader may not know of it."""
    request = _request(context)
    return page.get_url(request) if page and can_name(request, page) else ""
