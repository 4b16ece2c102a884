"""Choosing themes from the vocabulary, and saying them in the reader's language."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Prefetch, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager

from core.facets import TermFacet
from core.languages import name_in_use
from core.typography import sort_key


@dataclass(frozen=True)
class ThemeName:
    """A theme as a reader meets it; the address leads to what there is about it."""

    name: str
    url: str = ""


def translated_names(model_name: str = "Theme") -> dict:
    """The names of a vocabulary in the language in use, by translation key; nothing in the main language."""
    if get_language() == settings.LANGUAGE_CODE:
        return {}
    terms = apps.get_model("downloads", model_name).objects
    rows = terms.filter(locale__language_code=get_language())
    return dict(rows.values_list("translation_key", "name"))


def fetch_own_themes(page) -> None:
    """Those of a page that is shown, in one query; a preview has them already, from its form."""
    if page.pk and not page.theme_items.is_deferring:
        prefetch_related_objects([page], prefetch_themes(type(page)))


def prefetch_themes(model: type[models.Model]) -> Prefetch:
    """For `prefetch_related`: the themes of the pages of a model, in one query."""
    links: Any = model._meta.get_field("theme_items").related_model
    return Prefetch("theme_items", queryset=links.objects.select_related("tag"))


def theme_url(slug: str) -> str:
    """The address of the page that gathers what is about a theme."""
    return reverse("theme", args=[slug])


def named_themes(items: Sequence) -> list[tuple[ThemeName, ...]]:
    """For each item, its themes in order. Their themes must be prefetched."""
    names = translated_names() if items else {}
    found = []
    for item in items:
        themes = [
            ThemeName(
                name_in_use(names, link.tag.translation_key, link.tag.name),
                theme_url(link.tag.slug),
            )
            for link in item.theme_items.all()
        ]
        found.append(tuple(sorted(themes, key=lambda theme: sort_key(theme.name))))
    return found


@dataclass(frozen=True)
class ThemedPage:
    """A page in a list, with its themes as a reader meets them."""

    page: Any
    themes: tuple[ThemeName, ...] = ()


def themed_pages(pages: Iterable) -> list[ThemedPage]:
    """The pages of a list with their themes, which must be prefetched."""
    pages = list(pages)
    return [
        ThemedPage(page, themes) for page, themes in zip(pages, named_themes(pages), strict=True)
    ]


def theme_facet(*paths: str) -> TermFacet:
    """The facet of the themes found at an ORM path, or at one of several."""
    return TermFacet("theme", _("Theme"), paths, translated_names)


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

    def __init__(self, **kwargs) -> None:
        super().__init__(**({"verbose_name": _("themes"), "blank": True, "help_text": ""} | kwargs))

    def formfield(self, **kwargs):
        return forms.ModelMultipleChoiceField(
            queryset=choosable_themes(),
            label=self.verbose_name.capitalize(),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
