"""Choosing themes from the vocabulary, and saying them in the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass

from django import forms
from django.apps import apps
from django.conf import settings
from django.db.models import Prefetch
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager

from core.facets import Facet
from core.languages import name_in_use
from core.typography import sort_key


@dataclass(frozen=True)
class ThemeName:
    """A theme as a reader meets it; the address, where there is one, leads to its part of a list."""

    name: str
    url: str = ""


def translated_names(model_name: str = "Theme") -> dict:
    """The names of a vocabulary in the language in use, by translation key; nothing in the main language."""
    if get_language() == settings.LANGUAGE_CODE:
        return {}
    terms = apps.get_model("downloads", model_name).objects
    rows = terms.filter(locale__language_code=get_language())
    return dict(rows.values_list("translation_key", "name"))


def prefetch_themes(model: type) -> Prefetch:
    """For `prefetch_related`: the themes of the pages of a model, in one query."""
    links = model._meta.get_field("theme_items").related_model
    return Prefetch("theme_items", queryset=links.objects.select_related("tag"))


def name_themes(items: Iterable, list_url: str = "") -> list:
    """The items, each with `card_themes`: its ThemeNames in order. Their themes must be prefetched."""
    items = list(items)
    names = translated_names() if items else {}
    for item in items:
        themes = [
            ThemeName(
                name_in_use(names, link.tag.translation_key, link.tag.name),
                f"{list_url}?theme={link.tag.slug}" if list_url else "",
            )
            for link in item.theme_items.all()
        ]
        item.card_themes = sorted(themes, key=lambda theme: sort_key(theme.name))
    return items


def theme_facet(*paths: str) -> Facet:
    """The facet of the themes found at an ORM path, or at one of several."""
    return Facet("theme", _("Theme"), paths, translated_names)


def in_main_language() -> dict:
    """For `limit_choices_to`: content carries the terms of the main language."""
    return {"locale__language_code": settings.LANGUAGE_CODE}


def choosable_themes():
    """The themes that content may carry: those of the main language."""
    return apps.get_model("downloads.Theme").objects.filter(**in_main_language())


def choosable_kinds():
    """The kinds that a publication may be of: those of the main language."""
    return apps.get_model("downloads.Kind").objects.filter(**in_main_language())


class PageThemesField(ClusterTaggableManager):
    """The themes of a page: chosen in the list, never typed, and always those of the main language."""

    def __init__(self, **kwargs):
        super().__init__(**({"verbose_name": _("themes"), "blank": True, "help_text": ""} | kwargs))

    def formfield(self, **kwargs):
        return forms.ModelMultipleChoiceField(
            queryset=choosable_themes(),
            label=self.verbose_name.capitalize(),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
