"""What waits for an editor today: each for those who may act, each with the place where it is done."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.documents.permissions import permission_policy as file_policy
from wagtail.images.permissions import permission_policy as photo_policy
from wagtail.models import Page, Revision, TaskState
from wagtail.permissions import page_permission_policy

from clubs.models import SessionPage
from clubs.viewsets import sessions_without_report
from core import reviews
from core.templatetags.parvis import language_name
from core.translated_fields import other_languages
from core.translation.reports import TO_DO, translated_from, with_state
from downloads.accessibility import BARRED
from photos.models import Photo, photos_to_complete

# An app above adds lines with this hook: a function that takes the user and yields them.
HOOK = "lines_of_desk"
_LICENCES = timedelta(days=91)  # as the filter “end within three months” of the register


@dataclass(frozen=True)
class Line:
    """One thing to look after: the sentence, and where to."""

    text: str
    url: str


def sessions(user) -> QuerySet[SessionPage]:
    """Those of which the report is to be written."""
    # They are few. As one query, SQLite asks for the report of a session once for each page of the site.
    held = list(sessions_without_report().values_list("pk", flat=True))
    mine = page_permission_policy.instances_user_has_permission_for(user, "change")
    own = list(mine.filter(pk__in=held).values_list("pk", flat=True))
    return sessions_without_report().filter(pk__in=own)


def photos(user) -> QuerySet[Photo]:
    """Those that can't be published yet, or no longer, the newest first."""
    mine = photo_policy.instances_user_has_permission_for(user, "change")
    barred = photos_to_complete().filter(pk__in=mine.order_by().values("pk"))
    return barred.order_by("-created_at", "-pk")


def drafts(user) -> QuerySet[Page]:
    """What is written and not published, and will not be by itself: the user's own first, then the newest."""
    mine = page_permission_policy.instances_user_has_permission_for(user, "change")
    pages = mine.filter(Q(live=False) | Q(has_unpublished_changes=True), depth__gt=1)
    is_own = Case(
        When(latest_revision__user=user.pk, then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )
    return (
        pages.annotate_approved_schedule()
        .filter(_approved_schedule=False)
        .annotate(is_own=is_own, is_out=F("live"))
        .order_by("-is_own", "-latest_revision_created_at", "-pk")
    )


def scheduled(user) -> QuerySet[Page]:
    """What will come out by itself, each with its moment, `scheduled_at`; the next first."""
    mine = page_permission_policy.instances_user_has_permission_for(user, "change")
    approved = Revision.page_revisions.filter(
        object_id=Cast(OuterRef("pk"), output_field=CharField()),
        approved_go_live_at__isnull=False,
    )
    moment = approved.order_by("approved_go_live_at").values("approved_go_live_at")[:1]
    pages = mine.annotate(scheduled_at=Subquery(moment)).filter(scheduled_at__isnull=False)
    return pages.order_by("scheduled_at", "pk")


def is_asked(user) -> bool:
    """Whether something waits for the user's word in moderation."""
    return TaskState.objects.reviewable_by(user).exists()


def lines(user) -> list[Line]:
    """What a report or a register tells of in full."""
    parts = [_licences, _files, _translations, _aged, *hooks.get_hooks(HOOK)]
    return [line for part in parts for line in part(user)]


def _licences(user) -> Iterator[Line]:
    mine = photo_policy.instances_user_has_permission_for(user, "change")
    today = timezone.localdate()
    number = mine.filter(licence_end__range=(today, today + _LICENCES)).count()
    if number:
        text = ngettext(
            "The licence of %(number)s photo ends within three months.",
            "The licences of %(number)s photos end within three months.",
            number,
        )
        yield Line(text % {"number": number}, reverse("photos_register") + "?rights=ending")


def _files(user) -> Iterator[Line]:
    files = file_policy.instances_user_has_permission_for(user, "change")
    if number := files.filter(BARRED).count():
        text = ngettext(
            "%(number)s file can’t be read by everybody: see why, and what to do.",
            "%(number)s files can’t be read by everybody: see why, and what to do.",
            number,
        )
        yield Line(text % {"number": number}, reverse("file_report") + "?flawed=true")


def _translations(user) -> Iterator[Line]:
    mine = page_permission_policy.instances_user_has_permission_for(user, "change")
    for code in other_languages():
        if number := with_state(translated_from(mine), code).filter(state__in=TO_DO).count():
            text = ngettext(
                "%(number)s page isn’t in %(language)s, or no longer as it is in the main language.",
                "%(number)s pages aren’t in %(language)s, or no longer as they are in the main language.",
                number,
            )
            words = {"number": number, "language": language_name(code)}
            query = urlencode({"language": code})
            yield Line(text % words, f"{reverse('translation_report')}?{query}")


def _aged(user) -> Iterator[Line]:
    mine = page_permission_policy.instances_user_has_permission_for(user, "change")
    if number := reviews.due(mine).count():
        text = ngettext(
            "%(number)s page hasn’t been looked through for a long time.",
            "%(number)s pages haven’t been looked through for a long time.",
            number,
        )
        yield Line(text % {"number": number}, reverse("review_report"))
