"""Choosing themes from the vocabulary, and saying them in the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass

from django import forms
from django.apps import apps
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from taggit.managers import TaggableManager

from core.listing import Facet
from core.typography import sort_key


@dataclass(frozen=True)
class ThemeName:
    """A theme as a reader meets it: key and slug of the main language, the name in hers."""

    pk: int
    slug: str
    name: str
    url: str = ""


def vocabulary(list_url: str = "") -> list[ThemeName]:
    """All themes in the order of their names in the language in use, in one query.

    With the address of a list that has the theme facet, each theme leads to its part of that list.
    """
    rows = list(_themes().select_related("locale"))
    names = {
        row.translation_key: row.name for row in rows if row.locale.language_code == get_language()
    }
    themes = (
        ThemeName(
            row.pk,
            row.slug,
            names.get(row.translation_key, row.name),
            f"{list_url}?theme={row.slug}" if list_url else "",
        )
        for row in rows
        if row.locale.language_code == settings.LANGUAGE_CODE
    )
    return sorted(themes, key=lambda theme: sort_key(theme.name))


def name_themes(items: Iterable, themes: list[ThemeName]) -> list:
    """The items, each with `card_themes`: its ThemeNames. `theme_items` must be prefetched."""
    items = list(items)
    for item in items:
        chosen = {link.tag_id for link in item.theme_items.all()}
        item.card_themes = [theme for theme in themes if theme.pk in chosen]
    return items


def theme_facet(path: str, themes: list[ThemeName]) -> Facet:
    """The facet of the themes found at an ORM path, which leads to their keys."""
    return Facet(
        "theme", _("Theme"), path, lambda: {theme.slug: (theme.pk, theme.name) for theme in themes}
    )


def choosable_themes():
    """The themes that content may carry: those of the main language."""
    return _themes().filter(locale__language_code=settings.LANGUAGE_CODE)


def _themes():
    return apps.get_model("downloads.Theme").objects


class _ChosenThemes:
    """Themes are chosen in the list, never typed, and always those of the main language."""

    def __init__(self, **kwargs):
        super().__init__(**({"verbose_name": _("themes"), "blank": True, "help_text": ""} | kwargs))

    def formfield(self, **kwargs):
        return forms.ModelMultipleChoiceField(
            queryset=choosable_themes(),
            label=self.verbose_name.capitalize(),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )


class ThemesField(_ChosenThemes, TaggableManager):
    """The themes of a file."""


class PageThemesField(_ChosenThemes, ClusterTaggableManager):
    """The themes of a page, which a draft may change."""
