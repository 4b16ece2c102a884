"""The links of published content: where they lead, where they stand, and whether they still answer."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from links import visits

LONGEST = 2000  # characters of an address; a longer one isn't visited

# What keeps an address from being told alive or dead: the site asks for an account, or has trouble of its own.
_UNTOLD = {401, 403, 429}


class LinkQuerySet(models.QuerySet):
    def due(self):
        """Those to visit: never visited, long ago, or without a good answer and not today."""
        now = timezone.now()
        today = timezone.make_aware(datetime.combine(timezone.localdate(), time.min))
        before = now - timedelta(days=settings.LINK_LIMITS["days"])
        due = Q(checked_at=None) | Q(checked_at__lt=before)
        due |= Q(failing_since__isnull=False, checked_at__lt=today)
        return self.filter(due).order_by(F("checked_at").asc(nulls_first=True), "pk")


class Link(models.Model):
    """An address of another site, without its fragment."""

    class State(models.TextChoices):
        NEW = "new", _("Not visited yet")
        ANSWERS = "answers", _("Answers")
        DOUBTFUL = "doubtful", _("Failed once, to be visited again")
        BROKEN = "broken", _("Broken")
        UNTOLD = "untold", _("Can’t be told")

    address = models.CharField(_("address"), max_length=LONGEST, unique=True)
    host = models.CharField(max_length=255, db_index=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.NEW)
    # The status of HTTP, or why there was none (links.visits).
    answer = models.CharField(_("answer"), max_length=20, blank=True)
    checked_at = models.DateTimeField(_("visited on"), null=True, db_index=True)
    answered_at = models.DateTimeField(_("answered on"), null=True)
    # The first of the failures since it answered well.
    failing_since = models.DateTimeField(_("broken since"), null=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link to another site")
        verbose_name_plural = _("links to other sites")

    def __str__(self) -> str:
        return self.address

    def note(self, answer: visits.Answer) -> None:
        """It counts as broken once it has failed on two days: a site may be away for an evening."""
        now = timezone.now()
        self.answer = str(answer.status or answer.failure)
        self.checked_at = now
        status = answer.status
        if status:
            self.answered_at = now
        if answer.failure == visits.PRIVATE or status in _UNTOLD or (status and status >= 500):
            self.state = Link.State.UNTOLD
        elif status and status < 400:
            self.state, self.failing_since = Link.State.ANSWERS, None
        else:
            first = self.failing_since = self.failing_since or now
            again = timezone.localdate(first) < timezone.localdate(now)
            self.state = Link.State.BROKEN if again else Link.State.DOUBTFUL
        self.save()


# Of a link to a page of the site.
WITHDRAWN, DELETED = "withdrawn", "deleted"
STATES = [
    *((Link.State.BROKEN.value, Link.State.BROKEN.label),),
    (WITHDRAWN, _("Leads to a page that isn’t published")),
    (DELETED, _("Leads to a page that was deleted")),
    *((state.value, state.label) for state in Link.State if state != Link.State.BROKEN),
]
TO_MEND = [Link.State.BROKEN.value, WITHDRAWN, DELETED]


class LinkUseQuerySet(models.QuerySet):
    def told(self):
        """Each with its `told_state`, one of STATES."""
        target = Page.objects.filter(pk=OuterRef("page_key")).order_by()
        return self.annotate(
            told_state=Case(
                When(Q(link__isnull=False), then=F("link__state")),
                When(Exists(target.filter(live=True)), then=Value(Link.State.ANSWERS.value)),
                When(Exists(target), then=Value(WITHDRAWN)),
                default=Value(DELETED),
                output_field=models.CharField(),
            )
        )

    def to_mend(self):
        return self.told().filter(told_state__in=TO_MEND)

    def changed_by(self, user, models_: Iterable[type[models.Model]]):
        """Those in pages, and in objects of these models, that somebody may change."""
        page_type = ContentType.objects.get_for_model(Page)
        mine = page_permission_policy.instances_user_has_permission_for(user, "change")
        others = [
            ContentType.objects.get_for_model(model)
            for model in models_
            if user.has_perm(f"{model._meta.app_label}.change_{model._meta.model_name}")
        ]
        own = Q(source_type=page_type, source_key__in=mine.order_by().values("pk"))
        return self.filter(own | Q(source_type__in=others))


class LinkUse(models.Model):
    """A place in published content of a link to another site, or to a page of this one, which may be gone."""

    link = models.ForeignKey(
        Link, verbose_name=_("link"), null=True, on_delete=models.CASCADE, related_name="uses"
    )
    page_key = models.PositiveBigIntegerField(null=True, db_index=True, editable=False)
    source_type = models.ForeignKey(
        ContentType, on_delete=models.CASCADE, related_name="+", editable=False
    )
    source_key = models.PositiveBigIntegerField(editable=False)
    field = models.CharField(max_length=100, editable=False)
    block = models.CharField(max_length=36, blank=True, editable=False)  # its id, in a body

    objects = LinkUseQuerySet.as_manager()
    wagtail_reference_index_ignore = True  # a place names nothing that the index asks for

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        indexes = [models.Index(fields=["source_type", "source_key"])]

    def __str__(self) -> str:
        return f"{self.link_id or self.page_key}: {self.field}"
