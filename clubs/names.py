"""The organisations and themes named on a meeting's page, together."""

from dataclasses import dataclass, field

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import get_language

from core.languages import Untranslated
from core.typography import sort_key
from downloads.models import Theme
from downloads.themes import ThemeName, theme_url


class OrganisationName(str):
    """The name of an organisation, with the one that it has in the addresses."""

    slug: str

    def __new__(cls, name: str, slug: str) -> "OrganisationName":
        made = super().__new__(cls, name)
        made.slug = slug
        return made


@dataclass
class Names:
    pilots: list[OrganisationName] = field(default_factory=list)
    partners: list[OrganisationName] = field(default_factory=list)
    themes: list[ThemeName] = field(default_factory=list)


def names_on(page, linked: bool = True) -> Names:
    """In one query, or in none where an editor’s draft holds them; `linked` themes lead to what there is about them."""
    roles = [role for role in ("pilots", "partners") if hasattr(page, role)]
    drafted = any(getattr(page, relation).is_deferring for relation in (*roles, "theme_items"))
    rows = _held(page, roles) if drafted else _stored(page, roles)
    names = Names()
    for role, place, name, slug in sorted(rows):
        if role == "themes":
            name = Untranslated(name) if place else name
            names.themes.append(ThemeName(name, theme_url(slug) if linked else ""))
        else:
            getattr(names, role).append(OrganisationName(name, slug))
    names.themes.sort(key=lambda theme: sort_key(theme.name))
    return names


def _stored(page, roles: list[str]) -> list[tuple]:
    """Rows of role, place, name and slug. A theme of the main language goes under its translation's name, and without
    one has 1 for its place.
    """
    translated = Theme.objects.filter(
        translation_key=OuterRef("tag__translation_key"), locale__language_code=get_language()
    )
    themes = page.theme_items.order_by().values_list(
        Value("themes"),
        Case(When(Exists(translated), then=0), default=1, output_field=IntegerField()),
        Coalesce(Subquery(translated.values("name")[:1]), F("tag__name")),
        F("tag__slug"),
    )
    organisations = [
        getattr(page, role)
        .order_by()
        .values_list(Value(role), F("sort_order"), F("organisation__name"), F("organisation__slug"))
        for role in roles
    ]
    return list(themes.union(*organisations, all=True))


def _held(page, roles: list[str]) -> list[tuple]:
    themes = [("themes", 0, link.tag.name, link.tag.slug) for link in page.theme_items.all()]
    organisations = [
        (role, place, link.organisation.name, link.organisation.slug)
        for role in roles
        for place, link in enumerate(getattr(page, role).all())
    ]
    return [*themes, *organisations]
