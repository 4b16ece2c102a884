"""What a translation lacks before it goes out: an editor who publishes it is asked first.

Asked of requests to the admin alone, and once: what is sent again with `CONFIRMED` goes through.
"""

from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from core.refusals import Refusal
from core.templatetags.parvis import language_name

CONFIRMED = "publish_untranslated"  # a field of the request
# What says what a page is; one of them at least must be in its language.
NAMES = ("title", "introduction")

_asking: ContextVar[bool] = ContextVar("asking", default=False)


class IncompleteTranslation(Exception):
    """Raised where an editor must be asked first; core.middleware.AdminRefusal asks her."""

    def __init__(self, instance, texts: list[str]) -> None:
        super().__init__(instance, texts)
        self.instance, self.texts = instance, texts


@contextmanager
def asking(request):
    """While an editor's request is answered, `ask_first` asks, unless she has said yes."""
    token = _asking.set(CONFIRMED not in request.POST)
    try:
        yield
    finally:
        _asking.reset(token)


def check_publishable(instance) -> None:
    """Raises Refusal for a page of which nothing says in its language what it is."""
    if isinstance(instance, Page) and _is_translation(instance) and _is_unnamed(instance):
        sentence = _(
            "“%(title)s” can’t be published in %(language)s: neither its title nor its introduction is translated."
        )
        language = language_name(instance.locale.language_code)
        raise Refusal(sentence % {"title": instance.title, "language": language})


def ask_first(instance) -> None:
    """Raises IncompleteTranslation where an editor would publish a translation that isn't whole."""
    if _asking.get() and (texts := missing_texts(instance)):
        raise IncompleteTranslation(instance, texts)


def missing_texts(instance) -> list[str]:
    """The texts of a translation that are still those of the main language, in their order, without markup."""
    if not _is_translation(instance):
        return []
    if job := job_of(instance):
        segments = StringSegment.objects.filter(source=job.source_id).exclude(context__path="slug")
        left = segments.annotate_translation(job.target_locale).filter(translation__isnull=True)
        texts = left.order_by("order").values_list("string__data", flat=True)
    else:
        known = set(_texts(_original(instance)))
        texts = [text for path, text in _texts(instance) if (path, text) in known]
    plain = (strip_tags(text).strip() for text in texts)
    return [text for text in dict.fromkeys(plain) if any(char.isalpha() for char in text)]


def untranslated_texts(page: Page) -> list[str]:
    """The texts of a page as it stands that are those of the main language, but for what was written the same."""
    if not _is_translation(page):
        return []
    if job := job_of(page):
        segments = StringSegment.objects.filter(source=job.source_id)
        left = segments.annotate_translation(job.target_locale).filter(translation__isnull=True)
        known = set(left.values_list("context__path", "string__data"))
    else:
        known = set(_texts(_original(page)))
    texts = [
        strip_tags(text).strip() for place in _texts(page) if place in known for text in place[1:]
    ]
    return [text for text in texts if any(char.isalpha() for char in text)]


def job_of(instance) -> Translation | None:
    """The work of wagtail-localize on a translation that is in step with its source."""
    return Translation.objects.filter(
        source__object_id=instance.translation_key,
        target_locale=instance.locale_id,
        enabled=True,
    ).first()


def with_typed_texts(revision: Revision) -> Revision:
    """The newest draft of a translation with what its translator has written, which wagtail-localize keeps apart.

    Its own editor puts the texts into the page when it publishes; bulk actions, workflows and schedules don't.
    """
    page = revision.content_object
    job = job_of(page) if _is_translation(page) else None
    if job is None or not revision.is_latest_revision():
        return revision
    typed = StringTranslation.objects.filter(
        locale=job.target_locale_id,
        context__object=page.translation_key,
        has_error=False,
        translation_of__in=StringSegment.objects.filter(source=job.source_id).values("string"),
    ).exclude(context__path="slug")
    written = set(_texts(revision.as_object()))
    if written.issuperset(typed.values_list("context__path", "data")):
        return revision
    job.source.create_or_update_translation(
        job.target_locale, user=revision.user, publish=False, fallback=True
    )
    return type(page).objects.get(pk=page.pk).get_latest_revision()


def _is_translation(instance) -> bool:
    if not getattr(instance, "locale_id", None) or getattr(instance, "alias_of_id", None):
        return False
    return instance.locale.language_code != settings.LANGUAGE_CODE


def _is_unnamed(page: Page) -> bool:
    if job := job_of(page):
        typed = StringTranslation.objects.filter(
            locale=job.target_locale_id,
            context__object=page.translation_key,
            context__path__in=NAMES,
        )
        return not typed.exists()
    original = _original(page)
    return original is not None and all(
        not getattr(page, name) or getattr(page, name) == getattr(original, name) for name in NAMES
    )


def _original(instance):
    rows = type(instance)._base_manager.filter(translation_key=instance.translation_key)
    return rows.filter(locale__language_code=settings.LANGUAGE_CODE).first()


def _texts(instance) -> list[tuple[str, str]]:
    """Where each text stands, and the text."""
    if instance is None:
        return []
    try:
        segments = extract_segments(instance)
    except TypeError:  # a text in a block that was never written
        return []
    return [
        (segment.path, segment.string.data)
        for segment in segments
        if isinstance(segment, StringSegmentValue) and segment.path != "slug"
    ]
