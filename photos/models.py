from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.search import index

from photos.metadata import read_metadata
from photos.renditions import filters


class Photo(AbstractImage):
    """A photo with the rights that come with it.

    `description`, Wagtail's own field, is the alternative text. Credit, caption and title are filled in from
    the file at the first save, where they are empty.
    """

    class Licence(models.TextChoices):
        ASSIGNED = "assigned", _("Rights assigned to the association")
        LIMITED = "limited", _("Use limited in time")
        CC_BY = "cc-by", "CC BY 4.0"
        CC_BY_SA = "cc-by-sa", "CC BY-SA 4.0"
        PUBLIC = "public", _("Public domain")

    class Consent(models.TextChoices):
        NOT_NEEDED = "not-needed", _("Nobody can be recognised")
        GIVEN = "given", _("Given in writing")
        PENDING = "pending", _("Asked for, not received")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    credit = models.CharField(
        _("credit"),
        max_length=200,
        blank=True,
        help_text=_("Author or agency, without ©. Asked for before publication."),
    )
    caption = models.CharField(
        _("caption"),
        max_length=400,
        blank=True,
        help_text=_("Who, what, where. The credit is added by the site."),
    )
    licence = models.CharField(
        _("licence"), max_length=20, choices=Licence, default=Licence.ASSIGNED
    )
    licence_end = models.DateField(
        _("end of the licence"),
        null=True,
        blank=True,
        help_text=_("Last day on which the photo may be shown."),
    )
    people = models.TextField(
        _("people shown"), blank=True, help_text=_("Names of those who can be recognised.")
    )
    consent = models.CharField(
        _("consent of the people shown"),
        max_length=20,
        choices=Consent,
        default=Consent.NOT_NEEDED,
    )

    admin_form_fields = (
        "title",
        "file",
        "description",
        "caption",
        "credit",
        "licence",
        "licence_end",
        "people",
        "consent",
        "collection",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    search_fields = [
        *AbstractImage.search_fields,
        index.SearchField("caption"),
        index.SearchField("credit"),
        index.SearchField("people"),
        index.FilterField("licence"),
        index.FilterField("licence_end"),
    ]

    class Meta(AbstractImage.Meta):
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        # Wagtail's permission to choose an image in a form.
        permissions = [("choose_image", "Can choose image")]

    @property
    def missing_for_publication(self) -> list[str]:
        """What the photo lacks before it may be published, in the reader's words; empty when it is ready."""
        missing = []
        if not self.credit.strip():
            missing.append(gettext("its credit is missing"))
        if not self.description.strip():
            missing.append(gettext("its alternative text is missing"))
        return missing

    @property
    def default_alt_text(self) -> str:
        return self.description

    @property
    def share_image(self) -> "Rendition":
        """The photo at the size that social networks show."""
        return self.get_rendition(filters("share")[0])

    def save(self, *args, **kwargs):
        if self._state.adding and self.file:
            self._fill_from_file()
        super().save(*args, **kwargs)

    def _fill_from_file(self):
        for name, value in read_metadata(self.file).items():
            if not getattr(self, name):
                limit = self._meta.get_field(name).max_length
                setattr(self, name, value[:limit])


class Rendition(AbstractRendition):
    image = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="photos_rendition_once"
            )
        ]


def photos_to_complete():
    """The photos that can't be published yet."""
    return Photo.objects.filter(Q(credit="") | Q(description=""))
