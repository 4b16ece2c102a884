from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldRowPanel, HelpPanel, InlinePanel, ObjectList, TabbedInterface
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.models import Orderable

from contacts.models import Organisation, phone_number
from core.languages import site_languages
from core.translated_fields import (
    TranslatedFields,
    TranslatedFieldsAdminForm,
    TranslatedFieldsPanel,
)
from core.validators import validate_single_line


@register_setting(icon="key")
class JoiningSettings(TranslatedFields, ClusterableModel, BaseGenericSetting):
    """How an organisation joins: whether it may apply online, and what membership costs."""

    is_open = models.BooleanField(_("applications are taken online"), default=True)
    introduction = models.TextField(
        _("introduction"),
        max_length=1000,
        blank=True,
        help_text=_("Above the form: what membership brings, who decides and when."),
    )
    payment_terms = models.TextField(
        _("how to pay"),
        max_length=2000,
        blank=True,
        help_text=_(
            "At the foot of the call for contribution: until when, how, to which account, and the mention about VAT."
        ),
    )

    translated_fields = ("introduction", "payment_terms")

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    "is_open",
                    "introduction",
                    InlinePanel(
                        "brackets",
                        heading=_("Scale of contributions"),
                        label=_("bracket"),
                        help_text=_(
                            "An organisation pays the bracket of its kind that its homes have reached; where its "
                            "kind has no bracket, one that is for all kinds."
                        ),
                    ),
                    "payment_terms",
                ],
                heading=_("Joining"),
            ),
            ObjectList(
                [
                    HelpPanel(_("Left empty, the text of the main language is shown.")),
                    TranslatedFieldsPanel(),
                ],
                heading=_("Other languages"),
            ),
        ],
        base_form_class=TranslatedFieldsAdminForm,
    )

    keeps_history = True

    class Meta:
        verbose_name = _("joining and contributions")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    def scale(self) -> "list[Bracket]":
        """The brackets by kind, each kind's from the lowest; those for all kinds come last."""
        places = {kind: place for place, kind in enumerate(Organisation.Kind.values)}
        last = len(places)
        return sorted(
            self.brackets.all(), key=lambda one: (places.get(one.kind, last), one.homes_from)
        )

    def amount_for(self, kind: str, homes: int) -> Decimal | None:
        """What an organisation pays a year, in euros; None where the scale says nothing of it."""
        scale = self.scale()
        own = [one for one in scale if one.kind == kind] or [one for one in scale if not one.kind]
        reached = [one.amount for one in own if one.homes_from <= homes]
        return reached[-1] if reached else None


class Bracket(Orderable):
    """What organisations of a kind pay a year from a number of homes on."""

    page = ParentalKey(JoiningSettings, on_delete=models.CASCADE, related_name="brackets")
    kind = models.CharField(
        _("kind"),
        max_length=20,
        choices=Organisation.Kind,
        blank=True,
        help_text=_("Empty for all kinds that have no bracket of their own."),
    )
    homes_from = models.PositiveIntegerField(_("from how many homes"), default=0)
    amount = models.DecimalField(
        _("amount a year, in euros"),
        max_digits=9,
        decimal_places=2,
        validators=[MinValueValidator(0)],
    )

    panels = [FieldRowPanel(["kind", "homes_from", "amount"])]

    class Meta(Orderable.Meta):
        verbose_name = _("bracket")
        verbose_name_plural = _("brackets")

    def __str__(self) -> str:
        return f"{self.kind} {self.homes_from}: {self.amount}"


class ApplicationQuerySet(models.QuerySet):
    def waiting(self):
        """Those that nobody has answered."""
        return self.filter(state=Application.State.RECEIVED)

    def decided(self):
        """Those accepted or declined: all but `is_open`."""
        return self.filter(state__in=(Application.State.ACCEPTED, Application.State.DECLINED))


class Application(models.Model):
    """An organisation that asks to join, until it is answered and for a time after.

    `key` is that of the form it was written in, so that a form sent twice makes one application.
    """

    class State(models.IntegerChoices):
        """In the order of the queue."""

        RECEIVED = 1, _("To be answered")
        ASKED = 2, _("Question asked")
        ACCEPTED = 3, _("Accepted")
        DECLINED = 4, _("Declined")

    key = models.UUIDField(unique=True, editable=False)
    organisation_name = models.CharField(
        _("organisation"), max_length=200, validators=[validate_single_line]
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Organisation.Kind)
    homes = models.PositiveIntegerField(_("homes managed"))
    address = models.TextField(_("postal address"), max_length=400)
    name = models.CharField(_("correspondent"), max_length=120, validators=[validate_single_line])
    role = models.CharField(
        _("role"), max_length=120, blank=True, validators=[validate_single_line]
    )
    email = models.EmailField(_("email address"))
    phone = models.CharField(_("phone"), max_length=30, blank=True, validators=[phone_number])
    message = models.TextField(_("message"), max_length=2000, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=site_languages)
    amount = models.DecimalField(
        _("contribution a year"), max_digits=9, decimal_places=2, null=True
    )
    consented_at = models.DateTimeField(_("agreed on"))
    received_at = models.DateTimeField(_("received on"), default=timezone.now)
    acknowledged_at = models.DateTimeField(_("acknowledged on"), null=True)
    announced_at = models.DateTimeField(_("announced on"), null=True)

    state = models.PositiveSmallIntegerField(_("state"), choices=State, default=State.RECEIVED)
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered on"), null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("answered by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    answer_sent_at = models.DateTimeField(_("answer sent on"), null=True)
    joined = models.ForeignKey(
        Organisation,
        verbose_name=_("member organisation"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application to join")
        verbose_name_plural = _("applications to join")
        ordering = ["state", "-received_at", "-pk"]

    def __str__(self) -> str:
        return self.organisation_name

    @property
    def is_open(self) -> bool:
        """Whether it still waits for a decision."""
        return self.state in (self.State.RECEIVED, self.State.ASKED)

    @property
    def is_accepted(self) -> bool:
        return self.state == self.State.ACCEPTED

    @property
    def number(self) -> str:
        """« 2026-0042 »: by which the association's books know its call for contribution."""
        return f"{timezone.localtime(self.received_at):%Y}-{self.pk:04}"

    def has_just_heard(self, state: "Application.State", by, text: str) -> bool:
        """Whether somebody gave this very answer within the minute."""
        given = (self.state, self.answered_by_id, self.answer) == (state, by.pk, text)
        recent = timezone.now() - timedelta(minutes=1)
        return given and self.answered_at is not None and self.answered_at > recent
