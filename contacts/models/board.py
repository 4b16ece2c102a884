from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Max, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList

from contacts.models.organisations import Organisation
from core.translated_fields import (
    TranslatedFields,
    TranslatedFieldsAdminForm,
    TranslatedFieldsPanel,
)
from core.validators import validate_single_line


class BoardSeatQuerySet(models.QuerySet):
    def begun(self):
        """Those held today, and those given up."""
        return self.filter(Q(start=None) | Q(start__lte=timezone.localdate()))

    def current(self):
        """Those held today, the bureau first, then in the order of the board."""
        return (
            self.begun()
            .filter(Q(end=None) | Q(end__gte=timezone.localdate()))
            .select_related("organisation__logo")
            .order_by("-in_bureau", "sort_order", "pk")
        )

    def former(self):
        """Those given up, the last first."""
        return (
            self.filter(end__lt=timezone.localdate())
            .select_related("organisation")
            .order_by(
                "-end", F("start").desc(nulls_last=True), "organisation__name__alphabetical", "pk"
            )
        )


class BoardSeat(TranslatedFields):
    """An organisation's seat on the association's board, from and until; kept once it is given up.

    The person who holds it and her role may be left empty: many boards are lists of organisations.
    """

    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.CASCADE,
        related_name="board_seats",
    )
    person = models.CharField(
        _("person"),
        max_length=120,
        blank=True,
        validators=[validate_single_line],
        help_text=_("Who sits for the organisation; readers see the name."),
    )
    role = models.CharField(
        _("role"),
        max_length=120,
        blank=True,
        validators=[validate_single_line],
        help_text=_("Chair, treasurer… Empty for the other members of the board."),
    )
    in_bureau = models.BooleanField(
        _("in the bureau"), default=False, help_text=_("The bureau comes first.")
    )
    sort_order = models.PositiveIntegerField(_("position"), null=True, editable=False)
    start = models.DateField(_("from"), null=True, blank=True)
    end = models.DateField(
        _("until"),
        null=True,
        blank=True,
        help_text=_("Last day. The seat is then shown among the former ones."),
    )

    translated_fields = ("role",)
    sort_order_field = "sort_order"  # the order that editors give by dragging, in Wagtail's list

    edit_handler = ObjectList(
        [
            MultiFieldPanel(["organisation", "person"], heading=_("Who")),
            MultiFieldPanel(
                [FieldPanel("role"), TranslatedFieldsPanel(), "in_bureau"], heading=_("Role")
            ),
            MultiFieldPanel([FieldRowPanel(["start", "end"])], heading=_("When")),
        ],
        base_form_class=TranslatedFieldsAdminForm,
    )

    objects = BoardSeatQuerySet.as_manager()

    keeps_history = True

    class Meta:
        verbose_name = _("seat on the board")
        verbose_name_plural = _("seats on the board")
        ordering = ["sort_order", "pk"]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.person}" if self.person else str(self.organisation)

    @property
    def state(self) -> str | Promise:
        """How things stand today, in the words of the admin's list."""
        today = timezone.localdate()
        if self.end and self.end < today:
            return _("Given up")
        return _("Not begun") if self.start and self.start > today else _("Held")

    def save(self, *args, **kwargs) -> None:
        if self.sort_order is None:  # Wagtail's list can't put it in order without a place
            last = BoardSeat.objects.aggregate(last=Max("sort_order"))["last"]
            self.sort_order = 0 if last is None else last + 1
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        if self.start and self.end and self.end < self.start:
            raise ValidationError({"end": _("The seat ends before it begins: check both dates.")})
