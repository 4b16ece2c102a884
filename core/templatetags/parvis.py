"""The tags and filters that every template may use: `{% load parvis %}`."""

import json
from datetime import date, datetime
from functools import cache, lru_cache

from django import template
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.templatetags.static import static
from django.utils import formats
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info, ngettext
from django.utils.translation import gettext as _

from core import assets, typography
from core.languages import foreign_language
from core.layout import absolute
from core.rich_text import expand
from core.translation import marks
from core.visibility import can_name, is_file_for_members, is_for_members, is_teaser, kept_html_for

register = template.Library()

# What could close the script element or open a comment in it, as Django's json_script writes it.
_JSON_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def request_of(context):
    """Also inside an `include … only`, where the variables of context processors aren't."""
    return context.get("request") or getattr(context, "request", None)


def in_language(words: SafeString, language: str) -> SafeString:
    """Marked by its language, where it has one of its own."""
    return format_html('<span lang="{}">{}</span>', language, words) if language else words


@register.simple_tag
def script(name: str) -> SafeString:
    """A module of the site's, which a browser runs only as it was collected (Subresource Integrity)."""
    hash_ = assets.integrity(name)
    proof = format_html(' integrity="{}"', hash_) if hash_ else ""
    return format_html('<script type="module" src="{}"{}></script>', static(name), proof)


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """`{% icon "mail" %}`: a drawn sign of static/icons/sprite.svg, always beside words that say the same."""
    return format_html(
        '\n<svg class="icon" width="20" height="20" aria-hidden="true"><use href="{}#{}"></use></svg>\n',
        static("icons/sprite.svg"),
        name,
    )


@register.filter
def typeset(value) -> SafeString:
    """An editor's text or HTML with French typographic spaces, marked where the page lacks its translation."""
    return SafeString(marks.marked(attribute(value)))


@register.filter
def attribute(value) -> SafeString:
    """An editor's text for an attribute, with French typographic spaces."""
    if value is None or value == "":
        return SafeString("")
    return SafeString(typography.typeset_html(str(conditional_escape(value))))


@register.filter
def untranslated(value) -> str:
    """The code of a text's language where the page lacks its translation, for the `lang` of a whole element."""
    return marks.language_of(str(conditional_escape(value or "")))


@register.filter
def in_every_language(value) -> SafeString:
    """A fact in an editor's words, which are those of the main language in all."""
    words = typeset(value)
    has_words = get_language() != settings.LANGUAGE_CODE and any(map(str.isalpha, str(value)))
    return in_language(words, settings.LANGUAGE_CODE if has_words else "")


@register.filter
def one_line(value) -> str:
    """Text for one line of a message, where a new line would begin something else."""
    return " ".join(str(value).split())


@register.filter
def named(name) -> SafeString:
    """The name of a term with French spaces, marked where it is core.languages.Untranslated."""
    words, language = typeset(name), getattr(name, "language", "")
    return in_language(words, language)


@register.simple_tag(takes_context=True)
def rich_text(context, value) -> SafeString:
    """An editor's rich text as HTML, with French spaces and with links to what the reader may see."""
    return typeset(mark_safe(expand(value, request_of(context))))  # noqa: S308


@register.filter(expects_localtime=True)
def month(date) -> str:
    """« novembre 2025 »: a date at the precision of its month."""
    return date_words(date, "F Y") if date else ""


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


def date_words(moment: date, pattern: str) -> str:
    """A day as Django formats it in the language in use; a page says the same days again and again."""
    day = moment.date() if isinstance(moment, datetime) else moment
    return _date_words(day, pattern, get_language())


@lru_cache(maxsize=5000)
def _date_words(day: date, pattern: str, _language: str) -> str:
    return formats.date_format(day, pattern)


def _ordinal(date, pattern: str) -> str:
    """French says « premier » for the first day of a month, and plain numbers for the others."""
    if not date:
        return ""
    text = date_words(date, pattern)
    if get_language() == "fr" and text.startswith("1 "):
        text = f"1er{text[1:]}"
    return typography.typeset(text)


register.filter("absolute", absolute)


