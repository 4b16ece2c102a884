"""The same thing told twice: pages of a type with nearly the same title, or nearly the same text (core.remarks)."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from html import unescape
from typing import Any

from anyascii import anyascii
from django.db.models import Case, F, Q, TextField, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Length
from django.db.models.lookups import GreaterThan, LessThan
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rapidfuzz import fuzz
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from core.remarks import Draft, Remark, Told, in_block, rule
from core.templatetags.parvis import day
from core.visibility import known_pages

_SINCE = timedelta(days=400)  # a year, and what was late
_ALIKE = 90  # of a hundred
_SHORTEST = 8  # letters of a title without its dates
_SHORTEST_TEXT = 200  # characters of a body
_SHOWN = 3
# In French and in English, folded. What is told again on another day is something else.
_DAYS = frozenset((
    "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre",
    "decembre", "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
))  # fmt: skip
_SMALL_WORDS = frozenset((
    "l", "le", "la", "les", "un", "une", "d", "de", "du", "des", "a", "au", "aux", "et", "ou", "en", "par", "pour",
    "sur", "est", "sont", "the", "an", "of", "to", "in", "on", "for", "by", "and", "or", "is", "are",
))  # fmt: skip
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True)
class Title:
    """A title without case, accents, punctuation and small words: its words, and apart from these numbers and dates."""

    words: str
    dates: frozenset[str]

    @classmethod
    def of(cls, text: str) -> "Title":
        found = _WORD.findall(anyascii(text).lower())
        dates = frozenset(word for word in found if word[0].isdigit() or word in _DAYS)
        left_out = dates | _SMALL_WORDS
        return cls(" ".join(word for word in found if word not in left_out), dates)

    def is_like(self, other: "Title") -> bool:
        """Nearly the same words, and no other number or date: the one may say more of these than the other."""
        if min(len(self.words), len(other.words)) < _SHORTEST:
            return False
        if not (self.dates <= other.dates or other.dates <= self.dates):
            return False
        return fuzz.token_sort_ratio(self.words, other.words) >= _ALIKE


@rule(
    gettext_lazy("Told already"),
    gettext_lazy("Another page says nearly the same: “Before publication” says which one."),
)
def twins(drafts: list[Draft]) -> Told:
    by_model = defaultdict(list)
    for draft in drafts:
        if draft.page.told_once:
            by_model[type(draft.page)].append(draft)
    found = []
    for model, own in by_model.items():
        others = _others(model, own)
        found += [(draft, key) for draft in own for key in _alike(draft, others)]
    sentences = _sentences({key for _draft, key in found}, drafts)
    for draft, key in found:
        yield draft, Remark(sentences[key], "title")


@dataclass(frozen=True)
class _Other:
    """A page as it was last written; `text` is that of its body, where it may be alike."""

    key: int
    translation_key: Any
    locale: int
    title: Title
    day: date | None
    introduction: str
    text: str


def _others(model: Any, drafts: list[Draft]) -> list[_Other]:
    """Those of the last year that the editor may know of; with their bodies for a single draft only."""
    since = timezone.now() - _SINCE
    is_recent = Q(live=True, first_published_at__gte=since) | Q(
        live=False, latest_revision_created_at__gte=since
    )
    pages = model.objects.filter(
        is_recent,
        alias_of=None,
        pk__in=known_pages(drafts[0].request).order_by().values("pk"),
    ).order_by("-pk")
    pages = pages.annotate(told=_written("introduction"), body_told=_bodies_like(model, drafts))
    names = ["pk", "translation_key", "locale", "draft_title", "told", "body_told"]
    day_field = () if model.told_once is True else (model.told_once,)
    return [
        _Other(
            key=row["pk"],
            translation_key=row["translation_key"],
            locale=row["locale"],
            title=Title.of(row["draft_title"]),
            day=_local(row[day_field[0]]) if day_field else None,
            introduction=row["told"] or "",
            text=_text_of_body(model, row["body_told"]),
        )
        for row in pages.values(*names, *day_field)
    ]


def _alike(draft: Draft, others: list[_Other]) -> list[int]:
    """The keys of those that say nearly the same as a draft."""
    page = draft.page
    title, today = Title.of(page.title), _day(page)
    text = _text(draft) if any(other.text for other in others) else ""
    return [
        other.key
        for other in others
        if other.locale == page.locale_id
        and other.key != page.pk
        and other.translation_key != page.translation_key
        and (
            (other.day == today and title.is_like(other.title))
            or _is_same(page.introduction, other.introduction)
            or _is_same(text, other.text)
        )
    ][:_SHOWN]


def _is_same(text: str, other: str) -> bool:
    if min(len(text), len(other)) < _SHORTEST_TEXT:
        return False
    return fuzz.ratio(text, other, score_cutoff=_ALIKE) > 0


def _written(name: str) -> Case:
    """A field of a page as its last version has it."""
    has_draft = Q(live=False) | Q(has_unpublished_changes=True)
    return Case(
        When(has_draft, then=KeyTextTransform(name, "latest_revision__content")),
        default=Cast(F(name), TextField()),
        output_field=TextField(),
    )


def _bodies_like(model: Any, drafts: list[Draft]) -> Any:
    """The body of those that are about as long as that of a single draft; of others it isn't read."""
    nothing = Value("", output_field=TextField())
    if len(drafts) > 1 or not hasattr(model, "body") or len(_text(drafts[0])) < _SHORTEST_TEXT:
        return nothing
    raw = list(drafts[0].page.body.raw_data)
    # Databases write letters with accents as they are, or as six characters.
    shortest = len(json.dumps(raw, ensure_ascii=False)) * 0.5
    longest = len(json.dumps(raw)) * 2
    body = _written("body")
    is_like = Q(GreaterThan(Length(body), shortest)) & Q(LessThan(Length(body), longest))
    return Case(When(is_like, then=body), default=nothing, output_field=TextField())


