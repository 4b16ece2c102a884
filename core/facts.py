"""What is true in every language: dates, states, places, people. The main language says it for all of them.

A model names its facts in `facts`. As long as its row in the main language is live, the rows and drafts in the other
languages have the same facts: they are written in the transaction that changes them, and a draft takes them each time
it is read. Words are left to the translators, those of a child relation's lines too.
"""

from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils.functional import classproperty
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from wagtail.models import Page, TranslatableMixin
from wagtail.signals import page_published
from wagtail_localize.fields import SynchronizedField, TranslatableField, get_translatable_fields

from core.translation.models import UntranslatedTexts


class FactsMixin:
    """For translatable models; stands before the model's other bases.

    `facts` are names of fields, of child relations and of themes.
    """

    facts: tuple[str, ...] = ()

    @classproperty
    def override_translatable_fields(cls) -> list[SynchronizedField]:
        """For wagtail-localize: facts are no texts to translate, and aren't replaced in one language.

        What has words of its own, a line or a term, is its to translate all the same.
        """
        return [
            SynchronizedField(name, overridable=False)
            for name in cls.facts
            if not line_words(cls, name) and not _is_term(cls, name)
        ]

    def followed(self: Any):
        """The row in the main language that says the facts of this one; None where this one says its own."""
        if not self.facts or not self.locale_id or getattr(self, "alias_of_id", None):
            return None
        if self.locale.language_code == settings.LANGUAGE_CODE:
            return None
        return _live(
            type(self)._base_manager.filter(
                translation_key=self.translation_key,
                locale__language_code=settings.LANGUAGE_CODE,
            )
        ).first()

    def take_facts(self) -> None:
        """From the main language, if that is live; nothing is saved."""
        if original := self.followed():
            copy_facts(original, self)

    def with_content_json(self, content) -> Any:
        """A draft has the facts of now."""
        draft = super().with_content_json(content)  # type: ignore[misc]
        draft.take_facts()
        return draft

    def save(self: Any, *args, **kwargs) -> None:
        if not self.facts or kwargs.get("update_fields") is not None:
            super().save(*args, **kwargs)  # type: ignore[misc]
            return
        with transaction.atomic():
            self.take_facts()
            super().save(*args, **kwargs)  # type: ignore[misc]
            self._give_facts()

    def _give_facts(self: Any) -> None:
        """To the other languages, of which only what the readers have is written."""
        if self.locale.language_code != settings.LANGUAGE_CODE or not getattr(self, "live", True):
            return
        others = type(self)._base_manager.filter(translation_key=self.translation_key)
        if isinstance(self, Page):
            others = others.filter(alias_of=None)
        for translation in others.exclude(pk=self.pk):
            if not copy_facts(self, translation):
                continue
            if not isinstance(translation, Page):
                translation.save()
                continue
            if translation.live:
                translation.last_published_at = self.last_published_at
            translation.save(clean=False)  # a fact holds whatever the translation lacks
            if translation.live:
                UntranslatedTexts.add(translation)
                page_published.send(
                    sender=type(translation),
                    instance=translation,
                    revision=translation.live_revision,
                )


def copy_facts(source, target) -> bool:
    """Whether there was anything to copy; nothing is saved."""
    changed = False
    for name in source.facts:
        field = source._meta.get_field(name)
        if relation := child_relation(field):
            if _lines(source, relation) != _lines(target, relation):
                _copy_lines(source, target, relation)
                changed = True
            continue
        value = _value(field, source, target)
        if getattr(target, field.attname) != value:
            setattr(target, field.attname, value)
            changed = True
    return changed


def child_relation(field) -> Any:
    """The ManyToOneRel by which a field keeps lines of its own, a child relation or that of themes, or None."""
    if isinstance(field, ClusterTaggableManager):
        links = field.remote_field.through._meta.fields
        return next(link.remote_field for link in links if isinstance(link, ParentalKey))
    return field if isinstance(field, models.ManyToOneRel) else None


def line_words(model, name: str) -> list[str]:
    """Of a fact that is a child relation, the fields of its lines that are left to the translators."""
    relation = child_relation(model._meta.get_field(name))
    if relation is None or not issubclass(relation.related_model, TranslatableMixin):
        return []
    fields = get_translatable_fields(relation.related_model)
    return [field.field_name for field in fields if isinstance(field, TranslatableField)]


def _is_term(model, name: str) -> bool:
    """Whether a fact is chosen among what each language has words of its own for."""
    field = model._meta.get_field(name)
    if not isinstance(field, models.ForeignKey) or field.get_limit_choices_to():
        return False
    chosen: Any = field.related_model
    return issubclass(chosen, TranslatableMixin) and not issubclass(chosen, (Page, model))


def _copy_lines(source, target, relation: Any) -> None:
    """Lines that the target has already stay the same rows, with their words."""
    manager = getattr(target, relation.get_accessor_name())
    words = line_words(type(source), relation.get_accessor_name())
    known = {line.translation_key: line for line in manager.all()} if words else {}
    source.copy_child_relation(relation, target)
    for line in manager.all() if words else ():
        line.locale_id = target.locale_id
        if own := known.get(line.translation_key):
            line.pk = own.pk
            for name in words:
                setattr(line, name, getattr(own, name))


def _value(field, source, target):
    """Terms and people of the main language's row are said by their own translations, where these exist."""
    value = getattr(source, field.attname)
    model = field.related_model
    if value is None or not field.is_relation or field.get_limit_choices_to():
        return value
    if issubclass(model, Page) or not issubclass(model, TranslatableMixin):
        return value
    key = model._base_manager.filter(pk=value).values("translation_key")[:1]
    own = model._base_manager.filter(translation_key=key, locale=target.locale_id)
    return own.values_list("pk", flat=True).first() or value


def told_columns(model, relation: Any) -> list[models.Field]:
    """Of a child relation that is a fact, the columns of its lines, but for their order and the translators' words."""
    own = {"sort_order", "locale", *line_words(model, relation.get_accessor_name())}
    return [
        field
        for field in relation.related_model._meta.concrete_fields
        if not field.primary_key and field != relation.field and field.name not in own
    ]


def _lines(page, relation: Any) -> list[tuple]:
    """What the lines of a child relation say, in order."""
    told = [field.attname for field in told_columns(type(page), relation)]
    lines = list(getattr(page, relation.get_accessor_name()).all())
    lines.sort(key=lambda line: (getattr(line, "sort_order", None) or 0, line.pk or 0))
    return [tuple(getattr(line, name) for name in told) for line in lines]


def _live(rows: models.QuerySet) -> models.QuerySet:
    return rows.filter(live=True, alias_of=None) if issubclass(rows.model, Page) else rows