@register.filter
def translated(item, name: str) -> str:
    """A text of a core.translated_fields.TranslatedFields in the language in use, or in the main one."""
    return item.translated(name) if item else ""


@register.filter
def text_language(item, name: str) -> str:
    """The code of the language of that text where it isn't the one in use, for `lang`."""
    return item.text_language(name) if item else ""


@register.simple_tag
def translated_text(item, name: str) -> SafeString:
    """That text with French spaces, marked where it isn't in the language in use."""
    words, language = typeset(translated(item, name)), text_language(item, name)
    return in_language(words, language)


@register.filter
def weight(size: int | None) -> str:
    """« 1,2 Mo »: a size in bytes, in decimal units as operating systems show them."""
    if size is None:
        return ""
    for limit, unit in ((10**9, _("%s GB")), (10**6, _("%s MB")), (10**3, _("%s kB"))):
        if size >= limit:
            decimals = 1 if size < 10 * limit else 0
            number = formats.number_format(round(size / limit, decimals), decimal_pos=decimals)
            return typography.typeset(unit % number)
    return typography.typeset(ngettext("%d byte", "%d bytes", size) % size)


@register.simple_tag
def json_ld(data: dict) -> SafeString:
    """Structured data for search engines, as a data block (schema.org, JSON-LD 1.1)."""
    text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False)
    return format_html(
        '<script type="application/ld+json">{}</script>',
        mark_safe(text.translate(_JSON_ESCAPES)),  # noqa: S308
    )


class KeptHtml(template.Node):
    def __init__(self, owner: FilterExpression, nodelist: NodeList) -> None:
        self.owner, self.nodelist = owner, nodelist

    def render(self, context) -> SafeString:
        def render() -> SafeString:
            with context.push():
                return self.nodelist.render(context)

        return kept_html_for(request_of(context), self.owner.resolve(context), render)


@register.tag
def kept_html(parser: Parser, token: Token) -> KeptHtml:
    """`{% kept_html page %}…{% endkept_html %}`: rendered once for all who may see the same, as long as `page` is kept.

    What is inside may depend on what core.visibility.kept_for allows and on nothing else of the visitor: no form, and
    nothing that is hers. One part for each object.
    """
    _name, owner = token.split_contents()
    nodelist = parser.parse(("endkept_html",))
    parser.delete_first_token()
    return KeptHtml(parser.compile_filter(owner), nodelist)


@register.simple_tag(takes_context=True)
def reserved(context, page) -> bool:
    """Whether the reader may know the title and summary of a page, and no more of it."""
    return is_teaser(request_of(context), page)


@register.simple_tag(takes_context=True)
def members_mark(context, page) -> SafeString:
    """The mark of a page that the reader may see and the public may not, in a list or at its own head."""
    if not (page and page.path and is_for_members(request_of(context), page)):
        return SafeString("")
    return format_html('<p class="members-mark">{}{}</p>', icon("lock"), _("For members only"))


@register.simple_tag
def language_mark(language: str) -> SafeString:
    """Says that an item of a list is in another language than the list; `language` is its code, or nothing."""
    if not language:
        return SafeString("")
    words = _("in %(language)s") % {"language": language_name(language)}
    return format_html(' <span class="language-mark">{}</span>', words)


@register.simple_tag(takes_context=True)
def file_for_members(context, document) -> bool:
    """Whether the public may not have a file that the reader may."""
    return is_file_for_members(request_of(context), document)


@register.simple_tag(takes_context=True)
def language_of(context, page) -> str:
    """The code of a listed page's language where it isn't the one in use, for `lang` and for the mark beside it."""
    return foreign_language(request_of(context), page)


@register.simple_tag(takes_context=True)
def title_of(context, page) -> SafeString:
    """The title of a page with French spaces, marked where it isn't in the language in use."""
    return in_language(typeset(page.title), language_of(context, page))


@register.simple_tag(takes_context=True)
def visible_url(context, page) -> str:
    """The address of a page, or nothing when there is no page or the reader may not know of it."""
    request = request_of(context)
    return page.get_url(request) if page and can_name(request, page) else ""
