"""What an editor is told of a page before it goes out: what keeps it from being published, and what is advised.

An app adds its rules with the hook `remarks_before_publication`, each made with `rule`: a function that takes drafts,
all those of a form or of a screen of the report, and yields each remark with its draft. It asks no query for a single
draft. The form, the report and Wagtail's checks of the preview (core.userbar) ask the same rules.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from html import unescape
from typing import Any

from anyascii import anyascii
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modelcluster.models import get_all_child_relations
from wagtail import hooks
from wagtail.blocks import (
    CharBlock,
    ChooserBlock,
    ListBlock,
    StreamBlock,
    StructBlock,
    TextBlock,
    URLBlock,
)
from wagtail.blocks.field_block import RichTextBlock
from wagtail.documents import get_document_model
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model
from wagtail.models import Locale, Page

from core.publish_checks import photo_error

HOOK = "remarks_before_publication"
LONGEST_TITLE = 90  # characters: beyond, search engines and narrow cards cut it
LONGEST_SENTENCE = 60  # words
# Texts of links that say nothing without what stands around them, folded (WCAG 2.2, 2.4.9; RGAA 4.1, 6.1).
_EMPTY_LINKS = re.compile(
    r"(cliquez|cliquer|click|clic)( sur)?( ici| la| here| le lien| ce lien)?"
    r"|ici|here|la|lien|link|(ce|le|this|the) (lien|link|document|fichier|file|site)"
    r"|(pour )?en savoir plus|plus d.infos?(rmations?)?|(lire|voir)( la suite| plus)?|la suite|suite|telecharger"
    r"|(read|learn|see) more|more|download|(https?://|www\.).*"
)
_LINK = re.compile(r"<a\b[^>]*>(.*?)</a>", re.DOTALL)
_FILE_LINK = re.compile(r'<a\b[^>]*linktype="document"[^>]*>')
_KEY = re.compile(r'\bid="(\d+)"')
_LINE_END = re.compile(r"</(?:p|li|h\d|td|blockquote)>|<br\s*/?>")
_TEXTS = "main :is(p, li, td, blockquote, figcaption)"
# A full stop and the capital, figure or quotation mark that begins the next sentence.
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\s»”\"]+(?=[\s«“\"]*[A-ZÀ-ÖØ-ÞŒ0-9])")


@dataclass(frozen=True)
class Remark:
    """A sentence, and where it is mended: a field or child relation of the page, and of a body its block."""

    sentence: str
    field: str = ""
    block: str = ""  # the block's id
    label: str = ""  # what the place is called, where the field's own name doesn't say it
    blocks: bool = False  # publication is refused
    words: str = ""  # those of the page that it is about, where it is about some
    rule: str = ""  # the name of the rule that made it


@dataclass(frozen=True)
class Part:
    """A value of a page, and where it stands, as a remark says it."""

    value: Any
    field: str
    block: str = ""

    def remark(self, sentence: str, **more) -> Remark:
        return Remark(sentence, self.field, self.block, **more)


@dataclass(frozen=True)
class Draft:
    """A page as it stands in a form or in its last revision, and what it is made of, in reading order."""

    page: Any
    request: HttpRequest  # of who reads the remarks
    texts: list[Part] = field(default_factory=list)  # plain
    rich_texts: list[Part] = field(default_factory=list)  # as they are stored
    photos: list[Part] = field(default_factory=list)
    files: list[Part] = field(default_factory=list)
    addresses: list[Part] = field(default_factory=list)  # of other sites, where nothing else stands


Told = Iterator[tuple[Draft, Remark]]


@dataclass(frozen=True)
class Rule:
    """What is looked for in drafts; `title` and `advice` say it in general, `selector` where it stands on the page."""

    name: str
    check: Callable[[list[Draft]], Told]
    title: str | Promise
    advice: str | Promise
    selector: str

    def __call__(self, drafts: list[Draft]) -> Told:
        for draft, remark in self.check(drafts):
            yield draft, replace(remark, rule=self.name)


def rule(title: str | Promise, advice: str | Promise, selector: str = "h1") -> Callable[..., Rule]:
    """Makes a rule of a function."""

    def make(check: Callable[[list[Draft]], Told]) -> Rule:
        return Rule(check.__name__.strip("_"), check, title, advice, selector)

    return make


def rules() -> list[Rule]:
    return [*_RULES, *hooks.get_hooks(HOOK)]


def remarks(pages: Iterable[Page], request: HttpRequest) -> list[tuple[Page, list[Remark]]]:
    """The remarks on each page, for who asks; no query is made for a single page of many."""
    drafts = _read(pages, request)
    told: dict[int, list[Remark]] = defaultdict(list)
    main = Locale.objects.filter(language_code=settings.LANGUAGE_CODE).first()
    for one in rules():
        for draft, remark in one(drafts):
            # The main language answers for what holds in every one.
            if draft.page.locale_id == main.pk or remark.field not in draft.page.facts:
                told[id(draft)].append(remark)
    return [(draft.page, told[id(draft)]) for draft in drafts]


def from_error(error: ValidationError) -> Iterator[Remark]:
    """What a rule that raises its refusal by field has said."""
    for name, errors in error.error_dict.items():
        for one in errors:
            yield from (Remark(sentence, name, blocks=True) for sentence in one.messages)


def _read(pages: Iterable[Page], request: HttpRequest) -> list[Draft]:
    drafts, wanted = [], defaultdict(set)
    for page in pages:
        draft = Draft(page, request)
        for kind, part in parts(page):
            getattr(draft, kind).append(part)
        for part in draft.rich_texts:
            links = _FILE_LINK.findall(part.value)
            keys = [int(key) for link in links for key in _KEY.findall(link)]
            draft.files.extend(Part(key, part.field, part.block) for key in keys)
        for kind in ("photos", "files"):
            wanted[kind] |= {part.value for part in getattr(draft, kind)}
        drafts.append(draft)
    found = {
        "photos": get_image_model().objects.in_bulk(wanted["photos"]),
        "files": get_document_model().objects.in_bulk(wanted["files"]),
    }
    for draft in drafts:
        for kind, objects in found.items():
            held = getattr(draft, kind)
            held[:] = [
                Part(objects[part.value], part.field, part.block)
                for part in held
                if part.value in objects
            ]
    return drafts


def parts(page) -> Iterator[tuple[str, Part]]:
    """What a page or another object is made of, each with the name of a list of Draft; photos and files as keys."""
    for its in page._meta.concrete_fields:
        if its.is_relation:
            kind, value = _kind(its.related_model), getattr(page, its.attname)
            if kind and value:
                yield kind, Part(value, its.name)
        elif isinstance(its, StreamField):
            for child in getattr(page, its.name).raw_data:
                block = its.stream_block.child_blocks.get(child["type"])
                for kind, value in in_block(block, child["value"]):
                    yield kind, Part(value, its.name, child.get("id") or "")
        elif isinstance(its, models.URLField):
            if value := getattr(page, its.name):
                yield "addresses", Part(value, its.name)
        elif isinstance(its, models.TextField) and (value := getattr(page, its.name)):
            kind = "rich_texts" if isinstance(its, RichTextField) else "texts"
            yield kind, Part(value, its.name)
    for relation in get_all_child_relations(type(page)):
        for its in relation.related_model._meta.concrete_fields:
            if its.is_relation and (kind := _kind(its.related_model)):
                name = relation.get_accessor_name()
                lines = getattr(page, name).all()
                keys = [key for line in lines if (key := getattr(line, its.attname))]
                yield from ((kind, Part(key, name)) for key in keys)


def in_block(block, raw) -> Iterator[tuple[str, Any]]:
    """Of what a block's value is made, as `parts`; the value is as the database holds it."""
    if isinstance(block, StructBlock) and isinstance(raw, dict):
        for name, child in block.child_blocks.items():
            yield from in_block(child, raw.get(name))
    elif isinstance(block, ListBlock) and isinstance(raw, list):
        for item in raw:
            value = item.get("value") if isinstance(item, dict) and "type" in item else item
            yield from in_block(block.child_block, value)
    elif isinstance(block, StreamBlock) and isinstance(raw, list):
        for child in raw:
            yield from in_block(block.child_blocks.get(child["type"]), child["value"])
    elif isinstance(block, ChooserBlock):
        if raw and (kind := _kind(block.model_class)):
            yield kind, int(raw)
    elif isinstance(raw, str) and raw:
        if isinstance(block, RichTextBlock):
            yield "rich_texts", raw
        elif isinstance(block, URLBlock):
            yield "addresses", raw
        elif type(block) in (CharBlock, TextBlock):
            yield "texts", raw


