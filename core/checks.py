"""Rules that an installed site can break: by another app, by its settings, by a file put beside the others.

`manage.py check` and each start say so. What only a change of the project's own code can break is tested instead
(tests/test_architecture.py).
"""

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.db import connections
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from wagtail.models import Page

from core.collation import COLLATION
from core.languages import has_catalogue
from core.models import BasePage

# By class, what the site loses without it.
MIDDLEWARE = {
    "core.middleware.NoSharedCache": "caches would keep pages that an account opened",
    "csp.middleware.CSPMiddleware": "pages could ask other sites for parts",
    "core.middleware.RefuseMalformedRequest": "a malformed request would be an error of the site",
}


def _page_types() -> list[type[Page]]:
    return [model for model in apps.get_models() if issubclass(model, Page) and model is not Page]


@register(Tags.models)
def page_types_are_the_sites(app_configs, **kwargs) -> list[Error]:
    """Each page type is a core.models.BasePage, which knows the rule of visibility and the layout."""
    return [
        Error(
            f"The page type {model._meta.label} isn't made on core.models.BasePage.",
            hint="Let it inherit from BasePage or ArticlePage: lists and feeds ask them what may be seen.",
            obj=model,
            id="core.E001",
        )
        for model in _page_types()
        if not issubclass(model, BasePage)
    ]


@register(Tags.models)
def page_types_ask_the_rule(app_configs, **kwargs) -> list[Error]:
    return [
        Error(
            f"The pages of {model._meta.label} can't be asked for what a visitor may see.",
            hint="Make its manager with LivePageManager.from_queryset, of a queryset on LivePageQuerySet.",
            obj=model,
            id="core.E002",
        )
        for model in _page_types()
        if issubclass(model, BasePage) and not hasattr(model._default_manager.none(), "live_for")
    ]


@register(Tags.templates)
def page_types_have_their_template(app_configs, **kwargs) -> list[Error]:
    errors = []
    for model in _page_types():
        try:
            get_template(model.template)
        except TemplateDoesNotExist:
            errors.append(
                Error(
                    f"The template {model.template} of {model._meta.label} doesn't exist.",
                    hint="Write templates/pages/<page_type>.html, or name another as its `template`.",
                    obj=model,
                    id="core.E003",
                )
            )
    return errors


@register()
def the_association_is_a_model(app_configs, **kwargs) -> list[Error]:
    try:
        model = apps.get_model(settings.ASSOCIATION_MODEL)
        missing = [
            name
            for name in ("load", "translated", "lists_untranslated")
            if not hasattr(model, name)
        ]
    except (LookupError, ValueError):
        missing = ["a model"]
    if not missing:
        return []
    return [
        Error(
            f"ASSOCIATION_MODEL is {settings.ASSOCIATION_MODEL!r}, and lacks {', '.join(missing)}.",
            hint="Name a settings model as home.AssociationSettings is: core.languages says what is asked of it.",
            id="core.E004",
        )
    ]


@register(Tags.security)
def middleware_is_complete(app_configs, **kwargs) -> list[Error]:
    return [
        Error(
            f"{name} is missing from MIDDLEWARE: {lost}.",
            hint="Put it back where site/config/settings/base.py has it.",
            id="core.E005",
        )
        for name, lost in MIDDLEWARE.items()
        if name not in settings.MIDDLEWARE
    ]


@register(Tags.files)
def the_source_root_is_no_package(app_configs, **kwargs) -> list[Error]:
    file = Path(settings.ROOT) / "site" / "__init__.py"
    if not file.exists():
        return []
    return [
        Error(
            "site/__init__.py makes a package of the source root, and Python has a module `site` of its own.",
            hint="Remove it.",
            id="core.E006",
        )
    ]


@register(Tags.translation)
def languages_have_their_catalogue(app_configs, **kwargs) -> list[Warning]:
    """English is in the code; each other language of the site has its words in a file."""
    return [
        Warning(
            f"The language {code} has no catalogue: its pages speak English around the editors' words.",
            hint=f"Write locale/{code}/LC_MESSAGES/django.po: make messages.",
            id="core.W007",
        )
        for code, _name in settings.LANGUAGES
        if not has_catalogue(code)
    ]


@register(Tags.database)
def the_database_sorts_names(app_configs, databases=(), **kwargs) -> list[Error]:
    """What core.collation asks of PostgreSQL. Django's `migrate` runs the checks of databases, `check` only if told."""
    return [
        Error(
            f"PostgreSQL was built without ICU, whose collation {COLLATION} puts names in order.",
            hint="Take a package that has ICU, as Debian's and PostgreSQL's own do.",
            id="core.E008",
        )
        for alias in databases or ()
        if connections[alias].vendor == "postgresql" and not _has_collation(connections[alias])
    ]


def _has_collation(connection) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_collation WHERE collname = %s", [COLLATION])
        return cursor.fetchone() is not None
