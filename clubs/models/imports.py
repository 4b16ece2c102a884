import hashlib
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from clubs.models.reports import ReportPage
from clubs.word.losses import sentences

# An import that was interrupted, or that nobody confirmed, is forgotten with its file.
_FORGOTTEN = timedelta(days=1)
_STUCK = timedelta(minutes=10)


class WordImportQuerySet(models.QuerySet):
    def unfinished_for_long(self):
        return self.filter(report=None, updated_at__lt=timezone.now() - _FORGOTTEN)


class WordImport(models.Model):
    """A document that an editor dropped below a session or a club, and what became of it.

    The document itself is kept as long as the report: what couldn't be taken over can be looked up in it.
    """

    class State(models.TextChoices):
        KNOWN = "known", _("Imported before")
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        REFUSED = "refused", _("Refused")

    parent = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+", editable=False)
    report = models.ForeignKey(
        ReportPage,
        null=True,
        on_delete=models.CASCADE,
        related_name="word_imports",
        editable=False,
    )
    # Below no folder that is served (photos.views): an editor gets it from the admin.
    file = models.FileField(upload_to="word", editable=False)
    name = models.CharField(max_length=255, editable=False)
    digest = models.CharField(max_length=64, db_index=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    state = models.CharField(max_length=20, choices=State, default=State.WAITING, editable=False)
    photos_done = models.PositiveIntegerField(default=0, editable=False)
    photos_total = models.PositiveIntegerField(default=0, editable=False)
    problem = models.TextField(blank=True, editable=False)
    # What clubs.word.losses.Losses.as_json gives.
    losses = models.JSONField(default=list, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = WordImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import from Word")
        verbose_name_plural = _("imports from Word")
        ordering = ["-created_at"]

    def __str__(self):
        return self.name

    @property
    def is_under_way(self) -> bool:
        return self.state in (self.State.WAITING, self.State.RUNNING)

    @property
    def is_stuck(self) -> bool:
        """Nothing has moved for so long that the work was interrupted."""
        return self.state == self.State.RUNNING and timezone.now() - self.updated_at > _STUCK

    @property
    def earlier(self) -> "WordImport | None":
        """The last time the same document became a report."""
        same = WordImport.objects.filter(digest=self.digest, report__isnull=False)
        return same.exclude(pk=self.pk).select_related("report").first()

    @property
    def lost(self) -> list[tuple[str, list[str]]]:
        """(sentence, words that went) for each kind of thing that the report doesn't have."""
        return list(sentences(self.losses))

    def refuse(self, problem: str) -> None:
        self.state, self.problem = self.State.REFUSED, problem
        self.save()


def digest(file) -> str:
    """SHA-256 of an uploaded file, whose position is put back to its start."""
    found = hashlib.sha256()
    for chunk in file.chunks():
        found.update(chunk)
    file.seek(0)
    return found.hexdigest()


@receiver(post_delete, sender=WordImport)
def delete_document(instance, **kwargs):
    instance.file.delete(save=False)
