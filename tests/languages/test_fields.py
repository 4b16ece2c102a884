"""Each field of what is translated is a fact, a text to translate, or each language's own: a new one has to be said."""

import pytest
from django.apps import apps
from django.db import models
from modelcluster.models import get_all_child_relations
from wagtail.models import Page, TranslatableMixin
from wagtail_localize.fields import SynchronizedField, TranslatableField, get_translatable_fields

from core.facts import FactsMixin, line_words
from core.models import BasePage
from training.models.courses import PUBLIC_TEXTS

TRANSLATED = {
    *("title", "slug", "seo_title", "search_description", "introduction", "body"),
    "sections",  # of the home page: their titles and words
    "programme",  # of a session
    "label",  # of a publication's file
    "name",  # of a contact, a theme, a kind…
    "Contact.role",
    *(f"CoursePage.{name}" for name in PUBLIC_TEXTS),
}
OF_EACH_LANGUAGE = {
    "show_in_menus",  # a menu may be shorter in one language
    "social_image",  # a picture with words on it
    *("go_live_at", "expire_at", "first_published_at"),  # a translation comes out when it is done
    "owner",
}
# Said by the fact `themes`, whose rows they are.
ROWS_OF_FACTS = {"theme_items"}

MODELS = [
    model
    for model in apps.get_models()
    if issubclass(model, TranslatableMixin)
    and (issubclass(model, BasePage) or not issubclass(model, Page))
    and not model.__module__.startswith("wagtail")
]
# Fields that belong to the tree, the drafts and the workflow.
OF_WAGTAIL = {field.name for field in Page._meta.get_fields()} - {
    field.field_name for field in get_translatable_fields(Page)
}


def facts(model) -> set[str]:
    """What a model calls its facts; a child relation's lines say theirs to wagtail-localize alone."""
    if issubclass(model, FactsMixin):
        return set(model.facts)
    return {field.field_name for field in getattr(model, "override_translatable_fields", [])}


def translated(model) -> set[str]:
    """A name with its model is that model's alone."""
    return {name.removeprefix(f"{model.__name__}.") for name in TRANSLATED}


def fields_of(model) -> set[str]:
    """What an editor may fill in, and the child relations."""
    concrete = {
        field.name
        for field in model._meta.get_fields()
        if field.concrete and field.editable and not field.auto_created
        and not (isinstance(field, models.OneToOneField) and field.remote_field.parent_link)
    }  # fmt: skip
    relations = {relation.get_accessor_name() for relation in get_all_child_relations(model)}
    of_mixin = {"id", "page", "sort_order", "locale", "translation_key"} - facts(model)
    return (concrete | relations) - OF_WAGTAIL - of_mixin


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_each_field_is_said_to_be_a_fact_or_a_text_or_of_each_language(model):
    own = facts(model)
    said = own | translated(model) | OF_EACH_LANGUAGE | ROWS_OF_FACTS
    assert not fields_of(model) - said, "new: say in this test or in the model's facts what it is"
    assert not own & (translated(model) | OF_EACH_LANGUAGE)


def has_words(model, name: str) -> bool:
    """Of a fact, whether what it names is translated."""
    if not issubclass(model, FactsMixin):
        return False
    return name == "field_of_work" or bool(line_words(model, name))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_wagtail_localize_treats_each_field_so(model):
    for field in get_translatable_fields(model):
        name = field.field_name
        if name in translated(model):
            assert isinstance(field, TranslatableField), name
        elif name in facts(model) and not has_words(model, name):
            assert isinstance(field, SynchronizedField), name
            assert not field.overridable, name
