import uuid

from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from contacts.models import Contact
from core.languages import site_languages


class Enquiry(models.Model):
    """What a reader wrote to a contact by the form: stored first, then sent, and deleted after a time.

    `key` is that of the form it was written in, so that a form sent twice makes one message.
    """

    key = models.UUIDField(_("form"), unique=True)
    contact = models.ForeignKey(
        Contact,
        verbose_name=_("contact"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="enquiries",
    )
    page = models.ForeignKey(
        Page,
        verbose_name=_("written from the page"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("email address"))
    text = models.TextField(_("message"))
    language = models.CharField(_("language"), max_length=10, choices=site_languages)
    wants_copy = models.BooleanField(_("with a copy to the sender"), default=False)
    received_at = models.DateTimeField(_("received on"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent on"), null=True)
    copied_at = models.DateTimeField(_("copied on"), null=True)

    class Meta:
        verbose_name = _("enquiry")
        verbose_name_plural = _("enquiries")

    def __str__(self) -> str:
        return f"{self.received_at:%Y-%m-%d %H:%M}"

    @cached_property
    def attachment(self) -> "Attachment | None":
        return Attachment.objects.filter(key=self.key).first()


class Attachment(models.Model):
    """A file sent with a form, kept from the first time the form is sent, be it refused for another field."""

    key = models.UUIDField(_("form"), default=uuid.uuid4, unique=True)
    name = models.CharField(_("name"), max_length=120)
    file = models.FileField(_("file"), upload_to="enquiries", max_length=200)
    received_at = models.DateTimeField(_("received on"), default=timezone.now)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

    def __str__(self) -> str:
        return self.name
