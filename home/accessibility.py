"""The accessibility statement, as the association fills it in (décret n° 2019-768 du 24 juillet 2019)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldRowPanel


class AccessibilityStatement(models.Model):
    """For home.models.AssociationSettings."""

    class AccessibilityState(models.TextChoices):
        NONE = "none", _("Not compliant, or not audited")
        PARTIAL = "partial", _("Partially compliant (at least 50 %)")
        FULL = "full", _("Fully compliant")

    accessibility_state = models.CharField(
        _("state of conformity"),
        max_length=10,
        choices=AccessibilityState,
        default=AccessibilityState.NONE,
        help_text=_(
            "A site that nobody has audited is “not compliant”: this is the law’s wording."
        ),
    )
    accessibility_audit_date = models.DateField(_("date of the audit"), null=True, blank=True)
    accessibility_auditor = models.CharField(_("auditor"), max_length=120, blank=True)
    accessibility_rate = models.PositiveSmallIntegerField(
        _("RGAA criteria met (%)"), null=True, blank=True
    )
    accessibility_issues = models.TextField(
        _("content that isn’t accessible"), blank=True, help_text=_("One item a line.")
    )
    accessibility_contact_email = models.EmailField(
        _("address for accessibility"), blank=True, help_text=_("Otherwise the association’s own.")
    )
    accessibility_stated_on = models.DateField(
        _("statement established on"), default=timezone.localdate
    )
    # The last day on which one of the above was changed.
    accessibility_updated_on = models.DateField(null=True, editable=False)

    accessibility_panels = [
        "accessibility_state",
        FieldRowPanel(["accessibility_audit_date", "accessibility_rate"]),
        "accessibility_auditor",
        "accessibility_issues",
        "accessibility_contact_email",
        "accessibility_stated_on",
    ]

    class Meta:
        abstract = True

    def save(self, *args, **kwargs) -> None:
        stated = [
            field.name
            for field in AccessibilityStatement._meta.fields
            if field.name not in ("accessibility_stated_on", "accessibility_updated_on")
        ]
        stored = type(self)._base_manager.filter(pk=self.pk).values(*stated).first()
        if stored and stored != {name: getattr(self, name) for name in stated}:
            self.accessibility_updated_on = timezone.localdate()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        rate, state = self.accessibility_rate, self.accessibility_state
        if rate is not None and rate > 100:
            raise ValidationError({"accessibility_rate": _("A rate is between 0 and 100 %.")})
        if state == self.AccessibilityState.NONE:
            return
        if not self.accessibility_audit_date or rate is None:
            raise ValidationError(
                {
                    "accessibility_state": _(
                        "Only an audit gives this state: write its date and the rate it found."
                    )
                }
            )
        if rate < (100 if state == self.AccessibilityState.FULL else 50):
            raise ValidationError(
                {"accessibility_state": _("The rate found by the audit is too low for this state.")}
            )
