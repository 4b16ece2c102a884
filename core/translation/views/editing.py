"""Two people translating the same text: the second is told before she replaces what the first has written.

wagtail-localize saves each text by itself, the last one wins. Here the session knows when somebody opened a
translation; a text that somebody else has changed since is answered with what it says now. The writer's own words stay
in the field, and saving them again replaces the other's.
"""

from io import BytesIO

from django.contrib.sessions.backends.base import SessionBase
from django.http import JsonResponse
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.views.edit_translation import edit_string_translation

OPENED = "translations_opened"
REMEMBERED = 50  # translations opened at once by one person


def note_opening(session: SessionBase, instance) -> None:
    _remember(session, str(instance.translation_key))


def _remember(session: SessionBase, key: str) -> None:
    opened = session.get(OPENED, {})
    opened.pop(key, None)
    opened = dict(list(opened.items())[-REMEMBERED + 1 :])
    session[OPENED] = opened | {key: timezone.now().isoformat()}


def edit_string(request, translation_id: int, string_segment_id: int):
    """In place of wagtail-localize's view, to which it passes all that isn't a conflict."""
    if request.method == "PUT" and request.user.is_authenticated:
        conflict = _conflict(request, translation_id, string_segment_id)
        if conflict:
            return conflict
    return edit_string_translation(
        request, translation_id=translation_id, string_segment_id=string_segment_id
    )


def _conflict(request, translation_id: int, string_segment_id: int) -> JsonResponse | None:
    job = Translation.objects.filter(pk=translation_id).select_related("source").first()
    if job is None:
        return None
    # Of this page: that of another would say what stands there to who may not open it.
    segment = StringSegment.objects.filter(pk=string_segment_id, source=job.source_id).first()
    if segment is None:
        return None
    theirs = (
        StringTranslation.objects.filter(
            translation_of=segment.string_id,
            locale=job.target_locale_id,
            context=segment.context_id,
        )
        .select_related("last_translated_by")
        .first()
    )
    text_key = f"{job.pk}:{segment.pk}"
    opened = request.session.get(OPENED, {})
    seen = opened.get(text_key) or opened.get(str(job.source.object_id))
    if (
        theirs is None
        or seen is None
        or theirs.last_translated_by_id in (None, request.user.pk)
        or theirs.updated_at <= parse_datetime(seen)
    ):
        return None
    _remember(request.session, text_key)
    mine = _text_sent(request)
    if mine is None or mine == theirs.data:
        return None
    sentence = _(
        "Not saved yet: at %(time)s, %(person)s wrote “%(text)s” here. Save again to replace it by yours."
    ) % {
        "time": date_format(timezone.localtime(theirs.updated_at), "TIME_FORMAT"),
        "person": theirs.last_translated_by.get_full_name()
        or theirs.last_translated_by.get_username(),
        "text": theirs.data,
    }
    return JsonResponse(
        {
            "string_id": segment.string_id,
            "segment_id": segment.pk,
            "data": mine,
            "error": sentence,
            "comment": "",
            "last_translated_by": None,
        }
    )


def _text_sent(request) -> str | None:
    """The text of a PUT in the form that browsers send, which Django reads for POST only."""
    try:
        fields, _files = MultiPartParser(
            request.META, BytesIO(request.body), request.upload_handlers
        ).parse()
    except MultiPartParserError:
        return None
    return fields.get("value")
