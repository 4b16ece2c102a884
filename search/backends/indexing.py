"""What the index keeps of an object, whatever the database."""

from collections.abc import Iterator

from django.conf import settings
from modelsearch.index import AutocompleteField, SearchField
from modelsearch.utils import get_content_type_pk

from core import word_forms
from search.terms import INTRODUCTION, kept

# The fields whose words say what an object is, and those that sum it up.
_TITLES = {"title", "name", "short_name"}
_INTRODUCTIONS = {"introduction", "caption", "role"}


def language_of(obj) -> str:
    """The language that an object's texts are analysed in."""
    locale = getattr(obj, "locale", None)
    language = getattr(obj, "language", "") or (locale.language_code if locale else "")
    return word_forms.analysed_as(language)


class TermsIndex:
    """A mixin for the indexes of modelsearch: their rows hold terms.

    The index says which `indexer_class` of modelsearch reads the fields of an object, and what a `column` of terms
    is for the database.
    """

    def add_items(self, model, objs):
        rows = [self._row(obj) for obj in objs] if model.get_search_fields() else []
        self.entries.model.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["content_type", "object_id"],
            update_fields=["title", "body", "autocomplete"],
        )

    def _row(self, obj):
        language = language_of(obj)
        titles, body, completed = set(), set(), set()
        for field, text in self._texts(obj):
            terms = word_forms.terms(text, language)
            if isinstance(field, AutocompleteField):
                completed |= {term.removeprefix(word_forms.EXACT) for term in terms}
                continue
            body |= terms
            if field.field_name in _TITLES:
                titles |= terms
            elif field.field_name in _INTRODUCTIONS:
                titles |= {INTRODUCTION + term for term in terms if term[0] != word_forms.EXACT}
        return self.entries.model(
            content_type_id=get_content_type_pk(type(obj)),
            object_id=str(obj.pk),
            title=self.column(kept(titles)),
            body=self.column(kept(body)),
            autocomplete=self.column(kept(completed)),
        )

    def _texts(self, obj) -> Iterator[tuple[object, str]]:
        indexer = self.indexer_class(obj, self.backend)
        for search_field in indexer.search_fields:
            for field, *_weight, text in indexer.prepare_field(obj, search_field):
                if isinstance(field, SearchField | AutocompleteField):
                    yield field, text[: settings.FILE_TEXT_LENGTH]

    def _refresh_title_norms(self, full=False):
        """modelsearch reads the whole index for it at each save; the length of a title doesn't count here."""