def _text(draft: Draft) -> str:
    told = [*draft.texts, *draft.rich_texts]
    return _plain(part.value for part in told if part.field == "body")


def _text_of_body(model: Any, written: str | None) -> str:
    if not written:
        return ""
    block = model._meta.get_field("body").stream_block
    told: dict[str, list] = defaultdict(list)
    for kind, value in in_block(block, json.loads(written)):
        told[kind].append(value)
    return _plain([*told["texts"], *told["rich_texts"]])


def _plain(parts: Iterable[str]) -> str:
    return " ".join(" ".join(unescape(strip_tags(part)) for part in parts).split())


def _day(page: Any) -> date | None:
    """The day on which alone a page has twins, if its type has one."""
    return None if page.told_once is True else _local(getattr(page, page.told_once))


def _local(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None


def _sentences(keys: set[int], drafts: list[Draft]) -> dict[int, SafeString]:
    """By key, what is said of a page that is told again, with the ways there."""
    if not keys:
        return {}
    user = drafts[0].request.user
    mine = page_permission_policy.instances_user_has_permission_for(user, "change")
    hers = set(mine.filter(pk__in=keys).values_list("pk", flat=True))
    return {page.pk: _sentence(page, page.pk in hers) for page in Page.objects.filter(pk__in=keys)}


def _sentence(page: Page, is_hers: bool) -> SafeString:
    title = page.get_admin_display_title()
    if page.live:
        published = localtime(page.first_published_at)
        state = _("published on %(day)s") % {"day": day(published)}
    else:
        state = _("a draft")
    told = _("Nearly the same is told already: “%(title)s” (%(state)s).")
    told %= {"title": title, "state": state}
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    address, words = (edit, _("Edit that one instead")) if is_hers else (page.url, _("Read it"))
    if not address:
        return format_html("{}", told)
    return format_html('{} <a href="{}">{}</a>', told, address, words)
