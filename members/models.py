import uuid

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager, Group
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from contacts.addresses import normalise
from contacts.models import Organisation
from core.languages import site_languages
from core.validators import validate_single_line
from members.signals import account_closed

# The groups that code knows by name (home/migrations/0002_roles.py makes them).
MEMBERS_GROUP = "Adhérents"
MEMBERSHIP_OFFICE = "Adhésions"


def reader_groups() -> "models.QuerySet[Group]":
    """The groups that open reserved pages and give no right in the admin; all others are `role_groups`."""
    return Group.objects.filter(
        permissions=None, page_permissions=None, collection_permissions=None
    )


def role_groups() -> "models.QuerySet[Group]":
    return Group.objects.exclude(pk__in=reader_groups().values("pk"))


class UserManager(BaseUserManager["User"]):
    """Accounts by e-mail address, which is stored in its normal form (contacts.addresses)."""

    def create_user(self, email: str, password: str | None = None, **fields):
        """Raises ValueError without an address, ValidationError for what isn't one.

        Without a password, the account can't log in with one.
        """
        if not email:
            raise ValueError("An account needs an e-mail address.")
        user = self.model(email=normalise(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def with_role(self) -> "models.QuerySet[User]":
        """The accounts that may do something in the admin, or could at some time: Administration's alone."""
        return User.objects.filter(
            Q(is_superuser=True)
            | Q(is_staff=True)
            | Q(has_held_role=True)
            | Q(user_permissions__isnull=False)
            | Q(groups__in=role_groups())
        ).distinct()

    def get_by_natural_key(self, email: str | None):
        return self.select_related("organisation").get(email=(email or "").strip().lower())


def _new_stamp() -> str:
    return get_random_string(16)


# A change of these ends the sessions of an account; what save() sets by itself is saved with whatever else is.
_ENDS_SESSIONS = ("email", "organisation_id", "is_active")
_FOLLOWS = {"access_stamp", "calendar_secret", "closed_by_organisation", "has_held_role"}


class User(AbstractUser):
    """A person with an account; the e-mail address is the login.

    An account of an organisation opens while the membership lasts; one without an organisation, which only
    staff can make, always does.
    """

    username = None  # type: ignore[assignment]
    first_name = models.CharField(
        _("first name"), max_length=150, blank=True, validators=[validate_single_line]
    )
    last_name = models.CharField(
        _("last name"), max_length=150, blank=True, validators=[validate_single_line]
    )
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
        choices=site_languages,
        default=settings.LANGUAGE_CODE,
    )
    # Kept when the role is taken away: such an account is opened again by Administration only.
    has_held_role = models.BooleanField(default=False, editable=False)
    # Whether its own organisation closed it, which may then open it again; the association is asked otherwise.
    closed_by_organisation = models.BooleanField(default=False, editable=False)
    # Part of what a session must match: a new one ends all sessions of the account.
    access_stamp = models.CharField(max_length=16, default=_new_stamp, editable=False)

    # What the secret address of her calendar is made of (members.calendar_addresses); nothing until she asks for one.
    calendar_secret = models.CharField(max_length=16, blank=True, default="", editable=False)

    objects = UserManager()  # type: ignore[assignment,misc]

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

    def __str__(self) -> str:
        return " ".join(self.get_full_name().split()) or self.email

    @property
    def admin_language(self) -> str:
        """That of the messages about the work in the admin: of its screens, if she has chosen one for them."""
        profile = getattr(self, "wagtail_userprofile", None)
        chosen = profile.preferred_language if profile else ""
        return chosen or self.language or settings.LANGUAGE_CODE

    @classmethod
    def from_db(cls, db, field_names, values):
        user = super().from_db(db, field_names, values)
        user._stored = user._values()
        return user

    def refresh_from_db(self, *args, **kwargs) -> None:
        super().refresh_from_db(*args, **kwargs)
        self._stored = self._values()

    def _values(self) -> dict:
        """By attribute name; without fields that weren't read."""
        names = (field.attname for field in self._meta.concrete_fields)
        return {name: self.__dict__[name] for name in names if name in self.__dict__}

    def clean_fields(self, exclude=None) -> None:
        super().clean_fields(exclude)
        if "email" not in (exclude or ()):
            try:
                self.email = normalise(self.email)
            except ValidationError as problem:
                raise ValidationError({"email": problem.messages}) from None

    def save(self, *args, update_fields=None, **kwargs) -> None:
        """Writes what has changed since the account was read, and nothing else.

        An account that is closed while its owner saves her name stays closed. What follows its end is written with
        it, or neither is.
        """
        stored = getattr(self, "_stored", {})
        closes = stored.get("is_active", False) and not self.is_active
        if any(name in stored and stored[name] != getattr(self, name) for name in _ENDS_SESSIONS):
            self.access_stamp = _new_stamp()
        if self.is_active:
            self.closed_by_organisation = False
        else:
            self.calendar_secret = ""
        self.has_held_role |= self.is_superuser or self.is_staff
        if stored and not self._state.adding and not kwargs.get("force_insert"):
            changed = {name for name, value in self._values().items() if stored.get(name) != value}
            update_fields = (
                changed if update_fields is None else {*update_fields, *changed & _FOLLOWS}
            )
        with transaction.atomic():
            super().save(*args, update_fields=update_fields, **kwargs)
            self._stored = self._values()
            if closes:
                account_closed.send(User, user=self)

    @property
    def has_access(self) -> bool:
        """Whether the account opens today."""
        return self.is_active and (self.organisation is None or self.organisation.is_member)

    @property
    def must_use_two_factors(self) -> bool:
        return settings.TWO_FACTOR_FOR_EDITORS and self.has_perm("wagtailadmin.access_admin")

    def end_sessions(self) -> None:
        self.access_stamp = _new_stamp()
        User.objects.filter(pk=self.pk).update(access_stamp=self.access_stamp)

    def get_session_auth_hash(self) -> str:
        return f"{super().get_session_auth_hash()}{self.access_stamp}"

    def get_session_auth_fallback_hash(self):
        for former in super().get_session_auth_fallback_hash():
            yield f"{former}{self.access_stamp}"


class MemberManager(UserManager):
    def get_queryset(self) -> QuerySet:
        members = super().get_queryset().filter(organisation__isnull=False)
        members = members.exclude(pk__in=User.objects.with_role().values("pk"))
        return members.select_related("organisation")


class Member(User):
    """The accounts of organisations without a role, as the staff who look after memberships see them."""

    objects = MemberManager()  # type: ignore[misc]

    class Meta:
        proxy = True
        verbose_name = _("member account")
        verbose_name_plural = _("member accounts")
        ordering = ["organisation__name__alphabetical", "last_name__alphabetical", "email"]


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
        choices=site_languages,
        default=settings.LANGUAGE_CODE,
    )
    invited_by = models.ForeignKey(
        User,
        verbose_name=_("invited by"),
        null=True,
        editable=False,
        on_delete=models.CASCADE,
        related_name="+",
    )
    invited_at = models.DateTimeField(_("invited on"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-invited_at"]

    def __str__(self) -> str:
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

    def __str__(self) -> str:
        return f"{self.email}, {self.expires_at:%Y-%m-%d %H:%M}"


class Attempt(models.Model):
    """One try at a door, see members.throttle. `key` is a digest: what was typed isn't kept."""

    key = models.CharField(_("digest"), max_length=64)
    at = models.DateTimeField(_("tried on"), default=timezone.now)

    class Meta:
        verbose_name = _("try at a door")
        indexes = [models.Index(fields=["key", "at"], name="members_attempt_key")]

    def __str__(self) -> str:
        return f"{self.key[:8]}, {self.at:%Y-%m-%d %H:%M}"
