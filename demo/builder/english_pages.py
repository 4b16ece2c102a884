"""Pages in English, as real translations: an editor finds them side by side with their source, and in step with it."""

import re
from collections.abc import Iterator

from django.utils.text import slugify
from wagtail.models import Locale, Page, PageLogEntry
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from clubs.models.reports import report_slug
from contacts.models import FieldOfWork
from demo.builder import Demo
from demo.content import table

_FIGURE = re.compile(r"[−\d\s.,/%€]+")


def english_pages(demo: Demo, locale: Locale) -> int:
    """How many pages are in English afterwards. What is translated already stays as it is."""
    content = table("english-pages")
    _people(demo, locale, content)
    for key, texts in content["pages"].items():
        _page(demo, locale, _source(demo, key), texts, content["phrases"])
    return len(content["pages"])


def _source(demo: Demo, key: str) -> Page:
    slug, _slash, below = key.partition("/")
    page = demo.pages[slug]
    if not below:
        return page
    return page.get_children().get(slug=report_slug("fr")).specific


def _people(demo: Demo, locale: Locale, content: dict) -> None:
    fields = FieldOfWork.objects.filter(locale=demo.locale).order_by("sort_order")
    for field, name in zip(fields, content["fields_of_work"]["names"], strict=True):
        if not field.has_translation(locale):
            translation = field.copy_for_translation(locale)
            translation.name = name
            translation.save()
    for key, role in content["roles"].items():
        contact = demo.contacts[key]
        if contact.has_translation(locale):
            continue
        translation = contact.copy_for_translation(locale)
        translation.role = role
        if contact.field_of_work_id:
            translation.field_of_work = contact.field_of_work.get_translation(locale)
        if contact.successor_id:
            translation.successor = contact.successor.get_translation(locale)
        translation.save()


def _page(demo: Demo, locale: Locale, source: Page, texts: list[str], phrases: dict) -> None:
    if source.has_translation(locale):
        return
    original = TranslationSource.get_or_create_from_instance(source.specific)[0]
    job = Translation.objects.create(source=original, target_locale=locale)
    said = iter(texts)
    title = slugify(texts[0])
    for segment in job.source.stringsegment_set.select_related("string", "context").order_by(
        "order"
    ):
        french = segment.string.data
        english = title if segment.context.path == "slug" else _english(french, said, phrases)
        StringTranslation.objects.create(
            translation_of=segment.string,
            context=segment.context,
            locale=locale,
            data=english,
            last_translated_by=demo.editor,
        )
    if left := list(said):
        raise ValueError(f"{source.slug}: {len(left)} English texts too many, from {left[0]!r}")
    job.save_target(user=demo.editor, publish=False)
    _publish(source, locale)


def _english(french: str, said: Iterator[str], phrases: dict) -> str:
    if french in phrases:
        return phrases[french]
    if _FIGURE.fullmatch(french):
        return _figure(french)
    english = next(said, None)
    if english is None:
        raise ValueError(f"An English text is missing for {french!r}")
    return french if english == "=" else english


def _figure(french: str) -> str:
    """« 2,90 € » as "€2.90", « 61 400 » as "61,400"."""
    plain = re.sub(r"(?<=\d),(?=\d)", ".", french)
    plain = re.sub(r"(?<=\d)\s(?=\d{3})", ",", plain)
    plain = re.sub(r"(?<=−)\s|\s(?=%)", "", plain)
    return re.sub(r"^([\d.,]+)\s€$", r"€\1", plain)


def _publish(source: Page, locale: Locale) -> None:
    """On the day of the source, so that lists of both languages are in one order."""
    page = source.get_translation(locale).specific
    page.get_latest_revision().publish(user=page.owner)
    Page.objects.filter(pk=page.pk).update(
        first_published_at=source.first_published_at,
        last_published_at=source.last_published_at,
        show_in_menus=source.show_in_menus,
    )
    PageLogEntry.objects.filter(page=page.pk).update(timestamp=source.first_published_at)
