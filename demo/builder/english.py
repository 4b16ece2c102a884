"""The English side: home page, names of the vocabularies, texts of photos, and demo.builder.english_pages."""

import json

from wagtail.models import Locale

from demo.builder import Demo
from demo.builder.bodies import body
from demo.builder.english_pages import english_pages
from demo.builder.pages import OPENING, publish
from demo.content import table


def english(demo: Demo) -> None:
    locale = Locale.objects.get_or_create(language_code="en")[0]
    words = table("english")
    for name, terms in (("themes", demo.themes), ("kinds", demo.kinds)):
        for slug, term in terms.items():
            if not term.has_translation(locale):
                translation = term.copy_for_translation(locale)
                translation.name = words[name][slug]
                translation.save()
    _photos(demo, words["photos"])
    _home(demo, locale, words["home"])
    count = english_pages(demo, locale)
    _sort_sections(demo, locale)
    demo.say(f"English: the home page, the vocabularies and {count} pages")


def _sort_sections(demo: Demo, locale: Locale) -> None:
    """The menu in the order of the French one."""
    home = demo.pages["accueil"]
    translations = [page.get_translation_or_none(locale) for page in home.get_children()]
    sections = [page for page in translations if page]
    if sections != sorted(sections, key=lambda page: page.path):
        for section in sections:
            section.move(home.get_translation(locale), pos="last-child")


def _photos(demo: Demo, words: dict) -> None:
    for key, (description, caption) in words.items():
        photo = demo.photos[key]
        if "en" not in photo.translated_texts:
            photo.translated_texts["en"] = {"description": description, "caption": caption}
            photo.save(update_fields=["translated_texts"])


def _home(demo: Demo, locale: Locale, row: dict) -> None:
    home = demo.pages["accueil"]
    if home.has_translation(locale):
        return
    page = home.copy_for_translation(locale)
    for name in ("slug", "title", "seo_title", "introduction", "search_description"):
        setattr(page, name, row[name])
    page.sections = row["sections"]
    page.body = json.dumps(body(demo, row["body"], demo.today))
    publish(demo, page, demo.ago(OPENING))
