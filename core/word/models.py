from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from core.permissions import may_edit
from core.text_import.omissions import sentences

# An import that was interrupted, or that nobody confirmed, is forgotten with its file.
_FORGOTTEN = timedelta(days=1)
_STUCK = timedelta(minutes=10)


class WordImportQuerySet(models.QuerySet):
    def unfinished_for_long(self):
        return self.filter(page=None, updated_at__lt=timezone.now() - _FORGOTTEN)


class WordImport(models.Model):
    """A document that an editor dropped on a page, on its form or below it, and what became of it.

    The document itself is kept as long as the page: what couldn't be taken over can be looked up in it.
    """

    class State(models.TextChoices):
        KNOWN = "known", _("Imported before")
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        REFUSED = "refused", _("Refused")

    # Below which the document makes a page, or on whose form it was dropped.
    parent = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+", editable=False)
    # The page that has its text; none while a form that has it wasn't saved.
    page = models.ForeignKey(
        Page,
        null=True,
        on_delete=models.CASCADE,
        related_name="word_imports",
        editable=False,
    )
    # Below no folder that is served (photos.views.media): an editor gets it from the admin.
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
    # The title, introduction and blocks that wait for a form, whose editor takes them over.
    text = models.JSONField(default=dict, editable=False)
    # What core.text_import.omissions.Omissions.as_json gives.
    omissions = models.JSONField(default=list, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = WordImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import from Word")
        verbose_name_plural = _("imports from Word")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_under_way(self) -> bool:
        return self.state in (self.State.WAITING, self.State.RUNNING)

    @property
    def is_stuck(self) -> bool:
        """Nothing has moved for so long that the work was interrupted."""
        return self.state == self.State.RUNNING and timezone.now() - self.updated_at > _STUCK

    def earlier_for(self, user) -> "WordImport | None":
        """The last time the same document became the text of a page that somebody may edit."""
        same = WordImport.objects.filter(digest=self.digest, page__isnull=False)
        others = same.exclude(pk=self.pk).select_related("page")
        return next((other for other in others if may_edit(user, other.page)), None)

    @property
    def lost(self) -> list[tuple[str, list[str]]]:
        """(sentence, words that went) for each kind of thing that the page doesn't have."""
        return list(sentences(self.omissions))

    def refuse(self, problem: str) -> None:
        self.state, self.problem = self.State.REFUSED, problem
        self.save()


@receiver(post_delete, sender=WordImport)
def delete_document(instance, **kwargs) -> None:
    instance.file.delete(save=False)