def _kind(model) -> str | None:
    return {get_image_model(): "photos", get_document_model(): "files"}.get(model)


@rule(
    gettext_lazy("Photo that can’t be published yet"),
    gettext_lazy("Complete its credit, its alternative text or its rights."),
)
def _photos(drafts: list[Draft]) -> Told:
    for draft in drafts:
        told = set()
        for part in draft.photos:
            if part.value.pk not in told and (error := photo_error(part.value, link=True)):
                told.add(part.value.pk)
                yield draft, part.remark(error.messages[0], blocks=True)


@rule(
    gettext_lazy("Title too long"),
    gettext_lazy("Lists and search engines cut it."),
)
def _titles(drafts: list[Draft]) -> Told:
    for draft in drafts:
        if (length := len(draft.page.title)) > LONGEST_TITLE:
            sentence = _(
                "It has %(length)s characters: beyond %(longest)s, lists and search engines cut it."
            )
            words = {"length": length, "longest": LONGEST_TITLE}
            yield draft, Remark(sentence % words, "title")


@rule(
    gettext_lazy("No introduction"),
    gettext_lazy("Say in one to three sentences what the page is about, for the lists."),
)
def _introductions(drafts: list[Draft]) -> Told:
    for draft in drafts:
        if not draft.page.introduction.strip():
            sentence = _("Say in one to three sentences what the page is about, for the lists.")
            yield draft, Remark(sentence, "introduction")


