import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from core.languages import site_languages


class RegistrationNotice(models.Model):
    """What an organiser has written to those who registered for a page, in one of their languages.

    `key` is that of the form it was written in, so that a form sent twice writes once.
    """

    key = models.UUIDField(_("form"), default=uuid.uuid4, editable=False)
    page = models.ForeignKey(
        Page,
        verbose_name=_("session"),
        on_delete=models.CASCADE,
        related_name="registration_notices",
    )
    language = models.CharField(_("language"), max_length=10, choices=site_languages)
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("message"))
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("sent by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    sent_at = models.DateTimeField(_("sent on"), default=timezone.now)

    class Meta:
        verbose_name = _("message to those registered")
        verbose_name_plural = _("messages to those registered")
        constraints = [
            models.UniqueConstraint(fields=["key", "language"], name="clubs_notice_written_once")
        ]

    def __str__(self) -> str:
        return f"{self.subject}, {self.sent_at:%Y-%m-%d}"
