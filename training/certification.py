"""What the association says of itself as a training organisation."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TrainingCertification(models.Model):
    """For home.models.AssociationSettings."""

    is_training_certified = models.BooleanField(
        _("certified for its training (Qualiopi)"),
        default=False,
        help_text=_("A course is then published with its nine public facts, or not at all."),
    )
    training_number = models.CharField(
        _("number of its declaration as a training organisation"),
        max_length=20,
        blank=True,
        help_text=_("Eleven figures. Said on the sheet of each course and in the catalogue."),
    )

    certification_panels = ["is_training_certified", "training_number"]

    class Meta:
        abstract = True