@rule(
    gettext_lazy("No contact"),
    gettext_lazy("Nobody is named to whom readers can write about the page."),
)
def _contacts(drafts: list[Draft]) -> Told:
    for draft in drafts:
        contacts = getattr(draft.page, "page_contacts", None)
        if contacts is not None and not contacts.all():
            sentence = _("Nobody is named to whom readers can write about the page.")
            yield draft, Remark(sentence, "page_contacts")


@rule(
    gettext_lazy("Subsection that stands under no section"),
    gettext_lazy("Begin with a section."),
    selector="main h3",
)
def _headings(drafts: list[Draft]) -> Told:
    """A subsection stands under a section (RGAA 4.1, 9.1)."""
    for draft in drafts:
        body = getattr(draft.page, "body", None)
        headings = [child for child in body.raw_data if child["type"] == "heading"] if body else []
        first = headings[0] if headings else None
        if first and first["value"].get("level") == "h3":
            sentence = _("The subsection “%(title)s” stands under no section.")
            words = {"title": first["value"].get("text", "")}
            yield (
                draft,
                Remark(sentence % words, "body", first.get("id") or "", words=words["title"]),
            )


@rule(
    gettext_lazy("Link that doesn’t say where it leads"),
    gettext_lazy("Write what it leads to: links are read without what stands around them."),
    selector="main a",
)
def _links(drafts: list[Draft]) -> Told:
    for draft in drafts:
        for part in draft.rich_texts:
            for html in _LINK.findall(part.value):
                text = " ".join(unescape(strip_tags(html)).split())
                if _EMPTY_LINKS.fullmatch(anyascii(text).lower().strip(" .,:;!>-")):
                    sentence = _("The link “%(text)s” doesn’t say where it leads.")
                    short = Truncator(text).chars(60)
                    yield draft, part.remark(sentence % {"text": short}, words=text)


@rule(
    gettext_lazy("Sentence that is very long"),
    gettext_lazy("Make two of it."),
    selector=_TEXTS,
)
def _sentences(drafts: list[Draft]) -> Told:
    for draft in drafts:
        rich = (
            Part(unescape(strip_tags(_LINE_END.sub("\n", part.value))), part.field, part.block)
            for part in draft.rich_texts
        )
        for part in [*draft.texts, *rich]:
            for line in part.value.splitlines():
                for sentence in _SENTENCE_END.split(line):
                    # In French, a mark may stand between two spaces.
                    words = [word for word in sentence.split() if any(map(str.isalnum, word))]
                    if len(words) > LONGEST_SENTENCE:
                        told = _("A sentence has %(number)s words, make two of it: “%(start)s…”")
                        start = " ".join(words[:6])
                        told %= {"number": len(words), "start": start}
                        yield draft, part.remark(told, words=start)


_RULES = (_photos, _titles, _introductions, _contacts, _headings, _links, _sentences)
