"""How people take part in a session or a dated course: what its page says of it, and who has registered."""

from typing import Any
from uuid import UUID, uuid4

from django.apps import apps
from django.conf import settings
from django.core import signing
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldRowPanel
from wagtail.models import Page, get_page_models

from clubs.dates import When
from contacts.models import Contact, contacts_of
from core.languages import site_languages
from core.typography import sort_key
from core.visibility import live_pages

_signer = signing.Signer(salt="clubs.registration", sep=".")


class RegistrationMixin(models.Model):
    """For a page of something held on a date, to which people come: a session of a club, a dated course.

    The page has `starts_at`, `ends_at` and what follows from them, as clubs.models.AnnouncementMixin and SessionPage
    do; its `facts` name `registration_facts`, its panels `registration_panels`.
    """

    class Attendance(models.TextChoices):
        ON_SITE = "on-site", _("On site")
        ONLINE = "online", _("Online")
        MIXED = "mixed", _("On site and online")

    is_announced: Any  # a property, whether it is still to be held
    when: "When | Any"
    translation_key: UUID

    attendance = models.CharField(
        _("how people take part"), max_length=10, choices=Attendance, default=Attendance.ON_SITE
    )
    price = models.CharField(
        _("price"),
        max_length=200,
        blank=True,
        help_text=_("80 €. In figures: it is the same in every language."),
    )
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
    public_registration = models.BooleanField(
        _("everybody registers on the site"),
        default=False,
        help_text=_("With a form: name, organisation, email address and needs."),
    )
    capacity = models.PositiveIntegerField(
        _("places"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Once they are taken, people wait in order. Empty: as many as come."),
    )
    serves_meal = models.BooleanField(
        _("a meal is served"), default=False, help_text=_("The form asks who takes it.")
    )
    registration_url = models.URLField(_("address of the registration form"), blank=True)
    registration_email = models.EmailField(
        _("email address for registration"),
        blank=True,
        help_text=_("Also told when a member registers or withdraws; else the contacts are."),
    )
    registration_deadline = models.DateField(_("last day to register"), null=True, blank=True)

    own_to_each_registration = ("registration_url", "registration_deadline")
    registration_facts = (
        *("price", "member_price", "member_registration", "registration_deadline"),
        *("registration_url", "registration_email", "public_registration"),
        *("capacity", "serves_meal"),
    )
    registration_panels = [
        FieldRowPanel(["price", "member_price"]),
        FieldRowPanel(["registration_url", "registration_email"]),
        "member_registration",
        "public_registration",
        FieldRowPanel(["capacity", "serves_meal"]),
    ]

    class Meta:
        abstract = True

    @property
    def takes_registrations(self) -> bool:
        """Whether there is a way to register for a session still to be held, be it too late for that."""
        ways = (
            *(self.registration_url, self.registration_email),
            *(self.member_registration, self.public_registration),
        )
        return self.is_announced and any(ways)

    @property
    def takes_members(self) -> bool:
        """Whether a member may register now."""
        return self.is_announced and self.member_registration and not self.is_registration_closed

    @property
    def contacts(self) -> list[Contact]:
        """Those who are told of registrations where the page has no address for them."""
        return contacts_of(self)

    @property
    def takes_public(self) -> bool:
        """Whether anybody may register now, by the form."""
        return self.is_announced and self.public_registration and not self.is_registration_closed

    @property
    def times_changed(self) -> int:
        """How often what calendars keep has changed since it was first published, as the oldest translation counts."""
        rows: Any = type(self)._default_manager
        same = rows.filter(translation_key=self.translation_key).order_by("pk")
        return same.values_list("calendar_sequence", flat=True)[0]

    @property
    def registrations_in_any_language(self) -> "RegistrationQuerySet":
        return Registration.objects.of(self)

    def registration_context(self, request: HttpRequest) -> dict[str, Any]:
        """What components/registration.html shows: `own_registration`, and `places_left`, None without a limit."""
        taken = self.registrations_in_any_language
        own = (
            taken.filter(person=request.user.pk).first() if request.user.is_authenticated else None
        )
        left = None
        if self.capacity is not None and self.is_announced:
            left = max(self.capacity - taken.filter(is_waiting=False).count(), 0)
        return {"own_registration": own, "places_left": left}

    @property
    def is_registration_closed(self) -> bool:
        deadline = self.registration_deadline
        return deadline is not None and deadline < timezone.localdate()


def find_page_to_register(request: HttpRequest, pk: int) -> Any:
    """The page of a RegistrationMixin that the request may see, of its own type; None if there is none."""
    page = live_pages(request).filter(pk=pk).first()
    specific = page and page.specific
    return specific if isinstance(specific, RegistrationMixin) else None


def models_to_register_for() -> list[Any]:
    """The page types that have a RegistrationMixin."""
    return [model for model in apps.get_models() if issubclass(model, RegistrationMixin)]


class RegistrationQuerySet(models.QuerySet):
    def of(self, page: Any) -> "RegistrationQuerySet":
        """Those for a page, whichever of its translations they were made on."""
        return self.filter(page__translation_key=page.translation_key)

    def of_address(self, email: str) -> "RegistrationQuerySet":
        """Those of whoever reads the mail of an address in its normal form."""
        return self.filter(Q(person=None, email=email) | Q(person__email__iexact=email))

    def with_words(self) -> "RegistrationQuerySet":
        """Each with its words in columns that lists sort by: `surname`, `given_name`, `employer`, `written_to`."""
        return self.select_related("person__organisation").annotate(
            surname=Coalesce("person__last_name", "last_name"),
            given_name=Coalesce("person__first_name", "first_name"),
            employer=Coalesce("person__organisation__name", "organisation_name"),
            written_to=Coalesce("person__email", "email"),
        )

    def by_name(self) -> "list[Registration]":
        """In the order of the surnames, é beside e; without one, that of the address."""

        def key(row: Any) -> str:
            return sort_key(f"{row.surname} {row.given_name}".strip() or row.written_to)

        return sorted(self.with_words().order_by("pk"), key=key)

    def with_start(self) -> "RegistrationQuerySet":
        """Each with `starts_at`, the beginning of what the person comes to."""
        models_ = [model for model in get_page_models() if issubclass(model, RegistrationMixin)]
        starts = [F(f"page__{_path_to(model)}__starts_at") for model in models_]
        return self.annotate(starts_at=Coalesce(*starts, *starts[:1]))


class RegistrationManager(models.Manager.from_queryset(RegistrationQuerySet)):  # type: ignore[misc]
    """Without those that were withdrawn, which are kept until everybody has been told."""

    def get_queryset(self) -> RegistrationQuerySet:
        return super().get_queryset().filter(withdrawn_at=None)


def _path_to(model: type[Page]) -> str:
    """How the ORM names the row of a type beside that of its page."""
    return model._meta.model_name or ""


class Registration(models.Model):
    """Somebody who comes to a session or a dated course, or waits for a place.

    A member is a `person`, whose account has her name, address and organisation; anybody else has written them in the
    form. It is kept on the oldest of the page's translations. Those who wait do so in the order of the keys.
    """

    class Meal(models.TextChoices):
        NONE = "", _("No meal")
        ANY = "any", _("A meal")
        VEGETARIAN = "vegetarian", _("A vegetarian meal")

    page = models.ForeignKey(
        Page,
        verbose_name=_("session"),
        on_delete=models.CASCADE,
        related_name="registrations",
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="registrations",
    )
    # Of the form that it was written in, so that a form sent twice registers once; in links by mail, signed.
    key = models.UUIDField(_("form"), default=uuid4, unique=True, editable=False)
    first_name = models.CharField(_("first name"), max_length=150, blank=True)
    last_name = models.CharField(_("surname"), max_length=150, blank=True)
    email = models.EmailField(_("email address"), blank=True)
    organisation_name = models.CharField(_("organisation"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=site_languages, blank=True)
    meal = models.CharField(_("meal"), max_length=10, choices=Meal, blank=True, default=Meal.NONE)
    needs = models.CharField(_("needs"), max_length=500, blank=True)
    is_waiting = models.BooleanField(_("on the waiting list"), default=False)
    # How often the session had changed when the person was last told of it: DatedMixin.calendar_sequence.
    told_sequence = models.PositiveIntegerField(default=0, editable=False)
    # When the link to her certificate was sent.
    certified_at = models.DateTimeField(null=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn on"), null=True, editable=False)
    was_present = models.BooleanField(_("present"), null=True)
    registered_at = models.DateTimeField(_("registered on"), default=timezone.now)

    objects = RegistrationManager()
    with_withdrawn = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        constraints = [
            models.UniqueConstraint(
                fields=["page", "person"],
                condition=models.Q(withdrawn_at=None),
                name="clubs_registered_once",
            ),
            models.UniqueConstraint(
                fields=["page", "email"],
                condition=models.Q(person=None, withdrawn_at=None),
                name="clubs_registered_once_by_address",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.registered_at:%Y-%m-%d}"

    @property
    def name(self) -> str:
        """As she wrote it, or as her account says it."""
        if self.person:
            return str(self.person)
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def address(self) -> str:
        """Where she is written to."""
        return self.person.email if self.person else self.email

    @property
    def organisation(self) -> str:
        if self.person:
            return self.person.organisation.name if self.person.organisation else ""
        return self.organisation_name

    @property
    def read_in(self) -> str:
        """The language that she is written to in."""
        return (self.person.language if self.person else self.language) or settings.LANGUAGE_CODE

    @property
    def state(self) -> str:
        return gettext("Waiting list") if self.is_waiting else gettext("Has a place")

    @property
    def has_certificate(self) -> bool:
        return bool(self.was_present) and self.withdrawn_at is None

    @property
    def rank(self) -> int:
        """Her place in the waiting list, from 1 on."""
        waiting = Registration.objects.of(self.page).filter(is_waiting=True)
        return waiting.filter(pk__lte=self.pk).count()

    @property
    def token(self) -> str:
        """What leads to it in a link, without an account."""
        return _signer.sign(self.key.hex)

    @classmethod
    def of_token(cls, token: str) -> "Registration | None":
        """The registration of a link, be it withdrawn; None for a link that was made elsewhere or is too old."""
        try:
            key = UUID(_signer.unsign(token))
        except (signing.BadSignature, ValueError):
            return None
        return cls.with_withdrawn.select_related("page", "person").filter(key=key).first()
