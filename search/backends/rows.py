"""What the index keeps of an object, wherever the index is."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Manager, Model
from modelsearch.index import AutocompleteField, RelatedFields, SearchField
from modelsearch.utils import get_content_type_pk

from search import word_forms
from search.terms import kept

# The fields whose words say what an object is.
_TITLES = {"title", "name", "short_name"}


@dataclass(frozen=True)
class Row:
    """The terms of an object: of its titles, of all its texts, of what completes words half typed."""

    title: list[str]
    body: list[str]
    autocomplete: list[str]


def row(obj: Any) -> Row:
    language = language_of(obj)
    title, body, completed = set(), set(), set()
    for field, text in _texts(obj, obj.get_search_fields()):
        terms = word_forms.terms(text, language)
        if isinstance(field, AutocompleteField):
            completed |= {term.removeprefix(word_forms.EXACT) for term in terms}
            continue
        body |= terms
        if field.field_name in _TITLES:
            title |= terms
    return Row(kept(title), kept(body), kept(completed))


def language_of(obj: Model) -> str:
    """The language that an object's texts are analysed in."""
    locale = getattr(obj, "locale", None)
    site_language = locale.language_code if locale else settings.LANGUAGE_CODE
    if site_language != settings.LANGUAGE_CODE:
        return word_forms.analysed_as(site_language)
    # In the main language's library, a study is presented in the language that it is written in.
    language = getattr(obj, "text_language", "") or getattr(obj, "language", "")
    return word_forms.analysed_as(language or site_language)


def _texts(obj: Model, fields: list) -> Iterator[tuple[Any, str]]:
    for field in fields:
        value = field.get_value(obj)
        if isinstance(field, SearchField | AutocompleteField):
            yield field, _written(value)[: settings.FILE_TEXT_LENGTH]
        elif isinstance(field, RelatedFields) and value is not None:
            for related in value.all() if isinstance(value, Manager) else [value]:
                yield from _texts(related, field.fields)


def _written(value) -> str:
    if isinstance(value, list | tuple):
        return "\n".join(map(_written, value))
    return "" if value is None else str(value)


class DatabaseRows:
    """A mixin for the database indexes of modelsearch: says what a `column` of terms is for the database."""

    entries: Any
    column: Any

    def add_items(self, model, objs) -> None:
        self.entries.model.objects.bulk_create(
            [self._entry(obj, row(obj)) for obj in objs] if model.get_search_fields() else [],
            update_conflicts=True,
            unique_fields=["content_type", "object_id"],
            update_fields=["title", "body", "autocomplete"],
        )

    def _entry(self, obj: Model, row: Row):
        return self.entries.model(
            content_type_id=get_content_type_pk(type(obj)),
            object_id=str(obj.pk),
            title=self.column(row.title),
            body=self.column(row.body),
            autocomplete=self.column(row.autocomplete),
        )

    def _refresh_title_norms(self, full=False):
        """modelsearch reads the whole index for it at each save; the length of a title doesn't count here."""
