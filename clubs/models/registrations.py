"""How people take part in a session: what its page says of it, and the members who have registered."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldRowPanel


class TakingPart(models.Model):
    """For clubs.models.SessionPage, which knows whether it `is_announced`."""

    price = models.CharField(_("price"), max_length=200, blank=True, help_text=_("80 €."))
    member_price = models.CharField(
        _("price for members"),
        max_length=200,
        blank=True,
        help_text=_("Free. Members who are signed in read it in place of the price."),
    )
    member_registration = models.BooleanField(
        _("members register on the site"),
        default=True,
        help_text=_("With one button, once they are signed in. The list is on the session."),
    )
    registration_url = models.URLField(_("address of the registration form"), blank=True)
    registration_email = models.EmailField(
        _("email address for registration"),
        blank=True,
        help_text=_("Also told when a member registers or withdraws; else the contacts are."),
    )
    registration_deadline = models.DateField(_("last day to register"), null=True, blank=True)

    registration_panels = [
        FieldRowPanel(["price", "member_price"]),
        FieldRowPanel(["registration_url", "registration_email"]),
        "member_registration",
    ]

    class Meta:
        abstract = True

    @property
    def takes_registrations(self) -> bool:
        """Whether there is a way to register for a session still to be held, be it too late for that."""
        ways = (self.registration_url, self.registration_email, self.member_registration)
        return self.is_announced and any(ways)

    @property
    def takes_members(self) -> bool:
        """Whether a member may register now."""
        return self.is_announced and self.member_registration and not self.is_registration_closed

    @property
    def registrations_in_any_language(self) -> "models.QuerySet[Registration]":
        return Registration.objects.filter(session__translation_key=self.translation_key)

    @property
    def is_registration_closed(self) -> bool:
        deadline = self.registration_deadline
        return deadline is not None and deadline < timezone.localdate()


class Registration(models.Model):
    """A member who comes to a session. It is kept on the oldest of the session's translations."""

    session = models.ForeignKey(
        "clubs.SessionPage",
        verbose_name=_("session"),
        on_delete=models.CASCADE,
        related_name="registrations",
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="registrations",
    )
    registered_at = models.DateTimeField(_("registered on"), default=timezone.now)

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="clubs_registered_once")
        ]

    def __str__(self):
        return f"{self.person}, {self.registered_at:%Y-%m-%d}"
