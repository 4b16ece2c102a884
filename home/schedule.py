"""What goes out or is withdrawn by itself, and what is meant to: read from pages and from what their drafts say."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import (
    Case,
    CharField,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    TextChoices,
    TextField,
    When,
)
from django.db.models.fields.json import KT, KeyTextTransform
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst
from django.utils.timezone import localdate, localtime, now
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision, WorkflowState
from wagtail.permissions import page_permission_policy

from core.templatetags.parvis import day, hour


class What(TextChoices):
    OUT = "out", _("goes out")
    CHANGED = "changed", _("its new version goes out")
    WITHDRAWN = "withdrawn", _("is withdrawn")


class Standing(TextChoices):
    SETTLED = "settled", _("by itself")
    MODERATION = "moderation", _("in moderation")
    DRAFT = "draft", _("draft: nobody has approved it")


@dataclass(frozen=True)
class Entry:
    """A moment of a page: what is to happen then, and whether it will without anybody."""

    moment: datetime
    page: Any
    what: What
    standing: Standing

    @property
    def day(self) -> date:
        return localdate(self.moment)

    @property
    def time(self) -> datetime:
        return localtime(self.moment)

    @property
    def when(self) -> str:
        return f"{day(self.time)}, {hour(self.time)}"

    @property
    def title(self) -> str:
        return self.page.get_admin_display_title()

    @property
    def kind(self) -> str:
        return capfirst(self.page.specific_class._meta.verbose_name)

    @property
    def edit_url(self) -> str:
        return reverse("wagtailadmin_pages:edit", args=[self.page.pk])

    @property
    def is_settled(self) -> bool:
        return self.standing == Standing.SETTLED


def entries(user) -> list[Entry]:
    """Those of the pages that somebody may change, the first to come first; as many queries for one as for all."""
    approved = {
        int(revision["object_id"]): revision
        for revision in Revision.page_revisions.filter(approved_go_live_at__isnull=False)
        .order_by("-approved_go_live_at")
        .values("pk", "object_id", "approved_go_live_at", ends=KT("content__expire_at"))
    }
    mine = page_permission_policy.instances_user_has_permission_for(user, "change")
    found = [
        entry
        for page in _dated(mine, list(approved))
        for entry in _of_page(page, approved.get(page.pk))
    ]
    return sorted(found, key=lambda entry: (entry.moment, entry.page.pk))


def _dated(pages: QuerySet[Page], scheduled: list[int]) -> QuerySet[Page]:
    """Those with a moment of their own or in their draft, `draft_starts` and `draft_ends`, and with `is_submitted`."""
    in_moderation = WorkflowState.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id=Cast(OuterRef("pk"), output_field=CharField()),
        status=WorkflowState.STATUS_IN_PROGRESS,
    )
    # A moment begins with its year. A key that holds nothing is the word null on SQLite.
    has_moment = Q(draft_starts__startswith="2") | Q(draft_ends__startswith="2")
    return (
        pages.filter(depth__gt=1, alias_of=None)
        .annotate(
            draft_starts=_in_draft("go_live_at"),
            draft_ends=_in_draft("expire_at"),
            is_submitted=Exists(in_moderation),
        )
        .filter(Q(live=True, expire_at__isnull=False) | Q(pk__in=scheduled) | has_moment)
        .select_related("content_type", "locale")
    )


def _in_draft(name: str) -> Case:
    """A moment in what is written and not published, as JSON has it; the versions that are out aren't read for it."""
    has_draft = Q(live=False) | Q(has_unpublished_changes=True)
    written = KeyTextTransform(name, "latest_revision__content")
    return Case(When(has_draft, then=written), output_field=TextField())


def _of_page(page: Any, approved: dict[str, Any] | None) -> Iterator[Entry]:
    out = What.CHANGED if page.live else What.OUT
    if page.live and page.expire_at:
        yield Entry(page.expire_at, page, What.WITHDRAWN, Standing.SETTLED)
    if approved:
        yield Entry(approved["approved_go_live_at"], page, out, Standing.SETTLED)
        yield from _end(page, approved["ends"], Standing.SETTLED)
        if approved["pk"] == page.latest_revision_id:
            return
    standing = Standing.MODERATION if page.is_submitted else Standing.DRAFT
    starts = _moment(page.draft_starts)
    # A page that was out keeps the moment of then in its drafts.
    if starts and (starts > now() or not page.first_published_at):
        yield Entry(starts, page, out, standing)
    yield from _end(page, page.draft_ends, standing)


def _end(page: Any, written: str | None, standing: Standing) -> Iterator[Entry]:
    """The end that a version gives to the page, where it is another than that of the version that is out."""
    ends = _moment(written)
    if ends and ends > now() and not (page.live and ends == _to_the_second(page.expire_at)):
        yield Entry(ends, page, What.WITHDRAWN, standing)


def _moment(written: str | None) -> datetime | None:
    return _to_the_second(parse_datetime(written)) if written else None


def _to_the_second(moment: datetime | None) -> datetime | None:
    """JSON keeps less of a moment than a column does."""
    return moment and moment.replace(microsecond=0)
