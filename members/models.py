import uuid

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from contacts.models import Organisation

# The groups that code knows by name (home/migrations/0002_roles.py makes them).
MEMBERS_GROUP = "Adhérents"
MEMBERSHIP_OFFICE = "Adhésions"


class UserManager(BaseUserManager):
    """Accounts by e-mail address, which is stored in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields):
        """Raises ValueError without an address. Without a password, the account can't log in with one."""
        if not email:
            raise ValueError("An account needs an e-mail address.")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str):
        return self.select_related("organisation").get(email=email.strip().lower())


def _new_stamp() -> str:
    return get_random_string(16)


class User(AbstractUser):
    """A person with an account; the e-mail address is the login.

    An account of an organisation opens while the membership lasts; one without an organisation, which only
    staff can make, always does.
    """

    username = None
    email = models.EmailField(
        _("email address"),
        unique=True,
        error_messages={"unique": _("An account with this e-mail address exists already.")},
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="accounts",
        help_text=_("The account opens while its membership lasts."),
    )
    is_correspondent = models.BooleanField(
        _("correspondent"),
        default=False,
        help_text=_("Sees, invites and removes the colleagues of the organisation."),
    )
    language = models.CharField(
        _("language of messages"),
        max_length=10,
        choices=settings.LANGUAGES,
        default=settings.LANGUAGE_CODE,
    )
    # Part of what a session must match: a new one ends all sessions of the account.
    access_stamp = models.CharField(max_length=16, default=_new_stamp, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="members_user_email_any_case",
                violation_error_message=_("An account with this e-mail address exists already."),
            )
        ]

    def __str__(self):
        return self.get_full_name() or self.email

    @classmethod
    def from_db(cls, db, field_names, values):
        user = super().from_db(db, field_names, values)
        user._stored_organisation = user.__dict__.get("organisation_id", 0)
        return user

    def clean(self):
        super().clean()
        self.email = self.email.lower()

    def save(self, *args, **kwargs):
        moved = getattr(self, "_stored_organisation", 0) not in (0, self.organisation_id)
        if moved:
            self.access_stamp = _new_stamp()
        super().save(*args, **kwargs)
        self._stored_organisation = self.organisation_id

    @property
    def is_admitted(self) -> bool:
        """Whether the account opens today."""
        return self.is_active and (self.organisation is None or self.organisation.is_member)

    @property
    def must_use_two_factors(self) -> bool:
        return settings.TWO_FACTOR_FOR_EDITORS and self.has_perm("wagtailadmin.access_admin")

    def end_sessions(self):
        self.access_stamp = _new_stamp()
        User.objects.filter(pk=self.pk).update(access_stamp=self.access_stamp)

    def get_session_auth_hash(self):
        return f"{super().get_session_auth_hash()}{self.access_stamp}"

    def get_session_auth_fallback_hash(self):
        for former in super().get_session_auth_fallback_hash():
            yield f"{former}{self.access_stamp}"


class MemberManager(UserManager):
    def get_queryset(self):
        members = super().get_queryset().filter(organisation__isnull=False, is_superuser=False)
        return members.select_related("organisation")


class Member(User):
    """The accounts of organisations, as the staff who look after memberships see them."""

    objects = MemberManager()

    class Meta:
        proxy = True
        verbose_name = _("member account")
        verbose_name_plural = _("member accounts")
        ordering = ["organisation__name", "last_name", "email"]


class Invitation(models.Model):
    """Lets an address in that is on none of the organisation's domains; kept until it is used."""

    email = models.EmailField(_("email address"), unique=True)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.CASCADE,
        related_name="invitations",
    )
    is_correspondent = models.BooleanField(_("as correspondent"), default=False)
    language = models.CharField(
        _("language of the message"),
        max_length=10,
        choices=settings.LANGUAGES,
        default=settings.LANGUAGE_CODE,
    )
    invited_by = models.ForeignKey(
        User,
        verbose_name=_("invited by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    invited_at = models.DateTimeField(_("invited on"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-invited_at"]

    def __str__(self):
        return self.email


class SignInLink(models.Model):
    """A link sent by mail. What is sent is the key, signed: reading this table opens nothing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("email address"))
    next_path = models.CharField(_("then"), max_length=500, blank=True)
    expires_at = models.DateTimeField(_("ends on"))
    used_at = models.DateTimeField(_("used on"), null=True)

    class Meta:
        verbose_name = _("sign-in link")

    def __str__(self):
        return f"{self.email}, {self.expires_at:%Y-%m-%d %H:%M}"


class Attempt(models.Model):
    """One try at a door, see members.throttle. `key` is a digest: what was typed isn't kept."""

    key = models.CharField(_("digest"), max_length=64)
    at = models.DateTimeField(_("tried on"), default=timezone.now)

    class Meta:
        verbose_name = _("try at a door")
        indexes = [models.Index(fields=["key", "at"], name="members_attempt_key")]

    def __str__(self):
        return f"{self.key[:8]}, {self.at:%Y-%m-%d %H:%M}"
