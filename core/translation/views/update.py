"""What has changed in a source since its translations were last in step with it."""

from dataclasses import dataclass
from difflib import SequenceMatcher

from django.core.exceptions import PermissionDenied
from wagtail_localize.models import StringSegment, StringTranslation, TranslationSource
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments
from wagtail_localize.views import update_translations
from wagtail_localize.views.edit_translation import user_can_edit_instance

ALIKE = 0.5  # from here on, two texts are the same one before and after


@dataclass(frozen=True)
class Change:
    """One text: new (`before` is empty), gone (`after` is empty), or changed.

    `translations` are those of the former, by language.
    """

    before: str
    after: str
    translations: dict[str, str]


def changes_of(source: TranslationSource) -> list[Change]:
    """In the order of the text; what is gone comes last."""
    segments = (
        StringSegment.objects.filter(source=source).select_related("string").order_by("order")
    )
    old = list(dict.fromkeys(segment.string.data for segment in segments))
    new = list(
        dict.fromkeys(
            segment.string.data
            for segment in extract_segments(source.get_source_instance())
            if isinstance(segment, StringSegmentValue)
        )
    )
    known = set(old)
    gone = [text for text in old if text not in set(new)]
    said = _translations(source, gone)
    found = []
    for text in new:
        if text in known:
            continue
        before = max(gone, key=lambda former: _likeness(former, text), default="")
        if before and _likeness(before, text) >= ALIKE:
            gone.remove(before)
        else:
            before = ""
        found.append(Change(before, text, said.get(before, {})))
    return found + [Change(text, "", said.get(text, {})) for text in gone]


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _translations(source: TranslationSource, texts: list[str]) -> dict[str, dict[str, str]]:
    rows = StringTranslation.objects.filter(
        context__object_id=source.object_id, translation_of__data__in=texts
    ).values_list("translation_of__data", "locale__language_code", "data")
    said: dict[str, dict[str, str]] = {}
    for text, language, translation in rows:
        said.setdefault(text, {})[language] = translation
    return said


class UpdateTranslationsView(update_translations.UpdateTranslationsView):
    """Shows what has changed before the translations follow."""

    template_name = "admin/update_translations.html"

    def get_object(self):
        source = super().get_object()
        if not user_can_edit_instance(self.request.user, source.get_source_instance()):
            raise PermissionDenied
        return source

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(**kwargs) | {"changes": changes_of(self.object)}
